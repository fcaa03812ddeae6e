"""Which proofs a person sees, and which of them a list is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import SIGNATORY
from miqyas.workspace.evidence.access import WORKERS, looks_on
from miqyas.workspace.evidence.models import Evidence, Outcome
from miqyas.workspace.evidence.queries import Proof, proofs_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active

SOON: Final = timedelta(days=30)
SHOWS: Final = ("all", "lost", "expiring", "unused", "retired")
LOST: Final = (Outcome.DEAD, Outcome.SOFT_MISSING)


def entities_seen(person: Person) -> list[Entity]:
    """The entities whose proofs the person may see."""
    own = person.entities(*WORKERS, SIGNATORY)
    sees_all = looks_on(person)
    return [entity for entity in entities_active() if sees_all or entity.pk in own]


def evidence_shown(
    entities: Iterable[Entity], *, person: Person, show: str, text: str = ""
) -> QuerySet[Evidence]:
    """Proofs of the entities: those in use, or as `show` names them; with the text in their title.

    Which of them serve nothing yet is for their own entity to know: it tells what its drafts stand on.
    """
    found = _matching(Evidence.objects.filter(entity__in=list(entities)), show=show)
    if show == "unused":
        found = found.filter(entity__in=person.entities(*WORKERS, SIGNATORY))
    return found.filter(title__icontains=text) if text else found


def _matching(found: QuerySet[Evidence], *, show: str) -> QuerySet[Evidence]:
    if show == "retired":
        return found.exclude(retired_at=None)
    running = found.filter(retired_at=None)
    if show == "unused":
        return running.filter(uses=None)
    if show in {"lost", "expiring"}:
        proofs = proofs_of(running.select_related("entity")).values()
        kept = [proof.evidence.pk for proof in proofs if _is_shown(proof, show)]
        return running.filter(pk__in=kept)
    return running


def _is_shown(proof: Proof, show: str) -> bool:
    if show == "lost":
        return proof.check is not None and proof.check.outcome in LOST
    until = proof.revision.valid_until
    return until is not None and until <= timezone.localdate() + SOON
