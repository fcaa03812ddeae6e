"""Projects at the gate: answered, ruled upon with reasons, and initiatives on a go."""

from dataclasses import replace
from datetime import date

import pytest

from miqyas.assessment.errors import WorkflowError
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.gate import concerns, questions
from miqyas.workspace.roadmaps.models import GateReview, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of as item_fields
from miqyas.workspace.roadmaps.queries.items import item_whole
from miqyas.workspace.roadmaps.services.gate import fields_of, gate_create, gate_save, gate_step
from tests.campaign_cast import CampaignCast
from tests.workspace.roadmaps.roads import FEATURE, laid, project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign_cast")]
REASONS = "It serves parents and schools"


def brought(**changes: object) -> GateReview:
    laid()
    return gate_create(project(**changes), by=None)


def handed_in(**changes: object) -> GateReview:
    return gate_step(brought(**changes), "submit", roles=["entity_lead"], by=None)


def without(code: str) -> dict[str, object]:
    return {"answers": {name: one for name, one in project().answers.items() if name != code}}


class TestBringing:
    def test_what_is_brought_comes_out_the_same(self) -> None:
        assert fields_of(brought()) == project()

    @pytest.mark.parametrize(
        ("changes", "detail", "field"),
        [
            ({"code": "records"}, "code_taken", "code"),
            ({"code": "No code"}, "code_malformed", "code"),
            ({"title": {}}, "title_missing", "title"),
            ({"entity": "moon"}, "entity_unknown", "entity"),
            ({"parent": "nowhere"}, "parent_unknown", "parent"),
            ({"features": (("OSI", "OSI-XX-1"),)}, "feature_unknown", "features"),
            ({"go_live": date(2020, 1, 1)}, "dates", "go_live"),
            ({"answers": {"weather": {"choice": "fine"}}}, "question_unknown", "answers"),
            ({"answers": {"languages": {"choice": "many"}}}, "choice_unknown", "languages"),
        ],
    )
    def test_what_is_refused_says_so_at_its_field(self, changes: dict, detail: str, field: str) -> None:  # type: ignore[type-arg]
        with pytest.raises(RoadmapError) as refused:
            brought(**changes)
        assert (refused.value.detail, refused.value.place.name) == (detail, field)
        assert refused.value.render("ar")

    @pytest.mark.parametrize("code", questions())
    def test_every_question_is_to_be_answered_before_it_is_handed_in(self, code: str) -> None:
        with pytest.raises(RoadmapError) as refused:
            handed_in(**without(code))
        assert (refused.value.detail, refused.value.place.name) == ("unanswered", code)

    def test_an_answer_that_is_not_as_it_should_be_wants_words(self) -> None:
        answers = {**project().answers, "languages": {"choice": "one"}}
        with pytest.raises(RoadmapError) as refused:
            handed_in(answers=answers)
        assert (refused.value.detail, refused.value.place.name) == ("unexplained", "languages")
        assert concerns(answers) == {"languages": "bad", "findability": "weak"}

    def test_features_said_to_be_listed_are_listed(self) -> None:
        with pytest.raises(RoadmapError) as refused:
            handed_in(features=())
        assert refused.value.detail == "features_missing"

    def test_handed_in_it_does_not_change(self) -> None:
        review = handed_in()
        with pytest.raises(RoadmapError) as refused:
            gate_save(review, project(features=()), version=1, by=None)
        assert refused.value.detail == "gate_closed"


class TestRuling:
    def test_on_a_go_it_becomes_an_approved_initiative_below_its_programme(
        self, campaign_cast: CampaignCast
    ) -> None:
        amina = campaign_cast.amina.pseudonym
        review = gate_step(handed_in(), "go", roles=["lead"], reasons=REASONS, by=amina)
        item = item_whole("vaccines")
        assert item is not None
        assert (review.state, review.item, review.reasons, review.decided_by) == ("go", item, REASONS, amina)
        assert (item.state, item.kind) == ("approved", "initiative")
        fields = item_fields(item)
        assert (fields.parent, fields.entity, fields.features, fields.go_live) == (
            "services", "health", (FEATURE,), date(2027, 5, 10),
        )  # fmt: skip

    def test_no_ruling_without_reasons(self) -> None:
        review = handed_in()
        for action in ("go", "condition", "refuse"):
            with pytest.raises(RoadmapError) as refused:
                gate_step(review, action, roles=["lead"], conditions="A link", by=None)
            assert refused.value.detail == "reason_missing"
        assert GateReview.objects.get().state == "submitted"
        assert not RoadmapItem.objects.filter(code="vaccines").exists()

    def test_conditions_are_written_and_then_met(self) -> None:
        review = handed_in()
        with pytest.raises(RoadmapError) as refused:
            gate_step(review, "condition", roles=["lead"], reasons=REASONS, by=None)
        assert refused.value.detail == "conditions_missing"
        ruled = gate_step(review, "condition", roles=["lead"], reasons=REASONS, conditions="A link", by=None)
        assert (ruled.state, ruled.conditions, ruled.item) == ("conditional", "A link", None)
        assert gate_step(ruled, "go", roles=["lead"], reasons="Done", by=None).item.code == "vaccines"

    def test_ruled_twice_it_becomes_one_initiative(self) -> None:
        review = handed_in()
        gate_step(review, "go", roles=["lead"], reasons=REASONS, by=None)
        with pytest.raises(WorkflowError) as refused:
            gate_step(review, "go", roles=["lead"], reasons=REASONS, by=None)
        assert refused.value.detail == "not_now"
        assert RoadmapItem.objects.filter(code="vaccines").count() == 1

    def test_the_coordinator_does_not_rule(self) -> None:
        with pytest.raises(WorkflowError) as refused:
            gate_step(handed_in(), "go", roles=["coordinator"], reasons=REASONS, by=None)
        assert refused.value.detail == "not_yours"

    def test_given_back_it_can_be_changed_and_handed_in_again(self) -> None:
        back = gate_step(handed_in(), "return", roles=["coordinator"], reasons="Which portal?", by=None)
        assert back.state == "draft"
        saved = gate_save(back, replace(project(), go_live=date(2027, 5, 2)), version=back.version, by=None)
        assert gate_step(saved.row, "submit", roles=["entity_lead"], by=None).state == "submitted"
