"""Who looks at what: assessors given to items greedily and always in the same way, and why not where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from miqyas.assessment.adjudication import MOST_ASSESSORS
from miqyas.assessment.errors import AssessmentError
from miqyas.kernel.errors import Place

REASONS: Final = ("conflict", "language", "full", "too_few")
"""Why somebody cannot take an item, or nobody is left; words are `allocation.<reason>`."""


@dataclass(frozen=True)
class Item:
    """Something to look at: the entities that answered it, the language that it takes ("": any), its weight.

    `given` are assessors who have it already.
    """

    code: str
    entities: frozenset[str] = frozenset()
    language: str = ""
    weight: float = 1.0
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessor:
    """Somebody who looks: languages read, entities that they belong to or may not judge, the most they take.

    `most` is in units of the items' weight, None for no limit.
    """

    code: str
    languages: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    most: float | None = None


@dataclass(frozen=True)
class Unassigned:
    """An item that lacks some assessors: how many, and for what reason how many could not take it."""

    item: str
    missing: int
    reasons: dict[str, int]


@dataclass(frozen=True)
class Allocation:
    """Assessors by item, in the order of slots; what was left; the load of each, by assessor."""

    assigned: dict[str, tuple[str, ...]]
    unassigned: tuple[Unassigned, ...]
    load: dict[str, float]


@dataclass
class _Work:
    """What is given so far."""

    load: dict[str, float]
    pairs: Counter[frozenset[str]] = field(default_factory=Counter)

    def give(self, item: Item, taken: list[str], assessor: str) -> None:
        self.load[assessor] += item.weight
        self.pairs.update(frozenset({assessor, other}) for other in taken)
        taken.append(assessor)


def allocate(items: Sequence[Item], *, assessors: Sequence[Assessor], per_item: int) -> Allocation:
    """Give each item its one to three assessors.

    Items that fewest can take come first. Of those who can, the one with the least load takes it, then
    the one who has met those already on the item least often, so that pairs mix and can be compared, then
    the first by code: equal input gives equal output, in whatever order it stands. Nobody judges an
    item of an own entity. Raises `AssessmentError` for a number of assessors outside one to
    three, and for a code given twice.

    >>> three = [Assessor(code, languages=frozenset({"ar"})) for code in ("chen", "gita", "hugo")]
    >>> found = allocate([Item("a", language="ar"), Item("b")], assessors=three, per_item=2)
    >>> found.assigned
    {'a': ('chen', 'gita'), 'b': ('hugo', 'chen')}
    """
    _check(items, assessors, per_item)
    known = {one.code: one for one in assessors}
    work = _Work(dict.fromkeys(sorted(known), 0.0))
    kept = {item.code: [code for code in item.given if code in known] for item in items}
    for item in items:
        already: list[str] = []
        for code in kept[item.code]:
            work.give(item, already, code)
    ordered = sorted(items, key=lambda item: (sum(not _bars(item, one) for one in assessors), item.code))
    left = [_fill(item, kept[item.code], known, work, per_item) for item in ordered]
    return Allocation(
        assigned={item.code: tuple(kept[item.code]) for item in items},
        unassigned=tuple(sorted((one for one in left if one), key=lambda one: one.item)),
        load=work.load,
    )


def _fill(
    item: Item, taken: list[str], known: dict[str, Assessor], work: _Work, per_item: int
) -> Unassigned | None:
    """Give one item what it lacks; what could not be given is told."""
    while len(taken) < per_item:
        free = [code for code in known if code not in taken and not _why_not(item, known[code], work)]
        if not free:
            return _unassigned(item, taken, known, work, per_item)
        work.give(item, taken, min(free, key=lambda code: _preference(code, taken, work)))
    return None


def _preference(code: str, taken: Iterable[str], work: _Work) -> tuple[float, int, str]:
    met = sum(work.pairs[frozenset({code, other})] for other in taken)
    return (work.load[code], met, code)


def _unassigned(
    item: Item, taken: Sequence[str], known: dict[str, Assessor], work: _Work, per_item: int
) -> Unassigned:
    barred = Counter(_why_not(item, one, work) for code, one in known.items() if code not in taken)
    reasons = {reason: barred[reason] for reason in REASONS if barred[reason]}
    return Unassigned(item.code, per_item - len(taken), reasons or {"too_few": len(known)})


def _bars(item: Item, assessor: Assessor) -> str:
    """Why an assessor can never take an item, "" where nothing bars."""
    if item.entities & assessor.conflicts:
        return "conflict"
    return "language" if item.language and item.language not in assessor.languages else ""


def _why_not(item: Item, assessor: Assessor, work: _Work) -> str:
    """Why an assessor cannot take an item now."""
    is_full = assessor.most is not None and work.load[assessor.code] + item.weight > assessor.most
    return _bars(item, assessor) or ("full" if is_full else "")


def _check(items: Sequence[Item], assessors: Sequence[Assessor], per_item: int) -> None:
    if not 1 <= per_item <= MOST_ASSESSORS:
        raise AssessmentError("how_many_assessors", given=per_item, most=MOST_ASSESSORS)
    for codes in ([item.code for item in items], [one.code for one in assessors]):
        twice = [code for code, count in Counter(codes).items() if count > 1]
        if twice:
            raise AssessmentError("code_twice", place=Place(name=twice[0]), given=twice[0])
