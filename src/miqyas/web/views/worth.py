"""What features are worth to a country: the page behind the short table of the country's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from miqyas.analysis.features import worth as worth_of
from miqyas.analysis.forecast import coming_editions
from miqyas.analysis.world import World
from miqyas.reports.findings import name_in
from miqyas.web.choosing import chooser, suggestions_for, to_code
from miqyas.web.components import Link
from miqyas.web.outlooks import with_record
from miqyas.web.pages import country_address, public_page, questions_crumb, show
from miqyas.web.words import current_language, say_here
from miqyas.web.worths import shown_worth
from miqyas.workspace.datasets.world import world_of

PAGE = "worth_country"


@public_page
def worth(request: HttpRequest) -> HttpResponseBase:
    """Choose a country; a name that is meant leads to it at once."""
    return chooser(request, page=PAGE, words="worth")


@public_page
def worth_suggestions(request: HttpRequest) -> HttpResponseBase:
    """States whose names begin like the question, each leading to what features are worth to it."""
    return suggestions_for(request, page=PAGE)


@public_page
@with_record
def worth_country(request: HttpRequest, country: str) -> HttpResponseBase:
    """What features are worth to a country in an edition: published, or to come (default: the target)."""
    world = world_of(request)
    if country not in world.countries:
        return to_code(country, page=PAGE)
    edition = _edition(world, request.GET.get("edition", ""))
    name = name_in(world, country, current_language())
    is_ranked = world.standing(country, edition if edition in world.results else world.latest).rank
    address = reverse(PAGE, args=[country])
    context = {
        "iso3": country,
        "name": name,
        "edition": edition,
        "is_ranked": is_ranked,
        "country_url": country_address(country),
        "simulator_url": reverse("simulator_country", args=[country]),
        "editions": [
            Link(label=str(year), url=f"{address}?edition={year}", current=year == edition)
            for year in (*coming_editions(world)[::-1], *world.editions[-2::-1])
        ],
        "crumbs": [
            questions_crumb(),
            Link(label=say_here("worth.title"), url=reverse("worth")),
            Link(label=name),
        ],
        **(shown_worth(world, worth_of(world, iso3=country, edition=edition)) if is_ranked else {}),
    }
    return show(request, "web/worth.html", context, edition=edition if edition in world.results else None)


def _edition(world: World, asked: str) -> int:
    """The edition asked for, to come or earlier; what the newest has to say is told with the target."""
    known = {str(year): year for year in (*coming_editions(world), *world.editions)}
    if asked and asked not in known:
        raise Http404
    chosen = known.get(asked, world.target)
    return world.target if chosen == world.latest else chosen
