"""What is wrong with a file, row by row: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from miqyas.cli.screen import QUIET, Cell, Column, Screen
from miqyas.kernel.errors import MiqyasError

PROBLEMS_SHOWN: Final = 50


def list_problems(screen: Screen, problems: Sequence[MiqyasError], *, count: int, style: str) -> None:
    """A table of the first problems; `count` is how many there are, those that nobody listed among them."""
    rows = [
        [
            Cell(screen.number(problem.place.line, "plain") if problem.place.line else "", style),
            problem.place.name,
            f"{problem.problem(screen.language)} {problem.remedy(screen.language)}",
        ]
        for problem in problems[:PROBLEMS_SHOWN]
    ]
    columns = [
        Column(screen.words("cli.column.line"), "number"),
        Column(screen.words("cli.column.in_file"), fold=True),
        Column("", fold=True),
    ]
    screen.table(columns, rows)
    if count > PROBLEMS_SHOWN:
        screen.line(screen.words("cli.import.more", n=count - PROBLEMS_SHOWN), style=QUIET)
