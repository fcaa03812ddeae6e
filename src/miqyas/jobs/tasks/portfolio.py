"""The question which actions of a portfolio to carry out."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from miqyas.analysis.portfolio.question import answered_record
from miqyas.analysis.world import World
from miqyas.jobs.questions import Record, question
from miqyas.kernel.execution import Engine, Progress

KIND: Final = "portfolio"


def _finite(value: Any) -> Any:
    """The document itself; `ValueError` for a number that JSON cannot write, which would pass for none."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number that is not finite")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _finite(part)
    return value


@question(KIND)
def portfolio_answer(
    world: World,
    *,
    on_progress: Progress,
    engine: Engine,
    portfolio: Annotated[
        dict[str, Any],
        AfterValidator(_finite),
        Field(description="Actions, periods, editions, budgets, people; see the guide."),
    ],
    country: Annotated[
        str | None, Field(pattern="^[A-Z]{3}$", description="Whose headroom and rank count.")
    ] = None,
    citizens_only: Annotated[
        bool, Field(description="Leave out gains of actions that do not work for citizens.")
    ] = False,
    target_rank: Annotated[
        int | None, Field(ge=1, le=1000, description="A rank whose probability is told too.")
    ] = None,
    target: Annotated[
        float | None, Field(gt=0, le=1, description="A value of the index that the cheapest plan reaches.")
    ] = None,
    edition: Annotated[int | None, Field(ge=1, le=9999, description="The edition of that value.")] = None,
    alternatives: Annotated[int, Field(ge=0, le=20, description="Plans nearly as good.")] = 3,
    draws: Annotated[int, Field(ge=100, le=100_000, description="Random draws.")] = 10_000,
    seed: Annotated[int, Field(ge=0, le=2**32, description="Beginning of the random numbers.")] = 1,
) -> Record:
    """The plan of greatest expected gain: what it leaves out and why, its rank, prices and frontier."""
    return answered_record(
        world,
        document=portfolio,
        country=country,
        citizens_only=citizens_only,
        target_rank=target_rank,
        target=target,
        edition=edition,
        alternatives=alternatives,
        draws=draws,
        seed=seed,
        engine=engine,
        on_progress=on_progress,
    )
