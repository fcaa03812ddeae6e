"""A campaign is set up: made, changed while its state allows, taken from step to step."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from miqyas.assessment.errors import WorkflowError
from miqyas.catalogue import instrument
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns import instruments as shelf
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.fields import editable
from miqyas.workspace.campaigns.hindrances import hindrances_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign, CampaignEntity, InstrumentSnapshot
from miqyas.workspace.campaigns.queries.campaigns import campaigns_known_to, fields_of
from miqyas.workspace.campaigns.services.assignments import Wanted, assignments_apply, cities_assign
from miqyas.workspace.campaigns.services.campaigns import (
    campaign_create,
    campaign_open,
    campaign_problems,
    campaign_step,
    campaign_update,
    entities_set,
    instrument_renew,
    part_deadline_set,
)
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity, Portal
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.running_given import cities, draft, given

__all__ = ["cities", "draft"]
pytestmark = pytest.mark.django_db
FEATURE = "EGL-001"


def told(problems: tuple[MiqyasError, ...]) -> list[tuple[str, str]]:
    for problem in problems:
        for language in REQUIRED_LANGUAGES:
            assert problem.render(language)
    return [(problem.place.name, problem.detail) for problem in problems]


def opened(campaign: Campaign, entity: Entity) -> Campaign:
    assignments_apply(campaign, [Wanted(FEATURE, entity.pk)], by=None)
    return campaign_open(campaign, by=None)


class TestMaking:
    def test_it_is_a_draft_with_frozen_instruments(self, campaign_cast: CampaignCast) -> None:
        campaign = campaign_create(given(), by=campaign_cast.amina.pseudonym)
        assert (campaign.state, campaign.created_by) == ("draft", campaign_cast.amina.pseudonym)
        assert instruments_of(campaign).instruments == (instrument("EGL"),)
        record = Record.objects.get(action="campaign.create")
        assert (record.chain, record.actor) == (str(campaign.pk), campaign_cast.amina.pseudonym)

    def test_the_same_instrument_is_frozen_once(self) -> None:
        campaign_create(given(), by=None)
        campaign_create(given("national-2"), by=None)
        assert InstrumentSnapshot.objects.count() == 1

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        day = date(2031, 5, 1)
        wrong = given(
            "New", title={"en": "x" * 121}, instruments=("EGL", "MOON", "LOSI"), previous="none",
            opens_on=day, answers_until=day - timedelta(days=1), review_from=day,
            review_until=day + timedelta(days=1),
            freeze_on=day + timedelta(days=2), publish_on=day, window_from=day,
            window_until=day - timedelta(days=1), assessors=4, seconds=5,
        )  # fmt: skip
        assert told(campaign_problems(wrong)) == [
            ("code", "code_malformed"),
            ("title_ar", "title_missing"),
            ("title_en", "too_long"),
            ("instruments", "instrument_not_national"),
            ("instruments", "instrument_unknown"),
            ("answers_until", "order"),
            ("publish_on", "order"),
            ("freeze_on", "reply_cut"),
            ("window_until", "order"),
            ("assessors", "range"),
            ("seconds", "range"),
            ("previous", "previous_unknown"),
        ]
        with pytest.raises(CampaignError):
            campaign_create(wrong, by=None)
        assert not Campaign.objects.exists()

    @pytest.mark.parametrize("name", ["opens_on", "review_until", "window_until"])
    def test_no_calendar_reaches_beyond_what_can_be_drawn(self, name: str) -> None:
        for day in (date.min, date(202, 5, 1), date(2999, 1, 1), date.max):
            assert told(campaign_problems(given(**{name: day}))) == [(name, "date_range")]

    @pytest.mark.parametrize("code", ["", "a b", "../x", "x" * 61, "حملة", "a_b", "new", "-", "a--b"])
    def test_a_code_is_plain(self, code: str) -> None:
        assert told(campaign_problems(given(code))) == [
            ("code", "code_malformed" if code else "code_missing")
        ]

    def test_a_code_is_taken_in_any_case(self) -> None:
        campaign_create(given(), by=None)
        assert told(campaign_problems(given("NATIONAL-1"))) == [("code", "code_taken")]

    def test_cities_are_measured_by_the_instrument_of_cities(self) -> None:
        assert told(campaign_problems(given(kind="cities"))) == [("instruments", "instrument_not_cities")]
        assert campaign_problems(given(kind="cities", instruments=("LOSI",))) == ()
        assert told(campaign_problems(given(kind="planets"))) == [("kind", "kind_unknown")]
        assert told(campaign_problems(given(instruments=()))) == [("instruments", "no_instrument")]

    def test_the_one_before_is_older_and_alike(self, draft: Campaign) -> None:
        second = campaign_create(given("national-2", previous="national-1"), by=None)
        assert second.previous == draft
        assert told(campaign_problems(given(previous="national-2"), campaign=draft)) == [
            ("previous", "previous_after")
        ]
        assert told(campaign_problems(given(previous="national-1"), campaign=draft)) == [
            ("previous", "own_previous")
        ]
        of_cities = given("cities-1", kind="cities", instruments=("LOSI",), previous="national-1")
        assert told(campaign_problems(of_cities)) == [("previous", "previous_other_kind")]

    def test_dates_may_wait_while_it_is_a_draft(self) -> None:
        empty = dict.fromkeys(("opens_on", "answers_until", "review_from", "review_until", "freeze_on"))
        assert campaign_problems(given(**empty)) == ()


class TestChanging:
    def test_what_changed_is_kept_in_history(self, draft: Campaign) -> None:
        campaign_update(draft, given(seconds=300), by=None)
        assert Campaign.objects.get(pk=draft.pk).seconds == 300
        record = Record.objects.get(action="campaign.update")
        assert record.details == {"changes": {"seconds": [600, 300]}}

    def test_the_same_again_changes_nothing(self, draft: Campaign) -> None:
        campaign_update(draft, fields_of(draft), by=None)
        assert not Record.objects.filter(action="campaign.update").exists()

    def test_what_an_instrument_gave_goes_with_it(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assignments_apply(draft, [Wanted(FEATURE, campaign_cast.health.pk)], by=None)
        campaign_update(draft, given(instruments=("OSI",)), by=None)
        assert [one.code for one in instruments_of(draft).instruments] == ["OSI"]
        assert not Assignment.objects.exists()

    def test_once_open_some_of_it_stays(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        campaign = opened(draft, campaign_cast.health)
        later = timezone.localdate() + timedelta(days=31)
        changed = replace(given(answers_until=later, review_from=later), kind="cities", instruments=("LOSI",))
        assert told(campaign_problems(changed, campaign=campaign)) == [
            ("instruments", "fixed"),
            ("kind", "fixed"),
        ]
        campaign_update(campaign, given(answers_until=later, review_from=later), by=None)
        assert Campaign.objects.get(pk=draft.pk).answers_until == later

    def test_what_may_change_only_shrinks(self) -> None:
        states = list(editable().values())
        assert all(after <= before for before, after in pairwise(states))


class TestNewVersions:
    def newer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        old = instrument("EGL")
        new = replace(old, version="2", features=old.features[1:])
        monkeypatch.setattr(shelf, "instruments_in", lambda active: {"EGL": new})

    def test_a_draft_takes_it_up(
        self, draft: Campaign, campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = [Wanted(code, campaign_cast.health.pk) for code in ("EGL-001", "EGL-002")]
        assignments_apply(draft, wanted, by=None)
        self.newer(monkeypatch)
        assert instrument_renew(draft, "EGL", by=None) == 1
        assert instruments_of(draft).instruments[0].version == "2"
        assert set(Assignment.objects.values_list("feature", flat=True)) == {"EGL-002"}
        assert instrument_renew(draft, "EGL", by=None) == 0

    def test_an_open_one_stays_with_what_it_froze(
        self, draft: Campaign, campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        campaign = opened(draft, campaign_cast.health)
        self.newer(monkeypatch)
        with pytest.raises(CampaignError, match="fixed"):
            instrument_renew(campaign, "EGL", by=None)
        assert instruments_of(campaign).instruments[0].version == instrument("EGL").version


class TestEntities:
    def test_they_join_and_leave_a_draft(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assignments_apply(draft, [Wanted(FEATURE, campaign_cast.health.pk)], by=None)
        entities_set(draft, [campaign_cast.education], by=None)
        assert [part.entity for part in draft.parts.all()] == [campaign_cast.education]
        assert not Assignment.ever.exists()
        record = Record.objects.filter(action="campaign.entities").last()
        assert record is not None
        assert set(record.details["leaves"]) == {"authority", "health"}

    def test_one_that_answered_does_not_leave(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        campaign = opened(draft, campaign_cast.health)
        Answer.objects.create(assignment=Assignment.objects.get(), grade="yes", version=1)
        with pytest.raises(CampaignError, match="entity_answered"):
            entities_set(campaign, [campaign_cast.education], by=None)

    def test_cities_and_the_rest_do_not_mix(
        self, draft: Campaign, cities: Campaign, campaign_cast: CampaignCast
    ) -> None:
        city = Entity.objects.get(code="city-a")
        with pytest.raises(CampaignError, match="entity_not_national"):
            entities_set(draft, [city], by=None)
        with pytest.raises(CampaignError, match="entity_not_cities"):
            entities_set(cities, [campaign_cast.health], by=None)

    def test_one_that_is_switched_off_does_not_join(
        self, draft: Campaign, campaign_cast: CampaignCast
    ) -> None:
        gone = Entity.objects.create(code="gone", name={"ar": "أ", "en": "A"}, kind="court", is_active=False)
        with pytest.raises(CampaignError, match="entity_off"):
            entities_set(draft, [campaign_cast.health, gone], by=None)

    def test_an_own_deadline_lies_within(self, draft: Campaign) -> None:
        part = CampaignEntity.objects.filter(campaign=draft).first()
        assert part is not None
        part_deadline_set(part, until=timezone.localdate() + timedelta(days=40), by=None)
        assert CampaignEntity.objects.get(pk=part.pk).answers_until
        for days in (-5, 51):
            with pytest.raises(CampaignError, match="deadline"):
                part_deadline_set(part, until=timezone.localdate() + timedelta(days=days), by=None)
        part_deadline_set(part, until=None, by=None)
        assert CampaignEntity.objects.get(pk=part.pk).answers_until is None


class TestSteps:
    def hindered(self, campaign: Campaign, action: str) -> list[tuple[str, bool]]:
        found = hindrances_of(campaign, action)
        for one in found:
            for language in REQUIRED_LANGUAGES:
                assert one.sentence(language)
        return [(one.code, one.blocks) for one in found]

    def test_an_empty_draft_says_what_it_lacks(self) -> None:
        empty = dict.fromkeys(("opens_on", "answers_until", "review_from", "review_until", "freeze_on"))
        campaign = campaign_create(given(**empty), by=None)
        assert self.hindered(campaign, "open") == [
            *[("no_date", True)] * 5,
            ("no_entities", True),
            ("nothing_given", True),
        ]
        with pytest.raises(CampaignError, match="hindered") as refused:
            campaign_open(campaign, by=None)
        assert "Opens" in refused.value.problem("en")
        assert Campaign.objects.get().state == "draft"

    def test_opened_it_is_told_once(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assignments_apply(draft, [Wanted(FEATURE, campaign_cast.health.pk)], by=None)
        assert self.hindered(draft, "open") == [("nobody_works", False), ("unowned", False)]
        campaign = campaign_open(draft, by=campaign_cast.amina.pseudonym)
        assert campaign.state == "open"
        opened = Event.objects.get(kind="campaign.opened")
        assert opened.payload == {"campaign": str(draft.pk)}
        stage = Event.objects.get(kind="campaign.stage")
        assert stage.payload == {"campaign": str(draft.pk), "state": "open"}
        record = Record.objects.get(action="campaign.open")
        assert (record.chain, record.details) == (str(draft.pk), {"before": "draft", "after": "open"})
        with pytest.raises(WorkflowError):
            campaign_open(draft, by=None)
        assert Event.objects.filter(kind="campaign.opened").count() == 1

    def test_a_form_from_before_takes_no_step(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        campaign = opened(draft, campaign_cast.health)
        with pytest.raises(CampaignError, match="moved_on"):
            campaign_step(campaign, "begin_review", by=None, seen="draft")

    def test_review_needs_a_portal_and_assessors(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        campaign = opened(draft, campaign_cast.health)
        assert self.hindered(campaign, "begin_review") == [("not_handed_in", False), ("ahead", False)]
        Portal.objects.all().delete()
        for name in ("chen", "gita", "ines"):
            person = campaign_cast.people()[name]
            person.is_active = False
            person.save()
        assert self.hindered(campaign, "begin_review") == [
            ("no_portal", True),
            ("few_assessors", True),
            ("no_adjudicator", False),
            ("not_handed_in", False),
            ("ahead", False),
        ]

    def test_all_the_way(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        campaign = opened(draft, campaign_cast.health)
        for action in ("begin_review", "begin_reply", "freeze", "publish", "close"):
            campaign = campaign_step(campaign, action, by=None)
        assert campaign.state == "closed"
        assert campaign.published_at is not None

    def test_cities_need_every_feature(self, cities: Campaign) -> None:
        assert ("nothing_given", True) in self.hindered(cities, "open")
        cities_assign(cities, by=None)
        assert Assignment.objects.count() == 2 * len(instruments_of(cities).features)
        assert self.hindered(cities, "open") == [("nobody_works", False)]
        campaign = campaign_open(cities, by=None)
        codes = [code for code, _ in self.hindered(campaign, "begin_review")]
        assert "cities_without_site" in codes
        assert "no_portal" not in codes


class TestWhoKnows:
    def known(self, campaign: Campaign, cast: CampaignCast) -> set[str]:
        return {
            name
            for name, person in cast.people().items()
            if campaign in campaigns_known_to(person_of(type(person).objects.get(pk=person.pk)))
        }

    def test_a_draft_is_the_authoritys(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assert self.known(draft, campaign_cast) == {"amina", "karim", "jamal", "elif"}

    def test_once_open_those_who_take_part_and_judge(
        self, draft: Campaign, campaign_cast: CampaignCast
    ) -> None:
        entities_set(draft, [campaign_cast.health], by=None)
        opened(draft, campaign_cast.health)
        assert self.known(draft, campaign_cast) == {
            "amina", "karim", "jamal", "elif", "salma", "noor", "bruno", "chen", "gita", "hugo", "ines",
        }  # fmt: skip

    def test_a_grant_for_one_campaign_counts_there(
        self, draft: Campaign, campaign_cast: CampaignCast
    ) -> None:
        opened(draft, campaign_cast.health)
        other = campaign_create(given("national-2"), by=None)
        entities_set(other, [campaign_cast.health], by=None)
        opened(other, campaign_cast.health)
        dana: Any = campaign_cast.dana
        for role, entity in (("assessor", None), ("contributor", campaign_cast.health.pk)):
            for grant in dana.grants.all():
                grant.delete()
            role_grant(dana, role=role, by=None, entity=entity, campaign=other.pk)
            assert "dana" in self.known(other, campaign_cast)
            assert "dana" not in self.known(draft, campaign_cast)
