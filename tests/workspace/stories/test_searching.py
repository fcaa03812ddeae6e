"""Search in Arabic and English: the same stories in the same order on both databases."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from miqyas.workspace.stories import searching
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import stories_published
from miqyas.workspace.stories.searching import ENGINES, stories_searched
from miqyas.workspace.stories.services import story_save
from tests.campaign_cast import CampaignCast
from tests.workspace.stories.stories_given import draft, published, said, titled

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    slugs = dict(Story.objects.values_list("pk", "slug"))
    return [slugs[pk] for pk in stories_searched(Story.objects.all(), text)]


class TestArabic:
    @pytest.fixture(autouse=True)
    def _story(self, campaign_cast: CampaignCast) -> None:
        text = titled("Licences", title_ar="الرُّخَص التجاريّة إلكترونيًا في ٢٤ ساعة")
        draft(campaign_cast, text, slug="licences")

    @pytest.mark.parametrize(
        "text",
        [
            "الرخص",
            "رخص",
            "والرخص",
            "للرخص",
            "بالرخص",
            "فالرخص",
            "كالرخص",
            "وبالرخص",
            "الرّخص",
            "الـرخـص",
            "تجارية",
            "التجاريه",
            "الكترونيا",
            "إلكترونياً",
            "24",
            "٢٤ ساعه",
            "ﺍﻟﺮﺧﺺ",
            "licences",
            "LICENCES",
            "licen",
        ],
    )
    def test_every_way_to_spell_it_finds_it(self, text: str) -> None:
        assert found(text) == ["licences"]

    @pytest.mark.parametrize("text", ["رخصة البناء", "خص", "25", "cences", "الرخص والموانئ"])
    def test_other_words_do_not(self, text: str) -> None:
        assert found(text) == []


def test_words_of_the_title_come_first_then_those_beside_it_then_the_rest(
    campaign_cast: CampaignCast,
) -> None:
    draft(campaign_cast, titled("Body", problem={"en": "The harbour was closed."}), slug="body")
    draft(campaign_cast, titled("The harbour opens"), slug="title")
    draft(campaign_cast, titled("Beside", tags=("harbour",)), slug="beside")
    assert found("harbour") == ["title", "beside", "body"]


def test_among_equals_the_newest_published_comes_first(campaign_cast: CampaignCast) -> None:
    for name in ("first", "second", "third"):
        published(campaign_cast, titled(f"Harbour {name}"), slug=name)
    assert found("harbour") == ["third", "second", "first"]


@pytest.mark.parametrize("few", [0, 200])
def test_whether_few_are_found_or_many_the_order_is_the_same(
    few: int, campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    draft(campaign_cast, titled("Body", problem={"en": "The harbour was closed."}), slug="body")
    published(campaign_cast, titled("The harbour opens"), slug="title")
    draft(campaign_cast, titled("Nothing of it"), slug="other")
    assert found("harbour") == ["title", "body"]
    assert stories_searched(stories_published(), "harbour") == [Story.objects.get(slug="title").pk]
    assert stories_searched(Story.objects.all(), "lighthouse") == []


def test_without_words_a_page_reads_its_own(
    campaign_cast: CampaignCast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("first", "second", "third"):
        published(campaign_cast, titled(f"Harbour {name}"), slug=name)
    with django_assert_num_queries(1):
        (newest,) = stories_searched(Story.objects.all(), "")[:1]
    assert newest == Story.objects.get(slug="third").pk


def test_all_words_must_be_there_wherever_they_stand(campaign_cast: CampaignCast) -> None:
    draft(campaign_cast, titled("Harbour", problem={"ar": "السفن تنتظر"}), slug="ships")
    draft(campaign_cast, titled("Harbour"), slug="empty")
    assert found("harbour السفن") == ["ships"]


def test_what_is_written_anew_is_found_by_its_new_words_only(campaign_cast: CampaignCast) -> None:
    story = draft(campaign_cast, titled("Harbour"), slug="harbour")
    story_save(story, titled("Airport"), version=1, by=None)
    assert (found("harbour"), found("airport")) == ([], ["harbour"])


def test_a_text_without_words_gives_all(campaign_cast: CampaignCast) -> None:
    draft(campaign_cast, slug="one")
    assert found("") == found("  ... ؟! ") == ["one"]


def test_only_those_asked_for_are_given(campaign_cast: CampaignCast) -> None:
    draft(campaign_cast, titled("Harbour"), slug="harbour")
    assert stories_searched(stories_published(), "harbour") == []


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '"harbour',
        "harbour OR airport",
        "NEAR(harbour airport)",
        "title : harbour",
        "-harbour",
        "^harbour*",
        "harbour & !airport | <->",
        "'harbour':*",
        "harbour'); DROP TABLE stories_search; --",
        "\\",
        "%_",
        "\x00harbour",
        "\u202eharbour",
        "harbour " * 1250,
        "x" * 10_000,
        "((((((",
        "{title} : (harbour)",
        "⁉️ 🚢",
    ],
)
def test_signs_of_the_engines_are_words_or_nothing(campaign_cast: CampaignCast, text: str) -> None:
    draft(campaign_cast, titled("Harbour"), slug="harbour")
    assert set(found(text)) <= {"harbour"}
    assert found("harbour") == ["harbour"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_no_text_breaks_the_search(campaign_cast: CampaignCast, text: str) -> None:
    assert found(text) == []


WORDS = st.text(alphabet="ابتثوفلكأإةىيه ًـabcéxyz019٣٤ ", min_size=1, max_size=30)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WORDS.filter(str.strip))
def test_whatever_is_written_is_found_by_its_own_words(campaign_cast: CampaignCast, text: str) -> None:
    with transaction.atomic():
        story = draft(campaign_cast, said(problem={"ar": text}), slug="own")
        assert found(text) == ["own"]
        transaction.set_rollback(True)
    assert story.pk not in ENGINES[connection.vendor].ranked(["own"])


def test_the_row_goes_back_with_the_text_when_the_deed_fails(campaign_cast: CampaignCast) -> None:
    with transaction.atomic():
        draft(campaign_cast, titled("Harbour"))
        transaction.set_rollback(True)
    assert ENGINES[connection.vendor].ranked(["harbour"]) == {}
