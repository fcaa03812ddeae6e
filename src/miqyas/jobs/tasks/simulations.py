"""The question what becomes of a rank if values change, over more draws than a reader waits for."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from miqyas.analysis.simulate import parse_scenario, simulate
from miqyas.analysis.simulate.records import outcome_record
from miqyas.analysis.world import World
from miqyas.jobs.questions import Record, question
from miqyas.kernel.execution import Engine, Progress

MOST_CHANGES: Final = 50
MOST_DRAWS: Final = 1_000_000
Written = Annotated[str, Field(max_length=60)]


@question("simulate")
def simulate_answer(
    world: World,
    *,
    on_progress: Progress,
    engine: Engine,
    iso3: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", description="The country's ISO 3166 code.")],
    changes: Annotated[
        list[Written],
        Field(max_length=MOST_CHANGES, description="Written as for /simulate, such as osi=+5pts."),
    ],
    field: Annotated[
        Literal["moving", "fixed"], Field(description="The others as forecast, or as published.")
    ] = "moving",
    edition: Annotated[
        int | None, Field(ge=1, le=9999, description="Year; the target, or the newest if the field is fixed.")
    ] = None,
    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS, description="Random draws of the field.")] = 100_000,
    seed: Annotated[int, Field(ge=0, le=2**32, description="Beginning of the random numbers.")] = 1,
) -> Record:
    """What becomes of a country's rank if values change, in a field that moves too."""
    code = iso3.upper()
    outcome = simulate(
        world,
        parse_scenario(changes, iso3=code),
        iso3=code,
        field=field,
        edition=edition,
        draws=draws,
        seed=seed,
        engine=engine,
        on_progress=on_progress,
    )
    return outcome_record(world, outcome)
