"""The roadmap as a tree, and its baselines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.web.components import Link
from miqyas.web.registry_forms import choices_of
from miqyas.web.roadmap_forms import entity_choices, item_choices
from miqyas.web.roadmaps import Shown, roadmap_tabs, shown
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.registry.fields import CODE
from miqyas.workspace.roadmaps.errors import fault
from miqyas.workspace.roadmaps.models import Baseline, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import (
    Sought,
    days_late,
    item_at,
    items_all,
    items_listed,
    items_matching,
    tree_of,
)
from miqyas.workspace.roadmaps.services.baselines import baseline_take
from miqyas.workspace.roadmaps.terms import item_kinds, item_states

ON_A_PAGE: Final = 60
DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the tree."""

    item: RoadmapItem
    depth: int
    title: Shown
    kind: str
    state: str
    entity: str
    days_late: int
    url: str


@work_page
@require_GET
def roadmap(request: HttpRequest) -> HttpResponseBase:
    """The tree; with a filter, the items that match."""
    require(request.user, "roadmap.list")
    today, sought = timezone.localdate(), _sought(request)
    listed = items_listed()
    everything = list(listed.prefetch_related("features") if sought.feature else listed)
    found = items_matching(everything, sought, today=today)
    page = Paginator(tree_of(found), ON_A_PAGE).get_page(request.GET.get("page"))
    states = Counter(item.state for item in everything)
    context = {
        "tabs": roadmap_tabs(request, "roadmap"),
        "sought": sought,
        "total": len(everything),
        "found": len(found),
        "page": page,
        "lines": [line_of(one.item, depth=one.depth, today=today) for one in page.object_list],
        "sums": [(state, words, states[state]) for state, words in _states() if states[state]],
        "late": sum(1 for item in everything if days_late(item, today=today)),
        "kinds": choices_of(item_kinds(), empty="roadmap.any_kind"),
        "states": choices_of(item_states(), empty="roadmap.any_state"),
        "entities": entity_choices(empty="roadmap.any_entity"),
        "may_plan": allowed(request.user, "roadmap.plan"),
        "late_url": f"{reverse('roadmap')}?{urlencode({'late': '1'})}",
    }
    return show_work(request, "web/workspace/roadmaps/tree.html", context)


def _sought(request: HttpRequest) -> Sought:
    get = request.GET.get
    return Sought(
        text=get("q", "")[:200],
        kind=get("kind", ""),
        state=get("state", ""),
        entity=get("entity", ""),
        feature=get("feature", ""),
        only_late=get("late", "") == "1",
    )


def _states() -> list[tuple[str, str]]:
    return [(state, words.in_language(current_language())) for state, words in item_states().items()]


def line_of(item: RoadmapItem, *, today: date, depth: int = 0) -> Line:
    """An item as a line of a list."""
    language = current_language()
    return Line(
        item=item,
        depth=min(depth, DEEPEST),
        title=shown(item.title),
        kind=item_kinds()[item.kind].in_language(language),
        state=item_states()[item.state].in_language(language),
        entity=item.entity.title.in_language(language) if item.entity else "",
        days_late=days_late(item, today=today),
        url=reverse("roadmap_item", args=[item.code]),
    )


@work_page
@require_http_methods(["GET", "POST"])
def baselines(request: HttpRequest) -> HttpResponseBase:
    """What was frozen, when and why; freeze anew."""
    if request.method == "POST":
        return _freeze(request)
    require(request.user, "roadmap.list")
    found = list(Baseline.objects.select_related("root"))
    people = names_of(one.by for one in found)
    context: dict[str, Any] = {
        "tabs": roadmap_tabs(request, "roadmap"),
        "baselines": [(one, people[one.by] if one.by else "") for one in found],
        "roots": item_choices(_branches(), empty="roadmap.baseline.all"),
        "may_plan": allowed(request.user, "roadmap.plan"),
        "crumbs": crumbs(say_here("roadmap.baselines")),
    }
    return show_work(request, "web/workspace/roadmaps/baselines.html", context)


def _branches() -> Sequence[RoadmapItem]:
    return items_all().filter(kind__in=["strategy", "programme", "policy", "law"])


def _freeze(request: HttpRequest) -> HttpResponseBase:
    person = require(request.user, "roadmap.plan")
    code = request.POST.get("root", "")
    root = item_at(code) if CODE.fullmatch(code) else None
    if code and root is None:
        raise fault("item_unknown", "root", given=code[:60])
    made = baseline_take(reason=request.POST.get("reason", ""), root=root, by=person.pseudonym)
    messages.success(request, say_here("roadmap.baseline.taken", number=made.number, n=made.items.count()))
    return HttpResponseRedirect(reverse("roadmap_baselines"))


def crumbs(here: str) -> list[Link]:
    """The way from the tree to a page below it."""
    return [Link(label=say_here("roadmap.tab.roadmap"), url=reverse("roadmap")), Link(label=here)]
