"""Items of the tree: whole with all that belongs to them, by a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from miqyas.kernel.text import fold
from miqyas.workspace.roadmaps.fields import Cost, ItemFields, Lift, Need, Partner, Risk
from miqyas.workspace.roadmaps.models import BaselineItem, ItemNote, ItemRevision, RoadmapItem

OPEN: Final = ("proposed", "approved", "under_way", "on_hold")
"""States in which something is still to be done."""


@dataclass(frozen=True)
class Branch:
    """An item with how deep it stands in the tree; 0 is the top."""

    item: RoadmapItem
    depth: int


def items_all() -> QuerySet[RoadmapItem]:
    """Every item with its parent and its entity."""
    return RoadmapItem.objects.select_related("parent", "entity")


def items_listed() -> QuerySet[RoadmapItem]:
    """Every item as a list shows it, each entity read once: two queries, and no words but the titles."""
    return RoadmapItem.objects.prefetch_related("entity").defer("description", "indicators")


def items_whole() -> QuerySet[RoadmapItem]:
    """Every item with all that belongs to it: ten queries, however many there are."""
    return items_all().prefetch_related(
        "features", "services", "partners", "costs", "needs__needed", "needed_by__item", "risks"
    )


def item_at(code: str) -> RoadmapItem | None:
    """The item of a code, in any case of letters."""
    return items_all().filter(code__iexact=code).first()


def item_whole(code: str) -> RoadmapItem | None:
    """The same with all that belongs to it."""
    return items_whole().filter(code__iexact=code).first()


def item_by_id(item_id: UUID) -> RoadmapItem | None:
    """One item by its id."""
    return items_all().filter(pk=item_id).first()


def item_of_entity(item_id: UUID) -> RoadmapItem | None:
    """One item by its id, if an entity owns it: proofs are proofs of an entity."""
    return items_all().exclude(entity=None).filter(pk=item_id).first()


def fields_of(item: RoadmapItem) -> ItemFields:
    """An item as plain values."""
    same = (
        "code", "kind", "title", "description", "position", "responsible", "staff", "progress",
        "shortest_days", "longest_days", "success", "planned_start", "planned_end", "go_live", "actual_start",
        "actual_end",
    )  # fmt: skip
    return ItemFields(
        **{name: getattr(item, name) for name in same},
        parent=item.parent.code if item.parent else "",
        entity=item.entity.code if item.entity else "",
        features=tuple((one.instrument, one.feature) for one in item.features.all()),
        indicators=tuple(item.indicators),
        lifts=tuple(Lift(code, Decimal(amount)) for code, amount in item.lifts),
        services=tuple(sorted(one.code for one in item.services.all())),
        partners=tuple(Partner(one.name, one.kind, one.role) for one in item.partners.all()),
        costs=tuple(Cost(one.kind, one.year, one.amount, one.spent) for one in item.costs.all()),
        needs=tuple(Need(one.needed.code, one.lag_days) for one in item.needs.all()),
        risks=tuple(
            Risk(one.text, one.likelihood, one.impact, one.answer, one.owner) for one in item.risks.all()
        ),
    )


def tree_of(items: Sequence[RoadmapItem]) -> tuple[Branch, ...]:
    """Items in the order of the tree: each below its parent, or on top where that is not among them."""
    known = {item.pk for item in items}
    below: dict[UUID | None, list[RoadmapItem]] = {}
    for item in items:
        below.setdefault(item.parent_id if item.parent_id in known else None, []).append(item)
    found: list[Branch] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for item in below.get(parent, ()):
            found.append(Branch(item, depth))
            walk(item.pk, depth + 1)

    walk(None, 0)
    return tuple(found)


def branch_of(items: Iterable[RoadmapItem], root: RoadmapItem) -> list[RoadmapItem]:
    """An item and all that stands below it."""
    return [branch.item for branch in tree_of(list(items)) if _is_below(branch.item, root, items)]


def _is_below(item: RoadmapItem, root: RoadmapItem, items: Iterable[RoadmapItem]) -> bool:
    above = {one.pk: one.parent_id for one in items}
    at: UUID | None = item.pk
    while at is not None and at != root.pk:
        at = above.get(at)
    return at == root.pk


@dataclass(frozen=True)
class Sought:
    """What a list is asked for; empty fields ask for nothing."""

    text: str = ""
    kind: str = ""
    state: str = ""
    entity: str = ""
    feature: str = ""
    only_late: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is asked."""
        return self != Sought()


def items_matching(items: Iterable[RoadmapItem], sought: Sought, *, today: date) -> list[RoadmapItem]:
    """Items that are what is sought; of a feature, those read with their features."""
    words = fold(sought.text)
    return [
        item
        for item in items
        if (not sought.kind or item.kind == sought.kind)
        and (not sought.state or item.state == sought.state)
        and (not sought.entity or (item.entity is not None and item.entity.code == sought.entity))
        and (not sought.feature or any(one.feature == sought.feature for one in item.features.all()))
        and (not sought.only_late or is_late(item, today=today))
        and (not words or words in fold(" ".join((item.code, *item.title.values()))))
    ]


def is_late(item: RoadmapItem, *, today: date) -> bool:
    """Whether it should have begun or ended by now and has not."""
    if item.state not in OPEN:
        return False
    if item.planned_end and item.planned_end < today:
        return True
    return bool(item.planned_start and item.planned_start < today and item.actual_start is None)


def days_late(item: RoadmapItem, *, today: date) -> int:
    """Days since it should have ended, or else have begun; 0 where it is not late."""
    if not is_late(item, today=today):
        return 0
    missed = item.planned_end if item.planned_end and item.planned_end < today else item.planned_start
    assert missed is not None
    return (today - missed).days


def items_due(*, after: date, until: date) -> QuerySet[RoadmapItem]:
    """Items still to be ended whose planned end lies between two days, both included."""
    return items_all().filter(state__in=OPEN, planned_end__gte=after, planned_end__lte=until)


def items_overdue(*, until: date) -> QuerySet[RoadmapItem]:
    """Items still to be ended that should have ended by a day."""
    return items_all().filter(state__in=OPEN, planned_end__lte=until)


def items_of_feature(instrument: str, feature: str) -> QuerySet[RoadmapItem]:
    """Items that turn a feature."""
    return items_all().filter(features__instrument=instrument, features__feature=feature)


def items_of_person(pseudonym: UUID) -> QuerySet[RoadmapItem]:
    """Items that somebody answers for and that are still to be done."""
    return items_all().filter(responsible=pseudonym, state__in=OPEN)


def baselines_newest(items: Iterable[RoadmapItem]) -> dict[UUID, BaselineItem]:
    """The newest baseline of each item that was ever in one. One query."""
    rows = BaselineItem.objects.filter(item__in=list(items)).select_related("baseline")
    return {row.item_id: row for row in rows.order_by("baseline__number")}


def notes_of(item: RoadmapItem) -> list[ItemNote]:
    """What was reported of an item, the newest first."""
    return list(item.notes.all())


def revisions_of(item: RoadmapItem) -> list[ItemRevision]:
    """What an item said over time and what was kept beside it, the newest first."""
    return list(item.revisions.order_by("-id"))


def codes_taken(code: str) -> bool:
    """Whether an item of the code is there already, in any case of letters."""
    return RoadmapItem.objects.filter(Q(code__iexact=code)).exists()
