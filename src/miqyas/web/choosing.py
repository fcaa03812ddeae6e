"""Choosing the country that a question is about: by name, or among those that are near."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from miqyas.analysis.world import World
from miqyas.observations.countries import groups
from miqyas.observations.names import match_name, search
from miqyas.reports.findings import name_in
from miqyas.web.components import Link
from miqyas.web.pages import questions_crumb, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

LONGEST_QUESTION: Final = 60
SUGGESTIONS: Final = 8


def chooser(request: HttpRequest, *, page: str, words: str) -> HttpResponseBase:
    """The page that asks for a country; a name that is meant leads to the route `page` of it at once.

    `words` is the beginning of the keys of its title and lead, and the route of the chooser itself.
    """
    world, language, here = world_of(request), current_language(), home_country()
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    meant = match_name(question)
    if meant:
        return HttpResponseRedirect(reverse(page, args=[meant]))

    def link(iso3: str) -> Link:
        return Link(label=name_in(world, iso3, language), url=reverse(page, args=[iso3]))

    context = {
        "title": say_here(f"{words}.title"),
        "lead": say_here(f"{words}.lead"),
        "question": question,
        "found": [link(iso3) for iso3 in (search(question) if question else ())],
        "home": link(here),
        "near": [link(iso3) for iso3 in _near(world, here) if iso3 != here],
        "action": reverse(words),
        "suggestions_url": reverse(f"{words}_suggestions"),
        "crumbs": [
            questions_crumb(),
            Link(label=say_here(f"{words}.title")),
        ],
    }
    return show(request, "web/choose_country.html", context)


def suggestions_for(request: HttpRequest, *, page: str) -> HttpResponseBase:
    """States whose names begin like the question, each leading to the route `page` of it."""
    world, language = world_of(request), current_language()
    found = search(request.GET.get("q", "").strip()[:LONGEST_QUESTION], limit=SUGGESTIONS)
    answers = [
        {"name": name_in(world, iso3, language), "note": iso3, "url": reverse(page, args=[iso3])}
        for iso3 in found
    ]
    return JsonResponse({"suggestions": answers})


def to_code(given: str, *, page: str, query: str = "") -> HttpResponseBase:
    """From another spelling of a country's name to the route `page` of its code, with the same `query`."""
    address = reverse(page, args=[country_meant(given.replace("-", " ").replace("_", " "))])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def country_meant(given: str) -> str:
    """The code of the country that a text names; not found where it names none."""
    meant = match_name(given)
    if meant is None:
        raise Http404
    return meant


def states_to_choose(world: World, codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Names with codes, by name in the language at hand; by default of all that the newest edition ranks."""
    language = current_language()
    listed = codes if codes is not None else (place.iso3 for place in world.ranking(world.latest))
    return sorted((name_in(world, iso3, language), iso3) for iso3 in listed)


def _near(world: World, iso3: str) -> list[str]:
    """States of the country's smallest membership, in the order of their ranks."""
    own = [groups()[code] for code in world.country(iso3).groups if groups()[code].kind == "membership"]
    members = min(own, key=lambda group: len(group.members)).members if own else ()
    return [standing.iso3 for standing in world.ranking(world.latest) if standing.iso3 in members]
