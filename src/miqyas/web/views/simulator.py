"""The simulator: sliders of a country's indices and inputs, and what becomes of its rank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import coming_editions
from miqyas.analysis.forecast.history import component_weights
from miqyas.analysis.simulate.sentences import step_words
from miqyas.analysis.world import World
from miqyas.kernel.numbers import format_number
from miqyas.kernel.provenance import Mark
from miqyas.methodology import indicators
from miqyas.observations.results import COMPONENTS
from miqyas.reports.findings import name_in, short_name
from miqyas.web.choosing import chooser, states_to_choose, suggestions_for, to_code
from miqyas.web.components import Link
from miqyas.web.outlooks import with_record
from miqyas.web.pages import country_address, public_page, questions_crumb, show
from miqyas.web.simulated import shown
from miqyas.web.simulator import Asked, Simulator, Slider, asked_of, with_added, without
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import world_of

TONES: Final = {"OSI": "sea", "TII": "palm", "HCI": "brass"}
PAGE: Final = "simulator_country"
SHOWN_STEP: Final = 0.01


@dataclass(frozen=True, slots=True)
class Slide:
    """A slider as its template draws it; numbers of attributes are texts with a point."""

    id: str
    name: str
    component: str
    label: str
    unit: str
    about: str
    mark: Mark | None
    kind: str
    own: float | None
    own_text: str
    now: float | None
    low: str
    high: str
    step: str
    value: str
    zero: int
    is_moved: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A component with its slider and those of its parts."""

    label: str
    tone: str
    whole: Slide
    parts: tuple[Slide, ...]
    is_open: bool


@public_page
def simulator(request: HttpRequest) -> HttpResponseBase:
    """Choose a country; a name that is meant leads to it at once."""
    return chooser(request, page=PAGE, words="simulator")


@public_page
def simulator_suggestions(request: HttpRequest) -> HttpResponseBase:
    """States whose names begin like the question, each leading to its simulator."""
    return suggestions_for(request, page=PAGE)


@public_page
@with_record
def simulator_country(request: HttpRequest, country: str) -> HttpResponseBase:
    """The sliders of a country with the answer to what the address asks; works without scripts.

    A form sends every slider; the address that stays names only what is moved.
    """
    world = world_of(request)
    if country not in world.countries:
        return to_code(country, page=PAGE)
    asked, problem = _asked(world, request, country)
    if not problem and request.GET.get("other_amount", "").strip():
        try:
            return HttpResponseRedirect(with_added(asked, request.GET).address)
        except AnalysisError as error:
            problem = error
    if not problem and set(request.GET) - set(QueryDict(asked.query)):
        return HttpResponseRedirect(asked.address)
    page = Simulator(world, asked)
    context = {**_frame(world, page), **_answer(world, page, problem)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["problem"] else HTTPStatus.OK
    return show(request, "web/simulator.html", context, status=status)


def simulator_answer(request: HttpRequest, country: str) -> HttpResponseBase:
    """The answer alone, for sliders that move; tells the browser the address of the whole."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    world = world_of(request)
    if country not in world.countries:
        raise Http404
    asked, problem = _asked(world, request, country)
    context = {**_answer(world, Simulator(world, asked), problem), "is_part": True}
    response: HttpResponse = render(request, "web/simulator_answer.html", context)
    response.headers["HX-Replace-Url"] = asked.address
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _asked(world: World, request: HttpRequest, iso3: str) -> tuple[Asked, AnalysisError | None]:
    """What the address asks; where a number in it is none, the question without changes, and why."""
    try:
        return asked_of(world, request.GET, iso3=iso3), None
    except AnalysisError as error:
        return Asked(iso3, "moving", world.target, world.target, {}, ()), error


def _frame(world: World, page: Simulator) -> dict[str, Any]:
    """What stands around the answer: sliders, choices, and how to change another country."""
    asked, language = page.asked, current_language()
    name = name_in(world, asked.iso3, language)
    others = states_to_choose(world, (iso3 for iso3 in world.countries if iso3 != asked.iso3))
    return {
        "iso3": asked.iso3,
        "name": name,
        "parts": list(_parts(page)),
        "editions": coming_editions(world),
        "latest": world.latest,
        "states": others,
        "components": [(code, short_name(code, language)) for code in COMPONENTS],
        "country_url": country_address(asked.iso3),
        "answer_url": reverse("simulator_answer", args=[asked.iso3]),
        "address": reverse(PAGE, args=[asked.iso3]),
        "crumbs": [
            questions_crumb(),
            Link(label=say_here("simulator.title"), url=reverse("simulator")),
            Link(label=name),
        ],
    }


def _parts(page: Simulator) -> Iterator[Part]:
    weights = dict(zip(COMPONENTS, component_weights(page.world.methodology(page.edition)), strict=True))
    for code in COMPONENTS:
        inside = [slider for slider in page.sliders if slider.effect.component == code]
        whole = next(slider for slider in inside if slider.is_whole)
        parts = [slider for slider in inside if not slider.is_whole]
        yield Part(
            label=short_name(code, current_language()),
            tone=TONES[code],
            whole=_whole(whole, weight=float(weights[code])),
            parts=tuple(_part(part) for part in parts),
            is_open=any(part.value for part in parts),
        )


def _whole(slider: Slider, *, weight: float) -> Slide:
    about = say_here("simulator.about.whole", gain=SHOWN_STEP * weight)
    return _slide(slider, label=short_name(slider.node, current_language()), about=about, mark=None)


def _part(slider: Slider) -> Slide:
    """A part, with what one unit of it does to its component."""
    language, effect = current_language(), slider.effect
    unit = indicators()[slider.node].unit
    is_counted = slider.unit == "points"
    size = effect.point if is_counted and effect.point else 1.0
    step = step_words(
        size if effect.slope > 0 else -size, unit=unit, points=1.0 if is_counted else None, language=language
    )
    about = say_here(
        "simulator.per.at_least" if effect.how == "at_least" else "simulator.per",
        step=step,
        slope=format_number(abs(effect.slope * size), "signed"),
        component=short_name(effect.component, language),
    )
    name = indicators()[slider.node].name.in_language(language)
    return _slide(slider, label=name, about=about, mark=effect.mark)


def _slide(slider: Slider, *, label: str, about: str, mark: Mark | None) -> Slide:
    return Slide(
        id=slider.name.replace(".", "-"),
        name=slider.name,
        component=slider.effect.component,
        label=label,
        unit=say_here("simulator.unit.whole" if slider.is_whole else f"unit.{slider.unit}"),
        about=about,
        mark=mark,
        kind="index3" if slider.effect.unit in {"index", "share"} else "raw",
        own=slider.own,
        own_text=_plain(slider.own),
        now=slider.now,
        low=_plain(slider.low),
        high=_plain(slider.high),
        step=_plain(slider.step),
        value=_plain(slider.value),
        zero=round(1000 * -slider.low / ((slider.high - slider.low) or 1)),
        is_moved=slider.value != 0,
        is_whole=slider.is_whole,
    )


def _plain(value: float | None) -> str:
    """A number for an attribute, which knows no language."""
    return "" if value is None else f"{value:.12g}"


def _answer(world: World, page: Simulator, problem: AnalysisError | None) -> dict[str, Any]:
    """The answer, or why there is none, in the words of the page."""
    asked = page.asked
    base = {
        "asked": asked,
        "page_address": asked.address,
        "reset_address": asked.without_changes().address,
        "chips": [Link(label=text, url=without(asked, text).address) for text in asked.others],
    }
    try:
        if problem:
            raise problem
        return {**base, "problem": "", **shown(world, asked, page.answer())}
    except AnalysisError as error:
        return {**base, "problem": error.render(current_language())}
