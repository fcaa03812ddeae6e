"""A workshop's file: its programme with the speakers, and who is invited; carried out as a whole or not.

A part of the programme is known by its beginning and its titles. What the file does not name stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.execution import Progress
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.sheets.plans import FilePlan, Row, planned, unwatched, watched
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import people_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.terms import code_in, yes_no
from miqyas.workspace.workshops.errors import WorkshopError, fault
from miqyas.workspace.workshops.fields import SessionFields, WorkshopFields, session_faults
from miqyas.workspace.workshops.models import Session, Workshop
from miqyas.workspace.workshops.queries import fields_of
from miqyas.workspace.workshops.services.planning import (
    MOST_INVITED,
    MOST_PARTS,
    invite_entity,
    invite_person,
    locked,
    session_add,
    session_remove,
)

_LONGEST_NUMBER = 6


@cache
def tables() -> Mapping[str, FormTable]:
    """The two tables with the names of their columns.

    >>> list(tables())
    ['sessions', 'invitations']
    """
    text = files("miqyas.workspace.workshops").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def workshop_plan(
    workshop: Workshop, content: bytes, *, name: str, on_progress: Progress = unwatched
) -> FilePlan[Row]:
    """What an XLSX or CSV file would do; it changes nothing and never raises for what is in it."""
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return FilePlan(name, (), (problem,))
    if not lines:
        return FilePlan(name, (), (WorkshopError("no_rows", place=Place(file=name)),))
    within, sessions, invited = fields_of(workshop), sessions_of(workshop), invited_of(workshop)
    known = _People.of(lines)
    rows: list[tuple[FormLine, Row]] = []
    problems: list[MiqyasError] = []
    for line in watched(lines, on_progress):
        if line.table == "sessions":
            row, found = _session(line, within, sessions)
        else:
            row, found = _invitation(line, invited, known)
        problems += found
        if row is not None:
            rows.append((line, row))
    problems += [*_twice(rows), *_too_many(rows, sessions=len(sessions), invited=len(invited))]
    return planned(name, [row for _, row in rows], problems, more=partial(_more, name))


@transaction.atomic
def workshop_apply(workshop: Workshop, plan: FilePlan[Row], *, by: UUID | None) -> None:
    """Carry a plan out.

    Raises the first problem of one that has any, and `WorkshopError` where somebody changed the programme
    since the plan was made.
    """
    for problem in plan.problems:
        raise problem
    held = locked(workshop)
    there = {_key(_of_session(one)): one for one in held.sessions.all()}
    for row in plan.doing:
        if row.within == "sessions":
            if (_of_session(there[row.key]) if row.key in there else None) != row.before:
                raise fault("part_moved", "starts_at")
            if row.key in there:
                session_remove(there[row.key], by=by)
            session_add(workshop, row.fields, by=by)
        elif "entity" in row.fields:
            invite_entity(workshop, row.fields["entity"], by=by)
        else:
            invite_person(workshop, row.fields["email"], by=by)


def sessions_of(workshop: Workshop) -> dict[str, SessionFields]:
    """The parts of the programme as plain values, by beginning and titles."""
    return {_key(fields): fields for fields in map(_of_session, workshop.sessions.all())}


def invited_of(workshop: Workshop) -> dict[str, dict[str, str]]:
    """Who is invited: entities by their codes, people by their addresses."""
    rows = list(workshop.invitations.select_related("entity"))
    people = people_of(row.person for row in rows)
    found = [
        {"entity": row.entity.code} if row.entity else {"email": people[row.person].email.lower()}
        for row in rows
        if row.entity or row.person in people
    ]
    return {_invited_key(one): one for one in found}


class _People:
    """The entities and the addresses of people that may be invited, of those that a file names."""

    def __init__(self, entities: frozenset[str], emails: frozenset[str]) -> None:
        self.entities, self.emails = entities, emails

    @classmethod
    def of(cls, lines: Sequence[FormLine]) -> _People:
        codes = Entity.objects.values_list("code", flat=True)
        if not any(line.text("email") for line in lines):
            return cls(frozenset(map(str.lower, codes)), frozenset())
        emails = User.objects.filter(is_active=True).values_list("email", flat=True)
        return cls(frozenset(map(str.lower, codes)), frozenset(map(str.lower, emails)))


def _session(
    line: FormLine, within: WorkshopFields, there: Mapping[str, SessionFields]
) -> tuple[Row | None, list[WorkshopError]]:
    starts, problems = _moment(line)
    given = line.text("minutes").removesuffix(".0")
    speakers = line.parts("speakers")
    fields = SessionFields(
        title={language: line.text(f"title_{language}") for language in REQUIRED_LANGUAGES},
        starts_at=starts or within.starts_at,
        minutes=int(given) if given.isdecimal() and len(given) < _LONGEST_NUMBER else 0,
        speakers=speakers,
        has_consent=bool(speakers) and code_in(yes_no(), line.text("has_consent")) == "yes",
    ).tidied()
    before = there.get(_key(fields))
    if before is not None and not line.has("speakers"):
        fields = replace(fields, speakers=before.speakers, has_consent=before.has_consent)
    problems += [
        WorkshopError(one.detail, place=line.place(one.place.name), **one.params)
        for one in session_faults(fields, within=within)
    ]
    return Row(_key(fields), fields, before, within="sessions"), problems


def _invitation(
    line: FormLine, there: Mapping[str, Any], known: _People
) -> tuple[Row | None, list[WorkshopError]]:
    entity, email = line.text("entity").lower(), line.text("email").lower()
    if bool(entity) == bool(email):
        return None, [WorkshopError("invite_one", place=line.place("entity"))]
    if entity and entity not in known.entities:
        return None, [WorkshopError("entity_unknown", place=line.place("entity"), given=entity[:60])]
    if email and email not in known.emails:
        return None, [WorkshopError("person_unknown", place=line.place("email"))]
    whom = {"entity": entity} if entity else {"email": email}
    key = _invited_key(whom)
    return Row(key, whom, there.get(key), within="invitations"), []


def _moment(line: FormLine) -> tuple[datetime | None, list[WorkshopError]]:
    given = line.text("starts_at")
    try:
        moment = datetime.fromisoformat(given)
        return timezone.localtime(moment if timezone.is_aware(moment) else timezone.make_aware(moment)), []
    except (ValueError, OverflowError):  # a day at the end of all calendars has none here
        return None, [WorkshopError("moment_malformed", place=line.place("starts_at"), given=given[:40])]


def _twice(rows: Sequence[tuple[FormLine, Row]]) -> Iterator[WorkshopError]:
    seen: set[tuple[str, str]] = set()
    for line, row in rows:
        if (row.within, row.key) in seen:
            yield WorkshopError("row_twice", place=line.place())
        seen.add((row.within, row.key))


def _too_many(
    rows: Sequence[tuple[FormLine, Row]], *, sessions: int, invited: int
) -> Iterator[WorkshopError]:
    counts, most = Counter(sessions=sessions, invitations=invited), {"sessions": MOST_PARTS}
    for line, row in rows:
        limit = most.get(row.within, MOST_INVITED)
        counts[row.within] += row.doing == "add"
        if row.doing == "add" and counts[row.within] == limit + 1:
            yield WorkshopError("too_many", place=line.place(), limit=limit)


def _of_session(session: Session) -> SessionFields:
    return SessionFields(
        title=session.title,
        starts_at=timezone.localtime(session.starts_at),
        minutes=session.minutes,
        speakers=tuple(session.speakers),
        has_consent=bool(session.speakers),
    )


def _key(fields: SessionFields) -> str:
    words = "|".join(fields.title.get(language, "") for language in REQUIRED_LANGUAGES)
    return f"{timezone.localtime(fields.starts_at).isoformat(timespec='minutes')}|{words}"


def _invited_key(whom: Mapping[str, str]) -> str:
    return "|".join(next(iter(whom.items())))


def _more(name: str, n: int) -> WorkshopError:
    return WorkshopError("more_problems", place=Place(file=name), n=n)
