"""Tasks for the tests of the machinery; worker processes of the tests import them too."""

import time
from pathlib import Path
from typing import Any

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.kernel.datasets import Dataset
from miqyas.kernel.errors import MiqyasError
from miqyas.workspace.datasets.services import dataset_add
from miqyas.workspace.history.services import record_add


class BadInputError(MiqyasError):
    """What a task raises when its input is at fault."""

    code = "dataset.missing"


@job("test.add")
def add(run: Run, *, a: int, b: int) -> dict[str, Any]:
    return {"sum": a + b, "attempt": run.attempt}


@job("test.refuse")
def refuse(run: Run) -> None:
    raise BadInputError(name="x.csv")


@job("test.crash")
def crash(run: Run) -> None:
    raise ZeroDivisionError


@job("test.steps")
def steps(run: Run, *, steps: int, seconds: float) -> dict[str, int]:
    for step in range(steps):
        run.progress(step / steps, "language.name")
        time.sleep(seconds)
    return {"steps": steps}


@job("test.effect")
def effect(run: Run, *, name: str, seconds: float, started: str) -> None:
    """Says that it has begun, works for a while, then takes effect once."""
    with Path(started).open("a") as file:
        file.write(f"{run.attempt}\n")
    time.sleep(seconds)
    with run.commit() as result:
        dataset_add(Dataset(kind="test", name=name, content=name.encode()), by=None)
        record_add("test.effect", actor=None, object_kind="test", object_id=name)
        result["name"] = name
    Path(f"{started}.done").touch()
