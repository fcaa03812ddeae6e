from __future__ import annotations

from django.db.models import QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.roadmaps.access import AUTHORITY, OF_ENTITY
from miqyas.workspace.roadmaps.models import GateReview, GateRevision


def reviews_all() -> QuerySet[GateReview]:
    """Every project that was brought, the newest first."""
    return GateReview.objects.select_related("entity", "parent", "item")


def reviews_seen(person: Person) -> QuerySet[GateReview]:
    """Those that somebody may see: all for the authority, else their entity's own."""
    found = reviews_all()
    return found if person.holds(*AUTHORITY) else found.filter(entity__in=person.entities(*OF_ENTITY))


def review_at(code: str) -> GateReview | None:
    """One project by its code, in any case of letters."""
    return reviews_all().filter(code__iexact=code).first()


def revisions_of(review: GateReview) -> list[GateRevision]:
    """What a project said over time and what was kept beside it, the newest first."""
    return list(review.revisions.order_by("-id"))
