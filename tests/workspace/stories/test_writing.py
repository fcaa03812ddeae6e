"""What a story may say, who wrote over whom, and what bad input leads to."""

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import transaction

from miqyas.assessment.errors import WorkflowError
from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.accounts.personal import person_erase, person_told
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.services.models import Service
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.fields import Partner, Result, Reusable, StoryFields, Turn, fields_from
from miqyas.workspace.stories.models import Story, StoryContact, StoryRevision
from miqyas.workspace.stories.proving import result_prove
from miqyas.workspace.stories.services import (
    ContactFields,
    contacts_set,
    contacts_state,
    story_comment,
    story_create,
    story_problems,
    story_save,
    story_step,
)
from miqyas.workspace.stories.telling import TO_ALL, TO_GOVERNMENT, TO_OWN, story_told
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.stories.stories_given import WHOLE, draft, published, said, taken, titled

pytestmark = pytest.mark.django_db


def details(text: StoryFields) -> list[str]:
    return [one.full_code for one in story_problems(text)]


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("others", "codes"),
        [
            ({"title": {}}, ["story.title_missing"]),
            ({"title": {"ar": " \u202e\u200b "}}, ["story.title_missing"]),
            ({"title": {"en": "x" * 201}}, ["story.too_long"]),
            ({"title": {"en": "x", "xx": "y"}}, ["story.language_unknown"]),
            ({"problem": {"ar": "س" * 6001}}, ["story.too_long"]),
            ({"sector": "moon"}, ["story.not_offered"]),
            ({"cost": "1000"}, ["story.not_offered"]),
            ({"months": -1}, ["story.months"]),
            ({"months": 601}, ["story.months"]),
            ({"results": tuple(Result({"en": f"Result {n}"}) for n in range(21))}, ["story.too_many"]),
            ({"tags": tuple(f"tag {n}" for n in range(13))}, ["story.too_many"]),
            ({"tags": ("x" * 41,)}, ["story.too_long"]),
            ({"partners": (Partner({"en": "A"}, "alien"),)}, ["story.not_offered"]),
            ({"reusables": (Reusable({"en": "A"}, "code", "javascript:alert(1)"),)}, ["address.scheme"]),
            ({"reusables": (Reusable({}, "code", "https://example.org"),)}, ["story.reusable_unnamed"]),
            ({"services": ("nothing",)}, ["story.service_unknown"]),
            ({"turns": (Turn("OSI-XX-999", "no", "yes"),)}, ["story.feature_unknown"]),
            ({"turns": (Turn("OSI-IF-001", "no", "yes", "never"),)}, ["story.campaign_unknown"]),
            ({"turns": (Turn("OSI-IF-001", "no", "maybe", "present"),)}, ["story.grade_unknown"]),
            ({"turns": (Turn("TII.AM", "many", "96"),)}, ["story.value_unreadable"]),
            ({"turns": (Turn("TII.AM", "1", "96", "last"),)}, ["story.edition_unreadable"]),
            ({"turns": (Turn("TII.AM", "1", "2"), Turn("TII.AM", "2", "3"))}, ["story.turned_twice"]),
        ],
    )
    def test_it_is_said_in_words_and_nothing_is_kept(
        self, campaign_cast: CampaignCast, others: dict, codes: list[str]
    ) -> None:
        open_campaign(campaign_cast)
        text = said(**others)
        assert details(text) == codes
        with pytest.raises(MiqyasError) as refused:
            draft(campaign_cast, text)
        assert refused.value.problem("ar")
        assert refused.value.remedy("en")
        assert not Story.objects.exists()

    def test_a_campaign_that_is_prepared_is_not_known(self, campaign_cast: CampaignCast) -> None:
        given = open_campaign(campaign_cast)
        given.campaign.state = "draft"
        given.campaign.save()
        assert details(said(turns=(Turn("OSI-IF-001", "no", "yes", "present"),))) == [
            "story.campaign_unknown"
        ]

    def test_signs_that_turn_the_direction_are_taken_out(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast, said(title={"en": "Safe\u202e eruces"}, tags=("\u2066tag\u2069", "TAG")))
        assert story.content["title"] == {"en": "Safe eruces"}
        assert story.content["tags"] == ["tag"]

    def test_services_of_the_register_are_known(self, campaign_cast: CampaignCast) -> None:
        Service.objects.create(
            code="booking", entity=campaign_cast.health, title={"ar": "حجز المواعيد", "en": "Booking"}
        )
        story = draft(campaign_cast, said(services=("booking",)))
        assert story_told(story, shows=TO_ALL).services["booking"]["en"] == "Booking"


class TestNamesInAddresses:
    def test_they_are_made_of_the_english_title_and_counted_on(self, campaign_cast: CampaignCast) -> None:
        made = [draft(campaign_cast, titled("Open data!")).slug for _ in range(3)]
        assert made == ["open-data", "open-data-2", "open-data-3"]

    def test_one_that_an_address_beside_has_is_not_given(self, campaign_cast: CampaignCast) -> None:
        assert draft(campaign_cast, titled("Booklet")).slug == "booklet-2"

    @pytest.mark.parametrize("slug", ["Open Data", "../x", "booklet", "x" * 61])
    def test_one_that_cannot_be_is_refused(self, campaign_cast: CampaignCast, slug: str) -> None:
        with pytest.raises(StoryError):
            draft(campaign_cast, slug=slug)

    def test_one_that_is_taken_is_refused(self, campaign_cast: CampaignCast) -> None:
        draft(campaign_cast, slug="one")
        with pytest.raises(StoryError) as refused:
            draft(campaign_cast, slug="one")
        assert refused.value.detail == "slug_taken"


class TestSaving:
    def test_what_somebody_else_wrote_meanwhile_is_not_written_over(
        self, campaign_cast: CampaignCast
    ) -> None:
        story = draft(campaign_cast)
        story_save(story, titled("First"), version=1, by=campaign_cast.noor.pseudonym)
        with pytest.raises(StoryError) as refused:
            story_save(story, titled("Second"), version=1, by=campaign_cast.bruno.pseudonym)
        assert refused.value.detail == "changed_meanwhile"
        assert Story.objects.get().content["title"]["en"] == "First"

    def test_the_same_again_makes_no_revision(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast)
        again = fields_from(story.content)
        assert story_save(story, again, version=1, by=None).version == 1
        assert StoryRevision.objects.count() == 1

    def test_a_result_that_says_the_same_keeps_its_proofs(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast)
        kept = story.results.get().pk
        text = said(results=(Result({"en": "Something new"}), *WHOLE.results))
        story = story_save(story, text, version=1, by=None)
        assert [one.pk == kept for one in story.results.all()] == [False, True]

    def test_a_result_of_another_story_is_refused(self, campaign_cast: CampaignCast) -> None:
        other = draft(campaign_cast)
        stolen = Result({"en": "Mine"}, str(other.results.get().pk))
        with pytest.raises(StoryError) as refused, transaction.atomic():
            draft(campaign_cast, said(results=(stolen,)))
        assert refused.value.detail == "result_of_another"

    def test_a_published_story_is_corrected_but_never_left_without_a_language(
        self, campaign_cast: CampaignCast
    ) -> None:
        story = published(campaign_cast)
        story = story_save(story, said(months=7), version=1, by=campaign_cast.karim.pseudonym)
        assert (story.state, story.revisions.first().kind) == ("published", "corrected")
        with pytest.raises(StoryError) as refused:
            story_save(story, said(title={"ar": "بلا إنجليزية"}), version=2, by=None)
        assert refused.value.detail == "lacks_language"

    @pytest.mark.parametrize("steps", [("submit", "hand_on", "publish", "withdraw")])
    def test_a_withdrawn_story_is_not_written(self, campaign_cast: CampaignCast, steps: tuple) -> None:
        story = taken(draft(campaign_cast), *steps, cast=campaign_cast)
        with pytest.raises(WorkflowError):
            story_save(story, titled("Late"), version=1, by=None)

    def test_a_step_taken_twice_is_taken_once(self, campaign_cast: CampaignCast) -> None:
        story = taken(draft(campaign_cast), "submit", cast=campaign_cast)
        with pytest.raises(WorkflowError):
            story_step(story, "submit", by=None)

    def test_a_draft_that_lacks_something_is_not_published(self, campaign_cast: CampaignCast) -> None:
        story = taken(draft(campaign_cast, replace(WHOLE, cost="")), "submit", "hand_on", cast=campaign_cast)
        with pytest.raises(StoryError) as refused:
            story_step(story, "publish", by=None)
        assert refused.value.detail == "lacks_cost"


class TestAtTheSameMoment:
    """Transactions that truly run at once, on either database."""

    script = "tests/workspace/stories/saving_at_once.py"

    def test_one_is_kept_whole_and_the_others_are_told(self, python: Callable[..., str]) -> None:
        titles = ["Alpha", "Beta", "Gamma", "Delta"]
        left = json.loads(python(self.script, *titles))
        assert left["ends"] == ["changed_meanwhile"] * 3 + ["saved"]
        assert left["revisions"] == ["What all saw", left["saved"]]
        assert (left["title"], left["contacts"]) == (left["saved"], [left["saved"]])
        assert left["found"] == [int(title == left["saved"]) for title in titles]


class TestProofs:
    def test_only_those_of_its_own_entity(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast)
        content = Content(address="https://education.example.org/")
        proof = evidence_add(campaign_cast.education, title="Elsewhere", content=content, by=None)
        with pytest.raises(StoryError) as refused:
            result_prove(story.results.get(), proof, by=None)
        assert refused.value.detail == "proof_elsewhere"

    def test_none_while_it_cannot_be_written(self, campaign_cast: CampaignCast) -> None:
        story = taken(published(campaign_cast), "withdraw", cast=campaign_cast)
        content = Content(address="https://health.example.org/")
        proof = evidence_add(campaign_cast.health, title="Late", content=content, by=None)
        with pytest.raises(WorkflowError):
            result_prove(story.results.get(), proof, by=None)


class TestContacts:
    NOOR = ContactFields("Noor", "Lead", "NOOR@example.org", "+1", "public")
    SALMA = ContactFields("Salma", shows="government")
    BRUNO = ContactFields("Bruno", email="bruno@example.org")

    def test_they_are_shown_to_those_to_whom_they_may_be(self, campaign_cast: CampaignCast) -> None:
        story = published(campaign_cast)
        contacts_set(story, [self.NOOR, self.SALMA, self.BRUNO], by=None)
        shown = [
            [one.name for one in story_told(story, shows=shows).contacts]
            for shows in (TO_ALL, TO_GOVERNMENT, TO_OWN)
        ]
        assert shown == [["Noor"], ["Noor", "Salma"], ["Noor", "Salma", "Bruno"]]

    def test_those_whom_somebody_else_named_meanwhile_are_not_taken_off(
        self, campaign_cast: CampaignCast
    ) -> None:
        story = draft(campaign_cast)
        seen = contacts_state([])
        contacts_set(story, [self.NOOR], by=None, seen=seen)
        with pytest.raises(StoryError, match="contacts_changed") as refused:
            contacts_set(story, [self.SALMA], by=None, seen=seen)
        assert self.NOOR.name in refused.value.render("ar")
        assert [one.name for one in story.contacts.all()] == [self.NOOR.name]
        contacts_set(story, [self.NOOR, self.SALMA], by=None, seen=contacts_state([self.NOOR]))
        assert story.contacts.count() == 2

    def test_they_are_in_no_revision_and_no_record(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast)
        contacts_set(story, [self.NOOR], by=None)
        assert "Noor" not in str(list(StoryRevision.objects.values_list("content", flat=True)))

    def test_whoever_goes_takes_them_along(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast)
        contacts_set(story, [self.NOOR, self.SALMA], by=None)
        assert b"stories.json" in person_told(campaign_cast.noor)
        person_erase(campaign_cast.noor, by=None)
        assert list(StoryContact.objects.values_list("name", flat=True)) == ["Salma"]

    @pytest.mark.parametrize(
        ("contact", "detail"),
        [
            (ContactFields("", email="a@example.org"), "contact_unnamed"),
            (ContactFields("A", email="nowhere"), "email"),
            (ContactFields("A" * 121), "too_long"),
            (ContactFields("A", shows="moon"), "not_offered"),
        ],
    )
    def test_bad_ones_are_refused(
        self, campaign_cast: CampaignCast, contact: ContactFields, detail: str
    ) -> None:
        with pytest.raises(StoryError) as refused:
            contacts_set(draft(campaign_cast), [contact], by=None)
        assert refused.value.detail == detail


class TestComments:
    def test_empty_and_overlong_ones_are_refused(self, campaign_cast: CampaignCast) -> None:
        story, by = draft(campaign_cast), campaign_cast.bruno.pseudonym
        for text, detail in (("  \n ", "comment_empty"), ("x" * 4001, "too_long")):
            with pytest.raises(StoryError) as refused:
                story_comment(story, text=text, by=by)
            assert refused.value.detail == detail

    @pytest.mark.parametrize("who", ["tariq", "chen", "dana"])
    def test_nobody_is_mentioned_who_could_not_read_it(self, campaign_cast: CampaignCast, who: str) -> None:
        story, by = draft(campaign_cast), campaign_cast.bruno.pseudonym
        for stranger in (getattr(campaign_cast, who).pseudonym, uuid4()):
            with pytest.raises(StoryError) as refused:
                story_comment(story, text="Look", by=by, mentions=[stranger])
            assert refused.value.detail == "mention"


def test_a_story_and_all_of_it_are_there_or_nothing(
    campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_story: Story) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("miqyas.workspace.stories.services.index_put", killed)
    with pytest.raises(RuntimeError), transaction.atomic():
        story_create(campaign_cast.health, WHOLE, by=None)
    assert not Story.objects.exists()
    assert not StoryRevision.objects.exists()
