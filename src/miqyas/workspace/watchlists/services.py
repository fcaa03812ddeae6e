from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from miqyas.catalogue import Instrument
from miqyas.kernel.errors import Place
from miqyas.kernel.text import fold, plain_lines
from miqyas.workspace.campaigns.instruments import instruments_offered, snapshot_take
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.watchlists.errors import WatchlistError
from miqyas.workspace.watchlists.fields import LONGEST_WORDS, PolicyFields, policy_faults
from miqyas.workspace.watchlists.models import Draft, Policy, PolicyNote
from miqyas.workspace.watchlists.queries import fields_of, policy_by_code

_PLAIN: Final = (
    "code", "title", "description", "theme", "state", "source", "source_words", "mark", "look_again",
)  # fmt: skip


def features_known() -> Collection[str]:
    """The codes of features that a policy may bear on: those of all instruments on offer."""
    return {code for one in instruments_offered().values() for code in one.by_code}


def policy_problems(
    fields: PolicyFields, *, policy: Policy | None = None, known: Collection[str] | None = None
) -> tuple[WatchlistError, ...]:
    """All that is wrong with a policy: by itself and beside the others (`policy` is its old self).

    What a policy bore on stays, even if a newer list has no such feature.
    """
    tidy = fields.tidied()
    codes = {*(features_known() if known is None else known), *(policy.features if policy else ())}
    found = [*policy_faults(tidy, known=codes)]
    other = policy_by_code(tidy.code)
    if other and other != policy:
        found.append(WatchlistError("code_taken", place=Place(name="code"), given=tidy.code))
    if tidy.entity and entity_by_code(tidy.entity) is None:
        found.append(WatchlistError("entity_unknown", place=Place(name="entity"), given=tidy.entity))
    return tuple(found)


def policy_create(fields: PolicyFields, *, by: UUID | None) -> Policy:
    """Put a policy on the watchlist. Raises `WatchlistError`, the first of its problems."""
    _refuse(policy_problems(fields))
    return _save(Policy(), fields.tidied(), by=by, action="policy.create")


def policy_update(policy: Policy, fields: PolicyFields, *, by: UUID | None) -> Policy:
    """Change a policy; the same again changes nothing. Raises `WatchlistError`."""
    tidy = fields.tidied()
    if tidy == fields_of(policy):
        return policy
    _refuse(policy_problems(tidy, policy=policy))
    policy.version += 1
    return _save(policy, tidy, by=by, action="policy.update")


def _save(policy: Policy, fields: PolicyFields, *, by: UUID | None, action: str) -> Policy:
    for name in _PLAIN:
        setattr(policy, name, getattr(fields, name))
    policy.features = list(fields.features)
    policy.entity = entity_by_code(fields.entity) if fields.entity else None
    words = (*fields.title.values(), *fields.description.values(), fields.source_words)
    policy.searched = fold(" ".join((fields.code, *fields.features, *words)))
    try:
        with transaction.atomic():
            policy.save()
            _record(action, policy, by=by)
    except IntegrityError as error:
        raise WatchlistError("code_taken", place=Place(name="code"), given=fields.code) from error
    return policy


@transaction.atomic
def note_add(policy: Policy, text: str, *, by: UUID | None) -> PolicyNote:
    """Keep what somebody saw when they looked. Raises `WatchlistError` for an empty or a very long text."""
    tidy = plain_lines(text)
    if not tidy:
        raise WatchlistError("note_missing", place=Place(name="text"))
    if len(tidy) > LONGEST_WORDS:
        raise WatchlistError("too_long", place=Place(name="text"), n=len(tidy), limit=LONGEST_WORDS)
    note = PolicyNote.objects.create(policy=policy, text=tidy, by=by)
    _record("policy.note", policy, by=by)
    return note


@transaction.atomic
def draft_keep(instrument: Instrument, *, name: str, by: UUID | None) -> Draft:
    """Keep a list that may come, to measure readiness against; the same list is kept once."""
    snapshot = snapshot_take(instrument)
    draft, is_new = Draft.objects.get_or_create(snapshot=snapshot, defaults={"name": name[:200], "by": by})
    if is_new:
        record_add(
            "draft.keep", actor=by, object_kind="draft", object_id=draft.pk, details={"list": snapshot.pk}
        )
    return draft


@transaction.atomic
def draft_remove(draft: Draft, *, by: UUID | None) -> None:
    """Measure against a draft no longer; the frozen list stays, for campaigns that may have taken it up."""
    record_add(
        "draft.remove", actor=by, object_kind="draft", object_id=draft.pk, details={"list": draft.snapshot_id}
    )
    draft.delete()


def _record(action: str, policy: Policy, *, by: UUID | None) -> None:
    record_add(
        action,
        actor=by,
        object_kind="policy",
        object_id=policy.pk,
        details={"code": policy.code, "state": policy.state, "version": policy.version},
    )


def _refuse(problems: Iterable[WatchlistError]) -> None:
    for problem in problems:
        raise problem
