"""Workers in processes of their own, one killed in the middle: its job takes effect once all the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
JOBS: Final = 6

ASK: Final = """
import django; django.setup()
import tests.jobs.example_tasks
from django.core.management import call_command
from miqyas.jobs.services import job_enqueue
call_command("migrate", verbosity=0)
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
from django.core.management import call_command
from miqyas.jobs.answers import ask
call_command("migrate", verbosity=0)
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
def environment(own_database: str, tmp_path: Path) -> dict[str, str]:
    """What the processes of one installation share."""
    own = {
        "MIQYAS_DATABASE_URL": own_database,
        "MIQYAS_DATA_DIR": str(tmp_path),
        "MIQYAS_JOB_LEASE_SECONDS": "2",
        "DJANGO_SETTINGS_MODULE": "miqyas.server.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    return {**os.environ, **own}


@pytest.fixture
def python(environment: dict[str, str]) -> Callable[..., str]:
    """Run Python in a process of the installation and give what it prints."""

    def run(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    return run


@pytest.fixture
def start_worker(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a worker process; those that still live at the end are stopped."""
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        log = (tmp_path / f"worker{len(started)}.log").open("w")
        command = [sys.executable, "-m", "tests.jobs.worker_process"]
        started.append(subprocess.Popen(command, env=environment, cwd=ROOT, stderr=log, stdout=log))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=20)


def wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


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
