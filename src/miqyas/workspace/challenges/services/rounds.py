"""Rounds: set up, changed while they may be, taken step by step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.assessment.workflow import step
from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code
from miqyas.workspace.challenges.errors import ChallengeError, fault
from miqyas.workspace.challenges.fields import (
    DATES,
    RoundFields,
    field_name,
    plain_parts,
    round_faults,
    round_values,
    state_name,
)
from miqyas.workspace.challenges.hindrances import hindrances_of
from miqyas.workspace.challenges.models import Round
from miqyas.workspace.challenges.queries import fields_of, round_by_code
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add

_CALENDAR: Final = ("nominations_until", "jury_until", "appeals_until", "publish_at")
EDITABLE: Final[Mapping[str, frozenset[str]]] = {
    "open": frozenset({"title", "about", *_CALENDAR, "answer_days", "jurors_each"}),
    "jury": frozenset({"title", "about", *_CALENDAR[1:], "answer_days"}),
    "shortlist": frozenset({"title", "about", *_CALENDAR[2:], "answer_days"}),
    "appeals": frozenset({"title", "about", *_CALENDAR[2:]}),
    "embargo": frozenset({"publish_at"}),
    "published": frozenset(),
}
"""What may be changed in each state after the draft, in which everything may."""
_LATER_ONLY: Final[Mapping[str, str]] = {"appeals": "appeals_until", "embargo": "publish_at"}
"""A clock on which others rely: it may be put off, and is never brought forward."""


def round_problems(given: RoundFields, *, of: Round | None = None) -> tuple[ChallengeError, ...]:
    """All that is wrong with a round: by itself, beside others, and against what is fixed of its old self."""
    tidy = given.tidied()
    found = [*round_faults(tidy)]
    other = round_by_code(tidy.code)
    if other and other != of:
        found.append(fault("code_taken", "code", given=tidy.code))
    if tidy.campaign and campaign_by_code(tidy.campaign) is None:
        found.append(fault("campaign_unknown", "campaign", given=tidy.campaign[:60]))
    if of is not None and of.state in EDITABLE:
        found += _fixed(tidy, of)
    return tuple(found)


def _fixed(given: RoundFields, of: Round) -> list[ChallengeError]:
    before, may = fields_of(of), EDITABLE[of.state]
    changed = [name for name in before.__dataclass_fields__ if getattr(given, name) != getattr(before, name)]
    found = [fault("fixed", name, name=field_name(name)) for name in changed if name not in may]
    clock = _LATER_ONLY.get(of.state, "")
    if clock in changed and _is_earlier(getattr(given, clock), getattr(before, clock)):
        found.append(fault("clock_forward", clock, name=field_name(clock)))
    return found


def _is_earlier(after: Any, before: Any) -> bool:
    return after is None or (before is not None and after < before)


@transaction.atomic
def round_create(given: RoundFields, *, by: UUID | None, is_sample: bool = False) -> Round:
    """Set up a round, in draft. Raises `ChallengeError`, the first of its problems."""
    _refuse(round_problems(given))
    made = Round(created_by=by, is_sample=is_sample)
    return _save(made, given.tidied(), by=by, action="challenge.create")


@transaction.atomic
def round_update(one: Round, given: RoundFields, *, by: UUID | None) -> Round:
    """Change a round; the same again changes nothing. Raises `ChallengeError`."""
    held, tidy = round_locked(one), given.tidied()
    if tidy == fields_of(held):
        return held
    _refuse(round_problems(tidy, of=held))
    return _save(held, tidy, by=by, action="challenge.update")


def _save(one: Round, given: RoundFields, *, by: UUID | None, action: str) -> Round:
    one.code, one.title, one.about = given.code, dict(given.title), dict(given.about)
    one.campaign = campaign_by_code(given.campaign) if given.campaign else None
    one.categories, one.criteria = plain_parts(given.categories), plain_parts(given.criteria)
    one.groups = [{**part, "mandates": list(part["mandates"])} for part in plain_parts(given.groups)]
    for name, value in round_values(given).items():
        setattr(one, name, value)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise fault("code_taken", "code", given=given.code) from error
    days = {name: _plain(getattr(one, name)) for name in (*DATES, "publish_at")}
    round_record(action, one, by=by, code=one.code, **days)
    return one


@transaction.atomic
def round_step(one: Round, action: str, *, by: UUID | None, seen: str = "") -> Round:
    """Take a round to its next state; `seen` is the state in which the form was shown.

    What a step brings with it (sheets, results, certificates) is the business of whoever calls this in one
    transaction: `jury_begin`, `result_seal`, `round_publish`. Raises `WorkflowError` where there is no such
    step, `ChallengeError` where the round has moved on since, or something stands in its way.
    """
    held = round_locked(one)
    if seen and seen != held.state:
        raise ChallengeError("moved_on", state=state_name(held.state))
    after = step("challenge_round", held.state, action)
    for problem in hindrances_of(held, action):
        raise problem
    before, held.state = held.state, after
    if after == "published":
        held.published_at = timezone.now()
    held.save(update_fields=["state", "published_at"])
    round_record(f"challenge.{action}", held, by=by, before=before, after=after)
    publish("challenge.stage", key=f"{held.pk}:{after}", round=str(held.pk), state=after, by=_name(by))
    return held


def round_locked(one: Round) -> Round:
    """The round as it is now, locked to the end of the transaction."""
    rows = Round.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign__previous").get(pk=one.pk)


def round_record(action: str, one: Round, *, by: UUID | None, **details: Any) -> None:
    """Keep what was done to a round. Its records stand in the chain of the installation, which only those
    who administer and lead read: who sits on a jury is nobody else's.
    """
    record_add(action, actor=by, object_kind="round", object_id=one.pk, details=details)


def _name(by: UUID | None) -> str | None:
    return str(by) if by else None


def _plain(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _refuse(problems: tuple[ChallengeError, ...]) -> None:
    if problems:
        raise problems[0]
