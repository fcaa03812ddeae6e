"""Directives of the committee: laid down, carried out, confirmed; and what a meeting has before it."""

from dataclasses import replace
from datetime import date

import pytest

from miqyas.assessment.errors import WorkflowError
from miqyas.workspace.history.models import Record
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.roadmaps.errors import RoadmapError
from miqyas.workspace.roadmaps.models import Directive, Meeting
from miqyas.workspace.roadmaps.queries.directives import agenda_for, directives_all, late_first
from miqyas.workspace.roadmaps.services.directives import (
    directive_note,
    directive_save,
    directive_step,
    fields_of,
    meeting_plan,
)
from tests.campaign_cast import CampaignCast
from tests.workspace.roadmaps.roads import directive, laid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign_cast")]
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("changes", "detail", "field"),
    [
        ({"number": " "}, "number_missing", "number"),
        ({"number": "x" * 41}, "too_long", "number"),
        ({"number": "2026/14"}, "number_taken", "number"),
        ({"kind": "wish"}, "directive_kind", "kind"),
        ({"text": {}}, "text_missing", "text"),
        ({"text": {"en": "x" * 4001}}, "too_long", "text_en"),
        ({"entity": ""}, "directive_nobody", "entity"),
        ({"entity": "moon"}, "entity_unknown", "entity"),
        ({"due": date(2026, 1, 1)}, "dates", "due"),
        ({"decided_on": date(1, 1, 1), "due": None}, "date_far", "decided_on"),
        ({"items": ("nothing",)}, "item_unknown", "items"),
    ],
)
def test_what_is_refused_says_so_at_its_field(changes: dict, detail: str, field: str) -> None:  # type: ignore[type-arg]
    directive()
    with pytest.raises(RoadmapError) as refused:
        directive(**{"number": "2026/15", **changes})
    assert (refused.value.detail, refused.value.place.name) == (detail, field)
    assert refused.value.render("ar")
    assert Directive.objects.count() == 1


def test_late_ones_stand_first_then_open_ones_by_their_day_then_the_rest() -> None:
    directive("done", due=date(2026, 10, 20))
    for action in ("begin", "report", "confirm"):
        directive_step(Directive.objects.get(number="done"), action, roles=["lead"], on=TODAY, by=None)
    directive("undated", due=None)
    directive("coming", due=date(2026, 12, 31))
    directive("late", due=date(2026, 11, 20))
    directive("very late", due=date(2026, 10, 2))
    found = [one.number for one in late_first(directives_all(), today=TODAY)]
    assert found == ["very late", "late", "coming", "undated", "done"]


class TestCarryingOut:
    def test_the_entity_reports_and_the_authority_confirms(self) -> None:
        made = directive()
        directive_step(made, "begin", roles=["contributor"], on=TODAY, by=None)
        directive_step(made, "report", roles=["entity_lead"], on=TODAY, by=None)
        with pytest.raises(WorkflowError) as refused:
            directive_step(made, "confirm", roles=["entity_lead"], on=TODAY, by=None)
        assert refused.value.detail == "not_yours"
        done = directive_step(made, "confirm", roles=["coordinator"], on=TODAY, by=None)
        assert (done.state, done.done_on) == ("done", TODAY)

    def test_given_back_with_a_reason_that_stays(self) -> None:
        made = directive()
        directive_step(made, "report", roles=["lead"], on=TODAY, by=None)
        with pytest.raises(RoadmapError):
            directive_step(made, "return", roles=["lead"], on=TODAY, by=None)
        assert Directive.objects.get().state == "reported"
        directive_step(made, "return", roles=["lead"], on=TODAY, reason="No proof", by=None)
        assert [(note.text, note.state) for note in made.notes.all()] == [("No proof", "under_way")]

    def test_a_report_of_nothing_is_refused(self) -> None:
        with pytest.raises(RoadmapError) as refused:
            directive_note(directive(), "\u202e \n", by=None)
        assert refused.value.detail == "note_missing"

    def test_two_who_correct_the_same_words(self, campaign_cast: CampaignCast) -> None:
        made = directive()
        amina, karim = campaign_cast.amina.pseudonym, campaign_cast.karim.pseudonym
        directive_save(made, replace(fields_of(made), text={"en": "By spring."}), version=0, by=amina)
        met = directive_save(made, replace(fields_of(made), text={"en": "By summer."}), version=0, by=karim)
        assert (met.row.text, met.aside.values["text"]) == ({"en": "By spring."}, {"en": "By summer."})
        assert Record.objects.get(action="directive.keep_aside").actor == karim


class TestWhoIsTold:
    def test_its_entity_once_and_not_whoever_laid_it_down(
        self, campaign_cast: CampaignCast, django_capture_on_commit_callbacks: object
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            directive()
        told = Notification.objects.filter(kind="directive.given")
        cast = campaign_cast
        assert {one.recipient for one in told} == {
            person.pseudonym for person in (cast.salma, cast.noor, cast.bruno)
        }


class TestAMeeting:
    def test_it_sees_what_was_done_and_laid_down_since_the_last_one(self) -> None:
        meeting_plan(date(2026, 10, 15), by=None)
        directive("before")
        directive("since", decided_on=date(2026, 10, 15), due=date(2026, 12, 31))
        done = directive("done", decided_on=date(2026, 9, 1), due=date(2026, 10, 1))
        for action in ("report", "confirm"):
            directive_step(done, action, roles=["lead"], on=date(2026, 10, 20), by=None)
        agenda = agenda_for(date(2026, 12, 1), today=TODAY)
        assert (agenda.since, agenda.of) == (date(2026, 10, 15), TODAY)
        numbers = {
            name: [one.number for one in getattr(agenda, name)] for name in ("late", "open", "done", "new")
        }
        assert numbers == {"late": ["before"], "open": ["since"], "done": ["done"], "new": ["since"]}

    def test_the_first_one_sees_everything(self) -> None:
        directive("old", decided_on=date(2020, 1, 1), due=date(2020, 2, 1))
        agenda = agenda_for(date(2026, 12, 1), today=TODAY)
        assert (agenda.since, [one.number for one in agenda.late]) == (None, ["old"])

    def test_planned_twice_it_is_there_once(self) -> None:
        for _ in range(2):
            meeting_plan(date(2026, 12, 10), by=None)
        assert Meeting.objects.count() == 1
        assert Record.objects.filter(action="meeting.plan").count() == 1


def test_items_of_a_directive_are_found_from_both_sides() -> None:
    items = laid()
    made = directive(items=("records",))
    assert [one.code for one in made.items.all()] == ["records"]
    assert [one.number for one in items["records"].directives.all()] == ["2026/14"]
