"""The registry's file as plain values: what each row says, and each problem at its line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.workspace.registry.errors import RegistryError
from miqyas.workspace.registry.fields import EntityFields, PortalFields
from miqyas.workspace.registry.terms import (
    code_in,
    entity_kinds,
    languages,
    owners,
    portal_kinds,
    role_names,
    sectors,
    yes_no,
)

Locate = Callable[[str], Place]


@dataclass(frozen=True)
class PersonFields:
    """A person to be invited, and the role they get."""

    email: str
    role: str
    entity: str = ""
    name: str = ""
    language: str = ""


@dataclass(frozen=True)
class EntityRow:
    """What a row says of an entity; fields whose columns the file does not have are `absent`: they stay."""

    fields: EntityFields
    is_active: bool
    locate: Locate
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PortalRow:
    """What a row says of a portal; `absent` as for entities."""

    entity: str
    fields: PortalFields
    locate: Locate
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PersonRow:
    fields: PersonFields
    locate: Locate


@dataclass
class RegistryFile:
    """What a file says: rows of three tables, and what could not be understood."""

    name: str
    entities: list[EntityRow] = field(default_factory=list)
    portals: list[PortalRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    problems: list[MiqyasError] = field(default_factory=list)


@cache
def tables() -> Mapping[str, FormTable]:
    """The tables of the file with the names of their columns.

    >>> list(tables())
    ['entities', 'portals', 'people']
    """
    text = files("miqyas.workspace.registry").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def read_registry(content: bytes, *, name: str) -> RegistryFile:
    """What an XLSX or CSV file says; never raises for what is in it."""
    found = RegistryFile(name)
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        found.problems.append(problem)
        return found
    take_lines(lines, found)
    return found


def registry_from(document: Mapping[str, Iterable[Mapping[str, Any]]], *, name: str) -> RegistryFile:
    """The same from plain values, as a YAML file of a government has them: lists by table."""
    found = RegistryFile(name)
    for table, rows in document.items():
        lines = (
            FormLine(name, table, number, table, _as_cells(row), {role: role for role in row})
            for number, row in enumerate(rows, start=1)
        )
        take_lines(lines, found)
    return found


def _as_cells(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        role: "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        for role, value in row.items()
        if value is not None
    }


def take_lines(lines: Iterable[FormLine], found: RegistryFile) -> None:
    """Read each line into the table that it belongs to."""
    take = {"entities": _entity, "portals": _portal, "people": _person}
    for line in lines:
        take[line.table](line, found)


def _entity(line: FormLine, found: RegistryFile) -> None:
    position = line.text("position")
    if position and not (position.isdecimal() and len(position) <= 6):
        found.problems.append(RegistryError("position", place=line.place("position"), given=position[:40]))
    fields = EntityFields(
        code=line.text("code"),
        name=_words(line, "name"),
        kind=code_in(entity_kinds(), line.text("kind")),
        parent=line.text("parent"),
        mandates=tuple(code_in(owners(), part) for part in line.parts("mandates")),
        sector=code_in(sectors(), line.text("sector")) if line.text("sector") else "",
        group=line.text("group"),
        position=int(position) if position.isdecimal() and len(position) <= 6 else 0,
    )
    is_active = _yes(line, "active", found, default=True)
    found.entities.append(EntityRow(fields.tidied(), is_active, _locator(line), _absent(line)))


def _portal(line: FormLine, found: RegistryFile) -> None:
    fields = PortalFields(
        kind=code_in(portal_kinds(), line.text("kind")) if line.text("kind") else "entity",
        address=line.text("address"),
        languages=tuple(code_in(languages(), part) for part in line.parts("languages")),
        title=_words(line, "title"),
        is_main=_yes(line, "main", found, default=False),
    )
    found.portals.append(
        PortalRow(line.text("entity").lower(), fields.tidied(), _locator(line), _absent(line))
    )


def _person(line: FormLine, found: RegistryFile) -> None:
    fields = PersonFields(
        email=line.text("email").lower(),
        role=code_in(role_names(), line.text("role")),
        entity=line.text("entity").lower(),
        name=line.text("name"),
        language=code_in(languages(), line.text("language")).lower(),
    )
    found.people.append(PersonRow(fields, _locator(line)))


def _absent(line: FormLine) -> frozenset[str]:
    """The columns of its table that the file does not have."""
    return frozenset(role for role in tables()[line.table].columns if not line.has(role))


def _words(line: FormLine, stem: str) -> dict[str, str]:
    words = {language: line.text(f"{stem}_{language}") for language in REQUIRED_LANGUAGES}
    return {language: text for language, text in words.items() if text}


def _yes(line: FormLine, role: str, found: RegistryFile, *, default: bool) -> bool:
    given = line.text(role)
    if not given:
        return default
    code = code_in(yes_no(), given)
    if code not in yes_no():
        code = {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(given.casefold(), given)
    if code not in yes_no():
        found.problems.append(RegistryError("yes_or_no", place=line.place(role), given=given[:40]))
    return code == "yes"


def _locator(line: FormLine) -> Locate:
    """From a field of an entity or a portal to its place in the file."""
    same = {"is_main": "main", "is_active": "active"}
    return lambda name: line.place(same.get(name, name))
