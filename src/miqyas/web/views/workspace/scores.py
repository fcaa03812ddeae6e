"""What a campaign comes to: shares in three views, the expected score, what is lost; lines; pairs."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.jobs.scores.boards import board_of
from miqyas.jobs.scores.official import official_enter, official_pairs
from miqyas.kernel.errors import MiqyasError
from miqyas.web.campaigns import campaign_asked, campaign_crumbs, campaign_links
from miqyas.web.components import Link
from miqyas.web.lines import line_shown
from miqyas.web.official import OfficialForm
from miqyas.web.scores import THOUSAND, Names, expected_shown, gaps, holders, sectors, trios, whole_trio
from miqyas.web.stories import feature_cases
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.queries.official import official_results_of
from miqyas.workspace.campaigns.services.official import OVER, OfficialError
from miqyas.workspace.datasets.world import current_world

FIRST_GAPS: Final = 12
"""Features claimed and not found that the page shows before it is asked for all."""


def score_head(request: HttpRequest, campaign: Campaign, route: str, *labels: str) -> dict[str, Any]:
    """What stands on top of every page of a campaign's score; `labels` lead on from its first page."""
    label = say_here(f"campaigns.page.{route}")
    crumbs = campaign_crumbs(campaign, label)
    if labels:
        own = Link(label=label, url=reverse(route, args=[campaign.code]))
        crumbs = [*crumbs[:-1], own, *(Link(label=one) for one in labels)]
    return {
        "campaign": campaign,
        "name": campaign.name.in_language(current_language()),
        "pages": campaign_links(request, campaign, route),
        "crumbs": crumbs,
    }


@work_page
@require_GET
def score(request: HttpRequest, code: str) -> HttpResponseBase:
    """The score of a national campaign as it stands; that of cities is on their own page."""
    _, campaign = campaign_asked(request, code, "score.view")
    if campaign.kind == Kind.CITIES:
        return HttpResponseRedirect(reverse("city_scores", args=[campaign.code]))
    board = board_of(campaign)
    names = Names(campaign, board.lost_by_entity.keys() | board.advice.keys())
    found = board.unseen
    is_whole = "all" in request.GET
    context = score_head(request, campaign, "campaign_score") | {
        "expected": expected_shown(board),
        "rows": trios(board.by_node, name=names.node),
        "whole": whole_trio(board),
        "holders": holders(board, names),
        "sectors": sectors(board, names),
        "lost": board.lost * THOUSAND,
        "gaps": gaps(found if is_whole else found[:FIRST_GAPS], names),
        "gap_count": len(found),
        "is_whole": is_whole or len(found) <= FIRST_GAPS,
        "may_calibrate": allowed(request.user, "score.calibrate", campaign),
        "is_over": campaign.state in OVER,
    }
    return show_work(request, "web/workspace/score.html", context)


@work_page
@require_GET
def score_line(request: HttpRequest, code: str, feature: str) -> HttpResponseBase:
    """The line from one feature to the national score, and back."""
    _, campaign = campaign_asked(request, code, "score.view")
    if campaign.kind == Kind.CITIES or feature not in instruments_of(campaign).features:
        raise Http404
    board = board_of(campaign)
    context = score_head(request, campaign, "campaign_score", feature) | {
        "feature": feature,
        "line": line_shown(board, feature, campaign=campaign),
        "cases": feature_cases(feature),
    }
    return show_work(request, "web/workspace/score_line.html", context)


@work_page
@require_http_methods(["GET", "POST"])
def score_official(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the Survey published of the edition that the campaign assessed too: it calibrates the bridge."""
    person, campaign = campaign_asked(request, code, "score.calibrate")
    if campaign.kind == Kind.CITIES:
        raise Http404
    board, world = board_of(campaign), current_world()
    names = Names(campaign)
    results = official_results_of(campaign)
    form = OfficialForm(request.POST or None, board=board, names=names, world=world, before=results)
    if request.method == "POST" and form.is_valid():
        try:
            official_enter(campaign, **form.as_given(), by=person.pseudonym)
        except OfficialError as error:
            form.add_error(None, _said(error))
        else:
            messages.success(request, say_here("score.official.saved"))
            return HttpResponseRedirect(reverse("score_official", args=[campaign.code]))
    context = score_head(request, campaign, "campaign_score", say_here("score.official")) | {
        "form": form,
        "results": results,
        "pairs": [(names.node(one.node), one.share, one.published) for one in official_pairs(campaign)],
        "is_over": campaign.state in OVER,
    }
    status = 422 if form.errors else 200
    return show_work(request, "web/workspace/score_official.html", context, status=status)


def _said(error: MiqyasError) -> str:
    language = current_language()
    return f"{error.problem(language)} {error.remedy(language)}"
