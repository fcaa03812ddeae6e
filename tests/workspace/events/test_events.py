"""An event is told once its deed is committed: to each handler, at least once, with effect once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from miqyas.jobs.registry import rounds
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.queries import events_failed, events_waiting
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.events.services import deliver, pause_after, publish
from miqyas.workspace.history.models import Record
from tests.processes import ROOT
from tests.workspace.events import example_handlers
from tests.workspace.events.example_handlers import EFFECT

pytestmark = pytest.mark.django_db
LATER: Final = timedelta(days=1)


def heard() -> list[str]:
    return list(Record.objects.filter(action=EFFECT).values_list("object_id", flat=True))


def later(event: Event):
    return Event.objects.get(pk=event.pk).next_try_at + LATER


class TestPublishing:
    """What `publish` promises."""

    @pytest.mark.django_db(transaction=True)
    def test_it_is_told_as_soon_as_the_deed_is_committed(self) -> None:
        with transaction.atomic():
            publish("test.happened", key="a", answer=7)
            assert heard() == []
        assert heard() == ["a"]
        assert Record.objects.get(action=EFFECT).details == {"answer": 7}

    @pytest.mark.django_db(transaction=True)
    def test_a_deed_that_fails_tells_nobody(self) -> None:
        with transaction.atomic():
            publish("test.happened", key="a")
            transaction.set_rollback(True)
        assert deliver() == 0
        assert (heard(), Event.objects.count()) == ([], 0)

    def test_the_same_happening_is_told_once(self) -> None:
        publish("test.happened", key="a")
        publish("test.happened", key="a")
        assert deliver() == 1
        publish("test.happened", key="a")
        assert deliver() == 0
        assert heard() == ["a"]

    def test_the_same_key_of_another_kind_is_another_happening(self) -> None:
        publish("test.happened", key="a")
        publish("test.unheard", key="a")
        assert deliver() == 2
        assert heard() == ["a"]

    @pytest.mark.django_db(transaction=True)
    def test_outside_a_transaction_it_is_refused(self) -> None:
        with pytest.raises(TransactionManagementError):
            publish("test.happened", key="a")

    def test_two_handlers_of_one_name_are_a_fault_of_the_program(self) -> None:
        def twin(event: Event) -> None:
            """Of the same name as the handler there."""

        twin.__module__, twin.__qualname__ = example_handlers.__name__, "second"
        with pytest.raises(ValueError, match="already"):
            subscribe("test.happened")(twin)


class TestFailing:
    """What happens when a handler fails."""

    @pytest.fixture
    def failing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(event: Event) -> None:
            Event.objects.create(kind="test.trace", key=event.key)
            raise ZeroDivisionError

        monkeypatch.setattr(example_handlers, "answer", fail)

    def test_the_others_have_their_effect_and_it_leaves_none_of_its_own(self, failing: None) -> None:
        publish("test.happened", key="a")
        assert deliver() == 0
        assert heard() == ["a"]
        assert not Event.objects.filter(kind="test.trace").exists()

    def test_it_is_seen_and_waits(self, failing: None) -> None:
        publish("test.happened", key="a")
        deliver()
        (event,) = events_failed()
        assert event.fault.endswith("second: ZeroDivisionError")
        assert list(events_waiting(later(event))) == [event]
        assert deliver() == 0, "its time has not come again"

    def test_the_pauses_grow_to_a_longest(self) -> None:
        pauses = [pause_after(attempts) for attempts in range(40)]
        assert pauses == sorted(pauses)
        assert (pauses[0], pauses[-1]) == (timedelta(minutes=1), timedelta(hours=6))

    def test_tried_again_it_takes_effect_and_the_others_are_not_told_twice(
        self, failing: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish("test.happened", key="a")
        deliver()
        told: list[str] = []
        monkeypatch.setattr(example_handlers, "answer", lambda event: told.append(event.key))
        event = Event.objects.get()
        assert deliver(later(event)) == 1
        assert (told, heard()) == (["a"], ["a"])
        assert not events_failed()
        assert deliver(later(event)) == 0


def test_a_worker_sweeps() -> None:
    assert rounds()["events.deliver"] <= timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_an_event_that_another_process_has_in_hand_is_left_to_it(database: str) -> None:
    if database == "sqlite":
        pytest.skip("on SQLite one process writes at a time, and who comes second finds the mark")
    Event.objects.create(kind="test.happened", key="a")
    with transaction.atomic():
        Event.objects.select_for_update().get()
        with ThreadPoolExecutor(1) as beside:
            assert beside.submit(_deliver_beside).result(timeout=30) == 0
    assert heard() == []
    assert deliver() == 1


def _deliver_beside() -> int:
    try:
        return deliver()
    finally:
        connection.close()


START: Final = """
import django; django.setup()
from django.db import transaction
from tests.workspace.events import example_handlers
from miqyas.workspace.events.services import publish
with transaction.atomic():
    publish("test.slow", key="a", mark="{mark}")
"""
SWEEP: Final = """
import django; django.setup()
from tests.workspace.events import example_handlers
from miqyas.workspace.events.services import deliver
from miqyas.workspace.history.models import Record
from django.utils import timezone
done = deliver(timezone.now())
effects = Record.objects.filter(action__startswith="test.heard")
print(done, sorted(effects.values_list("action", flat=True)))
"""


def test_a_process_killed_within_a_handler_leaves_an_event_that_takes_effect_once(
    environment, python, tmp_path
) -> None:
    mark = tmp_path / "mark"
    killed = subprocess.run([sys.executable, "-c", START.format(mark=mark)], env=environment, cwd=ROOT)
    assert (killed.returncode, mark.exists()) == (-9, True)
    assert python("-c", SWEEP) == "1 ['test.heard', 'test.heard.slow']"
    assert python("-c", SWEEP) == "0 ['test.heard', 'test.heard.slow']"
