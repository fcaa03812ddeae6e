"""When a result must be live to count: the assessment window, and the chance of counting against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from miqyas.analysis.portfolio.model import Aim, Period, Portfolio
from miqyas.analysis.world import World
from miqyas.kernel.documents import read_document
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.methodology import draft_edition


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that is taken to be so: its words and its mark."""

    name: str
    words: Text
    mark: Mark


@cache
def _defaults() -> dict[str, dict[str, object]]:
    text = (files("miqyas.analysis.portfolio") / "timing.yaml").read_text(encoding="utf-8")
    return read_document(text, file="timing.yaml")


def assumptions() -> tuple[Assumption, ...]:
    """The window and the chance as they are assumed where a portfolio does not state its own.

    >>> [(one.name, one.mark.value) for one in assumptions()]
    [('window', 'R'), ('chance', 'I')]
    """
    return tuple(
        Assumption(name, Text(part["note"]), Mark(part["mark"]))  # type: ignore[arg-type]
        for name, part in _defaults().items()
    )


def default_chance() -> tuple[tuple[float, float], ...]:
    """Points (share of the window passed, chance of counting): 1 until it opens, 0 when it closes.

    >>> default_chance()
    ((0.0, 1.0), (1.0, 0.0))
    """
    return tuple((float(share), float(chance)) for share, chance in _defaults()["chance"]["points"])  # type: ignore[attr-defined]


def aim_of(edition: int, *, weight: float = 1.0) -> Aim:
    """An edition with the window that is assumed for it.

    >>> aim_of(2028).opens.isoformat(), aim_of(2028).closes.isoformat()
    ('2027-06-01', '2027-09-30')
    """
    window = _defaults()["window"]
    year = edition - int(str(window["years_before"]))
    opens, closes = (dt.date.fromisoformat(f"{year}-{window[side]}") for side in ("opens", "closes"))
    return Aim(edition, opens, closes, weight)


def aims_within(world: World, *, periods: Sequence[Period]) -> tuple[Aim, ...]:
    """The editions to come whose windows are open within the periods; the next one at least.

    >>> from miqyas.analysis.world import load_world
    >>> year = (
    ...     Period(dt.date(2027, 1, 1), dt.date(2027, 6, 30)),
    ...     Period(dt.date(2027, 7, 1), dt.date(2027, 12, 31)),
    ... )
    >>> [aim.edition for aim in aims_within(load_world(), periods=year)]
    [2028]
    """
    step = draft_edition(world.latest).edition - world.latest
    found: list[Aim] = []
    edition = world.target
    while True:
        aim = aim_of(edition)
        if found and aim.opens > periods[-1].ends:
            return tuple(found)
        if aim.closes >= periods[0].begins:
            found.append(aim)
        edition += step


def chance_of_counting(portfolio: Portfolio, *, live: dt.date, aim: Aim) -> float:
    """The chance (0 to 1) that what goes live on a day counts in an edition.

    >>> half = Portfolio((), (), (), chance=((0.0, 1.0), (1.0, 0.0)))
    >>> [
    ...     round(chance_of_counting(half, live=dt.date(2027, month, 30), aim=aim_of(2028)), 2)
    ...     for month in (4, 6, 9)
    ... ]
    [1.0, 0.76, 0.0]
    """
    return float(chances_on(portfolio, [live], aim=aim)[0])


def chances_on(portfolio: Portfolio, days: Sequence[dt.date] | np.ndarray, *, aim: Aim) -> np.ndarray:
    """The same of many days at once, given as dates or as an array of them, in the shape in which they come.

    >>> chances_on(
    ...     Portfolio((), (), ()), [dt.date(2027, 5, 1), dt.date(2027, 10, 1)], aim=aim_of(2028)
    ... ).tolist()
    [1.0, 0.0]
    """
    opens = np.datetime64(aim.opens, "D")
    passed = (np.asarray(days, dtype="datetime64[D]") - opens).astype(np.int64) / (
        aim.closes - aim.opens
    ).days
    shares, levels = zip(*(portfolio.chance or default_chance()), strict=True)
    inside = np.interp(passed, shares, levels)
    counts: np.ndarray = np.where(passed <= 0, levels[0], np.where(passed < 1, inside, levels[-1]))
    return counts


def chances(portfolio: Portfolio) -> np.ndarray:
    """Chance of counting by (edition, last period of an action), periods from the first.

    >>> quarter = Period(dt.date(2027, 4, 1), dt.date(2027, 6, 30))
    >>> chances(Portfolio((), (quarter,), (aim_of(2028),))).round(2).tolist()
    [[0.76]]
    """
    return np.array(
        [
            [chance_of_counting(portfolio, live=period.ends, aim=aim) for period in portfolio.periods]
            for aim in portfolio.aims
        ]
    )
