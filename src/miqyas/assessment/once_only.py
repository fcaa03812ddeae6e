"""Once only: which data people are asked for again although a government entity holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Way = Literal["asked", "fetched", "given"]


@dataclass(frozen=True)
class Use:
    """That a service of an entity asks for a datum, fetches or gives it.

    `other` holds it already, or gets it; "" where nobody is known to. `volume` is how often the service is
    requested a year, None where nobody has counted.
    """

    service: str
    entity: str
    datum: str
    way: Way
    other: str
    volume: int | None


@dataclass(frozen=True)
class Edge:
    """A datum that an entity asks people for again although `holder` has it, over all its services.

    `burden` is how many documents people bring a year, of the services that know how often they are
    requested; `uncounted` services do not.
    """

    asker: str
    holder: str
    datum: str
    services: tuple[str, ...]
    burden: int
    uncounted: int

    @property
    def is_own(self) -> bool:
        """Whether the entity asks for what it has itself."""
        return self.asker == self.holder


@dataclass(frozen=True)
class Link:
    """Data that pass from one entity to another without people carrying them."""

    source: str
    target: str
    data: tuple[str, ...]
    services: tuple[str, ...]


@dataclass(frozen=True)
class OnceOnly:
    """The graph: what is asked again, worst first, and what is shared already.

    `asked` counts all that is asked, `unheld` of it what no entity is known to hold.
    """

    edges: tuple[Edge, ...]
    links: tuple[Link, ...]
    asked: int
    unheld: int

    @property
    def again(self) -> int:
        """How many times a service asks for what an entity holds."""
        return sum(len(edge.services) for edge in self.edges)

    @property
    def burden(self) -> int:
        """Documents a year that people bring from one entity to another, as far as requests are counted."""
        return sum(edge.burden for edge in self.edges if not edge.is_own)

    @property
    def own_burden(self) -> int:
        """Documents a year that people bring to an entity that has them itself."""
        return sum(edge.burden for edge in self.edges if edge.is_own)

    def between(self) -> Mapping[tuple[str, str], tuple[Edge, ...]]:
        """The edges by asker and holder: the cells of a matrix."""
        cells: dict[tuple[str, str], tuple[Edge, ...]] = {}
        for edge in self.edges:
            key = (edge.asker, edge.holder)
            cells[key] = (*cells.get(key, ()), edge)
        return cells

    def by_datum(self) -> Mapping[str, int]:
        """The burden of each datum, the heaviest first."""
        burdens: dict[str, int] = {}
        for edge in self.edges:
            burdens[edge.datum] = burdens.get(edge.datum, 0) + edge.burden
        return dict(sorted(burdens.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Likely:
    """A datum that an entity asks for and nobody is known to hold here, though `holder` usually has it."""

    asker: str
    holder: str
    datum: str
    services: tuple[str, ...]


def likely_held(uses: Iterable[Use], *, holders: Mapping[str, str]) -> tuple[Likely, ...]:
    """What is asked for and held by nobody known, with who usually has it; `holders` are those by datum.

    >>> use = Use("passport", "interior", "address", "asked", "", 1000)
    >>> likely_held([use], holders={"address": "registry"})[0].holder
    'registry'
    """
    grouped: dict[tuple[str, str], list[str]] = {}
    for use in uses:
        if use.way == "asked" and not use.other and use.datum in holders:
            grouped.setdefault((use.entity, use.datum), []).append(use.service)
    return tuple(
        Likely(asker, holders[datum], datum, tuple(sorted(services)))
        for (asker, datum), services in sorted(grouped.items())
    )


def once_only(uses: Iterable[Use]) -> OnceOnly:
    """What is asked again and what is shared, of all uses of data by services.

    >>> found = once_only(
    ...     [
    ...         Use("passport", "interior", "birth_certificate", "asked", "registry", 1000),
    ...         Use("school", "education", "birth_certificate", "asked", "registry", None),
    ...         Use("school", "education", "address", "fetched", "registry", None),
    ...     ]
    ... )
    >>> [(edge.asker, edge.holder, edge.burden, edge.uncounted) for edge in found.edges]
    [('interior', 'registry', 1000, 0), ('education', 'registry', 0, 1)]
    >>> [(link.source, link.target, link.data) for link in found.links]
    [('registry', 'education', ('address',))]
    """
    every = tuple(uses)
    asked = [use for use in every if use.way == "asked"]
    return OnceOnly(
        edges=_edges(use for use in asked if use.other),
        links=_links(use for use in every if use.way != "asked" and use.other != use.entity),
        asked=len(asked),
        unheld=sum(not use.other for use in asked),
    )


def _edges(again: Iterable[Use]) -> tuple[Edge, ...]:
    grouped: dict[tuple[str, str, str], list[Use]] = {}
    for use in again:
        grouped.setdefault((use.entity, use.other, use.datum), []).append(use)
    edges = [
        Edge(
            asker,
            holder,
            datum,
            tuple(sorted(use.service for use in group)),
            sum(use.volume or 0 for use in group),
            sum(use.volume is None for use in group),
        )
        for (asker, holder, datum), group in grouped.items()
    ]
    return tuple(sorted(edges, key=_worst_first))


def _worst_first(edge: Edge) -> tuple[int, int, str, str, str]:
    return (-edge.burden, -len(edge.services), edge.asker, edge.holder, edge.datum)


def _links(shared: Iterable[Use]) -> tuple[Link, ...]:
    grouped: dict[tuple[str, str], list[Use]] = {}
    for use in shared:
        ends = (use.other, use.entity) if use.way == "fetched" else (use.entity, use.other)
        grouped.setdefault(ends, []).append(use)
    return tuple(
        Link(
            source,
            target,
            tuple(sorted({use.datum for use in group})),
            tuple(sorted({use.service for use in group})),
        )
        for (source, target), group in sorted(grouped.items())
    )
