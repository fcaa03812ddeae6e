"""Who could help whom: which country, and its partners with every term."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from miqyas.analysis.twinning import (
    LIKENESSES,
    TERMS,
    Partner,
    Twinning,
    default_rules,
    partners,
)
from miqyas.analysis.twinning.sentences import index_name, partner_sentences, term_name
from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.methodology import indicators
from miqyas.observations.tables import about_table
from miqyas.reports.findings import name_in, name_inside, short_name
from miqyas.web.charts import figure_of
from miqyas.web.choosing import country_meant, states_to_choose, to_code
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.pages import country_address, public_page, questions_crumb, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

SHOWN: Final = (10, 25, 193)
"""How many partners a page may show."""
TONES: Final = {"complementarity": "sea", "benefit": "palm", "similarity": "brass", "record": "slate"}


@dataclass(frozen=True, slots=True)
class Gauge:
    """A term or a likeness of a partner, from 0 to 1."""

    label: str
    value: float | None
    tone: str


@dataclass(frozen=True, slots=True)
class PartnerShown:
    """A partner as the page shows it."""

    partner: Partner
    name: str
    url: str
    gauges: tuple[Gauge, ...]
    sentences: tuple[str, ...]
    details: Table


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: edition, weights, needs, how many."""

    edition: int
    weights: dict[str, float]
    needs: tuple[str, ...]
    top: int

    def address(self, iso3: str, *, top: int) -> str:
        """The address of the same question with another length."""
        parts: list[tuple[str, str]] = [("edition", str(self.edition))]
        parts += [(term, f"{weight:g}") for term, weight in self.weights.items()]
        parts += [("need", code) for code in self.needs]
        return f"{reverse('twinning_country', args=[iso3])}?{urlencode([*parts, ('top', str(top))])}"


@public_page
def twinning(request: HttpRequest) -> HttpResponseBase:
    """Which country, and what partners are judged by."""
    chosen = request.GET.get("country", "").strip()
    if chosen:
        return HttpResponseRedirect(reverse("twinning_country", args=[country_meant(chosen)]))
    world, language = world_of(request), current_language()
    home = home_country()
    context = {
        "states": states_to_choose(world),
        "home": Link(label=name_in(world, home, language), url=reverse("twinning_country", args=[home])),
        "terms": _terms(),
        **twinning_basis(language),
        "crumbs": twinning_crumbs(),
    }
    return show(request, "web/twinning.html", context)


@public_page
def twinning_country(request: HttpRequest, country: str) -> HttpResponseBase:
    """Partners of a country, best first; another spelling of its name leads to its code."""
    world, language = world_of(request), current_language()
    if country not in world.countries:
        return to_code(country, page="twinning_country")
    asked = _asked(request, world)
    name = name_in(world, country, language)
    context: dict[str, Any] = {
        "iso3": country,
        "name": name,
        "inside": name_inside(world, country, language),
        "asked": asked,
        "editions": world.editions[::-1],
        "terms": [(*term, _weight_text(asked, term[0])) for term in _terms()],
        "needs": [(code, _label(code, language), code in asked.needs) for code in default_rules().indices],
        **twinning_basis(language),
        "crumbs": [*twinning_crumbs(url=reverse("twinning")), Link(label=name)],
    }
    try:
        found = partners(world, iso3=country, edition=asked.edition, weights=asked.weights, needs=asked.needs)
    except MiqyasError as error:
        context["error"] = error.as_dict(language)
        return show(request, "web/twinning_country.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    context |= _found(request, world, found, asked)
    return show(request, "web/twinning_country.html", context, edition=asked.edition)


def _asked(request: HttpRequest, world: World) -> Asked:
    edition = request.GET.get("edition", str(world.latest))
    top = request.GET.get("top", str(SHOWN[0]))
    needs = tuple(dict.fromkeys(request.GET.getlist("need")))
    is_known = edition in map(str, world.editions) and top in map(str, SHOWN)
    if not is_known or not set(needs) <= set(default_rules().indices):
        raise Http404
    weights = {term: number_of(request.GET[term]) for term in TERMS if request.GET.get(term)}
    whole = set(needs) == set(default_rules().indices)
    return Asked(int(edition), weights, () if whole else needs, int(top))


def number_of(text: str) -> float:
    """A weight as it was typed; what is none is not a number, which the question refuses in words."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _weight_text(asked: Asked, term: str) -> str:
    return f"{asked.weights.get(term, default_rules().weights[term]):g}"


def _terms() -> list[tuple[str, str, str]]:
    """Code, name and meaning of each term."""
    language = current_language()
    return [
        (term, term_name(term, language=language), say(f"twin.term_about.{term}", language=language))
        for term in TERMS
    ]


def twinning_basis(language: str) -> dict[str, Any]:
    """What every answer rests on: choices with their marks, and the year of the memberships."""
    return {
        "assumptions": [
            {
                "title": say(f"twinning.assumption.{one.name}", language=language),
                "note": one.note,
                "mark": one.mark,
                "values": [
                    (_value_name(name, language=language), format_number(value, "plain"))
                    for name, value in one.values.items()
                ],
            }
            for one in default_rules().assumptions
        ],
        "recalled_as_of": about_table("countries").checked[:4],
    }


def _value_name(name: str, *, language: str) -> str:
    if name in (*TERMS, *LIKENESSES):
        return term_name(name, language=language)
    if name in default_rules().bands:
        return say(f"twinning.band.{name}", language=language)
    return _label(name, language)


def _found(request: HttpRequest, world: World, found: Twinning, asked: Asked) -> dict[str, Any]:
    language = current_language()
    if not found.partners:
        return {"found": found, "lacks": _lacks(found, language)}
    params: dict[str, str | int] = {"country": found.iso3, "edition": found.edition}
    if asked.needs:
        params["needs"] = ",".join(asked.needs)
    if asked.weights:
        params["weights"] = ",".join(f"{found.weights[term]:g}" for term in TERMS)
    return {
        "found": found,
        "lacks": _lacks(found, language),
        "figure": figure_of(request, "twinning-partners", width="wide", **params),
        "shown": [_partner(world, found, partner, language) for partner in found.partners[: asked.top]],
        "lengths": [
            Link(
                label=say_here("twinning.first", n=top)
                if top < len(found.partners)
                else say_here("twinning.all"),
                url=asked.address(found.iso3, top=top),
                current=top == asked.top,
            )
            for top in SHOWN
            if top == SHOWN[0] or top <= len(found.partners) or top == SHOWN[-1]
        ],
    }


def _label(code: str, language: str) -> str:
    """The name of an index where it stands alone."""
    return short_name(code, language) if code in indicators() else index_name(code, language=language)


def _lacks(found: Twinning, language: str) -> list[Gauge]:
    return [Gauge(_label(code, language), share, "coral") for code, share in found.lacks.items()]


def _partner(world: World, found: Twinning, partner: Partner, language: str) -> PartnerShown:
    return PartnerShown(
        partner=partner,
        name=name_in(world, partner.iso3, language),
        url=country_address(partner.iso3),
        gauges=tuple(
            Gauge(term_name(term, language=language), partner.terms[term], TONES[term]) for term in TERMS
        ),
        sentences=partner_sentences(found, partner, language=language),
        details=_details(partner, language),
    )


def _details(partner: Partner, language: str) -> Table:
    """Differences by index and likenesses by kind: what the terms were made of."""
    rows = [
        Row(cells=(_label(code, language), Cell(value=gap, kind="signed3")))
        for code, gap in partner.gaps.items()
    ]
    rows += [
        Row(cells=(term_name(kind, language=language), Cell(value=partner.likeness[kind], kind="percent")))
        for kind in LIKENESSES
    ]
    columns = (
        Column(label=say_here("twinning.details.what"), is_header=True),
        Column(label=say_here("twinning.details.value"), kind="signed3"),
    )
    return Table(
        caption=say_here("twinning.details"),
        columns=columns,
        rows=rows,
        is_caption_hidden=True,
        is_compact=True,
    )


def twinning_crumbs(*, url: str = "") -> list[Link]:
    """The way to the pages of twinning; the last entry leads on where there is one below it."""
    return [
        questions_crumb(),
        Link(label=say_here("twinning.title"), url=url),
    ]
