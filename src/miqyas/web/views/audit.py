"""How much of a rank is the method's choice: the audit of an edition, seen from one country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.analysis.audit import Structure
from miqyas.analysis.audit.field import ranks_under
from miqyas.analysis.audit.reach import Reach
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.world import World
from miqyas.jobs.tasks.audit import structure_of
from miqyas.observations.model import Values
from miqyas.reports.figures.audit import ALL, Chance, of_country
from miqyas.reports.findings import name_in, name_inside, said, short_name
from miqyas.web.answers import answer_or_wait
from miqyas.web.audit_tables import (
    Told,
    alternatives_table,
    assumptions_told,
    correlations_table,
    descriptions_table,
    intervals_table,
    left_out_table,
    links_table,
    principal_table,
    weights_table,
)
from miqyas.web.charts import figure_of
from miqyas.web.choosing import country_meant, states_to_choose
from miqyas.web.components import Link
from miqyas.web.pages import country_address, public_page, questions_crumb, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

LONGEST: Final = 100
NAMED: Final = 24
"""States named in a list before the rest is counted."""
DIGITS: Final = 4
"""Digits of a weight in the form."""
TONES: Final[Mapping[str, str]] = {"OSI": "sea", "TII": "palm", "HCI": "brass"}


@dataclass(frozen=True, slots=True)
class Weighing:
    """A part's weight in effect beside that on paper, as a gauge."""

    label: str
    value: float
    pin: float
    tone: str


@dataclass(frozen=True, slots=True)
class OwnWeight:
    """A field of the form for weights of one's own."""

    code: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Reached:
    """What a country reaches over some weights, in a sentence."""

    bounds: str
    best: int
    best_weights: str
    worst: int
    worst_weights: str
    is_exact: bool


@public_page
def audit(request: HttpRequest, edition: int | None = None) -> HttpResponseBase:
    """The audit of an edition (default: the newest) for a country (default: the home country)."""
    world = world_of(request)
    year = edition or world.latest
    if year not in world.editions:
        raise Http404
    iso3 = _country(request)
    crumbs = [questions_crumb(), Link(label=_title(year))]
    found = answer_or_wait(request, "audit", {"edition": year}, title=_title(year), crumbs=crumbs)
    if isinstance(found, HttpResponseBase):
        return found
    structure = structure_of(world, edition=year)
    own = _own_weights(request, structure, iso3)
    context = {
        "edition": year,
        "title": _title(year),
        "crumbs": crumbs,
        "address": reverse("audit_edition", args=[year]),
        **_choices(world, year, iso3),
        **_country_part(request, world, structure, found, iso3),
        **_edition_part(request, world, structure, found, iso3),
        **own,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if own.get("weights_error") else HTTPStatus.OK
    return show(request, "web/audit.html", context, edition=year, status=status)


def _title(edition: int) -> str:
    return say_here("audit.title", edition=edition)


def _country(request: HttpRequest) -> str:
    given = request.GET.get("country", "").strip()[:LONGEST]
    if not given:
        return home_country()
    return country_meant(given)


def _choices(world: World, edition: int, iso3: str) -> dict[str, Any]:
    return {
        "states": states_to_choose(world, world.countries),
        "iso3": iso3,
        "editions": [
            Link(
                label=str(year),
                url=f"{reverse('audit_edition', args=[year])}?{urlencode({'country': iso3})}",
                current=year == edition,
            )
            for year in reversed(world.editions)
        ],
    }


def _country_part(
    request: HttpRequest, world: World, structure: Structure, chance: Chance, iso3: str
) -> dict[str, Any]:
    """What the audit says of the country; that it says nothing where the edition does not cover it."""
    language = current_language()
    names = {"name": name_in(world, iso3, language), "inside": name_inside(world, iso3, language)}
    own = of_country(chance, iso3)
    if own is None:
        return {**names, "own": None}
    params = {"edition": structure.edition, "country": iso3}
    has_indices = iso3 in chance["sensitivity"]["countries"]
    reached = structure.reach_of(iso3)
    wide = structure.dominance
    above = wide.above(iso3) if reached else ()
    return {
        **names,
        "own": own,
        "country_url": country_address(iso3),
        "ruler": figure_of(request, "audit-ruler", note=say_here("audit.ruler.note"), **params),
        "own_sensitivity": figure_of(
            request, "audit-sensitivity", width="half", edition=structure.edition, of=iso3
        )
        if has_indices
        else None,
        "reached": [
            _reached(structure, one, bounds) for one, bounds in zip(reached, ("all", "near"), strict=True)
        ]
        if reached
        else [],
        "above": [
            Link(label=name_in(world, code, language), url=country_address(code)) for code in above[:NAMED]
        ],
        "above_more": max(len(above) - NAMED, 0),
        "below_count": len(wide.below(iso3)) if reached else 0,
    }


def _reached(structure: Structure, reach: Reach, bounds: str) -> Reached:
    def told(weights: tuple[float, ...]) -> str:
        comma = say_here("country.comma")
        pairs = zip(structure.field.codes, weights, strict=True)
        return comma.join(say_here("audit.reach.weight", code=code, share=weight) for code, weight in pairs)

    return Reached(
        bounds=say_here(f"audit.reach.{bounds}"),
        best=reach.best,
        best_weights=told(reach.best_weights),
        worst=reach.worst,
        worst_weights=told(reach.worst_weights),
        is_exact=reach.is_exact,
    )


def _edition_part(
    request: HttpRequest, world: World, structure: Structure, chance: Chance, iso3: str
) -> dict[str, Any]:
    language, uncertainty = current_language(), chance["uncertainty"]
    shown = iso3 if of_country(chance, iso3) else world.ranking(structure.edition)[0].iso3
    heaviest = max(structure.effective, key=lambda weight: weight.ratio)
    tables: dict[str, Any] = {
        "intervals_table": intervals_table(world, chance, iso3),
        "alternatives": alternatives_table(world, structure),
        "weights_table": weights_table(structure),
        "correlations": correlations_table(structure),
        "principal": principal_table(structure),
        "descriptions": descriptions_table(world, structure),
        "left_out": left_out_table(world, structure, iso3),
        "links": links_table(structure),
    }
    told: list[Told] = assumptions_told(structure)
    return {
        **tables,
        "safe_share": uncertainty["safe_share"],
        "mean_shift": uncertainty["mean_shift"],
        "replications": uncertainty["replications"],
        "seed": uncertainty["seed"],
        "intervals": figure_of(request, "audit-intervals", edition=structure.edition, country=shown),
        "all_sensitivity": figure_of(
            request, "audit-sensitivity", width="half", edition=structure.edition, of=ALL
        ),
        "weighings": [
            Weighing(
                label=short_name(weight.code, language),
                value=weight.variance_share,
                pin=weight.nominal,
                tone=TONES.get(weight.code, "slate"),
            )
            for weight in structure.effective
        ],
        "weights_finding": said(
            "audit.weights.finding",
            language=language,
            part=say_here(f"country.part.{heaviest.code}"),
            share=heaviest.variance_share,
            nominal=heaviest.nominal,
        ),
        "decided_share": structure.dominance.decided_share,
        "first_component": float(structure.principal.shares[0]),
        "alpha": structure.alpha.value,
        "assumptions": told,
        "api_url": f"{reverse('api-1:audit_get', args=[structure.edition])}",
    }


def _own_weights(request: HttpRequest, structure: Structure, iso3: str) -> dict[str, Any]:
    """The form for weights of one's own, and what they do; an error where they are none."""
    field = structure.field
    given = {code: request.GET.get(code, "").strip()[:LONGEST] for code in field.codes}
    language = current_language()
    form = [
        OwnWeight(code, short_name(code, language), given[code] or usual)
        for code, usual in zip(field.codes, _as_typed(field.weights), strict=True)
    ]
    if not any(given.values()):
        return {"own_weights": form}
    try:
        ranks = ranks_under(field, weights=[_number(text) for text in given.values()])
    except AnalysisError as error:
        told = {"problem": error.problem(language), "remedy": error.remedy(language)}
        return {"own_weights": form, "weights_error": told}
    if iso3 not in field.countries:
        return {"own_weights": form}
    place = field.position(iso3)
    rank, before = int(ranks[place]), int(field.rank[place])
    return {
        "own_weights": form,
        "weights_rank": rank or None,
        "weights_change": before - rank if rank and before else None,
    }


def _as_typed(weights: Values) -> list[str]:
    """Weights with few digits that still sum to 1."""
    rounded = [round(float(weight), DIGITS) for weight in weights[:-1]]
    return [f"{weight:g}" for weight in (*rounded, round(1 - sum(rounded), DIGITS))]


def _number(text: str) -> float:
    """A number as people type it; what is none is no weight."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")
