"""Files of partners and of exchanges: a plan of what they would add and change, carried out whole or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from importlib.resources import files
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from miqyas.analysis.twinning.contents import EXCHANGES
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.words import language_code
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.sheets.plans import FilePlan, Row, planned
from miqyas.workspace.registry.terms import code_in
from miqyas.workspace.twinning.errors import TwinningError
from miqyas.workspace.twinning.fields import ExchangeFields, ProfileFields, Words, exchange_faults
from miqyas.workspace.twinning.issuing import LETTERS
from miqyas.workspace.twinning.models import AGREED, Exchange, Profile, Twin
from miqyas.workspace.twinning.queries import exchange_fields_of, fields_of, profiles_by_codes
from miqyas.workspace.twinning.services import (
    exchange_save,
    profile_create,
    profile_problems,
    profile_update,
)
from miqyas.workspace.twinning.terms import exchange_kinds, exchange_states, topics

T = TypeVar("T")


@cache
def tables() -> Mapping[str, FormTable]:
    """The two tables with the names of their columns."""
    text = files("miqyas.workspace.twinning").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def profiles_plan(content: bytes, *, name: str) -> FilePlan[Row]:
    """What a file of partners would do; it changes nothing and never raises for what is in it."""
    lines = _lines(content, name=name, table="profiles")
    if isinstance(lines, FilePlan):
        return lines
    before = profiles_by_codes(line.text("code") for line in lines)
    known, rows, problems = topics(), [], [*_twice(lines, "code")]
    for line in lines:
        profile = before.get(line.text("code").lower())
        fields, unread = _profile(line, profile)
        problems += [*unread, *_placed(profile_problems(fields, profile=profile, known=known), line)]
        rows.append(Row(fields.code, fields, fields_of(profile) if profile else None))
    return planned(name, rows, problems, more=partial(_more, name))


@transaction.atomic
def profiles_apply(plan: FilePlan[Row], *, by: UUID | None) -> None:
    """Carry a plan out. Raises the first problem of one that has any."""
    for problem in plan.problems:
        raise problem
    before = profiles_by_codes(row.key for row in plan.rows)
    for row in plan.rows:
        profile = before.get(row.key)
        if profile is None:
            profile_create(row.fields, by=by)
        else:
            profile_update(profile, row.fields, by=by)


def exchanges_plan(content: bytes, *, name: str) -> FilePlan[Row]:
    """What a file of exchanges would do; it changes nothing and never raises for what is in it."""
    lines = _lines(content, name=name, table="exchanges")
    if isinstance(lines, FilePlan):
        return lines
    twins = {one.code.lower(): one for one in Twin.objects.all()}
    kept = {str(one.pk): one for one in Exchange.objects.all()}
    rows, problems = [], [*_twice(lines, "number")]
    for line in lines:
        twin, exchange = twins.get(line.text("twin").lower()), kept.get(line.text("number").lower())
        fields, unread = _exchange(line, exchange)
        problems += [
            *unread,
            *_placed((*_twin_faults(line, twin, exchange), *exchange_faults(fields)), line),
        ]
        before = exchange_fields_of(exchange) if exchange else None
        rows.append(Row(line.text("number").lower(), fields, before, within=line.text("twin").lower()))
    return planned(name, rows, problems, more=partial(_more, name))


@transaction.atomic
def exchanges_apply(plan: FilePlan[Row], *, by: UUID | None) -> None:
    """Carry a plan out. Raises the first problem of one that has any."""
    for problem in plan.problems:
        raise problem
    twins = {one.code.lower(): one for one in Twin.objects.all()}
    for row in plan.rows:
        exchange = Exchange.objects.filter(pk=row.key).first() if row.key else None
        exchange_save(twins[row.within], row.fields, by=by, exchange=exchange)


def _lines(content: bytes, *, name: str, table: str) -> tuple[FormLine, ...] | FilePlan[Row]:
    try:
        found = read_form(content, name=name, tables={table: tables()[table]})
    except MiqyasError as problem:
        return FilePlan(name, (), (problem,))
    return found or FilePlan(name, (), (TwinningError("no_rows", place=Place(file=name)),))


def _more(name: str, n: int) -> TwinningError:
    return TwinningError("more_problems", place=Place(file=name), n=n)


def _placed(problems: Iterable[TwinningError], line: FormLine) -> Iterator[TwinningError]:
    for one in problems:
        yield TwinningError(one.detail, place=line.place(one.place.name), **one.params)


def _twice(lines: tuple[FormLine, ...], role: str) -> Iterator[TwinningError]:
    seen: set[str] = set()
    for line in lines:
        code = line.text(role).lower()
        if code in seen:
            yield TwinningError("code_twice", place=line.place(role), given=code[:60])
        if code:
            seen.add(code)


def _twin_faults(line: FormLine, twin: Twin | None, exchange: Exchange | None) -> Iterator[TwinningError]:
    given = line.text("twin")[:60]
    if twin is None:
        yield TwinningError("twin_unknown", place=Place(name="twin"), given=given)
    elif twin.state != AGREED:
        yield TwinningError("not_agreed", place=Place(name="twin"), given=given)
    number = line.text("number")
    if number and (exchange is None or exchange.twin_id != (twin.pk if twin else None)):
        yield TwinningError("exchange_unknown", place=Place(name="number"), given=number[:60])


def _profile(line: FormLine, profile: Profile | None) -> tuple[ProfileFields, list[TwinningError]]:
    """What a row says; columns that the file does not have leave what is there."""
    capacity, problems = _whole(line, "capacity", empty=1)
    fields = ProfileFields(
        code=line.text("code"),
        name=_words(line, "name"),
        iso3=line.text("iso3"),
        entity=line.text("entity"),
        offers=tuple(code_in(topics(), one) for one in line.parts("offers")),
        needs=tuple(code_in(topics(), one) for one in line.parts("needs")),
        languages=tuple(language_code(one) for one in line.parts("languages")),
        capacity=capacity,
        note=_words(line, "note"),
    ).tidied()
    if profile is None:
        return fields, problems
    single = ("entity", "offers", "needs", "languages", "capacity")
    return _completed(fields, line, fields_of(profile), single=single, words=("name", "note")), problems


def _exchange(line: FormLine, exchange: Exchange | None) -> tuple[ExchangeFields, list[TwinningError]]:
    people, problems = _whole(line, "people", empty=0)
    starts, wrong = _day(line, "starts_on")
    ends, wrong_too = _day(line, "ends_on")
    state = line.text("state")
    fields = ExchangeFields(
        kind=code_in(exchange_kinds(), line.text("kind")) if line.text("kind") else EXCHANGES[0],
        title=_words(line, "title"),
        starts_on=starts,
        ends_on=ends,
        people=people,
        shared=_words(line, "shared"),
        state=code_in(exchange_states(), state) if state else "planned",
    ).tidied()
    if exchange:
        before = exchange_fields_of(exchange)
        fields = _completed(fields, line, before, single=("people", "state"), words=("title", "shared"))
    return fields, [*problems, *wrong, *wrong_too]


def _completed(fields: T, line: FormLine, before: T, *, single: tuple[str, ...], words: tuple[str, ...]) -> T:
    kept = {name: getattr(before, name) for name in single if not line.has(name)}
    for stem in words:
        held = getattr(before, stem)
        kept[stem] = getattr(fields, stem) | {
            lang: text for lang, text in held.items() if not line.has(f"{stem}_{lang}")
        }
    return replace(fields, **kept)  # type: ignore[type-var]


def _whole(line: FormLine, role: str, *, empty: int) -> tuple[int, list[TwinningError]]:
    given = line.text(role)
    if not given:
        return empty, []
    bare = given.removesuffix(".0")
    if bare.isdecimal() and len(bare) <= len(str(10**9)):
        return int(bare), []
    return empty, [TwinningError("number", place=line.place(role), given=given[:40])]


def _day(line: FormLine, role: str) -> tuple[date, list[TwinningError]]:
    given = line.text(role)
    try:
        return date.fromisoformat(given[:10]), []
    except ValueError:
        return date.min, [TwinningError("date_malformed", place=line.place(role), given=given[:40])]


def _words(line: FormLine, stem: str) -> Words:
    return {language: line.text(f"{stem}_{language}") for language in LETTERS}
