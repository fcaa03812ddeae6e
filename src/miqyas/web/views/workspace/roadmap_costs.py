"""What the roadmap costs: by branch, by owner, by kind and year; and the same as a workbook."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from miqyas.jobs.programme.roadmap_costs import costs_workbook
from miqyas.web.files import as_file
from miqyas.web.roadmaps import Shown, roadmap_tabs, shown
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import require
from miqyas.workspace.roadmaps.access import AUTHORITY
from miqyas.workspace.roadmaps.queries.costs import CostSum, CostSums, Money, costs_summed, items_costed
from miqyas.workspace.roadmaps.terms import cost_kinds


@work_page
@require_GET
def roadmap_costs(request: HttpRequest) -> HttpResponseBase:
    """Sums over the items into which the reader may look."""
    person = require(request.user, "roadmap.list")
    sums = costs_summed(items_costed(person))
    context: dict[str, Any] = {
        "tabs": roadmap_tabs(request, "roadmap_costs"),
        "sums": sums,
        "currency": settings.MIQYAS_CURRENCY,
        "sees_all": person.holds(*AUTHORITY),
        "branches": [_line(one, say_here("roadmap.costs.no_branch"), sums) for one in sums.branches],
        "entities": [_line(one, say_here("roadmap.nobody"), sums) for one in sums.entities],
        "kinds": [_line(one, "", sums) for one in sums.kinds],
        "whole": [sums.nation.by_year[year] for year in sums.years],
    }
    return show_work(request, "web/workspace/roadmaps/costs.html", context)


def _line(one: CostSum, nobody: str, sums: CostSums) -> dict[str, Any]:
    """A sum with its name, its address and its money of each year."""
    name, url = Shown(nobody, is_other=False), ""
    if one.name:
        name = shown(one.name)
        is_branch = any(one is branch for branch in sums.branches)
        of_owner = f"{reverse('roadmap')}?entity={one.code}"
        url = reverse("roadmap_item", args=[one.code]) if is_branch else of_owner
    elif one.code:
        name = Shown(cost_kinds()[one.code].in_language(current_language()), is_other=False)
    years: list[Money | None] = [one.by_year.get(year) for year in sums.years]
    return {"sum": one, "name": name, "url": url, "years": years}


@work_page
@require_GET
def roadmap_costs_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook in the language of the page."""
    person = require(request.user, "roadmap.list")
    content = costs_workbook(costs_summed(items_costed(person)), language=current_language())
    return as_file(content, name="miqyas-roadmap-costs", form="xlsx")
