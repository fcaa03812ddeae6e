"""What a file that is brought in would do, row by row, held against what is there now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.execution import Progress
from miqyas.kernel.provenance import content_hash

MOST_PROBLEMS: Final = 500
"""Problems of a file that are told one by one."""
MOST_SHOWN: Final = 500
"""Rows of a file that are shown one by one."""
WATCHED_EVERY: Final = 20
"""Rows between two tellings of how far a file is."""
Doing = Literal["add", "change", "same"]


class PlannedRow(Protocol):
    """A row of a file, with what accepting it would do."""

    @property
    def doing(self) -> Doing:
        """Whether it would add something, change it, or leave it."""

    @property
    def told(self) -> Any:
        """All that it would do and over what, as plain values."""


@dataclass(frozen=True)
class Row:
    """What a row says, and what is there now; None where nothing is.

    >>> [Row("a", fields=1, before=there).doing for there in (None, 1, 2)]
    ['add', 'same', 'change']
    """

    key: str
    fields: Any
    before: Any
    within: str = ""
    """Of what it says it, where a key alone does not tell."""

    @property
    def doing(self) -> Doing:
        """Whether it would add something, change it, or leave it."""
        if self.before is None:
            return "add"
        return "same" if self.fields == self.before else "change"

    @property
    def told(self) -> Any:
        """All that it would do and over what: what somebody else changed meanwhile gives another name."""
        return asdict(self)


T = TypeVar("T")
RowT = TypeVar("RowT", bound=PlannedRow)


@dataclass(frozen=True)
class FilePlan(Generic[RowT]):
    """What accepting a file would do; with any problem nothing of it is done.

    >>> plan = FilePlan("a.csv", (Row("a", fields=1, before=None),), ())
    >>> plan.is_ready, plan.does_something, dict(plan.counts)
    (True, True, {'add': 1})
    """

    name: str
    rows: tuple[RowT, ...]
    problems: tuple[MiqyasError, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be accepted."""
        return not self.problems

    @property
    def does_something(self) -> bool:
        """Whether it would add or change anything."""
        return bool(self.doing)

    @cached_property
    def doing(self) -> tuple[RowT, ...]:
        """The rows that would add or change anything."""
        return tuple(row for row in self.rows if row.doing != "same")

    @property
    def doing_count(self) -> int:
        """How many they are."""
        return len(self.doing)

    @cached_property
    def counts(self) -> Mapping[Doing, int]:
        """How many rows would add, change, leave what is there."""
        return Counter(row.doing for row in self.rows)

    @cached_property
    def digest(self) -> str:
        """Names all that it would do, and over what."""
        told = json.dumps([row.told for row in self.rows], ensure_ascii=False, default=str)
        return content_hash([told.encode()])

    @property
    def outline(self) -> Outline[RowT]:
        """What a reader is shown of it."""
        first = self.doing[:MOST_SHOWN]
        return Outline(self.name, self.digest, self.counts, first, self.doing_count, self.problems)


@dataclass(frozen=True)
class Outline(Generic[RowT]):
    """A plan as it is shown: how much it would do, the first rows of that, what stands in the way."""

    name: str
    digest: str
    counts: Mapping[Doing, int]
    doing: tuple[RowT, ...]
    """The first `MOST_SHOWN` rows that would add or change anything."""
    doing_count: int
    problems: tuple[MiqyasError, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be accepted."""
        return not self.problems

    @property
    def does_something(self) -> bool:
        """Whether it would add or change anything."""
        return bool(self.doing)


def unwatched(share: float) -> None:
    """Progress of what nobody waits for."""


def watched(lines: Sequence[T], on_progress: Progress) -> Iterator[T]:
    """The lines of a file one after the other; tells now and then the share of them that is done.

    >>> list(watched("ab", print))
    0.0
    ['a', 'b']
    """
    for number, line in enumerate(lines):
        if number % WATCHED_EVERY == 0:
            on_progress(number / len(lines))
        yield line


def planned(
    name: str,
    rows: Iterable[RowT],
    problems: Iterable[MiqyasError],
    *,
    more: Callable[[int], MiqyasError],
) -> FilePlan[RowT]:
    """The plan of a file: problems by line, the first `MOST_PROBLEMS` of them; no rows while there is any.

    >>> planned("a.csv", [Row("a", fields=1, before=1)], [], more=lambda n: MiqyasError()).does_something
    False
    """
    found = sorted(problems, key=lambda problem: (problem.place.file, problem.place.line or 0))
    if len(found) > MOST_PROBLEMS:
        found = [*found[:MOST_PROBLEMS], more(len(found) - MOST_PROBLEMS)]
    return FilePlan(name, () if found else tuple(rows), tuple(found))
