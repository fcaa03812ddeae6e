"""Portfolios to measure by: made from a seed, of any size, with costs and gains that go together somewhat."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np

from miqyas.analysis.portfolio import Action, Aim, Gain, Period, Portfolio
from miqyas.kernel.text import Text

NODES: Final = ("OSI.IF", "OSI.CP", "OSI.SP", "OSI.TEC", "EPI.INFORMATION", "EPI.DECISION")
AIM: Final = Aim(2028, dt.date(2027, 6, 1), dt.date(2027, 9, 30))
TOGETHER: Final = 0.5
"""Share of a gain that follows the cost; the rest is chance."""


def two_budgets(*, seed: int, actions: int = 400, precedences: int = 120) -> Portfolio:
    """Actions of one period under two budgets that pay for three tenths of them."""
    return made(seed=seed, actions=actions, precedences=precedences, periods=1, entities=1, has_people=False)


def many_entities(
    *, seed: int, actions: int = 2_000, periods: int = 4, entities: int = 40, precedences: int = 600
) -> Portfolio:
    """Actions of one or two periods of entities with few people, under two budgets."""
    return made(
        seed=seed,
        actions=actions,
        precedences=precedences,
        periods=periods,
        entities=entities,
        has_people=True,
    )


def made(
    *, seed: int, actions: int, precedences: int, periods: int, entities: int, has_people: bool
) -> Portfolio:
    """A portfolio of the sizes asked for."""
    draw = np.random.default_rng(seed)
    duration = draw.integers(1, min(2, periods) + 1, actions)
    capital = draw.uniform(10, 100, actions)
    running = 0.5 * capital + 0.5 * draw.uniform(10, 100, actions)
    points = 0.02 * (TOGETHER * (capital + running) / 2 + (1 - TOGETHER) * draw.uniform(5, 100, actions))
    people = draw.integers(1, 6, actions) if has_people else np.zeros(actions, dtype=int)
    entity = draw.integers(0, entities, actions)
    node = draw.integers(0, len(NODES), actions)
    before = _before(draw, actions=actions, precedences=precedences)
    listed = tuple(
        Action(
            id=f"A{number}",
            name=Text({"ar": f"إجراء {number}", "en": f"Action {number}"}),
            entity=f"E{entity[number]}",
            duration=int(duration[number]),
            cost={
                "capital": (float(capital[number]) / int(duration[number]),) * int(duration[number]),
                "running": (float(running[number]) / int(duration[number]),) * int(duration[number]),
            },
            people=(float(people[number]),) * int(duration[number]) if has_people else (),
            after=tuple(f"A{other}" for other in before.get(number, ())),
            gains=(Gain(NODES[node[number]], float(points[number])),),
            success=0.9,
        )
        for number in range(actions)
    )
    needed = np.zeros(entities)
    np.add.at(needed, entity, people * duration)
    return Portfolio(
        listed,
        _periods(periods),
        (AIM,),
        budgets={
            "capital": (0.3 * float(capital.sum()) / periods,) * periods,
            "running": (0.3 * float(running.sum()) / periods,) * periods,
        },
        people={
            f"E{number}": (float(max(5, round(0.3 * needed[number] / periods))),) * periods
            for number in range(entities)
            if has_people
        },
    )


def _before(draw: np.random.Generator, *, actions: int, precedences: int) -> dict[int, list[int]]:
    """Pairs without a ring: what comes first stands earlier in a shuffled order."""
    order = draw.permutation(actions)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < precedences:
        first, second = sorted(draw.integers(0, actions, 2).tolist())
        if first < second:
            pairs.add((int(order[first]), int(order[second])))
    found: dict[int, list[int]] = {}
    for first, second in sorted(pairs):
        found.setdefault(second, []).append(first)
    return found


def _periods(count: int) -> tuple[Period, ...]:
    """Half-quarters that end with the window: what ends in the last ones counts by chance."""
    length = dt.timedelta(days=90)
    begins = [dt.date(2027, 9, 30) - length * (count - number) for number in range(count)]
    return tuple(Period(first, first + length - dt.timedelta(days=1)) for first in begins)
