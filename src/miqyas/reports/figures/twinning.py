"""The chart of partners: what the place of each is made of."""

from __future__ import annotations

from collections.abc import Mapping

from miqyas.analysis.twinning import TERMS, Twinning, partners
from miqyas.analysis.twinning.sentences import term_name
from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.observations.tables import about_table
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.stacks import Stack, Stacks, stacked_bars
from miqyas.reports.charts.world import MapState, WorldMap, world_map
from miqyas.reports.figures.registry import UnknownChartError, chart
from miqyas.reports.findings import listed, name_in, name_inside, said

SHOWN = 10
NAMED = 3


@chart("twinning-partners", tables=("survey_results", "gtmi"))
def twinning_partners(
    world: World, drawing: Drawing, *, country: str, edition: int, needs: str = "", weights: str = ""
) -> Chart:
    """The first ten partners; `weights` in the order of the terms, divided by commas."""
    found = partners(
        world,
        iso3=country,
        edition=edition,
        weights=weights_of(weights),
        needs=tuple(needs.split(",")) if needs else (),
    )
    if not found.partners:
        raise UnknownChartError("parameters", name="twinning-partners", known=country)
    language = drawing.language
    rows = tuple(
        Stack(name_in(world, partner.iso3, language), _parts(found, partner.terms))
        for partner in found.partners[:SHOWN]
    )
    data = Stacks(tuple(term_name(term, language=language) for term in TERMS), rows)
    caption = Caption(partners_finding(world, found, language=language), _source(language, edition))
    return stacked_bars(data, caption=caption, drawing=drawing)


def _parts(found: Twinning, terms: Mapping[str, float | None]) -> tuple[float, ...]:
    """What each term adds to the total, the weights of unknown ones shared out among the others."""
    counted = sum(found.weights[term] for term in TERMS if terms[term] is not None) or 1.0
    return tuple(found.weights[term] * (terms[term] or 0.0) / counted for term in TERMS)


def weights_of(text: str) -> dict[str, float]:
    """Weights from an address; raises `UnknownChartError` for what are not as many numbers as terms.

    >>> weights_of("0.4,0.2,0.2,0.2")["record"]
    0.2
    """
    if not text:
        return {}
    try:
        return {term: float(part) for term, part in zip(TERMS, text.split(","), strict=True)}
    except ValueError:
        raise UnknownChartError("parameters", name="twinning-partners", known="weights") from None


def partners_finding(world: World, found: Twinning, *, language: str) -> str:
    """Who comes first, and of how many."""
    first = [name_inside(world, partner.iso3, language) for partner in found.partners[:NAMED]]
    return said(
        "twinning.finding",
        language=language,
        n=len(found.partners),
        names=listed(first, language=language),
        country=name_inside(world, found.iso3, language),
    )


def _source(language: str, edition: int) -> str:
    survey, other = (about_table(name).source for name in ("survey_results", "gtmi"))
    return say("twinning.source", language=language, survey=survey, other=other, edition=edition)


@chart("twinning-map", tables=("survey_results", "gtmi"))
def twinning_map(world: World, drawing: Drawing, *, givers: str, seekers: str) -> Chart:
    """Who helps and who is helped, coloured; the codes of states are divided by commas."""
    helps, helped = set(givers.split(",")), set(seekers.split(","))
    unknown = sorted((helps | helped) - set(world.countries))
    if unknown:
        raise UnknownChartError("parameters", name="twinning-map", known=", ".join(unknown)[:40])
    language = drawing.language
    parts = (sorted(helps - helped), sorted(helps & helped), sorted(helped - helps))
    names = [say(f"twins.map.{part}", language=language) for part in ("helps", "both", "helped")]
    states = tuple(
        MapState(
            m49=world.country(iso3).m49,
            name=name_in(world, iso3, language),
            group=group,
            egdi=world.standing(iso3, world.latest).egdi,
            address=drawing.address_of(iso3),
        )
        for group, members in enumerate(parts)
        for iso3 in members
    )
    title = say("twins.map.finding", language=language, n=len(helps | helped), givers=len(helps))
    caption = Caption(title, _source(language, world.latest))
    data = WorldMap(states, (names[0], names[1], names[2], ""), "twins.map.description")
    return world_map(data, caption=caption, drawing=drawing)
