"""Services as pages show them: names by code in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from miqyas.kernel.text import Text
from miqyas.web.registry_forms import Choices, choices_of
from miqyas.web.words import current_language, say_here
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.models import DatumUse, Service
from miqyas.workspace.services.queries import Filter
from miqyas.workspace.services.terms import choices, level_name, levels, states

LONGEST_QUESTION: Final = 200
_MANY: Final = ("audiences", "life_events", "channels")
_ONE: Final = ("sector", "automation", "identity", "payment")


@dataclass(frozen=True, slots=True)
class Line:
    """A service in a list."""

    service: Service
    entity: str
    sector: str
    state: str
    level: str


@dataclass(frozen=True, slots=True)
class Datum:
    """A datum of a service in words; `holder` is who holds or gets it, "" for nobody."""

    name: str
    way: str
    holder: str

    @property
    def is_again(self) -> bool:
        """Whether people are asked for what an entity has."""
        return self.way == "asked" and bool(self.holder)


def filter_of(request: HttpRequest, *names: str) -> Filter:
    """What the address asks to see, of the named filters; `q` is the text."""
    given = {name: request.GET.get(name, "").strip()[:LONGEST_QUESTION] for name in names}
    return Filter(text=request.GET.get("q", "").strip()[:LONGEST_QUESTION], **given)


def filters_offered(*names: str, entities: Iterable[Entity]) -> list[tuple[str, str, Choices]]:
    """Each filter: its name, its label, what it offers."""
    named = {one.code: one.title for one in entities}
    fields = {"audience": "audiences", "life_event": "life_events", "channel": "channels"}
    known: dict[str, Mapping[str, Text]] = {
        "entity": named,
        "sector": choices()["sector"],
        "level": levels(),
        "state": states(),
        **{name: choices()[field] for name, field in fields.items()},
    }
    return [
        (
            name,
            say_here(f"services.filter.{name}"),
            [("", say_here("services.filter.any")), *choices_of(known[name])],
        )
        for name in names
    ]


def page_of(services: QuerySet[Service], request: HttpRequest, *, size: int) -> Page[Service]:
    """The page of a list that the address asks for."""
    return Paginator(services, size).get_page(request.GET.get("page"))


def line_of(service: Service) -> Line:
    """A service in a list."""
    language = current_language()
    return Line(
        service,
        service.entity.title.in_language(language),
        names([service.sector], "sector"),
        states()[service.state].in_language(language),
        level_name(service.level).in_language(language),
    )


def names(codes: Iterable[str], field: str) -> str:
    """The names of codes of a field, in the language of the reader."""
    known, language = choices()[field], current_language()
    found = [known[code].in_language(language) if code in known else code for code in codes if code]
    return say_here("method.comma").join(found)


def told(service: Service) -> dict[str, str]:
    """Every choice of a service in words."""
    many = {name: names(getattr(service, name), name) for name in _MANY}
    return many | {name: names([getattr(service, name)], name) for name in _ONE}


def data_told(uses: Iterable[DatumUse]) -> list[Datum]:
    """The data of a service in words."""
    language = current_language()
    return [
        Datum(
            names([use.datum], "datum"), use.way, use.entity.title.in_language(language) if use.entity else ""
        )
        for use in uses
    ]
