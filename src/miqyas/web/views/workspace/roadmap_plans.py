"""Plans for the roadmap: brought from a portfolio, compared, adopted; and the roadmap as a portfolio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from miqyas.analysis.portfolio import read_portfolio
from miqyas.analysis.portfolio.document import document_of
from miqyas.analysis.portfolio.sheets import sheets_of
from miqyas.jobs.answers import ask_held, handle_find
from miqyas.jobs.programme.adoption import adopt, items_of, plan_from_answer, portfolio_of_roadmap
from miqyas.jobs.programme.roadmap import country_ranked
from miqyas.jobs.tasks.portfolio import KIND
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.reports.tables.portfolio import file_of_sheets
from miqyas.sheets import ImportedFileError
from miqyas.web.answers import answer_of_handle
from miqyas.web.components import Link
from miqyas.web.files import as_file
from miqyas.web.roadmaps import roadmap_tabs
from miqyas.web.uploads import PROBLEMS_SHOWN, is_too_large
from miqyas.web.views.portfolio import LARGEST
from miqyas.web.views.workspace.roadmap_dates import item_url
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.roadmaps.models import ItemKind, PortfolioPlan, RoadmapItem
from miqyas.workspace.roadmaps.queries.plans import actions_of, plan_by_id, plans_by_ids, plans_kept

MOST_COMPARED: Final = 3
UNPROCESSABLE: Final = 422


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@work_page
@require_http_methods(["GET", "POST"])
def roadmap_plans(request: HttpRequest) -> HttpResponseBase:
    """Plans that are kept (GET); a portfolio to be solved (POST)."""
    require(request.user, "portfolio_plan.list")
    if request.method == "POST":
        require(request.user, "portfolio_plan.keep")
        if is_too_large(request, largest=LARGEST):
            raise ImportedFileError("too_large", size=LARGEST // 2**20 + 1, limit=LARGEST // 2**20)
        return _solve(request)
    return _plans_page(request, {})


@csrf_protect
def _solve(request: HttpRequest) -> HttpResponse:
    """Ask for the plan of a file, or of the roadmap as it stands, and lead to where it will be."""
    file, world = request.FILES.get("file"), world_of(request)
    country = country_ranked(world)
    if "roadmap" in request.POST:
        return _ask(request, read=None, country=country)
    if file is None or not file.name:
        return _plans_page(request, {"is_missing": True}, status=UNPROCESSABLE)
    read = read_portfolio(world, file.read(), name=file.name, iso3=country)
    if read.portfolio is None:
        told = [problem.as_dict(current_language()) for problem in read.problems[:PROBLEMS_SHOWN]]
        count = len(read.problems) + read.unlisted
        return _plans_page(
            request, {"problems": told, "problem_count": count, "file": file.name}, status=UNPROCESSABLE
        )
    return _ask(request, read=document_of(read.portfolio), country=country)


def _ask(request: HttpRequest, *, read: Mapping[str, Any] | None, country: str | None) -> HttpResponse:
    document = read
    if document is None:
        portfolio = portfolio_of_roadmap()
        if portfolio is None:
            return _plans_page(request, {"is_empty_roadmap": True}, status=UNPROCESSABLE)
        document = document_of(portfolio)
    answer = ask_held(KIND, {"portfolio": document, "country": country})
    return HttpResponseRedirect(reverse("roadmap_plan_answer", args=[answer.handle]))


def _plans_page(request: HttpRequest, more: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    plans = plans_kept()
    context = {
        "tabs": roadmap_tabs(request, "roadmap_plans"),
        "plans": [_told(plan) for plan in plans],
        "by": names_of({plan.by for plan in plans if plan.by}),
        "may_keep": allowed(request.user, "portfolio_plan.keep"),
        "limit": LARGEST // 2**20,
        "most": MOST_COMPARED,
        **more,
    }
    return show_work(request, "web/workspace/roadmap_plans.html", context, status=status)


def _told(plan: PortfolioPlan) -> dict[str, Any]:
    record = plan.record
    return {
        "plan": plan,
        "is_adopted": hasattr(plan, "adoption"),
        "count": len(record["tasks"]),
        "left": len(record["not_done"]),
        "gain": record["expected_gain"],
        "money": record["money"],
        "first": record["editions"][0],
    }


@work_page
@require_http_methods(["GET", "POST"])
def plan_answer(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """The plan once it is there, in short (GET); keep it beside the roadmap (POST)."""
    person = require(request.user, "portfolio_plan.keep")
    crumbs = _crumbs(say_here("roadmap_time.plan.new"))
    try:
        found = answer_of_handle(
            request,
            handle,
            title=say_here("portfolio.title"),
            again_url=reverse("roadmap_plans"),
            crumbs=crumbs,
        )
    except MiqyasError as error:
        told = {"problems": [error.as_dict(current_language())], "problem_count": 1, "file": ""}
        return _plans_page(request, told, status=UNPROCESSABLE)
    if isinstance(found, HttpResponseBase):
        return found
    if request.method == "POST":
        held = handle_find(handle)
        plan = plan_from_answer(held, name=request.POST.get("name", ""), by=person.by) if held else None
        if plan is None:
            raise Http404
        messages.success(request, say_here("roadmap_time.plan.kept", name=plan.name))
        return HttpResponseRedirect(reverse("roadmap_plan", args=[plan.pk]))
    context = {
        "crumbs": crumbs,
        "record": found,
        "name": say_here("roadmap_time.plan.suggested", n=len(found["tasks"])),
        "whole_url": reverse("portfolio_answer", args=[handle]),
    }
    return show_work(request, "web/workspace/roadmap_plan_new.html", context)


@work_page
@require_GET
def plans_compared(request: HttpRequest) -> HttpResponseBase:
    """Up to three plans side by side."""
    require(request.user, "portfolio_plan.list")
    plans = plans_by_ids(_ids(request.GET.getlist("plan")))
    context = {
        "crumbs": _crumbs(say_here("roadmap_time.plan.compare")),
        "plans": [_told(plan) for plan in plans],
        "rows": _compared(plans),
        "editions": _editions(plans),
    }
    return show_work(request, "web/workspace/roadmap_plans_compared.html", context)


def _ids(given: Sequence[str]) -> list[UUID]:
    """What of it can be an id, each once, the first few."""
    found: dict[UUID, None] = {}
    for one in given:
        try:
            found.setdefault(UUID(one))
        except ValueError:
            continue
    return list(found)[:MOST_COMPARED]


def _editions(plans: Sequence[PortfolioPlan]) -> list[dict[str, Any]]:
    """The gain of each plan by edition; None where a plan is not for that edition."""
    gains = [{one["edition"]: one["gain"] for one in plan.record["editions"]} for plan in plans]
    years = sorted({year for one in gains for year in one})
    names = [plan.name for plan in plans]
    return [
        {
            "edition": year,
            "gains": [{"plan": name, "gain": one.get(year)} for name, one in zip(names, gains, strict=True)],
        }
        for year in years
    ]


def _compared(plans: Sequence[PortfolioPlan]) -> list[dict[str, Any]]:
    """Every action of any plan with what each plan does with it; those on which plans differ first."""
    names: dict[str, Mapping[str, str]] = {}
    cells: list[dict[str, dict[str, Any]]] = []
    for plan in plans:
        done = {one["id"]: {"live": one["live"]} for one in plan.record["tasks"]}
        left = {one["id"]: {"why": _here(one["words"])} for one in plan.record["not_done"]}
        cells.append(left | done)
        names |= {one["id"]: one["name"] for one in (*plan.record["tasks"], *plan.record["not_done"])}
    rows = [
        {
            "id": id_,
            "name": _here(name),
            "cells": [
                {"plan": plan.name, **one.get(id_, {})} for plan, one in zip(plans, cells, strict=True)
            ],
        }
        for id_, name in names.items()
    ]
    for row in rows:
        row["differs"] = len({str(cell.get("live", "")) for cell in row["cells"]}) > 1
    return sorted(rows, key=lambda row: not row["differs"])


@work_page
@require_http_methods(["GET", "POST"])
def plan_page(request: HttpRequest, plan: UUID) -> HttpResponseBase:
    """A plan: what it does, what it rejects and why, what adopting it would do (GET); adopt it (POST)."""
    require(request.user, "portfolio_plan.list")
    found = plan_by_id(plan)
    if found is None:
        raise Http404
    if request.method == "POST":
        person = require(request.user, "portfolio_plan.adopt")
        adopt(
            found,
            reason=request.POST.get("reason", ""),
            parent=request.POST.get("parent", ""),
            by=person.by,
        )
        messages.success(request, say_here("roadmap_time.plan.adopted", name=found.name))
        return HttpResponseRedirect(reverse("roadmap_plan", args=[found.pk]))
    adoption = getattr(found, "adoption", None)
    context = {
        "crumbs": _crumbs(found.name),
        "told": _told(found),
        "record": found.record,
        "adoption": adoption,
        "adopted_by": names_of({adoption.by} if adoption and adoption.by else set()),
        "may_adopt": adoption is None and allowed(request.user, "portfolio_plan.adopt"),
        **(_become(found) if adoption is None else _became(adoption)),
    }
    return show_work(request, "web/workspace/roadmap_plan.html", context)


def _become(plan: PortfolioPlan) -> dict[str, Any]:
    """What adopting would make and move."""
    items, chosen = items_of(plan)
    there = {item.code: item for item in RoadmapItem.objects.filter(code__in=[one.code for one in items])}
    by_code = {one.code: one for one in items}
    picked = [
        {
            "id": one.action,
            "name": _here(one.name),
            "fields": by_code[one.code],
            "is_there": one.code in there,
            "url": item_url(one.code) if one.code in there else "",
        }
        for one in chosen
        if one.code
    ]
    left = [
        {"id": one.action, "name": _here(one.name), "why": _here(one.why)} for one in chosen if not one.code
    ]
    return {
        "picked": picked,
        "left": left,
        "new_count": sum(not one["is_there"] for one in picked),
        "parents": _parents(),
    }


def _parents() -> list[tuple[str, str]]:
    holders = RoadmapItem.objects.filter(kind__in=[ItemKind.PROGRAMME, ItemKind.STRATEGY, ItemKind.POLICY])
    language = current_language()
    named = [(item.code, item.name.in_language(language)) for item in holders]
    return [("", say_here("roadmap_time.plan.no_parent")), *named]


def _became(adoption: Any) -> dict[str, Any]:
    """What became of each action."""
    actions = actions_of(adoption)
    return {
        "picked": [
            {
                "id": one.action,
                "name": _here(one.name),
                "fields": one.item,
                "is_there": True,
                "url": item_url(one.item.code),
            }
            for one in actions
            if one.item
        ],
        "left": [
            {"id": one.action, "name": _here(one.name), "why": _here(one.why)}
            for one in actions
            if not one.item
        ],
    }


@work_page
@require_GET
def roadmap_portfolio(request: HttpRequest, form: str) -> HttpResponseBase:
    """The roadmap's initiatives as a portfolio, to be given limits and solved again."""
    require(request.user, "portfolio_plan.list")
    portfolio = portfolio_of_roadmap()
    if portfolio is None:
        raise Http404
    content = file_of_sheets(sheets_of(portfolio), form=form, language=current_language())
    return as_file(content, name="miqyas-roadmap-portfolio", form=form)


def _crumbs(here: str) -> list[Link]:
    return [Link(label=say_here("roadmap.tab.roadmap_plans"), url=reverse("roadmap_plans")), Link(label=here)]


def _here(words: Mapping[str, str]) -> str:
    return Text(words).in_language(current_language()) if words else ""
