"""Workers in processes of their own, one killed in the middle: its job takes effect once all the same."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.processes import wait_for, workers

JOBS: Final = 6

ASK: Final = """
import django; django.setup()
import tests.jobs.example_tasks
from miqyas.jobs.services import job_enqueue
for number in range({jobs}):
    job_enqueue("test.effect", by=None, key=str(number),
        params={{"name": f"effect {{number}}", "seconds": {seconds}, "started": "{folder}/" + str(number)}})
"""
LOOK: Final = """
import django; django.setup()
from miqyas.jobs.models import Job
from miqyas.workspace.datasets.models import StoredDataset
from miqyas.workspace.history.models import Record
print(Job.objects.filter(state="succeeded").count(), Job.objects.count(),
    StoredDataset.objects.count(), Record.objects.filter(action="test.effect").count())
"""


ASK_QUESTION: Final = """
import django; django.setup()
import tests.jobs.example_tasks
from miqyas.jobs.answers import ask
asked = ask("test.slow", {{"seconds": 2.0, "mark": "{mark}"}})
print(asked.handle)
"""
LOOK_AT_ANSWER: Final = """
import django; django.setup()
from uuid import UUID
from miqyas.jobs.answers import answer_of, handle_find
answer = answer_of(handle_find(UUID("{handle}")))
print(answer.state, answer.result)
"""


@pytest.fixture
def start_worker(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start a worker process.

    With `machine`, it has a folder of its own: it shares the database and the secret key, and no file.
    """
    with workers("tests.jobs.worker_process", environment, logs=tmp_path) as start:
        yield lambda machine="": start(MIQYAS_DATA_DIR=str(tmp_path / machine), MIQYAS_SECRET_KEY="k" * 50)


def test_a_killed_workers_job_is_taken_over_and_takes_effect_once(
    python: Callable[..., str], start_worker: Callable[[], subprocess.Popen], tmp_path: Path
) -> None:
    started = tmp_path / "started"
    started.mkdir()
    python("-c", ASK.format(jobs=JOBS, seconds=0.5, folder=started))

    victim = start_worker()
    wait_for(lambda: any(started.iterdir()), seconds=60)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert not list(started.glob("*.done"))

    start_worker()
    start_worker()
    wait_for(lambda: len(list(started.glob("*.done"))) == JOBS, seconds=120)

    assert python("-c", LOOK) == f"{JOBS} {JOBS} {JOBS} {JOBS}"
    begun = sum(len(file.read_text().split()) for file in started.glob("?"))
    assert begun == JOBS + 1, "the killed job began twice, each other once"


def at_work(started: Path) -> set[str]:
    """The workers that are in the middle of a job."""
    begun = (file for file in started.glob("?") if not file.with_name(f"{file.name}.done").exists())
    return {worker for file in begun for worker in file.read_text().split()[-1:]}


def test_of_two_machines_at_work_one_dies_and_the_other_takes_its_job_over(
    python: Callable[..., str], start_worker: Callable[..., subprocess.Popen], tmp_path: Path
) -> None:
    started = tmp_path / "started"
    started.mkdir()
    python("-c", ASK.format(jobs=JOBS, seconds=3, folder=started))

    victim, other = start_worker("one"), start_worker("two")
    wait_for(lambda: len(at_work(started)) == 2, seconds=90)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert other.poll() is None

    wait_for(lambda: len(list(started.glob("*.done"))) == JOBS, seconds=150)
    assert python("-c", LOOK) == f"{JOBS} {JOBS} {JOBS} {JOBS}"
    begun = sum(len(file.read_text().split()) for file in started.glob("?"))
    assert begun == JOBS + 1, "the killed worker's job began twice, each other once"


def test_an_answer_outlives_the_worker_that_was_killed_over_it(
    python: Callable[..., str], start_worker: Callable[[], subprocess.Popen], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    handle = python("-c", ASK_QUESTION.format(mark=mark))

    victim = start_worker()
    wait_for(mark.exists, seconds=60)
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    def state() -> str:
        return python("-c", LOOK_AT_ANSWER.format(handle=handle))

    assert state().startswith("running")
    start_worker()
    wait_for(lambda: not state().startswith(("running", "queued")), seconds=120)
    assert state() == "succeeded {'seconds': 2.0}"
    assert mark.read_text().split() == ["begun"] * 2
