"""Nominations of entities: written by several people, handed in, given back, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.assessment.workflow import step
from miqyas.workspace.challenges.errors import ChallengeError, fault
from miqyas.workspace.challenges.fields import (
    NominationFields,
    group_of,
    groups_of,
    nomination_faults,
    words_checked,
)
from miqyas.workspace.challenges.models import Nomination, NominationRevision, Round
from miqyas.workspace.challenges.queries import OBJECT_KIND, fields_of_nomination
from miqyas.workspace.events.services import publish
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity

WRITABLE = frozenset({"draft", "returned"})


@dataclass(frozen=True)
class Saved:
    """A nomination as it stands now; `aside` holds what was kept beside it because it met a newer version."""

    nomination: Nomination
    aside: NominationRevision | None = None


@transaction.atomic
def nomination_create(one: Round, entity: Entity, *, category: str, by: UUID | None) -> Nomination:
    """Begin a nomination; where the entity has one in the category, that one, and nothing changes.

    Raises `ChallengeError` where the round takes none, for a category that it has not, and for an entity
    whose mandates are in none of its groups.
    """
    _check_taken(one)
    if category not in {part["code"] for part in one.categories}:
        raise fault("category_unknown", "category", given=category[:40])
    group = _group(one, entity)
    made, is_new = Nomination.objects.get_or_create(
        round=one, category=category, entity=entity, defaults={"group": group, "updated_by": by}
    )
    if is_new:
        _record("nomination.create", made, by=by, category=category)
    return made


def _group(one: Round, entity: Entity) -> str:
    group = group_of(entity.mandates, groups_of(one.groups))
    if not group:
        raise fault("no_group", "entity", name=entity.title)
    return group


def _check_taken(one: Round) -> None:
    until = one.nominations_until
    if one.state != "open" or (until is not None and timezone.localdate() > until):
        raise ChallengeError("not_nominating")


@transaction.atomic
def nomination_save(
    nomination: Nomination, given: NominationFields, *, version: int, by: UUID | None
) -> Saved:
    """Put words into a nomination by somebody who saw its `version`.

    Where it has moved on since, it stays as it is and these words are kept beside it. Saying again what is
    said changes nothing. Raises `ChallengeError` for words that cannot be, and where nothing may be changed.
    """
    held, tidy = nomination_locked(nomination), given.tidied()
    _check_writable(held)
    for problem in nomination_faults(tidy, is_final=False):
        raise problem
    if tidy == fields_of_nomination(held):
        return Saved(held)
    values = {"title": dict(tidy.title), "story": dict(tidy.story)}
    if version != held.version:
        return Saved(held, _keep_aside(held, values, version=version, by=by))
    held.title, held.story = values["title"], values["story"]
    held.version += 1
    held.updated_by = by
    held.save()
    NominationRevision.objects.create(nomination=held, number=held.version, values=values, by=by)
    _record("nomination.save", held, by=by, version=held.version)
    return Saved(held)


def _check_writable(held: Nomination) -> None:
    if held.state not in WRITABLE:
        raise ChallengeError("nomination_fixed")
    _check_taken(held.round)


def _keep_aside(
    held: Nomination, values: Mapping[str, Any], *, version: int, by: UUID | None
) -> NominationRevision:
    """Keep what met a newer version; the same words of the same person are kept once."""
    told = {"nomination": held, "number": held.version, "by": by, "is_aside": True}
    for former in NominationRevision.objects.filter(**told):
        if former.values == values:
            return former
    aside = NominationRevision.objects.create(values=values, **told)
    _record("nomination.keep_aside", held, by=by, seen=version, met=held.version)
    return aside


@transaction.atomic
def nomination_submit(
    nomination: Nomination, *, facts: Sequence[Mapping[str, Any]], seen: int, by: UUID | None
) -> Nomination:
    """Hand a nomination in, with what the installation knows of the entity frozen beside it.

    `seen` is the version that was read: what is handed in is what somebody read. Raises `ChallengeError`.
    """
    held = nomination_locked(nomination)
    after = step("nomination", held.state, "submit")
    _check_taken(held.round)
    if seen != held.version:
        raise ChallengeError("changed_meanwhile")
    for problem in nomination_faults(fields_of_nomination(held), is_final=True):
        raise problem
    held.state, held.group, held.facts = after, _group(held.round, held.entity), list(facts)
    held.submitted_at, held.submitted_by, held.return_note = timezone.now(), by, ""
    held.save()
    _record("nomination.submit", held, by=by, version=held.version)
    publish("nomination.submitted", key=f"{held.pk}:{held.version}", nomination=str(held.pk), by=_name(by))
    return held


@transaction.atomic
def nomination_return(nomination: Nomination, *, note: str, by: UUID | None) -> Nomination:
    """Give a nomination back with reasons, while entities may still nominate. Raises `ChallengeError`."""
    held = nomination_locked(nomination)
    after = step("nomination", held.state, "return")
    _check_taken(held.round)
    held.state, held.return_note = after, words_checked(note, "note")
    held.save()
    _record("nomination.return", held, by=by, version=held.version)
    publish("nomination.returned", key=f"{held.pk}:{held.version}", nomination=str(held.pk), by=_name(by))
    return held


@transaction.atomic
def nomination_withdraw(nomination: Nomination, *, by: UUID | None) -> Nomination:
    """Take a nomination back, before the jury begins. Raises `WorkflowError`, `ChallengeError`."""
    held = nomination_locked(nomination)
    after = step("nomination", held.state, "withdraw")
    if held.round.state != "open":
        raise ChallengeError("not_nominating")
    held.state = after
    held.save()
    _record("nomination.withdraw", held, by=by)
    return held


def nomination_locked(nomination: Nomination) -> Nomination:
    """The nomination as it is now, locked to the end of the transaction."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("round", "entity")
    return rows.get(pk=nomination.pk)


@transaction.atomic
def nomination_prove(nomination: Nomination, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve a nomination. Raises `ChallengeError` for one of another entity, or too late."""
    held = nomination_locked(nomination)
    if evidence.entity_id != held.entity_id:
        raise fault("foreign_proof", "evidence")
    _check_writable(held)
    evidence_attach(evidence, OBJECT_KIND, held.pk, by=by)


@transaction.atomic
def nomination_disprove(nomination: Nomination, evidence: Evidence, *, by: UUID | None) -> None:
    """Have a proof serve a nomination no longer."""
    held = nomination_locked(nomination)
    _check_writable(held)
    evidence_detach(evidence, OBJECT_KIND, held.pk, by=by)


def _record(action: str, nomination: Nomination, *, by: UUID | None, **details: Any) -> None:
    record_add(action, actor=by, object_kind="nomination", object_id=nomination.pk, details=details)


def _name(by: UUID | None) -> str | None:
    return str(by) if by else None
