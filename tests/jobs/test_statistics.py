"""What other values would do, asked as a question; reminders of deadlines, each once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from miqyas.analysis.world import load_world
from miqyas.jobs.answers import ask_now
from miqyas.jobs.models import Job, State
from miqyas.jobs.questions import ParametersError
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.events.models import Event
from miqyas.workspace.statistics.models import StatisticalInput

pytestmark = pytest.mark.django_db

EDITION = load_world().target


def asked(*changes: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"iso3": "lbn", "changes": list(changes), "draws": 200, **given}


def test_it_tells_each_and_all_together_with_marks_and_what_is_held_fixed() -> None:
    found = ask_now(
        "statistics.updates",
        asked({"node": "TII.IU", "now": 85, "then": 88}, {"node": "HCI.AL"}),
    ).result
    assert [one["kind"] for one in found["updates"]] == ["update", "step"]
    assert found["updates"][0]["mark"] == "I"
    assert found["updates"][1]["is_lower_bound"] is True
    assert found["held_fixed"] is True
    assert found["together"]["scenario"][0]["written"].startswith("LBN.TII=+0.009")


@pytest.mark.parametrize(
    "given",
    [
        asked({"node": "TII.IU", "now": "x"}),
        asked({"node": "tii"}),
        asked({"node": "TII.IU", "then": 1, "more": 2}),
        asked(*[{"node": "TII.IU"}] * 31),
        asked(draws=0),
        asked(iso3="LEBANON"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ParametersError):
        ask_now("statistics.updates", given)


def test_an_input_that_no_edition_has_is_told_in_words() -> None:
    answer = ask_now("statistics.updates", asked({"node": "TII.XX", "now": 1, "then": 2}))
    assert answer.error.full_code == "analysis.unknown_node"
    assert answer.error.problem("ar")


class TestReminders:
    """A deadline is told of 60, 30, 7 and 1 days before, once each."""

    def input_due_in(self, days: int, *, indicator: str = "TII.IU", **given: Any) -> StatisticalInput:
        deadline = timezone.localdate() + timedelta(days)
        return StatisticalInput.objects.create(
            edition=EDITION, indicator=indicator, deadline=deadline, **given
        )

    def remind(self) -> list[str]:
        """Which reminders exist after the job ran: the days in their keys."""
        run_once()
        return sorted(event.key.rpartition(":")[2] for event in Event.objects.filter(kind="statistics.due"))

    @pytest.mark.parametrize(
        ("days", "told"),
        [
            (61, []),
            (60, ["60"]),
            (31, ["60"]),
            (30, ["30"]),
            (8, ["30"]),
            (7, ["7"]),
            (2, ["7"]),
            (1, ["1"]),
            (0, ["1"]),
            (-1, []),
        ],
    )
    def test_on_the_days_of_the_rules(self, days: int, told: list[str]) -> None:
        self.input_due_in(days)
        assert self.remind() == told

    def test_once_however_often_it_runs_and_again_when_the_deadline_moves(self) -> None:
        item = self.input_due_in(6)
        assert self.remind() == self.remind() == ["7"]
        item.deadline += timedelta(1)
        item.save()
        assert self.remind() == ["7", "7"]

    def test_what_is_reported_is_not_told_of(self) -> None:
        self.input_due_in(6, state="reported")
        self.input_due_in(6, state="published", indicator="TII.MS")
        assert self.remind() == []

    def test_the_event_names_the_input_and_the_day(self) -> None:
        item = self.input_due_in(6)
        self.remind()
        assert Event.objects.get(kind="statistics.due").payload == {
            "input": str(item.pk),
            "on": str(item.deadline),
        }


def run_once() -> None:
    """The job as a worker carries it out."""
    asked_for = job_enqueue("statistics.remind", by=None)
    job_run(asked_for.pk)
    assert Job.objects.get(pk=asked_for.pk).state == State.SUCCEEDED
