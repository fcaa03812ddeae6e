"""A portfolio as a linear program: which action starts when, under all that limits it.

A variable for each action and each period in which it may start (1: it does). What must come first is
written cumulatively: by period t, no more of an action may have started than of its prerequisite had ended
in time, `sum x[b, s <= t] <= sum x[a, s <= t - duration of a]`. This form is as tight as any that sums
over single pairs of periods, at one row a period. A node whose headroom could be passed gets a variable of
its own, at most the sum of what flows into it and at most its headroom: since we maximise, that is the
concave `min(sum, headroom)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from miqyas.analysis.portfolio.model import Action, Portfolio
from miqyas.analysis.portfolio.timing import chances
from miqyas.analysis.portfolio.worth import INDEX, Scale

Numbers = np.ndarray


@dataclass(frozen=True, slots=True)
class Limit:
    """What a row stands for: its kind, of what or whom, and in which period (from 1; 0: none)."""

    kind: str
    of: str = ""
    other: str = ""
    period: int = 0


@dataclass
class Rows:
    """Rows `coefficients . x <= bound` as they are gathered, each scaled to a largest coefficient of 1."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    bounds: list[float] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)

    def add(self, entries: Iterable[tuple[int, float]], bound: float, limit: Limit) -> None:
        """One row; entries of the same column must have been summed."""
        listed = [(column, value) for column, value in entries if value]
        if not listed and bound >= 0:
            return
        size = max((abs(value) for _, value in listed), default=1.0)
        number = len(self.bounds)
        for column, value in listed:
            self.rows.append(number)
            self.columns.append(column)
            self.values.append(value / size)
        self.bounds.append(bound / size)
        self.limits.append(limit)
        self.sizes.append(size)


@dataclass(frozen=True)
class Program:
    """Maximise `objective . v` under `matrix v <= bounds`, `0 <= v <= upper`.

    The first `starts` of v are whole: `action[k]` (its place) starts in period `start[k]` (from 0).
    `lower` is 1 for what must be. `limits` names each row, `sizes` what each was divided by.
    """

    portfolio: Portfolio
    action: Numbers
    start: Numbers
    objective: Numbers
    matrix: Any
    bounds: Numbers
    lower: Numbers
    upper: Numbers
    limits: tuple[Limit, ...]
    sizes: Numbers

    @property
    def starts(self) -> int:
        """Number of whole variables."""
        return len(self.action)


@dataclass(frozen=True)
class Scenario:
    """One way in which results may count: a share (0 to 1) by (edition, start variable), and its weight."""

    counts: Numbers
    weight: float = 1.0


def expected(portfolio: Portfolio, *, action: Numbers, start: Numbers) -> Scenario:
    """The chance that each start's result succeeds and counts, by (edition, start).

    >>> import numpy as np
    >>> expected(Portfolio((), (), ()), action=np.array([], int), start=np.array([], int)).counts.shape[-1]
    0
    """
    if not len(action):
        return Scenario(np.zeros((len(portfolio.aims), 0)))
    duration = np.array([one.duration for one in portfolio.actions])
    success = np.array([one.success for one in portfolio.actions])
    last = start + duration[action] - 1
    return Scenario(chances(portfolio)[:, last] * success[action])


def starts_of(portfolio: Portfolio, *, scale: Scale) -> tuple[Numbers, Numbers]:
    """All starts that are worth looking at: places of actions, and periods from 0.

    A start is left out where its result would count in no edition and no action that does, or must be done,
    needs it so early.

    >>> starts_of(Portfolio((), (), ()), scale=Scale({}, {}, {}, {}))[0].tolist()
    []
    """
    windows = start_windows(portfolio)
    useful = _useful(portfolio, scale=scale)
    pairs = [
        (place, period)
        for place, (action, (first, last)) in enumerate(zip(portfolio.actions, windows, strict=True))
        if useful[place] is not None
        for period in range(first, min(last, useful[place] or 0) + 1)
    ]
    listed = np.array(pairs, dtype=int).reshape(-1, 2)
    return listed[:, 0], listed[:, 1]


def start_windows(portfolio: Portfolio) -> list[tuple[int, int]]:
    """First and last period (from 0) in which each action may start, given all that must come before it.

    >>> from miqyas.kernel.text import Text
    >>> import datetime as dt
    >>> from miqyas.analysis.portfolio.model import Period
    >>> name, day = Text({"ar": "أ", "en": "a"}), dt.date(2027, 1, 1)
    >>> pair = (Action("1", name, "e", duration=2), Action("2", name, "e", after=("1",)))
    >>> start_windows(Portfolio(pair, (Period(day, day),) * 4, ()))
    [(0, 2), (2, 3)]
    """
    periods = len(portfolio.periods)
    order = in_order(portfolio)
    place = {action.id: number for number, action in enumerate(portfolio.actions)}
    first = [action.earliest - 1 for action in portfolio.actions]
    last = [_last_start(action, periods) for action in portfolio.actions]
    for number in order:
        for before in portfolio.actions[number].after:
            other = place[before]
            first[number] = max(first[number], first[other] + portfolio.actions[other].duration)
    return list(zip(first, last, strict=True))


def _last_start(action: Action, periods: int) -> int:
    if action.status == "running":
        return 0
    return min(action.latest or periods, periods - action.duration + 1) - 1


def in_order(portfolio: Portfolio) -> list[int]:
    """Places of actions, each after all that must come before it.

    >>> in_order(Portfolio((), (), ()))
    []
    """
    place = {action.id: number for number, action in enumerate(portfolio.actions)}
    waiting = {number: len(set(action.after)) for number, action in enumerate(portfolio.actions)}
    followers: dict[int, list[int]] = {}
    for number, action in enumerate(portfolio.actions):
        for before in set(action.after):
            followers.setdefault(place[before], []).append(number)
    ready = [number for number, count in waiting.items() if not count]
    order = []
    while ready:
        number = ready.pop()
        order.append(number)
        for following in followers.get(number, ()):
            waiting[following] -= 1
            if not waiting[following]:
                ready.append(following)
    return order


def _useful(portfolio: Portfolio, *, scale: Scale) -> list[int | None]:
    """The last start (from 0) of each action that can be of use; None where none can."""
    weights = np.array([aim.weight for aim in portfolio.aims])
    counting = (weights[:, None] * chances(portfolio)).sum(axis=0)
    periods = len(portfolio.periods)
    place = {action.id: number for number, action in enumerate(portfolio.actions)}
    latest: list[int | None] = [None] * len(portfolio.actions)
    for number in reversed(in_order(portfolio)):
        action = portfolio.actions[number]
        own = None
        if action.is_due:
            own = periods - 1
        elif action.success > 0 and any(scale.worth(gain) > 0 for gain in action.gains):
            ends = np.flatnonzero(counting > 0)
            own = int(ends.max()) - action.duration + 1 if len(ends) else None
        latest[number] = _later(own, latest[number])
        if latest[number] is not None:
            for before in action.after:
                other = place[before]
                bound = latest[number] - portfolio.actions[other].duration  # type: ignore[operator]
                latest[other] = _later(bound, latest[other])
    return latest


def _later(one: int | None, other: int | None) -> int | None:
    known = [value for value in (one, other) if value is not None]
    return max(known) if known else None


def build(
    portfolio: Portfolio,
    *,
    scale: Scale,
    scenarios: Callable[[Numbers, Numbers], Sequence[Scenario]] | None = None,
) -> Program:
    """The program of a portfolio that `check` finds nothing wrong with.

    The objective is the gain of the index (0 to 1), weighted over the editions by their shares and over
    `scenarios` (default: one, in which each result counts by its chance).

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.portfolio.worth import scale_of
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> build(sample(world), scale=scale_of(world, iso3=None)).starts > 20
    True
    """
    from scipy import sparse

    action, start = starts_of(portfolio, scale=scale)
    rows = Rows()
    _once(portfolio, action, rows)
    _before(portfolio, action, start, rows)
    _apart(portfolio, action, rows)
    _within(portfolio, action, start, rows)
    cases = scenarios(action, start) if scenarios else [expected(portfolio, action=action, start=start)]
    objective, rooms = _gains(portfolio, action, cases, rows, scale)
    columns = len(action) + len(rooms)
    matrix = sparse.csr_matrix((rows.values, (rows.rows, rows.columns)), shape=(len(rows.bounds), columns))
    upper = np.concatenate([np.ones(len(action)), np.array(rooms)])
    full = np.zeros(columns)
    full[: len(objective)] = objective
    return Program(
        portfolio, action, start, full, matrix, np.array(rows.bounds), np.zeros(columns), upper,
        tuple(rows.limits), np.array(rows.sizes),
    )  # fmt: skip


def _columns(portfolio: Portfolio, action: Numbers) -> list[list[int]]:
    """Columns of each action, by its start."""
    columns: list[list[int]] = [[] for _ in portfolio.actions]
    for column, place in enumerate(action.tolist()):
        columns[place].append(column)
    return columns


def _once(portfolio: Portfolio, action: Numbers, rows: Rows) -> None:
    for place, columns in enumerate(_columns(portfolio, action)):
        one = portfolio.actions[place]
        if len(columns) > 1:
            rows.add([(column, 1.0) for column in columns], 1.0, Limit("once", one.id))
        if one.is_due:
            rows.add([(column, -1.0) for column in columns], -1.0, Limit(one.status, one.id))


def _before(portfolio: Portfolio, action: Numbers, start: Numbers, rows: Rows) -> None:
    columns = _columns(portfolio, action)
    place = {one.id: number for number, one in enumerate(portfolio.actions)}
    for number, one in enumerate(portfolio.actions):
        for before in dict.fromkeys(one.after):
            other = place[before]
            ended = [(c, int(start[c]) + portfolio.actions[other].duration) for c in columns[other]]
            for turn, column in enumerate(columns[number]):
                period = int(start[column])
                done = [c for c, end in ended if end <= period]
                following = columns[number][turn + 1 :]
                if following and len(done) == sum(end <= start[following[0]] for _, end in ended):
                    continue  # the next row says the same and more
                entries = [(c, 1.0) for c in columns[number][: turn + 1]] + [(c, -1.0) for c in done]
                rows.add(entries, 0.0, Limit("after", one.id, before, period + 1))


def _apart(portfolio: Portfolio, action: Numbers, rows: Rows) -> None:
    columns = _columns(portfolio, action)
    place = {one.id: number for number, one in enumerate(portfolio.actions)}
    for group in cliques(portfolio):
        entries = [(column, 1.0) for id_ in group for column in columns[place[id_]]]
        rows.add(entries, 1.0, Limit("excludes", group[0], group[1]))


def cliques(portfolio: Portfolio) -> list[tuple[str, ...]]:
    """Groups of actions that all exclude each other and together hold every exclusion: one row each.

    >>> from miqyas.kernel.text import Text
    >>> name = Text({"ar": "أ", "en": "a"})
    >>> three = [Action(id_, name, "e", excludes=tuple("abc".replace(id_, ""))) for id_ in "abc"]
    >>> cliques(Portfolio(tuple(three), (), ()))
    [('a', 'b', 'c')]
    """
    near: dict[str, set[str]] = {}
    for action in portfolio.actions:
        for other in action.excludes:
            near.setdefault(action.id, set()).add(other)
            near.setdefault(other, set()).add(action.id)
    left = {(a, b) for a in near for b in near[a] if a < b}
    groups = []
    for pair in sorted(left):
        if pair not in left:
            continue
        group = list(pair)
        for other in sorted(near[pair[0]]):
            if other not in group and all(other in near[member] for member in group):
                group.append(other)
        left -= {(a, b) for a in group for b in group}
        groups.append(tuple(group))
    return groups


def uses(portfolio: Portfolio) -> dict[tuple[str, str], list[tuple[int, tuple[float, ...]]]]:
    """What draws on each limited resource: (kind, name) to (place of the action, amount by its period).

    >>> uses(Portfolio((), (), ()))
    {}
    """
    found: dict[tuple[str, str], list[tuple[int, tuple[float, ...]]]] = {}
    for place, action in enumerate(portfolio.actions):
        for name, amounts in action.cost.items():
            if name in portfolio.budgets and any(amounts):
                found.setdefault(("budget", name), []).append((place, amounts))
        if action.entity in portfolio.people and any(action.people):
            found.setdefault(("people", action.entity), []).append((place, action.people))
    return found


def _within(portfolio: Portfolio, action: Numbers, start: Numbers, rows: Rows) -> None:
    columns = _columns(portfolio, action)
    for (kind, name), users in uses(portfolio).items():
        limit = portfolio.budgets[name] if kind == "budget" else portfolio.people[name]
        entries: list[dict[int, float]] = [{} for _ in portfolio.periods]
        for place, amounts in users:
            for column in columns[place]:
                for elapsed, amount in enumerate(amounts):
                    entries[int(start[column]) + elapsed][column] = amount
        for period, row in enumerate(entries):
            if sum(row.values()) > limit[period]:
                rows.add(row.items(), limit[period], Limit(kind, name, period=period + 1))


def _gains(
    portfolio: Portfolio, action: Numbers, cases: Sequence[Scenario], rows: Rows, scale: Scale
) -> tuple[Numbers, list[float]]:
    """The objective over starts and over the nodes that have a variable, and the headroom of these."""
    worth = node_worths(portfolio, scale=scale)
    objective = np.zeros(len(action))
    extra: dict[int, float] = {}
    rooms: list[float] = []
    total = sum(aim.weight for aim in portfolio.aims)
    for number, aim in enumerate(portfolio.aims):
        for case in cases:
            tree = _Tree(worth, scale, action, case.counts[number], rows, rooms, f"{aim.edition}")
            direct, through = tree.flow(INDEX)
            weight = aim.weight / total * case.weight
            objective += weight * direct
            for column, value in through.items():
                extra[column] = extra.get(column, 0.0) + weight * value
    full = np.concatenate([objective, np.zeros(len(rooms))])
    for column, value in extra.items():
        full[column] += value
    return full, rooms


def node_worths(portfolio: Portfolio, *, scale: Scale) -> dict[str, Numbers]:
    """What each action adds to the index through each node on which it has a gain, by place of the action.

    >>> node_worths(Portfolio((), (), ()), scale=Scale({}, {}, {}, {}))
    {}
    """
    found: dict[str, Numbers] = {}
    for place, action in enumerate(portfolio.actions):
        for gain in action.gains:
            column = found.setdefault(gain.node, np.zeros(len(portfolio.actions)))
            column[place] += scale.worth(gain)
    return found


@dataclass
class _Tree:
    """Flows of gains up the tree in one edition and one case, with a variable where a headroom may bind."""

    worth: Mapping[str, Numbers]
    scale: Scale
    action: Numbers
    counts: Numbers
    rows: Rows
    rooms: list[float]
    edition: str

    def flow(self, node: str) -> tuple[Numbers, dict[int, float]]:
        """What flows through a node: coefficients of starts, and of variables of nodes below."""
        direct = np.zeros(len(self.action))
        if node in self.worth:
            direct += self.worth[node][self.action] * self.counts
        through: dict[int, float] = {}
        for child in self._below(node):
            part, parts = self.flow(child)
            direct += part
            through.update(parts)
        room = self.scale.room(node)
        if room is None or self._most(direct, through) <= room:
            return direct, through
        column = len(self.action) + len(self.rooms)
        self.rooms.append(room)
        entries = [(place, -value) for place, value in enumerate(direct.tolist()) if value]
        entries += [(place, -value) for place, value in through.items()]
        self.rows.add([(column, 1.0), *entries], 0.0, Limit("room", node, self.edition))
        return np.zeros(len(self.action)), {column: 1.0}

    def _below(self, node: str) -> list[str]:
        used = self.scale.lineage(self.worth)
        if node == INDEX:
            return [code for code in self.scale.weights if code in used]
        return [code for code, parent in self.scale.parents.items() if parent == node and code in used]

    def _most(self, direct: Numbers, through: Mapping[int, float]) -> float:
        best = np.zeros(int(self.action.max(initial=-1)) + 1)
        np.maximum.at(best, self.action, direct)
        within = sum(self.rooms[column - len(self.action)] * value for column, value in through.items())
        return float(best.sum()) + within
