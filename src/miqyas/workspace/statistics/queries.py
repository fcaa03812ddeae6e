from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.statistics.access import AUTHORITY, OF_ENTITY
from miqyas.workspace.statistics.models import InputRevision, InputState, StatisticalInput

OBJECT_KIND: Final = "input"
"""What evidence is told that it serves."""
WAITING = (InputState.OPEN, InputState.PREPARED)
"""States in which a deadline is still to be met."""


def inputs_of(edition: int) -> QuerySet[StatisticalInput]:
    """The inputs of an edition, each with its entity."""
    return StatisticalInput.objects.filter(edition=edition).select_related("entity")


def inputs_seen(person: Person, *, edition: int) -> QuerySet[StatisticalInput]:
    """Those inputs of an edition that somebody may see: all for the authority, else their entity's own."""
    found = inputs_of(edition)
    return found if person.holds(*AUTHORITY) else found.filter(entity__in=person.entities(*OF_ENTITY))


def input_at(edition: int, indicator: str) -> StatisticalInput | None:
    """One input by edition and indicator."""
    return inputs_of(edition).filter(indicator=indicator).first()


def input_answered(input_id: UUID) -> StatisticalInput | None:
    """One input by its id, if an entity answers for it: proofs are proofs of an entity."""
    answered = StatisticalInput.objects.select_related("entity").exclude(entity=None)
    return answered.filter(pk=input_id).first()


def editions_prepared() -> list[int]:
    """The editions for which inputs were prepared, the newest first."""
    return list(StatisticalInput.objects.order_by("-edition").values_list("edition", flat=True).distinct())


def inputs_before(edition: int) -> Mapping[str, StatisticalInput]:
    """The inputs of the edition that was prepared last before this one, by indicator."""
    earlier = [one for one in editions_prepared() if one < edition]
    return {one.indicator: one for one in inputs_of(earlier[0])} if earlier else {}


def inputs_due(*, after: date, until: date) -> QuerySet[StatisticalInput]:
    """Inputs still to be reported whose deadline lies between two days, both included."""
    return StatisticalInput.objects.filter(state__in=WAITING, deadline__gte=after, deadline__lte=until)


def revisions_of(item: StatisticalInput) -> list[InputRevision]:
    """What an input said over time and what was kept beside it, the newest first."""
    return list(item.revisions.order_by("-id"))
