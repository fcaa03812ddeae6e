"""The sample that ships with the product, of no real country, and the empty table to fill in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from miqyas.analysis.portfolio.model import Portfolio
from miqyas.analysis.portfolio.table import columns, read_portfolio, table_names
from miqyas.analysis.world import World
from miqyas.kernel.text import Text

SAMPLE: Final = "sample.csv"
Value = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A table of a portfolio's file: its name, its headings with their stable names, its rows."""

    table: str
    title: Text
    headings: tuple[tuple[str, Text], ...]
    rows: tuple[tuple[Value, ...], ...]


@cache
def sample_content() -> bytes:
    """The sample as the file that it is.

    >>> sample_content().decode().splitlines()[1].split(",")[0]
    'P1'
    """
    return (files("miqyas.analysis.portfolio") / SAMPLE).read_bytes()


def sample(world: World) -> Portfolio:
    """The sample as a portfolio.

    >>> from miqyas.analysis.world import load_world
    >>> found = sample(load_world())
    >>> len(found.actions), [aim.edition for aim in found.aims]
    (25, [2028, 2030])
    """
    key = ("portfolio sample",)
    if key not in world.kept_answers:
        world.kept_answers[key] = read_portfolio(world, sample_content(), name=SAMPLE).the_portfolio()
    found: Portfolio = world.kept_answers[key]
    return found


def is_sample(world: World, portfolio: Portfolio) -> bool:
    """Whether all actions of a portfolio are those of the sample, so that what is shown must say so.

    >>> from miqyas.analysis.world import load_world
    >>> is_sample(load_world(), sample(load_world()))
    True
    """
    made_up = {(action.id, str(action.name)) for action in sample(world).actions}
    return all((action.id, str(action.name)) in made_up for action in portfolio.actions)


def sample_sheets() -> tuple[Sheet, ...]:
    """The sample as tables.

    >>> [sheet.table for sheet in sample_sheets()]
    ['actions', 'limits', 'periods', 'editions', 'names']
    """
    rows = list(csv.reader(io.StringIO(sample_content().decode("utf-8"))))
    blocks: list[list[list[str]]] = [[]]
    for row in rows:
        if any(row):
            blocks[-1].append(row)
        else:
            blocks.append([])
    tables = ("actions", "limits", "periods", "editions", "names")
    return tuple(_sheet(table, block) for table, block in zip(tables, blocks, strict=True))


def template_sheets() -> tuple[Sheet, ...]:
    """The tables to fill in: the sample's headings, calendar and editions, with two actions to show how.

    >>> [len(sheet.rows) for sheet in template_sheets()]
    [2, 3, 8, 2, 10]
    """
    actions, limits, *rest = sample_sheets()
    shown = {"P4", "H3"}
    kept = tuple(row for row in actions.rows if row[0] in shown)
    some = tuple(row for row in limits.rows if row[1] in {"capital", "running", "Health"})
    return (
        Sheet(actions.table, actions.title, actions.headings, kept),
        Sheet(limits.table, limits.title, limits.headings, some),
        *rest,
    )


def _sheet(table: str, block: list[list[str]]) -> Sheet:
    names, *rows = block
    headings = tuple((name, title_of(table, name)) for name in names)
    cells = tuple(tuple(map(_value, row)) for row in rows)
    return Sheet(table, table_names()[table], headings, cells)


def title_of(table: str, name: str) -> Text:
    """What a column is called, with what follows the colon in its name.

    >>> title_of("actions", "points: OSI.SP")["en"]
    'points: OSI.SP'
    """
    role, colon, of = name.partition(":")
    words = columns()[table].get(role, Text({"ar": name, "en": name}))
    return Text({language: f"{word}{colon}{of}" for language, word in words.items()}) if colon else words


def _value(cell: str) -> Value:
    try:
        number = float(cell)
    except ValueError:
        return cell or None
    return int(number) if number.is_integer() else number
