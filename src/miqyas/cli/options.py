"""Options that several analyses take: the same names, bounds and meaning in each.

They are annotations of a command's parameters, whose default the command chooses::

    def audit(
        ctx: typer.Context, draws: Draws = 10_000, seed: Seed = 1, engine: EngineName = "serial"
    ) -> None:
        with session.at_work(engine, "cli.progress.drawing", n=draws) as at_work:
            found = audited(session.world, draws=draws, seed=seed, **at_work)
"""

from __future__ import annotations

from typing import Annotated, Final

import typer

MOST_DRAWS: Final = 10_000_000

EngineName = Annotated[str, typer.Option("--engine", metavar="ENGINE")]
"""Name for `miqyas.kernel.execution.open_engine`, which refuses what it does not know."""

Seed = Annotated[int, typer.Option("--seed", metavar="NUMBER", min=0)]
"""Beginning of the random numbers: the same seed gives the same answer, on every engine."""

Draws = Annotated[int, typer.Option("--draws", metavar="NUMBER", min=1, max=MOST_DRAWS)]
"""How many random draws an answer rests on."""
