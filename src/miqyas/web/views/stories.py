"""Published success stories, for everybody: searched, read one by one, put together into a booklet."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse

from miqyas.catalogue import instruments
from miqyas.kernel.text import nearest, plain_line
from miqyas.methodology import indicators
from miqyas.web.components import Link
from miqyas.web.pages import public_page_by, show
from miqyas.web.stories import StoryShown, card_of, story_shown
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import require
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import (
    entities_with_stories,
    stories_in_order,
    stories_matching,
    stories_published,
    story_by_slug,
)
from miqyas.workspace.stories.searching import stories_searched
from miqyas.workspace.stories.telling import TO_ALL, stories_document, stories_told, stories_version
from miqyas.workspace.stories.terms import sectors
from miqyas.workspace.stories.turning import names_of_campaigns

ON_A_PAGE: Final = 24
LONGEST_QUESTION: Final = 200
MOST_IN_A_BOOKLET: Final = 60
FILTERS: Final = ("sector", "feature", "entity", "tag")


@public_page_by(stories_version)
def public_stories(request: HttpRequest) -> HttpResponseBase:
    """All published stories, or those that are asked for, the fittest first."""
    asked = {name: plain_line(request.GET.get(name, "")[:LONGEST_QUESTION]) for name in ("q", *FILTERS)}
    chosen = {name: asked[name] for name in FILTERS}
    found = stories_searched(stories_matching(stories_published(), **chosen), asked["q"])
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    here = current_language()
    context = {
        "page": page,
        "count": page.paginator.count,
        "cards": [
            card_of(story, url=reverse("public_story", args=[story.slug]), text=asked["q"])
            for story in stories_in_order(page.object_list)
        ],
        "asked": asked,
        "is_asked": any(asked.values()),
        "feature_name": _feature_name(asked["feature"]),
        "sectors": [(code, name.in_language(here)) for code, name in sectors().items()],
        "entities": [
            (one.code, one.title.in_language(here)) for one in entities_with_stories(stories_published())
        ],
    }
    return show(request, "web/stories/index.html", context)


def _feature_name(code: str) -> str:
    """What a feature asks, or the name of an indicator; empty for a code that is none."""
    here = current_language()
    for one in instruments().values():
        if code in one.by_code:
            return one.by_code[code].question.in_language(here)
    return indicators()[code].name.in_language(here) if code in indicators() else ""


@public_page_by(stories_version)
def public_story(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One published story."""
    found = story_by_slug(slug)
    if found is None:
        raise Http404
    require(request.user, "story.public", found)
    shown = _shown([found])[0]
    title = nearest(shown.said.title, current_language()).text
    context = {
        "shown": shown,
        "title": title,
        "crumbs": [Link(label=say_here("stories.title"), url=reverse("public_stories")), Link(label=title)],
    }
    return show(request, "web/stories/story.html", context)


@public_page_by(stories_version)
def public_booklet(request: HttpRequest) -> HttpResponseBase:
    """Chosen stories one after the other, with contents, to be printed; without a choice, all of them."""
    published = stories_published()
    if slugs := [plain_line(one) for one in request.GET.getlist("story")[:MOST_IN_A_BOOKLET]]:
        published = published.filter(slug__in=slugs)
    ids = list(stories_searched(published, "")[:MOST_IN_A_BOOKLET])
    context = {
        "stories": _shown(stories_in_order(ids)),
        "most": MOST_IN_A_BOOKLET,
        "is_cut": published.count() > MOST_IN_A_BOOKLET,
        "crumbs": [
            Link(label=say_here("stories.title"), url=reverse("public_stories")),
            Link(label=say_here("stories.booklet")),
        ],
    }
    return show(request, "web/stories/booklet.html", context)


@public_page_by(stories_version)
def public_stories_file(request: HttpRequest) -> HttpResponseBase:
    """All published stories in the format in which they travel."""
    document = stories_document(stories_in_order(stories_searched(stories_published(), "")))
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="miqyas-stories.json"'
    return response


def _shown(stories: list[Story]) -> list[StoryShown]:
    told = stories_told(stories, shows=TO_ALL)
    campaigns = names_of_campaigns(turn.campaign for one in told for turn in one.said.turns)
    return [story_shown(one, campaigns=campaigns) for one in told]
