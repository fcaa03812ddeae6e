"""Two to eight countries or groups side by side, in one edition and over all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.profile import medians
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Versions
from miqyas.kernel.text import Text
from miqyas.observations.countries import groups
from miqyas.observations.results import PUBLISHED

MOST: Final = 8
FEWEST: Final = 2


@dataclass(frozen=True)
class Subject:
    """What is compared: a country (its values) or a group (the medians of its members)."""

    code: str
    kind: Literal["country", "group"]
    name: Text


@dataclass(frozen=True)
class Series:
    """A subject over the editions: `rank` and `values` by edition, None where there is none."""

    subject: Subject
    rank: Mapping[int, int | None]
    values: Mapping[str, Mapping[int, float | None]]


@dataclass(frozen=True)
class Comparison:
    """The subjects in the order asked for."""

    edition: int
    series: tuple[Series, ...]
    versions: Versions


def subject(world: World, code: str) -> Subject:
    """The country or group of a code; raises `AnalysisError` for one that is neither.

    >>> from miqyas.analysis.world import load_world
    >>> subject(load_world(), "gcc").kind, subject(load_world(), "BHR").name["en"]
    ('group', 'Bahrain')
    """
    if code in groups():
        return Subject(code, "group", groups()[code].short)
    return Subject(code, "country", world.country(code).name)


def compare(world: World, *, codes: Sequence[str], edition: int) -> Comparison:
    """Put 2 to 8 countries or groups side by side; the same one twice counts once.

    Raises `AnalysisError` for too few, too many, or an unknown code.

    >>> from miqyas.analysis.world import load_world
    >>> found = compare(load_world(), codes=["BHR", "gcc"], edition=2024)
    >>> [series.subject.kind for series in found.series], found.series[0].rank[2024]
    (['country', 'group'], 18)
    """
    distinct = list(dict.fromkeys(codes))
    if not FEWEST <= len(distinct) <= MOST:
        raise AnalysisError("how_many", given=len(distinct), fewest=FEWEST, most=MOST)
    world.published(edition)
    series = tuple(_series(world, subject(world, code)) for code in distinct)
    return Comparison(edition, series, world.versions(edition))


def _series(world: World, chosen: Subject) -> Series:
    if chosen.kind == "group":
        members = groups()[chosen.code].members
        by_edition = {edition: medians(world, members=members, edition=edition) for edition in world.editions}
        values = {code: {edition: found[code] for edition, found in by_edition.items()} for code in PUBLISHED}
        return Series(chosen, dict.fromkeys(world.editions), values)
    history = world.history(chosen.code)
    values = {code: {place.edition: place.component(code) for place in history} for code in PUBLISHED}
    return Series(chosen, {place.edition: place.rank for place in history}, values)
