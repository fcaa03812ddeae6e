"""What the roadmap costs: planned and spent, summed over branches, owners and all of it, by kind and year.

Planned money of what was stopped is planned no more and left out; what was spent on it was spent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.roadmaps.access import AUTHORITY, OF_ENTITY
from miqyas.workspace.roadmaps.models import CostKind, ItemCost, ItemKind, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import Branch, items_all, tree_of

HOLDERS: Final = (ItemKind.STRATEGY, ItemKind.PROGRAMME, ItemKind.POLICY, ItemKind.LAW)
"""Kinds below which others stand: each is a branch."""
_STOPPED: Final = "stopped"
_Row = tuple[str, int, Decimal, Decimal | None]
"""Kind, year, planned, spent."""


@dataclass(frozen=True)
class Money:
    """Planned, and spent so far; `spent` is None where nobody has said anything.

    >>> Money(Decimal(5)) + Money(Decimal(1), Decimal(2))
    Money(planned=Decimal('6'), spent=Decimal('2'))
    """

    planned: Decimal = Decimal(0)
    spent: Decimal | None = None

    def __add__(self, other: Money) -> Money:
        known = [one for one in (self.spent, other.spent) if one is not None]
        return Money(self.planned + other.planned, sum(known, Decimal(0)) if known else None)


@dataclass(frozen=True)
class CostSum:
    """Money of a branch, an owner or everything; `code` is "" for what has none, `depth` 0 at the top."""

    code: str
    name: Mapping[str, str]
    depth: int
    total: Money
    by_kind: Mapping[str, Money]
    by_year: Mapping[int, Money]

    @property
    def share(self) -> float | None:
        """Spent as a part of planned; None where nothing is planned or nobody said what was spent."""
        if self.total.spent is None or not self.total.planned:
            return None
        return float(self.total.spent / self.total.planned)


@dataclass(frozen=True)
class CostSums:
    """The sums over what somebody may see. What stands in no branch is the branch without a code, if any."""

    nation: CostSum
    branches: tuple[CostSum, ...]
    entities: tuple[CostSum, ...]
    kinds: tuple[CostSum, ...]
    """Of each kind of which there is any, by its code and without a name."""

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which there is money, the earliest first."""
        return tuple(sorted(self.nation.by_year))


def items_costed(person: Person) -> QuerySet[RoadmapItem]:
    """The items into which somebody may look: all for the authority, else those of their entities."""
    if person.holds(*AUTHORITY):
        return items_all()
    return items_all().filter(entity__in=person.entities(*OF_ENTITY))


def costs_summed(items: Iterable[RoadmapItem]) -> CostSums:
    """The sums over items. One query."""
    known = list(items)
    by_item = _money_of({item.pk: item for item in known})
    rows = [row for of in by_item.values() for row in of]
    kinds = [(kind, [row for row in rows if row[0] == kind]) for kind in CostKind.values]
    return CostSums(
        nation=_sum("", {}, 0, rows),
        branches=tuple(_branches(tree_of(known), by_item)),
        entities=tuple(_entities(known, by_item)),
        kinds=tuple(_sum(kind, {}, 0, of) for kind, of in kinds if of),
    )


@dataclass
class _Held:
    """Rows of a branch that is still being walked."""

    item: RoadmapItem
    depth: int
    rows: list[_Row] = field(default_factory=list)


def _money_of(items: Mapping[UUID, RoadmapItem]) -> dict[UUID, list[_Row]]:
    found: dict[UUID, list[_Row]] = {}
    rows = ItemCost.objects.filter(item__in=list(items))
    for pk, kind, year, planned, spent in rows.values_list("item_id", "kind", "year", "amount", "spent"):
        counts = Decimal(0) if items[pk].state == _STOPPED else planned
        if counts or spent is not None:
            found.setdefault(pk, []).append((kind, year, counts, spent))
    return found


def _branches(tree: Sequence[Branch], by_item: Mapping[UUID, list[_Row]]) -> Iterable[CostSum]:
    """Each branch with all below it, in the order of the tree; what stands in none comes last."""
    open_: list[tuple[int, _Held]] = []
    done: list[_Held] = []
    loose: list[_Row] = []
    for branch in tree:
        item, depth = branch.item, branch.depth
        while open_ and open_[-1][0] >= depth:
            open_.pop()
        if item.kind in HOLDERS:
            done.append(_Held(item, len(open_)))
            open_.append((depth, done[-1]))
        rows = by_item.get(item.pk, [])
        for _, held in open_:
            held.rows += rows
        if not open_:
            loose += rows
    for held in done:
        if held.rows:
            yield _sum(held.item.code, held.item.title, held.depth, held.rows)
    if loose:
        yield _sum("", {}, 0, loose)


def _entities(items: Iterable[RoadmapItem], by_item: Mapping[UUID, list[_Row]]) -> Iterable[CostSum]:
    """Each owner, the dearest first; what nobody owns comes last."""
    rows: dict[str, list[_Row]] = {}
    names: dict[str, Mapping[str, str]] = {"": {}}
    for item in items:
        code = item.entity.code if item.entity else ""
        if item.entity:
            names[code] = dict(item.entity.title)
        rows.setdefault(code, []).extend(by_item.get(item.pk, []))
    sums = [_sum(code, names[code], 0, of) for code, of in rows.items() if of]
    return sorted(sums, key=lambda one: (not one.code, -one.total.planned, one.code))


def _sum(code: str, name: Mapping[str, str], depth: int, rows: Iterable[_Row]) -> CostSum:
    total = Money()
    by_kind: dict[str, Money] = {}
    by_year: dict[int, Money] = {}
    for kind, year, planned, spent in rows:
        money = Money(planned, spent)
        total += money
        by_kind[kind] = by_kind.get(kind, Money()) + money
        by_year[year] = by_year.get(year, Money()) + money
    return CostSum(code, name, depth, total, by_kind, by_year)
