"""A worker killed in the middle of writing a long file: nothing of it is lost, and nothing is there twice."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.processes import wait_for, workers

ASK: Final = """
import django; django.setup()
import tests.jobs.example_tasks as tasks
from uuid import UUID
from miqyas.jobs.files import Asked, file_bring
from miqyas.workspace.accounts.access import Person
asked = Asked(Person(pseudonym=UUID(int=1), roles=frozenset()))
file_bring(tasks.SLOW_FILE, asked, name="a.csv", content=b"{mark} one two three")
"""
ACCEPT: Final = """
import django; django.setup()
import tests.jobs.example_tasks
from miqyas.jobs.files import file_write
from miqyas.jobs.models import BroughtFile
held = BroughtFile.objects.get()
file_write(held, digest=held.digest)
"""
LOOK: Final = """
import django; django.setup()
from miqyas.jobs.models import BroughtFile
from miqyas.workspace.history.models import Record
held = BroughtFile.objects.select_related("planning", "writing").get()
records = Record.objects.filter(action="test.effect").order_by("pk").values_list("object_id", flat=True)
print(held.planning.state, held.writing.state if held.writing else "-", *records)
"""


@pytest.fixture
def start_worker(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a worker process."""
    with workers("tests.jobs.worker_process", environment, logs=tmp_path) as start:
        yield start


def test_it_is_written_whole_and_once_and_not_planned_again(
    python: Callable[..., str], start_worker: Callable[[], subprocess.Popen], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    python("-c", ASK.format(mark=mark))
    victim = start_worker()
    wait_for(lambda: python("-c", LOOK) == "succeeded -", seconds=90)
    python("-c", ACCEPT)
    writing = mark.with_name("mark.writing")
    wait_for(writing.exists, seconds=60)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert python("-c", LOOK) == "succeeded running", "half of it is not there"

    mark.with_name("mark.go").touch()
    start_worker()
    wait_for(lambda: python("-c", LOOK).startswith("succeeded succeeded"), seconds=180)
    assert python("-c", LOOK) == "succeeded succeeded one two three"
    assert writing.read_text().split() == ["begun"] * 2
    assert mark.read_text().split() == ["planned"]
