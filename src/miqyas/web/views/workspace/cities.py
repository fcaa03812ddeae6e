"""Cities of a campaign: all of them side by side, and one with what the Survey published of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from miqyas.jobs.scores.cities import cities_standing, city_board, published_of
from miqyas.web.campaigns import campaign_asked
from miqyas.web.scores import Names, advised, gaps, trios, whole_trio
from miqyas.web.views.workspace.scores import score_head
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity, Kind
from miqyas.workspace.datasets.world import world_of


@work_page
@require_GET
def city_scores(request: HttpRequest, code: str) -> HttpResponseBase:
    """The cities of a campaign, the best by what strangers found first."""
    _, campaign = campaign_asked(request, code, "score.view")
    _demand_cities(campaign)
    lines = [(one, whole_trio(one.board)) for one in cities_standing(campaign, world_of(request))]
    context = score_head(request, campaign, "city_scores") | {"lines": lines}
    return show_work(request, "web/workspace/city_scores.html", context)


@work_page
@require_GET
def city_score(request: HttpRequest, code: str, entity: str) -> HttpResponseBase:
    """One city: its shares by category, what to do next, and what was published of it."""
    _, campaign = campaign_asked(request, code, "campaign.view")
    _demand_cities(campaign)
    part = get_object_or_404(
        CampaignEntity.objects.select_related("campaign", "entity"), campaign=campaign, entity__code=entity
    )
    require(request.user, "score.entity", part)
    oversees = allowed(request.user, "score.view", campaign)
    board = city_board(part, oversees=oversees)
    names, key = Names(campaign, [str(part.entity_id)]), str(part.entity_id)
    context = score_head(request, campaign, "city_scores", part.entity.title.in_language(current_language()))
    if not oversees:
        context["crumbs"] = [
            one for one in context["crumbs"] if one.label != say_here("campaigns.page.city_scores")
        ]
    context |= {
        "city": part.entity,
        "is_inside": not oversees,
        "rows": trios(board.by_node, name=names.node),
        "whole": whole_trio(board),
        "advice": advised(board.advice.get(key, ()), names, has_lines=False),
        "gaps": gaps(board.unseen, names, has_lines=False),
        "published": published_of(part.entity, world_of(request)),
    }
    return show_work(request, "web/workspace/city_score.html", context)


def _demand_cities(campaign: Campaign) -> None:
    if campaign.kind != Kind.CITIES:
        raise Http404
