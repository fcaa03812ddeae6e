"""A portfolio as frozen values: actions, the calendar, editions, what there is of money and people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text

Status = Literal["optional", "mandatory", "running"]
STATUSES: Final = ("optional", "mandatory", "running")
ResourceKind = Literal["budget", "people"]


@dataclass(frozen=True, slots=True)
class Gain:
    """What an action adds to a node of the method: in points of its scale or in its own unit."""

    node: str
    amount: float
    unit: Literal["points", "index"] = "points"


@dataclass(frozen=True)
class Action:
    """Something that can be done. Periods count from 1.

    `cost` has an amount for each period of its duration, by kind of budget; `people` the same for the
    entity that carries it out. `earliest` and `latest` bound the period in which it starts. A running
    action has started: it goes on in the first period, for as long as `duration` still says.
    """

    id: str
    name: Text
    entity: str
    duration: int = 1
    earliest: int = 1
    latest: int | None = None
    cost: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    people: tuple[float, ...] = ()
    after: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    status: Status = "optional"
    gains: tuple[Gain, ...] = ()
    success: float = 1.0
    for_citizens: bool = True

    @property
    def is_due(self) -> bool:
        """Whether it is not for us to leave it out."""
        return self.status != "optional"

    @property
    def total_cost(self) -> float:
        """Money of all kinds over its duration."""
        return sum(sum(amounts) for amounts in self.cost.values())

    @property
    def label(self) -> Text:
        """Its id and its name."""
        return Text({language: f"{self.id} ({words})" for language, words in self.name.items()})


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar; a result of an action that ends in it goes live on its last day."""

    begins: dt.date
    ends: dt.date


@dataclass(frozen=True, slots=True)
class Aim:
    """An edition that the portfolio is for: its share of the aim and its assessment window."""

    edition: int
    opens: dt.date
    closes: dt.date
    weight: float = 1.0


@dataclass(frozen=True)
class Portfolio:
    """All that a plan is chosen from. Budgets and people not named are not limited.

    `levels` are today's values (0 to 1) of nodes: no plan lifts a node above 1. `chance` gives points
    (share of the window passed, chance of counting), with straight lines between. `names` may say what
    entities and budgets are called in each language.
    """

    actions: tuple[Action, ...]
    periods: tuple[Period, ...]
    aims: tuple[Aim, ...]
    budgets: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    people: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    chance: tuple[tuple[float, float], ...] = ()
    names: Mapping[str, Text] = field(default_factory=dict)

    def name_of(self, word: str) -> Text:
        """What an entity or a budget is called; as it is written where nothing better is known."""
        return self.names.get(word) or Text(dict.fromkeys(REQUIRED_LANGUAGES, word or "?"))

    @cached_property
    def by_id(self) -> Mapping[str, Action]:
        """Actions by their ids."""
        return {action.id: action for action in self.actions}

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of budget that are limited or that some action costs."""
        named = (*self.budgets, *(kind for action in self.actions for kind in action.cost))
        return tuple(dict.fromkeys(named))

    def limits(self, kind: ResourceKind) -> Mapping[str, tuple[float, ...]]:
        """What there is by period, of each budget or each entity's people."""
        return self.budgets if kind == "budget" else self.people

    def needed_by(self, action: Action) -> frozenset[str]:
        """Ids of all that must be done before an action, near and far."""
        found: set[str] = set()
        waiting = list(action.after)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.by_id[one].after)
        return frozenset(found)
