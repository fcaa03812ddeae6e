"""What the page of an item shows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from miqyas.jobs.programme.roadmap import Held
from miqyas.kernel.numbers import format_number
from miqyas.methodology import indicators
from miqyas.web.roadmaps import (
    asides_shown,
    features_named,
    money,
    notes_shown,
    revisions_shown,
    shown,
    steps_shown,
)
from miqyas.web.views.workspace.roadmaps import line_of
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import allowed
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.evidence.queries import evidence_of
from miqyas.workspace.roadmaps.fields import plain
from miqyas.workspace.roadmaps.models import ItemCost, RoadmapItem
from miqyas.workspace.roadmaps.queries.costs import Money
from miqyas.workspace.roadmaps.queries.items import (
    baselines_newest,
    days_late,
    fields_of,
    items_all,
    notes_of,
    revisions_of,
)
from miqyas.workspace.roadmaps.queries.outcomes import outcomes_of
from miqyas.workspace.roadmaps.services.items import FLOW, REASONED
from miqyas.workspace.roadmaps.terms import cost_kinds, item_kinds, item_states, partner_kinds


def item_context(request: HttpRequest, item: RoadmapItem, *, held: Held) -> dict[str, Any]:
    """All that this person may know of an item, for its template."""
    language, today = current_language(), timezone.localdate()
    may = {name: allowed(request.user, f"roadmap.{name}", item) for name in ("inside", "edit", "prove")} | {
        "plan": allowed(request.user, "roadmap.plan")
    }
    context: dict[str, Any] = {
        "item": item,
        "may": may,
        "title": shown(item.title),
        "description": shown(item.description),
        "kind": item_kinds()[item.kind].in_language(language),
        "state": item_states()[item.state].in_language(language),
        "responsible": names_of([item.responsible]).get(item.responsible) if item.responsible else "",
        "days_late": days_late(item, today=today),
        "today": today,
        "baseline": baselines_newest([item]).get(item.pk),
        "live": held.lives.get(item.code),
        "slip": held.slips.get(item.code),
        "features": _features(item, held.reached.get(item.code, ())),
        "campaign": held.campaign,
        "is_settled": item.code in held.settled,
        "is_partly": item.code in held.reached and item.code not in held.settled,
        "indicators": _indicators(item),
        "services": [(one, shown(one.title)) for one in item.services.all()],
        "needs": [(one, shown(one.needed.title)) for one in item.needs.all()],
        "needed_by": [(one.item, shown(one.item.title)) for one in item.needed_by.all()],
        "children": [line_of(one, today=today) for one in items_all().filter(parent=item)],
        "outcomes": [
            (one, shown(one.outcome.title), shown(one.outcome.unit))
            for one in outcomes_of([item]).get(item.pk, [])
        ],
    }
    return context | (_inside(request, item) if may["inside"] else {})


def _indicators(item: RoadmapItem) -> list[tuple[str, str, str]]:
    """Code and name of each raw indicator, and in words how far it is expected to move."""
    lifts = {code: float(amount) for code, amount in item.lifts}
    return [
        (code, indicators()[code].name.in_language(current_language()), _lift(code, lifts.get(code)))
        for code in item.indicators
    ]


def _lift(code: str, amount: float | None) -> str:
    if amount is None:
        return ""
    said = f"{'+' if amount > 0 else ''}{format_number(amount, 'plain')}"
    return say_here("roadmap.lift", amount=said, unit=say_here(f"explain.unit.{indicators()[code].unit}"))


def _features(item: RoadmapItem, reached: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """Code and question of each feature, and whether the newest campaign found it in full."""
    named = features_named((one.instrument, one.feature) for one in item.features.all())
    return [(code, words, code in reached) for code, words in named]


def _inside(request: HttpRequest, item: RoadmapItem) -> dict[str, Any]:
    costs, revisions = list(item.costs.all()), revisions_of(item)
    spent = [one.spent for one in costs if one.spent is not None]
    risks = sorted(item.risks.all(), key=lambda one: -one.likelihood * one.impact)
    language = current_language()
    return {
        "steps": steps_shown(request, item, flow=FLOW, reasoned=REASONED),
        "costs": _cost_table(costs),
        "years": sorted({one.year for one in costs}),
        "cost": money(sum((one.amount for one in costs), Decimal(0))),
        "spent": money(sum(spent, Decimal(0))) if spent else "",
        "currency": settings.MIQYAS_CURRENCY,
        "partners": [(one, partner_kinds()[one.kind].in_language(language)) for one in item.partners.all()],
        "risks": [(one, one.likelihood * one.impact) for one in risks],
        "notes": notes_shown(notes_of(item), states="roadmap.state"),
        "revisions": revisions_shown(revisions, prefix="roadmap"),
        "asides": asides_shown(revisions, plain(fields_of(item)), prefix="roadmap")
        if allowed(request.user, "roadmap.edit", item)
        else [],
        "directives": [
            (one, shown(one.text), reverse("directive", args=[one.pk]))
            for one in item.directives.select_related("entity")
            if allowed(request.user, "directive.view", one)
        ],
        "proofs": [
            proof
            for proof in evidence_of(FLOW, [item.pk])[item.pk]
            if allowed(request.user, "evidence.view", proof.evidence)
        ],
    }


def _cost_table(costs: Iterable[ItemCost]) -> list[tuple[str, list[Money | None], Money]]:
    """A row for each kind of cost: its name, its money by year, their sum."""
    known = list(costs)
    years = sorted({one.year for one in known})
    rows = []
    for kind, words in cost_kinds().items():
        by_year = {one.year: Money(one.amount, one.spent) for one in known if one.kind == kind}
        if by_year:
            amounts = [by_year.get(year) for year in years]
            rows.append((words.in_language(current_language()), amounts, sum(by_year.values(), Money())))
    return rows
