"""Tasks for the tests of the machinery; worker processes of the tests import them too."""

import time
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import World
from miqyas.jobs.files import Asked, FileKind, file_kind
from miqyas.jobs.questions import question
from miqyas.jobs.registry import job
from miqyas.jobs.run import HELD, Run
from miqyas.kernel.datasets import Dataset
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.execution import Engine, Progress, chunks_of, map_chunks
from miqyas.sheets.plans import FilePlan, Row
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


@job("test.lacking")
def lacking(run: Run) -> None:
    raise ModuleNotFoundError(name="typst")


@job("test.steps")
def steps(run: Run, *, steps: int, seconds: float) -> dict[str, int]:
    for step in range(steps):
        run.progress(step / steps, "language.name")
        time.sleep(seconds)
    return {"steps": steps}


@job("test.effect")
def effect(run: Run, *, name: str, seconds: float, started: str) -> None:
    """Says who has begun it, works for a while, then takes effect once."""
    with Path(started).open("a") as file:
        file.write(f"{HELD.worker}\n")
    time.sleep(seconds)
    with run.commit() as result:
        dataset_add(Dataset(kind="test", name=name, content=name.encode()), by=None)
        record_add("test.effect", actor=None, object_kind="test", object_id=name)
        result["name"] = name
    Path(f"{started}.done").touch()


@question("test.sum")
def total(
    world: World,
    *,
    on_progress: Progress,
    numbers: Annotated[list[float], Field(max_length=9)],
    scale: int = 1,
) -> dict[str, Any]:
    """Adds numbers up; says in which data."""
    began("test.sum")
    for done in range(len(numbers)):
        on_progress(done / len(numbers))
    return {"sum": sum(numbers) * scale, "data": world.data_version}


@question("test.impossible")
def impossible(world: World, *, country: str) -> dict[str, Any]:
    raise AnalysisError("unknown_country", place=Place(name="country"), given=country)


@question("test.broken")
def broken(world: World) -> dict[str, Any]:
    return {"value": float("nan")}


@question("test.slow")
def slow(world: World, *, on_progress: Progress, seconds: float, mark: str) -> dict[str, Any]:
    """Takes its time, and notes each beginning in a file."""
    with Path(mark).open("a") as file:
        file.write("begun\n")
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        on_progress(passed / seconds)
        time.sleep(0.02)
    return {"seconds": seconds}


@question("test.chunks")
def chunks(world: World, *, engine: Engine, total: int) -> dict[str, Any]:
    return {
        "engine": engine.name,
        "sizes": list(map_chunks(len, chunks_of(total, size=4, seed=1), engine=engine)),
    }


@job("test.patient")
def patient(run: Run) -> None:
    began("test.patient")
    run.give_way()


def _slow_plan(content: bytes, name: str, asked: Asked) -> FilePlan[Row]:
    """A row a line; notes in the file that the first line names how often it was made."""
    mark, *lines = content.decode().split()
    with Path(mark).open("a") as file:
        file.write("planned\n")
    return FilePlan(name, tuple(Row(line, fields=mark, before=None) for line in lines), ())


def _slow_apply(plan: FilePlan[Row], asked: Asked) -> None:
    """Writes a record a row; after the first it says so, and goes on once it is let."""
    for number, row in enumerate(plan.rows):
        record_add("test.effect", actor=None, object_kind="test", object_id=row.key)
        if number == 0:
            with Path(f"{row.fields}.writing").open("a") as file:
                file.write("begun\n")
            while not Path(f"{row.fields}.go").exists():
                time.sleep(0.05)


SLOW_FILE = file_kind(
    FileKind[Row](
        "test.slow", action="answer.ask", plan=_slow_plan, apply=_slow_apply, basis=lambda of: (of,)
    )
)


def began(kind: str) -> None:
    """Told of each beginning; a test may put its own in place."""
