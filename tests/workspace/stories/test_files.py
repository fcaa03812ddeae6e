"""Stories as files: what goes out comes in again, and each way in which a file can be wrong."""

import io
import zipfile

import pytest

from miqyas.jobs.programme.story_files import stories_csv, stories_template, stories_workbook
from miqyas.workspace.accounts.access import Person, person_of
from miqyas.workspace.stories.fields import Partner, Result, Reusable
from miqyas.workspace.stories.importing import stories_apply, stories_plan
from miqyas.workspace.stories.models import Story, StoryRevision
from miqyas.workspace.stories.services import ContactFields, contacts_set
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.stories.stories_given import TURNED, draft, published, said, taken, titled

pytestmark = pytest.mark.django_db
HEAD = "story,entity,title_ar,title_en,months"


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Person:
    return person_of(campaign_cast.amina)


def stories() -> list[Story]:
    return list(Story.objects.select_related("entity").order_by("slug"))


def csv(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def codes(content: bytes, person: Person, *, name: str = "stories.csv") -> list[tuple[str, int | None]]:
    plan = stories_plan(content, name=name, person=person)
    assert not plan.is_ready
    assert not plan.does_something
    return [(one.full_code, one.place.line) for one in plan.problems]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_workbook_comes_back_as_it_went(campaign_cast: CampaignCast, amina: Person, language: str) -> None:
    open_campaign(campaign_cast)
    published(campaign_cast, said(turns=(TURNED,)), slug="one")
    content = stories_workbook(stories(), language=language)
    plan = stories_plan(content, name="stories.xlsx", person=amina)
    assert (plan.problems, plan.does_something) == ((), False)
    Story.objects.update(slug="other")
    plan = stories_plan(content, name="stories.xlsx", person=amina)
    assert [(one.slug, one.doing) for one in plan.doing] == [("one", "add")]
    assert stories_apply(plan, person=amina) == 1
    made, first = Story.objects.get(slug="one"), Story.objects.get(slug="other")
    without = {name: made.content[name] for name in made.content if name != "results"}
    assert without == {name: first.content[name] for name in without}
    assert made.content["results"][0]["text"] == first.content["results"][0]["text"]
    assert (made.state, made.is_of_authority, made.revisions.get().kind) == ("draft", True, "imported")


def test_words_of_further_languages_come_back_with_what_they_belong_to(
    campaign_cast: CampaignCast, amina: Person
) -> None:
    words = {"ar": "قلّ الانتظار", "en": "Waiting fell", "fr": "L'attente a diminué"}
    text = said(
        results=(Result(words),),
        partners=(Partner({"ar": "جامعة", "en": "A university", "fr": "Une université"}, "academic"),),
        reusables=(Reusable({"en": "A guide", "fr": "Un guide"}, "guide", "https://example.org/"),),
    )
    taken(draft(campaign_cast, text, slug="one"), "submit", cast=campaign_cast)
    plan = stories_plan(stories_workbook(stories(), language="en"), name="stories.xlsx", person=amina)
    assert (plan.problems, plan.does_something) == ((), False)


def test_what_the_file_does_not_say_stays(campaign_cast: CampaignCast, amina: Person) -> None:
    story = taken(draft(campaign_cast, slug="one"), "submit", cast=campaign_cast)
    kept = story.results.get().pk
    plan = stories_plan(csv("one,health,,Renamed,3"), name="s.csv", person=amina)
    assert [(one.doing, one.changes) for one in plan.doing] == [("change", ("title", "months"))]
    stories_apply(plan, person=amina)
    story.refresh_from_db()
    assert story.content["title"] == {"en": "Renamed"}
    assert (story.content["months"], story.content["cost"]) == (3, "department")
    assert (story.results.get().pk, story.revisions.first().kind) == (kept, "edited")


def test_the_template_has_headings_and_no_story(amina: Person) -> None:
    content = stories_template(language="en")
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert codes(content, amina, name="t.xlsx") == [("story.no_rows", None)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["one,moon,ا,A,1"], [("story.entity_unknown", 2)]),
        (["One Two,health,ا,A,1"], [("story.slug_malformed", 2)]),
        (["booklet,health,ا,A,1"], [("story.slug_taken", 2)]),
        (["one,health,,,1"], [("story.title_missing", 2)]),
        (["one,health,ا,A,soon"], [("story.cell_unreadable", 2)]),
        (["one,health,ا,A,99999"], [("story.cell_unreadable", 2)]),
        (["one,health,ا,A,700"], [("story.months", 2)]),
        (["one,health,ا,A,1", "ONE,health,ا,A,1"], [("story.twice", 2)]),
        (["theirs,health,ا,A,1"], [("story.entity_stays", 2)]),
        (["hidden,health,ا,A,1"], [("story.not_now", 2)]),
        (["gone,health,ا,A,1"], [("story.not_now", 2)]),
    ],
)
def test_each_row_that_is_wrong_is_told_at_its_line(
    campaign_cast: CampaignCast, amina: Person, rows: list[str], expected: list[tuple[str, int]]
) -> None:
    draft(campaign_cast, slug="theirs", entity=campaign_cast.education, is_of_authority=True)
    draft(campaign_cast, slug="hidden")
    taken(published(campaign_cast, slug="gone"), "withdraw", cast=campaign_cast)
    before = StoryRevision.objects.count()
    assert codes(csv(*rows), amina) == expected
    assert StoryRevision.objects.count() == before


def test_a_row_of_a_list_that_is_wrong_is_told_at_its_own_line(amina: Person) -> None:
    content = csv("one,health,ا,A,1", "story,code,before,after", "one,OSI-XX-999,no,yes", "two,TII.AM,1,2")
    assert codes(content, amina) == [("story.row_of_no_story", 5)]
    content = csv("one,health,ا,A,1", "story,code,before,after", "one,OSI-XX-999,no,yes")
    assert codes(content, amina) == [("story.feature_unknown", 4)]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.csv", "import.empty_file"),
        (b"\x00\x01\x02" * 100, "noise.xlsx", "import.nul_bytes"),
        (b"%PDF-1.7 lying", "lying.xlsx", "import.wrong_type"),
        (b"a,b\n1,2", "other.csv", "import.no_form"),
    ],
)
def test_what_is_no_file_of_stories_is_refused_in_words(
    amina: Person, content: bytes, name: str, code: str
) -> None:
    plan = stories_plan(content, name=name, person=amina)
    assert [one.full_code for one in plan.problems] == [code]
    assert plan.problems[0].problem("ar")


def test_a_formula_is_text_on_its_way_in_and_out(campaign_cast: CampaignCast, amina: Person) -> None:
    plan = stories_plan(csv('one,health,ا,"=1+1",1'), name="s.csv", person=amina)
    stories_apply(plan, person=amina)
    assert Story.objects.get().content["title"]["en"] == "=1+1"
    assert b",'=1+1," in stories_csv(stories(), language="en")
    inside = zipfile.ZipFile(io.BytesIO(stories_workbook(stories(), language="en")))
    assert all(b"<f>" not in inside.read(name) for name in inside.namelist() if "sheet" in name)


def test_the_digest_changes_with_what_it_would_do(campaign_cast: CampaignCast, amina: Person) -> None:
    content = csv("one,health,ا,A,1")
    first = stories_plan(content, name="s.csv", person=amina).digest
    assert stories_plan(content, name="s.csv", person=amina).digest == first
    draft(campaign_cast, titled("A"), slug="one", is_of_authority=True)
    assert stories_plan(content, name="s.csv", person=amina).digest != first


def test_contacts_are_in_no_file(campaign_cast: CampaignCast) -> None:
    story = draft(campaign_cast)
    contacts_set(story, [ContactFields("Noor Unseen", email="unseen@example.org", shows="public")], by=None)
    assert b"Unseen" not in stories_csv(stories(), language="en")
