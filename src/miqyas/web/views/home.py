"""The home page, the list of all states, and the search for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse

from miqyas.analysis.trends import Mover, movers
from miqyas.analysis.world import Standing, World
from miqyas.observations.countries import groups
from miqyas.observations.names import match_name, search
from miqyas.web.charts import figure_of
from miqyas.web.components import Link, Tone
from miqyas.web.groups import group_sign, group_word, tone_of
from miqyas.web.pages import country_address, public_page, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

MOVERS: Final = 5
"""States in each of the lists of those that climbed and fell most."""
LONGEST_QUESTION: Final = 100
SUGGESTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class State:
    """A state as one line of a list."""

    name: str
    iso3: str
    url: str
    standing: Standing
    tone: Tone
    group: str
    sign: str
    is_home: bool


@dataclass(frozen=True, slots=True)
class Region:
    """The states of a region, by rank, those without one last."""

    name: str
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A state that climbed or fell, with its ranks before and after."""

    name: str
    url: str
    mover: Mover


@public_page
def home(request: HttpRequest) -> HttpResponseBase:
    """Where all states stand in the newest edition, and the home country among them."""
    world = world_of(request)
    here = home_country()
    standing = world.standing(here, world.latest)
    climbers, fallers = _movers(world)
    context: dict[str, Any] = {
        "edition": world.latest,
        "before": world.previous(world.latest),
        "count": world.published(world.latest).ranked_count,
        "home": state_of(world, here, edition=world.latest),
        "standing_before": _standing_before(world, here),
        "gained": _gained(standing, _standing_before(world, here)),
        "map": figure_of(request, "world", edition=world.latest, note=say_here("home.map.note")),
        "climbers": climbers,
        "fallers": fallers,
        "regions": regions_of(world, edition=world.latest),
    }
    return show(request, "web/home.html", context)


@public_page
def countries(request: HttpRequest) -> HttpResponseBase:
    """All states by region; with a question, the states that answer it, or at once the only one meant."""
    world = world_of(request)
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    meant = match_name(question)
    if meant and country_address(meant):
        return HttpResponseRedirect(country_address(meant))
    found = search(question) if question else ()
    context = {
        "edition": world.latest,
        "question": question,
        "found": [state_of(world, iso3, edition=world.latest) for iso3 in found],
        "regions": regions_of(world, edition=world.latest),
        "count": len(world.countries),
        "crumbs": [Link(label=say_here("shell.countries"))],
    }
    return show(request, "web/home_countries.html", context)


@public_page
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """States whose names begin like the question, for the search box."""
    world = world_of(request)
    found = search(request.GET.get("q", "").strip()[:LONGEST_QUESTION], limit=SUGGESTIONS)
    states = [state_of(world, iso3, edition=world.latest) for iso3 in found]
    answers = [{"name": state.name, "note": _note(state), "url": state.url} for state in states]
    return JsonResponse({"suggestions": answers})


def _note(state: State) -> str:
    rank = state.standing.rank
    return say_here("tiles.rank", rank=rank) if rank else say_here("group.not_ranked")


def state_of(world: World, iso3: str, *, edition: int) -> State:
    """A state as a line of a list, as it stood in an edition."""
    standing = world.standing(iso3, edition)
    return State(
        name=world.country(iso3).name.in_language(current_language()),
        iso3=iso3,
        url=country_address(iso3),
        standing=standing,
        tone=tone_of(standing),
        group=group_word(standing),
        sign=group_sign(standing),
        is_home=iso3 == home_country(),
    )


def regions_of(world: World, *, edition: int) -> tuple[Region, ...]:
    """The regions with their states as they stood in an edition."""
    return tuple(
        Region(group.name.in_language(current_language()), _ranked(world, group.members, edition=edition))
        for group in groups().values()
        if group.kind == "region"
    )


def _ranked(world: World, members: tuple[str, ...], *, edition: int) -> tuple[State, ...]:
    states = [state_of(world, iso3, edition=edition) for iso3 in members]
    last = len(world.countries) + 1
    return tuple(sorted(states, key=lambda state: (state.standing.rank or last, state.iso3)))


def _standing_before(world: World, iso3: str) -> Standing | None:
    before = world.previous(world.latest)
    return world.standing(iso3, before) if before else None


def _gained(now: Standing, before: Standing | None) -> int | None:
    return before.rank - now.rank if before and before.rank and now.rank else None


def _movers(world: World) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """Those that climbed most and those that fell most since the edition before."""
    before = world.previous(world.latest)
    if before is None:
        return (), ()
    found = [
        Move(world.country(one.iso3).name.in_language(current_language()), country_address(one.iso3), one)
        for one in movers(world, before=before, after=world.latest)
    ]
    up = tuple(move for move in found[:MOVERS] if move.mover.gained > 0)
    down = tuple(move for move in found[::-1][:MOVERS] if move.mover.gained < 0)
    return up, down
