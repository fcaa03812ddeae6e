"""How mature the services of a file are: read as an import reads them, and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from miqyas.assessment.maturity import Maturity, Rated, Summary, maturity, summaries, summary
from miqyas.assessment.records import Record, needs_record, summary_record
from miqyas.jobs.programme.service_maturity import transactional_number
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.sheets.forms import read_form
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import ServiceFields, facts_of, service_faults
from miqyas.workspace.services.reading import Read, read_row, tables


@dataclass(frozen=True)
class ServiceRated:
    """A service of a file and what follows from it."""

    fields: ServiceFields
    maturity: Maturity


@dataclass(frozen=True)
class ServicesRated:
    """What a file comes to; nothing is rated of a file that has problems."""

    services: tuple[ServiceRated, ...]
    problems: tuple[MiqyasError, ...]

    @property
    def whole(self) -> Summary:
        """All services together."""
        return summary(_rated(one) for one in self.services)

    def by(self, field: str) -> Mapping[str, Summary]:
        """The same by a field of the services: `entity` or `sector`."""
        return summaries((getattr(one.fields, field), _rated(one)) for one in self.services)


def services_rated(content: bytes, *, name: str) -> ServicesRated:
    """The maturity of the services of an XLSX or CSV file; never raises for what is in it."""
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        return ServicesRated((), (problem,))
    if not lines:
        return ServicesRated((), (ServiceError("no_rows", place=Place(file=name)),))
    rows = [read_row(line, before=None) for line in lines]
    problems = tuple(problem for row in rows for problem in (*row.problems, *_faults(row)))
    if problems:
        return ServicesRated((), problems)
    found = (ServiceRated(row.fields, maturity(facts_of(row.fields))) for row in rows)
    return ServicesRated(tuple(found), ())


def _rated(one: ServiceRated) -> Rated:
    return Rated(one.maturity.number, one.fields.volume)


def _faults(row: Read) -> tuple[MiqyasError, ...]:
    """What is wrong with a service by itself, at its place in the file."""
    return tuple(
        ServiceError(one.detail, place=row.line.place(one.place.name), **one.params)
        for one in service_faults(row.fields)
    )


def services_record(found: ServicesRated) -> dict[str, Any]:
    """The same as plain values."""
    number = transactional_number()
    return {
        "whole": summary_record("", found.whole, transactional=number),
        "entities": [
            summary_record(key, one, transactional=number) for key, one in found.by("entity").items()
        ],
        "sectors": [
            summary_record(key, one, transactional=number) for key, one in found.by("sector").items()
        ],
        "services": [_service(one) for one in found.services],
    }


def _service(one: ServiceRated) -> Record:
    return {
        "code": one.fields.code,
        "entity": one.fields.entity,
        "title": dict(one.fields.title),
        "level": one.maturity.code,
        "number": one.maturity.number,
        "needs": needs_record(one.maturity),
    }
