"""What other values of raw inputs would do, asked as a question; and the reminders of their deadlines."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from miqyas.analysis.updates import Update, updates, updates_record
from miqyas.analysis.world import World
from miqyas.jobs.questions import Record, question
from miqyas.jobs.registry import job
from miqyas.jobs.reminders import step_before
from miqyas.jobs.run import Run
from miqyas.kernel.execution import Engine, Progress
from miqyas.workspace.events.services import publish
from miqyas.workspace.statistics.queries import inputs_due
from miqyas.workspace.statistics.rules import rules

MOST_UPDATES: Final = 30
MOST_DRAWS: Final = 1_000_000
Value = Annotated[float | None, Field(description="In the unit of the input; null: not known.")]


class Updated(BaseModel):
    """A raw input that stands at a value and would stand at another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    node: Annotated[
        str,
        Field(pattern=r"^[A-Z][A-Z.]{0,30}$", description="Code of an input, such as TII.IU."),
    ]
    now: Value = None
    then: Value = None

    @property
    def update(self) -> Update:
        """The same as the analysis takes it."""
        return Update(self.node, self.now, self.then)


@question("statistics.updates")
def updates_answer(
    world: World,
    *,
    on_progress: Progress,
    engine: Engine,
    iso3: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", description="The country's ISO 3166 code.")],
    changes: Annotated[
        list[Updated],
        Field(max_length=MOST_UPDATES, description="With one value unknown: what a step would do."),
    ],
    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS, description="Random draws of the field.")] = 2_000,
    seed: Annotated[int, Field(ge=0, le=2**32, description="Beginning of the random numbers.")] = 1,
) -> Record:
    """What other values of raw inputs would do to component, index and rank, alone and together."""
    found = updates(
        world,
        [one.update for one in changes],
        iso3=iso3.upper(),
        draws=draws,
        seed=seed,
        engine=engine,
        on_progress=on_progress,
    )
    return updates_record(world, found)


@job("statistics.remind", every=timedelta(hours=12))
def remind(run: Run) -> None:
    """Tell of inputs whose deadline is near, on each of the days that the rules name, once for each."""
    today, steps = timezone.localdate(), rules()["reminders"]
    with run.commit() as result:
        due = inputs_due(after=today, until=today + timedelta(max(steps)))
        for item in due:
            before = step_before(item.deadline, today=today, steps=steps)
            publish(
                "statistics.due",
                key=f"{item.pk}:{item.deadline}:{before}",
                input=str(item.pk),
                on=str(item.deadline),
            )
        result["reminders"] = len(due)
