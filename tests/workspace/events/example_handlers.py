"""Handlers for the tests; processes of the tests import them too."""

import os
import signal
import time
from pathlib import Path

from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.history.services import record_add

EFFECT = "test.heard"


@subscribe("test.happened", "test.slow")
def note(event: Event) -> None:
    """Takes effect in the database, where a second time would be seen."""
    record_add(EFFECT, actor=None, object_kind="test", object_id=event.key, details=event.payload)


@subscribe("test.happened")
def second(event: Event) -> None:
    answer(event)


def answer(event: Event) -> None:
    """Told of each call of `second`; a test may put its own in place."""


@subscribe("test.slow")
def slow(event: Event) -> None:
    """The effect is written, then the process is killed before it is committed: the first time only."""
    mark = Path(event.payload["mark"])
    record_add(EFFECT + ".slow", actor=None, object_kind="test", object_id=event.key)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
