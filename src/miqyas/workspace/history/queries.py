from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from miqyas.workspace.history.models import Record, Seal


def records_of(object_kind: str, object_id: object) -> QuerySet[Record]:
    """All that was done to one object, oldest first."""
    return Record.objects.filter(object_kind=object_kind, object_id=str(object_id))


def records_of_chain(chain: str) -> QuerySet[Record]:
    """All that belongs to a campaign, or to the installation, newest first, with the seals that hold it."""
    return Record.objects.filter(chain=chain).select_related("sealing__seal").order_by("-id")


def records_unsealed(chain: str) -> QuerySet[Record]:
    """The records of a chain that no seal holds yet, oldest first."""
    return Record.objects.filter(chain=chain, sealing=None).order_by("id")


def chain_head(chain: str) -> Seal | None:
    """The last seal of a chain."""
    return Seal.objects.filter(chain=chain).order_by("-number").first()


def chains() -> list[str]:
    """All chains that have a record or a seal; the installation's, whose name is empty, first."""
    recorded = Record.objects.order_by("chain").values_list("chain", flat=True).distinct()
    sealed = Seal.objects.order_by("chain").values_list("chain", flat=True).distinct()
    return sorted({*recorded, *sealed})


def chain_counts(chain: str) -> dict[str, int]:
    """How many records of a chain are sealed, and how many are not yet. One query."""
    return Record.objects.filter(chain=chain).aggregate(
        sealed=Count("pk", filter=~Q(sealing=None)), unsealed=Count("pk", filter=Q(sealing=None))
    )
