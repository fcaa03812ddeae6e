"""A file of policies: a plan of what it would add and change, carried out as a whole or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from importlib.resources import files
from typing import Final
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.sheets.plans import FilePlan, Row, planned
from miqyas.workspace.registry.terms import code_in
from miqyas.workspace.watchlists.errors import WatchlistError
from miqyas.workspace.watchlists.fields import PolicyFields
from miqyas.workspace.watchlists.models import Policy
from miqyas.workspace.watchlists.queries import fields_of, policies_by_codes
from miqyas.workspace.watchlists.services import (
    features_known,
    policy_create,
    policy_problems,
    policy_update,
)
from miqyas.workspace.watchlists.terms import marks, states, themes


@cache
def tables() -> Mapping[str, FormTable]:
    """The one table of the file with the names of its columns."""
    text = files("miqyas.workspace.watchlists").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def policies_plan(content: bytes, *, name: str) -> FilePlan[Row]:
    """What an XLSX or CSV file would do; it changes nothing and never raises for what is in it."""
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return FilePlan(name, (), (problem,))
    if not lines:
        return FilePlan(name, (), (WatchlistError("no_rows", place=Place(file=name)),))
    before = policies_by_codes(line.text("code") for line in lines)
    known, rows, problems = features_known(), [], [*_twice(lines)]
    for line in lines:
        policy = before.get(line.text("code").lower())
        fields, unread = _fields(line, policy)
        wrong = policy_problems(fields, policy=policy, known=known)
        problems += [*unread, *(replace_place(one, line) for one in wrong)]
        rows.append(Row(fields.code, fields, fields_of(policy) if policy else None))
    return planned(name, rows, problems, more=partial(_more, name))


@transaction.atomic
def policies_apply(plan: FilePlan[Row], *, by: UUID | None) -> None:
    """Carry a plan out. Raises the first problem of one that has any."""
    for problem in plan.problems:
        raise problem
    there = policies_by_codes(row.key for row in plan.rows)
    for row in plan.rows:
        policy = there.get(row.key)
        if policy is None:
            policy_create(row.fields, by=by)
        else:
            policy_update(policy, row.fields, by=by)


def replace_place(problem: WatchlistError, line: FormLine) -> WatchlistError:
    """The same problem at its line and heading."""
    return WatchlistError(problem.detail, place=line.place(problem.place.name), **problem.params)


def _more(name: str, n: int) -> WatchlistError:
    return WatchlistError("more_problems", place=Place(file=name), n=n)


def _twice(lines: tuple[FormLine, ...]) -> Iterator[WatchlistError]:
    seen: set[str] = set()
    for line in lines:
        code = line.text("code").lower()
        if code in seen:
            yield WatchlistError("code_twice", place=line.place("code"), given=code[:60])
        if code:
            seen.add(code)


def _fields(line: FormLine, policy: Policy | None) -> tuple[PolicyFields, list[WatchlistError]]:
    """What a row says; columns that the file does not have leave what is there."""
    day, problems = _day(line)
    fields = PolicyFields(
        code=line.text("code"),
        title=_words(line, "title"),
        theme=code_in(themes(), line.text("theme")),
        state=code_in(states(), line.text("state")) if line.text("state") else "watched",
        description=_words(line, "description"),
        entity=line.text("entity"),
        features=line.parts("features"),
        source=line.text("source"),
        source_words=line.text("source_words"),
        mark=code_in(marks(), line.text("mark")) if line.text("mark") else Mark.RECALLED.value,
        look_again=day,
    ).tidied()
    return (_completed(fields, line, fields_of(policy)) if policy else fields), problems


def _completed(fields: PolicyFields, line: FormLine, before: PolicyFields) -> PolicyFields:
    absent = {name for name in _SINGLE if not line.has(name)}
    kept = {name: getattr(before, name) for name in absent}
    for stem in ("title", "description"):
        held, said = getattr(before, stem), dict(getattr(fields, stem))
        said |= {lang: held[lang] for lang in held if not line.has(f"{stem}_{lang}")}
        kept[stem] = said
    return replace(fields, **kept)


_SINGLE: Final = ("theme", "state", "entity", "features", "source", "source_words", "mark", "look_again")


def _day(line: FormLine) -> tuple[date | None, list[WatchlistError]]:
    given = line.text("look_again")
    try:
        return (date.fromisoformat(given[:10]) if given else None), []
    except ValueError:
        place = line.place("look_again")
        return None, [WatchlistError("date_malformed", place=place, given=given[:40])]


def _words(line: FormLine, stem: str) -> dict[str, str]:
    return {language: line.text(f"{stem}_{language}") for language in REQUIRED_LANGUAGES}
