"""Who answers what: proposed with reasons, given by hand or file, shared, taken back; what does not apply."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from miqyas.jobs.assignment_files import assignment_workbook
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets.forms import read_form
from miqyas.workspace.campaigns.assigning import Holding, assignment_plan, entities_taking_part, tables
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Answer, Applicability, Assignment, Campaign
from miqyas.workspace.campaigns.proposing import assignments_propose
from miqyas.workspace.campaigns.queries.assignments import (
    Filter,
    assignments_of,
    proposals_of,
    rows_matching,
    rows_of,
    standing_counts,
)
from miqyas.workspace.campaigns.services.assignments import (
    Wanted,
    applicability_decide,
    applicability_propose,
    applicability_set,
    applicability_withdraw,
    assignments_apply,
    cities_assign,
    proposal_wanted,
)
from miqyas.workspace.campaigns.services.campaigns import (
    campaign_create,
    campaign_open,
    campaign_step,
    campaign_update,
    entities_set,
)
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.running_given import cities, draft, given

__all__ = ["cities", "draft"]
pytestmark = pytest.mark.django_db
FIRST, SECOND = "EGL-001", "EGL-002"
OUTSIDE = uuid4()


def holders(campaign: Campaign, code: str = FIRST) -> str:
    (row,) = [row for row in rows_of(campaign) if row.feature.code == code]
    return str(Holding.of(row))


class TestProposals:
    def proposed(self, campaign: Campaign, owner: str) -> set[tuple[str, str]]:
        """Why, and the code of whoever is named, over all features of an owner."""
        lines = [line for line in assignments_propose(campaign) if line.feature.owner == owner]
        named = [(line.why, line.lead or line.outside) for line in lines]
        return {(why, entity.code if entity else "") for why, entity in named}

    def test_by_mandate(self, draft: Campaign) -> None:
        assert self.proposed(draft, "digital_authority") == {("mandate", "authority")}

    def test_by_one_who_does_not_take_part_and_by_nobody(self, draft: Campaign) -> None:
        assert self.proposed(draft, "cybersecurity_centre") == {("nobody", "")}
        Entity.objects.create(
            code="cyber", name={"ar": "أ", "en": "C"}, kind="agency", mandates=["cybersecurity_centre"]
        )
        assert self.proposed(draft, "cybersecurity_centre") == {("outside", "cyber")}

    def test_of_several_the_one_of_the_sector_leads(self, campaign_cast: CampaignCast) -> None:
        campaign = campaign_create(given(instruments=("OSI",)), by=None)
        for entity in (campaign_cast.authority, campaign_cast.health, campaign_cast.education):
            Entity.objects.filter(pk=entity.pk).update(mandates=["every_ministry"])
        everybody = list(Entity.objects.all())
        entities_set(campaign, everybody, by=None)
        lines = {line.feature.code: line for line in assignments_propose(campaign)}
        of_any = [line for line in lines.values() if line.feature.owner == "every_ministry"]
        for line in (one for one in of_any if one.feature.sector == "health"):
            assert (line.why, line.lead) == ("mandate_sector", campaign_cast.health)
            assert len(line.helpers) == 2
        of_health = [
            line
            for line in lines.values()
            if line.feature.owner == "health_ministry" and line.feature.sector == "health"
        ]
        assert of_health
        assert {(line.why, line.lead) for line in of_health} == {("sector", campaign_cast.health)}

    def test_who_led_it_before_leads_again(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assignments_apply(draft, [Wanted(FIRST, campaign_cast.education.pk)], by=None)
        second = campaign_create(given("national-2", previous="national-1"), by=None)
        entities_set(second, [campaign_cast.authority, campaign_cast.education], by=None)
        (line,) = [line for line in assignments_propose(second) if line.feature.code == FIRST]
        assert (line.why, line.lead) == ("previous", campaign_cast.education)

    def test_accepted_it_is_given_and_not_proposed_again(self, draft: Campaign) -> None:
        lines = assignments_propose(draft)
        changed = assignments_apply(draft, proposal_wanted(lines), by=None)
        assert len(changed.given) == len([line for line in lines if line.lead])
        assert all(line.lead is None for line in assignments_propose(draft))

    def test_many_features_take_no_more_queries(self, draft: Campaign) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as taken:
                assignments_propose(draft)
                rows_of(draft)
            return len(taken)

        few = queries()
        campaign_update(draft, given(instruments=("EGL", "OSI")), by=None)
        assert queries() <= few


class TestGiving:
    def test_one_leads_and_others_help(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        health, education = campaign_cast.health.pk, campaign_cast.education.pk
        assignments_apply(draft, [Wanted(FIRST, health, frozenset({education}))], by=None)
        assert holders(draft) == "health|education"
        assignments_apply(draft, [Wanted(FIRST, education, frozenset({health}))], by=None)
        assert holders(draft) == "education|health"
        assert Assignment.ever.count() == 2

    def test_the_same_again_changes_nothing(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        wanted = [Wanted(FIRST, campaign_cast.health.pk)]
        assignments_apply(draft, wanted, by=None)
        records = Record.objects.count()
        assert assignments_apply(draft, wanted, by=None).features == set()
        assert Record.objects.count() == records

    def test_it_is_kept_in_the_campaigns_chain_and_told(
        self, draft: Campaign, campaign_cast: CampaignCast
    ) -> None:
        wanted = [Wanted(FIRST, campaign_cast.health.pk, frozenset({campaign_cast.education.pk}))]
        assignments_apply(draft, wanted, by=campaign_cast.karim.pseudonym)
        record = Record.objects.get(action="assignment.change")
        assert record.chain == str(draft.pk)
        assert record.details == {"now": {FIRST: ["*health", "education"]}}
        told = Event.objects.filter(kind="assignment.changed")
        parts = {str(part.pk) for part in draft.parts.exclude(entity=campaign_cast.authority)}
        assert {event.payload["part"] for event in told} == parts

    def test_taken_back_the_answer_stays_and_returns(
        self, draft: Campaign, campaign_cast: CampaignCast
    ) -> None:
        health, education = campaign_cast.health.pk, campaign_cast.education.pk
        assignments_apply(draft, [Wanted(FIRST, health)], by=None)
        campaign_open(draft, by=None)
        answered = Assignment.objects.get(feature=FIRST)
        Answer.objects.create(assignment=answered, grade="yes", note="Ours.", version=3)
        changed = assignments_apply(draft, [Wanted(FIRST, education)], by=None)
        assert changed.kept == {(FIRST, "health")}
        assert list(assignments_of(draft, campaign_cast.health)) == []
        assert not hasattr(Assignment.objects.get(feature=FIRST), "answer")
        assignments_apply(draft, [Wanted(FIRST, health)], by=None)
        assert Assignment.objects.get(feature=FIRST).answer.note == "Ours."

    @pytest.mark.parametrize(
        ("wanted", "detail"),
        [
            (lambda cast: Wanted("EGL-999", cast.health.pk), "feature_unknown"),
            (lambda cast: Wanted(FIRST, None, frozenset({cast.health.pk})), "helper_without_lead"),
            (lambda cast: Wanted(FIRST, OUTSIDE), "not_taking_part"),
            (lambda cast: Wanted(FIRST, cast.health.pk, frozenset({OUTSIDE})), "not_taking_part"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_done(
        self, draft: Campaign, campaign_cast: CampaignCast, wanted: Any, detail: str
    ) -> None:
        Entity.objects.create(pk=OUTSIDE, code="outside", name={"ar": "أ", "en": "A"}, kind="court")
        good = Wanted(SECOND, campaign_cast.health.pk)
        with pytest.raises(CampaignError, match=detail) as refused:
            assignments_apply(draft, [good, wanted(campaign_cast)], by=None)
        assert all(refused.value.render(language) for language in REQUIRED_LANGUAGES)
        assert not Assignment.objects.exists()

    def test_not_once_the_review_has_begun(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assignments_apply(draft, [Wanted(FIRST, campaign_cast.health.pk)], by=None)
        campaign_open(draft, by=None)
        campaign_step(draft, "begin_review", by=None)
        with pytest.raises(CampaignError, match="assignments_fixed"):
            assignments_apply(draft, [Wanted(FIRST, campaign_cast.education.pk)], by=None)

    def test_not_to_or_from_one_that_has_handed_in(
        self, draft: Campaign, campaign_cast: CampaignCast
    ) -> None:
        health, education = campaign_cast.health.pk, campaign_cast.education.pk
        assignments_apply(draft, [Wanted(FIRST, health), Wanted(SECOND, education)], by=None)
        campaign_open(draft, by=None)
        draft.parts.filter(entity=health).update(state="submitted")
        for wanted in (Wanted(FIRST, education), Wanted(SECOND, health)):
            with pytest.raises(CampaignError, match="handed_in") as refused:
                assignments_apply(draft, [wanted], by=None)
            assert "وزارة الصحة" in refused.value.problem("ar")
        assert (holders(draft), holders(draft, SECOND)) == ("health|", "education|")

    def test_every_city_has_every_feature(self, cities: Campaign) -> None:
        features = len(instruments_of(cities).features)
        assert len(cities_assign(cities, by=None).given) == features
        assert cities_assign(cities, by=None).features == set()
        assert Assignment.objects.filter(is_lead=True).count() == 2 * features
        city = Entity.objects.get(code="city-a")
        assert len([row for row in rows_of(cities, entity=city) if row.lead]) == features
        with pytest.raises(CampaignError, match="of_cities"):
            assignments_apply(cities, [Wanted("LOSI-IF-001", city.pk)], by=None)

    def test_a_national_campaign_is_none_of_cities(self, draft: Campaign) -> None:
        with pytest.raises(CampaignError, match="not_of_cities"):
            cities_assign(draft, by=None)

    def test_filters(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        assignments_apply(
            draft, [Wanted(FIRST, campaign_cast.health.pk, frozenset({campaign_cast.education.pk}))], by=None
        )
        rows = rows_of(draft)

        def found(**asked: str) -> list[str]:
            return [row.feature.code for row in rows_matching(rows, Filter(**asked))]

        assert found(standing="led") == found(entity="health") == found(standing="shared") == [FIRST]
        assert found(entity="education") == [FIRST]
        assert len(found(standing="unowned")) == len(rows) - 1
        assert found(text="egl-002") == [SECOND]
        assert found(text="nothing of this kind") == found(subindex="OSI.IF") == []
        assert standing_counts(rows)["unowned"] == len(rows) - 1


class TestApplicability:
    @pytest.fixture
    def asked(self, draft: Campaign, campaign_cast: CampaignCast) -> Assignment:
        assignments_apply(draft, [Wanted(FIRST, campaign_cast.health.pk)], by=None)
        campaign_open(draft, by=None)
        return Assignment.objects.get(feature=FIRST)

    def now(self, assignment: Assignment) -> tuple[str, str]:
        found = Assignment.objects.get(pk=assignment.pk)
        return found.applicability, found.reason

    def test_proposed_then_accepted(self, asked: Assignment, campaign_cast: CampaignCast) -> None:
        applicability_propose(asked, reason=" No such\u202e service. ", by=campaign_cast.bruno.pseudonym)
        assert self.now(asked) == ("proposed", "No such service.")
        assert list(proposals_of(asked.campaign)) == [asked]
        applicability_decide(asked, accept=True, note="", by=campaign_cast.karim.pseudonym)
        assert self.now(asked)[0] == Applicability.NOT_APPLICABLE
        actions = Record.objects.filter(object_kind="assignment").values_list("action", "chain")
        chain = str(asked.campaign_id)
        assert list(actions) == [("applicability.propose", chain), ("applicability.accept", chain)]

    def test_refused_with_reasons(self, asked: Assignment) -> None:
        applicability_propose(asked, reason="Not ours.", by=None)
        with pytest.raises(CampaignError, match="no_reason"):
            applicability_decide(asked, accept=False, note="  ", by=None)
        applicability_decide(asked, accept=False, note="It is.", by=None)
        found = Assignment.objects.get(pk=asked.pk)
        assert (found.applicability, found.decision_note) == ("applicable", "It is.")

    def test_taken_back(self, asked: Assignment) -> None:
        applicability_propose(asked, reason="Not ours.", by=None)
        applicability_withdraw(asked, by=None)
        applicability_withdraw(asked, by=None)
        assert self.now(asked) == ("applicable", "")
        with pytest.raises(CampaignError, match="nothing_proposed"):
            applicability_decide(asked, accept=True, note="", by=None)

    def test_what_cannot_be(self, asked: Assignment) -> None:
        with pytest.raises(CampaignError, match="no_reason"):
            applicability_propose(asked, reason="\u202e \n", by=None)
        with pytest.raises(CampaignError, match="too_long"):
            applicability_propose(asked, reason="x" * 1001, by=None)
        applicability_set(asked.campaign, [asked.pk], applies=False, reason="By law.", by=None)
        with pytest.raises(CampaignError, match="decided_already"):
            applicability_propose(asked, reason="Not ours.", by=None)
        type(asked.part).objects.filter(pk=asked.part_id).update(state="submitted")
        with pytest.raises(CampaignError, match="not_open"):
            applicability_propose(asked, reason="Not ours.", by=None)

    def test_said_by_the_authority_for_several(self, asked: Assignment, cities: Campaign) -> None:
        cities_assign(cities, by=None)
        ids = list(Assignment.objects.filter(campaign=cities).values_list("pk", flat=True)[:5])
        with pytest.raises(CampaignError, match="no_reason"):
            applicability_set(cities, ids, applies=False, reason="", by=None)
        assert applicability_set(cities, [*ids, asked.pk], applies=False, reason="By law.", by=None) == 5
        assert self.now(asked)[0] == "applicable"
        assert applicability_set(cities, ids, applies=True, reason="", by=None) == 5


class TestFiles:
    def rewritten(self, campaign: Campaign, *, language: str = "en", **leads: str) -> bytes:
        """The workbook as CSV, with other leads written into it by the code of the feature."""
        lines = read_form(assignment_workbook(campaign, language=language), name="x.xlsx", tables=tables())
        rows = ["feature,lead,helpers,seen"]
        for line in lines:
            code = line.text("feature")
            lead = leads.get(code.replace("-", "_"), line.text("lead"))
            rows.append(f'{code},"{lead}","{line.text("helpers")}","{line.text("seen")}"')
        return "\n".join(rows).encode()

    @pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
    def test_taken_away_and_brought_back_nothing_changes(
        self, draft: Campaign, campaign_cast: CampaignCast, language: str
    ) -> None:
        helpers = frozenset({campaign_cast.education.pk, campaign_cast.authority.pk})
        assignments_apply(draft, [Wanted(FIRST, campaign_cast.health.pk, helpers)], by=None)
        plan = assignment_plan(draft, assignment_workbook(draft, language=language), name="x.xlsx")
        assert plan.is_ready
        assert {line.doing for line in plan.lines} == {"same"}
        assert len(plan.lines) == len(instruments_of(draft).features)

    def test_a_change_is_planned_and_carried_out(self, draft: Campaign) -> None:
        plan = assignment_plan(draft, self.rewritten(draft, EGL_001="وزارة الصحة"), name="x.csv")
        assert [line.feature for line in plan.changes] == [FIRST]
        wanted = plan.wanted(entities_taking_part(draft), taken=frozenset())
        assignments_apply(draft, wanted, by=None)
        assert holders(draft) == "health|"

    def test_what_changed_meanwhile_is_a_conflict(self, draft: Campaign, campaign_cast: CampaignCast) -> None:
        file = self.rewritten(draft, EGL_001="health", EGL_002="health")
        assignments_apply(
            draft,
            [Wanted(code, campaign_cast.education.pk) for code in (FIRST, SECOND, "EGL-003")],
            by=None,
        )
        plan = assignment_plan(draft, file, name="x.csv")
        assert [line.feature for line in plan.conflicts] == [FIRST, SECOND]
        assert plan.changes == ()
        (third,) = [line for line in plan.lines if line.feature == "EGL-003"]
        assert third.doing == "same"
        entities = entities_taking_part(draft)
        assert plan.wanted(entities, taken=frozenset()) == []
        assignments_apply(draft, plan.wanted(entities, taken=frozenset({SECOND})), by=None)
        assert (holders(draft), holders(draft, SECOND)) == ("education|", "health|")

    def test_problems_are_at_their_line(self, draft: Campaign) -> None:
        file = (
            "feature,lead,helpers\nEGL-999,health,\nEGL-001,mars,venus; health\negl-001,,\nEGL-002,,health\n"
        )
        plan = assignment_plan(draft, file.encode(), name="x.csv")
        for problem in plan.problems:
            assert all(problem.render(language) for language in REQUIRED_LANGUAGES)
        assert [(one.place.line, one.place.name, one.detail) for one in plan.problems] == [
            (2, "feature", "feature_unknown"),
            (3, "lead", "entity_unknown"),
            (3, "helpers", "entity_unknown"),
            (3, "lead", "helper_without_lead"),
            (4, "feature", "feature_twice"),
            (5, "lead", "helper_without_lead"),
        ]
        assert not plan.is_ready

    def test_a_file_that_is_none(self, draft: Campaign) -> None:
        assert [one.detail for one in assignment_plan(draft, b"%PDF", name="x.pdf").problems] == [
            "wrong_type"
        ]
