"""Which actions to carry out: a file with a form, then the plan under an address that can be handed on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from miqyas.analysis.portfolio import Reading, read_portfolio, sample
from miqyas.analysis.portfolio.document import document_of
from miqyas.analysis.portfolio.sample import sample_sheets, template_sheets
from miqyas.analysis.portfolio.timing import assumptions
from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.world import World
from miqyas.jobs.answers import ask_held
from miqyas.jobs.questions import AnswerError
from miqyas.jobs.tasks.portfolio import KIND
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.observations.names import match_name
from miqyas.reports.figures.portfolio import has_frontier
from miqyas.reports.findings import name_in, name_inside
from miqyas.reports.tables import write_csv, write_xlsx
from miqyas.reports.tables.portfolio import file_of_sheets, plan_tables
from miqyas.web.answers import answer_of_handle
from miqyas.web.charts import figure_of
from miqyas.web.choosing import states_to_choose
from miqyas.web.components import Link
from miqyas.web.fans import rank_fan
from miqyas.web.files import as_file
from miqyas.web.pages import public_page, questions_crumb, show
from miqyas.web.portfolio_tables import (
    LEFT_SHOWN,
    cheapest_table,
    left_table,
    others_table,
    prices_table,
    tasks_table,
)
from miqyas.web.uploads import PROBLEMS_SHOWN, is_too_large
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import require
from miqyas.workspace.datasets.world import home_country, world_of

LARGEST: Final = 2 * 2**20
"""Bytes of a portfolio's file."""
FORMS: Final = ("xlsx", "csv")
RANK_DIGITS: Final = 3


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portfolio(request: HttpRequest) -> HttpResponseBase:
    """How to write a portfolio down (GET); a file of it, or the sample, to be solved (POST)."""
    if request.method == "POST" and is_too_large(request, largest=LARGEST):
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return _form_page(request, {"is_too_large": True}, status=status)
    return _take(request)


@csrf_protect
def _take(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, {})
    require(request.user, "answer.ask")
    world = world_of(request)
    asked = _asked(request, world)
    file = request.FILES.get("file")
    unfit = HTTPStatus.UNPROCESSABLE_ENTITY
    if "sample" in request.POST:
        found = Reading(sample(world), ())
        name = say_here("portfolio.sample")
    elif file is None or not file.name:
        return _form_page(request, {"is_missing": True, "asked": asked}, status=unfit)
    else:
        name = file.name
        found = read_portfolio(world, file.read(), name=name, iso3=asked["country"])
    if found.portfolio is None:
        return _form_page(request, {"asked": asked, "file": name, **_problems(found)}, status=unfit)
    try:
        answer = ask_held(KIND, {"portfolio": document_of(found.portfolio), **asked})
    except AnswerError as error:
        told = {"problems": [error.as_dict(current_language())], "problem_count": 1}
        return _form_page(request, {"asked": asked, "file": name, **told}, status=unfit)
    return HttpResponseRedirect(reverse("portfolio_answer", args=[answer.handle]))


def _asked(request: HttpRequest, world: World) -> dict[str, Any]:
    """What the form asks for beside the file; a country that is none is a missing page."""
    given = request.POST.get("country", "").strip()
    iso3 = match_name(given) if given else None
    if given and (iso3 is None or world.standing(iso3, world.latest).rank is None):
        raise Http404
    rank = request.POST.get("target_rank", "").strip()
    is_rank = rank.isascii() and rank.isdigit() and len(rank) <= RANK_DIGITS and int(rank) > 0
    return {
        "country": iso3,
        "citizens_only": "citizens_only" in request.POST,
        "target_rank": int(rank) if is_rank and iso3 else None,
        "target": _share(request.POST.get("target", "")) if iso3 else None,
    }


def _share(text: str) -> float | None:
    """A value of the index; what is none was not asked for."""
    try:
        value = float(text.strip())
    except ValueError:
        return None
    return value if 0 < value <= 1 else None


def _problems(found: Reading) -> dict[str, Any]:
    language = current_language()
    return {
        "problems": [problem.as_dict(language) for problem in found.problems[:PROBLEMS_SHOWN]],
        "problem_count": len(found.problems) + found.unlisted,
    }


def _form_page(request: HttpRequest, more: dict[str, Any], *, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "limit": LARGEST // 2**20,
        "states": states_to_choose(world_of(request)),
        "asked": {"country": home_country()},
        "assumptions": assumptions(),
        "files": [
            Link(
                label=say_here(f"portfolio.{which}_as", form=form.upper()),
                url=reverse("portfolio_sheets", args=[which, form]),
            )
            for which in ("example", "template")
            for form in FORMS
        ],
        "crumbs": _crumbs(),
        **more,
    }
    return show(request, "web/portfolio.html", context, status=status)


def _crumbs(*, url: str = "") -> list[Link]:
    return [
        questions_crumb(),
        Link(label=say_here("portfolio.title"), url=url),
    ]


@public_page
def sheets(request: HttpRequest, which: str, form: str) -> HttpResponseBase:
    """The sample, or the empty tables, as a file."""
    chosen = sample_sheets() if which == "example" else template_sheets()
    content = file_of_sheets(chosen, form=form, language=current_language())
    return as_file(content, name=f"miqyas-portfolio-{which}", form=form)


@never_cache
@require_safe
def answered(request: HttpRequest, handle: UUID) -> HttpResponseBase:
    """The plan, once it is there."""
    crumbs = [*_crumbs(url=reverse("portfolio")), Link(label=say_here("portfolio.plan"))]
    try:
        found = answer_of_handle(
            request,
            handle,
            title=say_here("portfolio.title"),
            again_url=reverse("portfolio"),
            crumbs=crumbs,
        )
    except MiqyasError as error:
        told = {"problems": [error.as_dict(current_language())], "problem_count": 1, "file": ""}
        return _form_page(request, told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(found, HttpResponseBase):
        return found
    context = {"crumbs": crumbs, "handle": handle, "record": found, **_shown(request, found, handle)}
    return show(request, "web/portfolio_answer.html", context)


def _shown(request: HttpRequest, record: Any, handle: UUID) -> dict[str, Any]:
    world, language = world_of(request), current_language()
    iso3, name = record["iso3"], str(handle)
    tasks = record["tasks"]
    return {
        "name": name_in(world, iso3, language) if iso3 else "",
        "inside": name_inside(world, iso3, language) if iso3 else "",
        "calendar": figure_of(request, "portfolio-calendar", handle=name) if tasks else None,
        "frontier": figure_of(request, "portfolio-frontier", handle=name) if has_frontier(record) else None,
        "fans": [_fan(one, language) for one in record["rank_chances"]],
        "tasks": tasks_table(record) if tasks else None,
        "left": left_table(record),
        "left_more": max(0, len(record["not_done"]) - LEFT_SHOWN),
        "prices": prices_table(record),
        "others": others_table(record),
        "cheapest": cheapest_table(record),
        "assumed": [{"words": Text(one["words"]), "mark": one["mark"]} for one in record["assumptions"]],
        "report_forms": ("pdf", "docx"),
        "files": [
            Link(label=form.upper(), url=reverse("portfolio_file", args=[handle, form])) for form in FORMS
        ],
    }


def _fan(one: Any, language: str) -> dict[str, Any]:
    """Ranks with the plan above the ruler, without it below."""
    before, after = (_distribution(one[key]["shares"]) for key in ("without", "with"))
    low, high = one["with"]["interval_80"]
    low_before, high_before = one["without"]["interval_80"]
    said = say_here(
        "portfolio.rank",
        edition=one["edition"],
        low=low,
        high=high,
        low_before=low_before,
        high_before=high_before,
    )
    return {"said": said, "fan": rank_fan(before, after, language=language, said=said), **one}


def _distribution(shares: dict[str, float]) -> RankDistribution:
    """Ranks from their shares, which is all that a drawing needs."""
    counts = np.zeros(max(map(int, shares)) + 2)
    for rank, share in shares.items():
        counts[int(rank)] = share
    return RankDistribution(counts)


@never_cache
@require_safe
def plan_file(request: HttpRequest, handle: UUID, form: str) -> HttpResponseBase:
    """The plan as a workbook, or its tasks as a text."""
    if form not in FORMS:
        raise Http404
    found = answer_of_handle(
        request, handle, title=say_here("portfolio.title"), again_url=reverse("portfolio"), crumbs=_crumbs()
    )
    if isinstance(found, HttpResponseBase):
        return found
    tables, language = plan_tables(found), current_language()
    content = (
        write_xlsx(tables, language=language)
        if form == "xlsx"
        else write_csv(tables[0], language=language, encoding="utf-8-sig")
    )
    return as_file(content, name="miqyas-plan", form=form)
