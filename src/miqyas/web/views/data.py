"""What is loaded, from where, how far it may be trusted, what is wrong with it; and tables to keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.analysis.verify import CHECKS, EditionCheck, Verification, verify
from miqyas.analysis.world import World
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.text import Text
from miqyas.observations.countries import countries
from miqyas.observations.known_errors import KnownError, known_errors
from miqyas.observations.tables import (
    TableAbout,
    about_table,
    read_table,
    release_version,
    table_names,
    table_text,
)
from miqyas.reports.tables import ExportError, table_of, tables_of, write_package
from miqyas.web.components import Cell, Column, Fact, Link, Row, Table
from miqyas.web.files import FORMS, as_file, table_file
from miqyas.web.pages import country_address, public_page, public_page_by, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.datasets.queries import active_set_name, datasets_all, sets_earlier
from miqyas.workspace.datasets.world import world_of

HASH_SHOWN: Final = 12
PACKAGE: Final = "miqyas-data"
_checked: dict[str, Verification] = {}


@dataclass(frozen=True, slots=True)
class TableShown:
    """A packaged table: what is known of it, how much there is, and where its columns are explained."""

    about: TableAbout
    facts: tuple[Fact, ...]
    columns: tuple[tuple[str, Text], ...]
    downloads: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MadeTable:
    """A table made of what is loaded: its title, what it is, where it can be had."""

    name: str
    title: Text
    what: Text | None
    rows: int
    downloads: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ErrorShown:
    """A known error of the publication, with links to the states it concerns."""

    edition: int
    states: tuple[Link, ...]
    what: Text
    evidence: Text


def _state_of_datasets() -> str:
    """What the page shows beside the data in force: how many datasets and sets there ever were."""
    return f"{active_set_name()} {datasets_all().count()} {sets_earlier().count()}"


@public_page_by(_state_of_datasets)
def data(request: HttpRequest) -> HttpResponseBase:
    """The page."""
    world = world_of(request)
    outcome = verification_of(world)
    context = {
        "outcome": outcome,
        "verification": _verification_table(outcome),
        "tables": [_table_shown(name) for name in table_names()],
        "made": _made_tables(world),
        "errors": [_error_shown(error) for error in known_errors()],
        "active": world.active,
        "release": release_version(),
        "datasets": list(datasets_all()),
        "earlier": list(sets_earlier()),
        "may_import": allowed(request.user, "dataset.import"),
        "may_revert": allowed(request.user, "dataset_set.activate"),
        "crumbs": [Link(label=say_here("shell.data"))],
    }
    return show(request, "web/data.html", context)


@public_page
def table(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A table to keep: a packaged one as it stands, or one made of the data in force."""
    try:
        found = table_of(world_of(request), name)
    except ExportError as error:
        raise Http404 from error
    return table_file(found, form=form)


@public_page
def package(request: HttpRequest) -> HttpResponseBase:
    """All tables in one Frictionless data package."""
    content = write_package(tables_of(world_of(request)), name=PACKAGE, language=current_language())
    return as_file(content, name=PACKAGE, form="zip")


def verification_of(world: World) -> Verification:
    """Every published row checked, once for each state of the data."""
    if world.data_version not in _checked:
        _checked.clear()
        _checked[world.data_version] = verify(world)
    return _checked[world.data_version]


def _verification_table(outcome: Verification) -> Table:
    columns = (
        Column(label=say_here("data.check.edition"), kind="year", is_header=True),
        Column(label=say_here("data.check.rows"), kind="count"),
        *(Column(label=say_here(f"data.check.{check}"), kind="count") for check in CHECKS),
        Column(label=say_here("data.check.declared"), kind="count"),
        Column(label=say_here("data.check.undeclared"), kind="count"),
        Column(label=say_here("data.check.residual"), kind="index5"),
    )
    rows = [_verification_row(check) for check in reversed(outcome.editions)]
    return Table(caption=say_here("data.check.caption"), columns=columns, rows=rows, is_compact=True)


def _verification_row(check: EditionCheck) -> Row:
    equal = (check.equal[name] for name in CHECKS)
    address = reverse("rankings_edition", args=[check.edition])
    return Row(
        cells=(
            Cell(value=check.edition, url=address),
            check.rows,
            *equal,
            check.declared,
            check.undeclared,
            check.largest_residual,
        )
    )


def _table_shown(name: str) -> TableShown:
    about = about_table(name)
    language = current_language()
    facts = (
        Fact(term=say_here("data.table.rows"), value=len(read_table(name)), kind="count"),
        Fact(term=say_here("data.table.unit"), value=about.unit.in_language(language)),
        Fact(term=say_here("data.table.source"), value=about.source.in_language(language), mark=about.mark),
        Fact(term=say_here("data.table.licence"), value=about.licence.in_language(language)),
        Fact(term=say_here("data.table.checked"), value=f"\u2066{about.checked}\u2069"),
        Fact(term=say_here("data.table.hash"), value=f"\u2066{_hash_of(name)}\u2069"),
    )
    return TableShown(
        about=about,
        facts=facts,
        columns=tuple(about.columns.items()),
        downloads=_downloads(name),
    )


def _downloads(name: str) -> tuple[Link, ...]:
    return tuple(Link(label=form.upper(), url=reverse("data_table", args=[name, form])) for form in FORMS)


def _made_tables(world: World) -> list[MadeTable]:
    packaged = set(table_names())
    return [
        MadeTable(made.name, made.title, made.what, len(made.rows), _downloads(made.name))
        for made in tables_of(world)
        if made.name not in packaged
    ]


@cache
def _hash_of(name: str) -> str:
    return content_hash([table_text(name).encode()])[:HASH_SHOWN]


def _error_shown(error: KnownError) -> ErrorShown:
    states = [
        Link(label=countries()[iso3].name.in_language(current_language()), url=country_address(iso3))
        for iso3 in error.countries
    ]
    return ErrorShown(error.edition, tuple(states), error.what, error.evidence)
