"""Who answers what: the features of a campaign with those they are given to, by a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from miqyas.catalogue import Feature
from miqyas.kernel.text import fold
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Applicability, Assignment, Campaign
from miqyas.workspace.registry.models import Entity

STANDINGS: Final = ("unowned", "led", "shared", "proposed", "not_applicable")
"""What may be asked of a feature: led by nobody, led, shared, said not to apply, not applying."""


@dataclass(frozen=True)
class Share:
    """One entity's share of a feature."""

    assignment: UUID
    entity: Entity
    is_lead: bool
    applicability: str
    reason: str


@dataclass(frozen=True)
class Row:
    """A feature and the entities that it is given to, who leads first."""

    feature: Feature
    instrument: str
    given: tuple[Share, ...]

    @property
    def lead(self) -> Share | None:
        """Who leads; with cities, the first of them."""
        return next((one for one in self.given if one.is_lead), None)

    @property
    def helpers(self) -> tuple[Share, ...]:
        """Who helps."""
        return tuple(one for one in self.given if not one.is_lead)

    @property
    def standings(self) -> frozenset[str]:
        """Which of `STANDINGS` are true of it."""
        held = {one.applicability for one in self.given}
        found = {"led"} if self.lead else {"unowned"}
        if len(self.given) > 1:
            found.add("shared")
        return frozenset(found | (held & {Applicability.PROPOSED.value, Applicability.NOT_APPLICABLE.value}))


@dataclass(frozen=True)
class Filter:
    """What is asked of the features of a campaign; empty is anything."""

    text: str = ""
    subindex: str = ""
    sector: str = ""
    audience: str = ""
    owner: str = ""
    theme: str = ""
    entity: str = ""
    standing: str = ""

    @property
    def is_any(self) -> bool:
        """Whether anything is asked."""
        return self != Filter()

    def keeps(self, row: Row) -> bool:
        """Whether the row is as asked."""
        feature = row.feature
        for name in ("subindex", "sector", "audience", "owner", "theme"):
            asked = getattr(self, name)
            if asked and getattr(feature, name) != asked:
                return False
        if self.entity and self.entity not in {one.entity.code for one in row.given}:
            return False
        if self.standing and self.standing not in row.standings:
            return False
        asked_text = fold(self.text)
        return not asked_text or asked_text in fold(" ".join((feature.code, *feature.question.values())))


def rows_of(campaign: Campaign, *, entity: Entity | None = None) -> tuple[Row, ...]:
    """The features of a campaign in the order of the instruments, with who has them: two queries.

    With `entity` only that entity's share of each is looked at, as for one city among many.
    """
    given = instruments_of(campaign)
    rows = Assignment.objects.filter(campaign=campaign).select_related("entity")
    if entity:
        rows = rows.filter(entity=entity)
    held: dict[str, list[Share]] = defaultdict(list)
    for row in rows.order_by("-is_lead", "entity__position", "entity__code"):
        share = Share(row.pk, row.entity, row.is_lead, row.applicability, row.reason)
        held[row.feature].append(share)
    return tuple(
        Row(feature, given.instrument_of[code].code, tuple(held[code]))
        for code, feature in given.features.items()
    )


def rows_matching(rows: Sequence[Row], wanted: Filter) -> list[Row]:
    """The rows that a filter keeps."""
    return [row for row in rows if wanted.keeps(row)]


def assignments_of(campaign: Campaign, entity: Entity) -> QuerySet[Assignment]:
    """What an entity has in a campaign, with its answers and delegations; one query."""
    mine = Assignment.objects.filter(campaign=campaign, entity=entity)
    return mine.select_related("entity", "part", "campaign", "answer", "delegation")


def proposals_of(campaign: Campaign) -> QuerySet[Assignment]:
    """What entities say does not apply to them, and nobody has decided."""
    asked = Assignment.objects.filter(campaign=campaign, applicability=Applicability.PROPOSED)
    return asked.select_related("entity", "part").order_by("entity__position", "entity__code", "feature")


def standing_counts(rows: Iterable[Row]) -> Mapping[str, int]:
    """How many features are in each of `STANDINGS`."""
    counts = dict.fromkeys(STANDINGS, 0)
    for row in rows:
        for standing in row.standings:
            counts[standing] += 1
    return counts
