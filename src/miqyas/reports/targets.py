"""A question of a target as it stands in an address; its answer, kept for the page and its charts alike."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from miqyas.analysis.target import Goal, Target, one_goal, parse_effort, target
from miqyas.analysis.world import World

KEPT: Final = 60
"""Answers that stay in memory, the least recently asked for going first."""
LADDER: Final = (1, 3, 5, 10, 20, 30, 50, 75, 100, 125, 150, 175)
"""Ranks that are suggested: the next of these above where a country stands."""
LIKELY: Final = 0.8
DRAWS: Final = 10_000
KINDS: Final = ("rank", "group", "class", "ahead")
_answers: OrderedDict[tuple[str, int, AskedTarget], Target] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class AskedTarget:
    """A country, a goal of a kind with its value as it was typed, a chance, an edition.

    `effort` is what units of the components cost, as ``osi=1,tii=3``; empty where they cost the same.
    """

    iso3: str
    kind: str
    value: str
    prob: str
    edition: int
    effort: str = ""

    @property
    def query(self) -> str:
        """The question as it stands in an address after the country."""
        parts = {"goal": self.kind, self.kind: self.value, "prob": self.prob, "edition": str(self.edition)}
        return urlencode(parts | self.costs)

    @property
    def costs(self) -> dict[str, str]:
        """Costs of effort by component, as they were typed."""
        pairs = (piece.partition("=") for piece in self.effort.split(",") if piece)
        return {name: cost for name, _, cost in pairs}

    @property
    def goal(self) -> Goal:
        """The goal itself; a rank that is no number is none that exists."""
        match self.kind:
            case "rank":
                is_number = self.value.isascii() and self.value.isdigit() and len(self.value) < 5
                return one_goal(rank=int(self.value) if is_number else 0)
            case "group":
                return one_goal(group=self.value)
            case "class":
                return one_goal(rating_class=self.value)
        return one_goal(ahead_of=self.value)

    @property
    def probability(self) -> float:
        """The chance wanted; not a number where what was typed is none."""
        try:
            return float(self.prob)
        except ValueError:
            return float("nan")


def next_rung(rank: int | None) -> int:
    """The rank that is suggested to a country at a rank.

    >>> next_rung(18), next_rung(1), next_rung(None)
    (10, 1, 10)
    """
    if rank is None:
        return 10
    above = [rung for rung in LADDER if rung < rank]
    return above[-1] if above else 1


def answer_of(world: World, asked: AskedTarget) -> Target:
    """The answer, from memory where the same was asked of the same data; raises `AnalysisError`."""
    key = (world.data_version, world.target, asked)
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            return _answers[key]
    found = target(
        world,
        asked.goal,
        iso3=asked.iso3,
        probability=asked.probability,
        edition=asked.edition,
        effort=parse_effort(asked.effort),
        draws=DRAWS,
    )
    with _lock:
        _answers[key] = found
        while len(_answers) > KEPT:
            _answers.popitem(last=False)
    return found
