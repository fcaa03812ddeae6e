"""A twinning programme: read from a file that is not kept, and matched in two ways side by side."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from miqyas.analysis.twinning import Matched, Matching, Pair, match_programme, read_programme
from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.words import say
from miqyas.reports.findings import name_in, name_inside
from miqyas.reports.tables import programme_template
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.files import table_file
from miqyas.web.pages import public_page, show
from miqyas.web.uploads import PROBLEMS_SHOWN, is_too_large
from miqyas.web.views.twinning import number_of, twinning_basis, twinning_crumbs
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import world_of

LARGEST: Final = 2**20
"""Bytes of a programme file."""


@csrf_exempt  # the token stands in the body, which is not read before its length is known
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest) -> HttpResponseBase:
    """How to write a programme down (GET); a file of it matched in two ways (POST). Nothing is kept."""
    if request.method == "POST" and is_too_large(request, largest=LARGEST):
        return _programme_page(request, {"is_too_large": True}, status=413)
    return _take(request)


@csrf_protect
def _take(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _programme_page(request, {})
    file = request.FILES.get("file")
    if file is None or not file.name:
        return _programme_page(request, {"is_missing": True}, status=422)
    language, world = current_language(), world_of(request)
    minimum = number_of(request.POST.get("minimum", "0") or "0")
    read = read_programme(file.read(), name=file.name, minimum=minimum)
    if read.programme is None:
        problems = [problem.as_dict(language) for problem in read.problems[:PROBLEMS_SHOWN]]
        return _programme_page(request, {"problems": problems, "file": file.name}, status=422)
    try:
        matched = match_programme(world, read.programme)
    except MiqyasError as error:
        return _programme_page(
            request, {"problems": [error.as_dict(language)], "file": file.name}, status=422
        )
    return _programme_page(request, {"file": file.name, **_matched(world, matched, language)})


def _programme_page(request: HttpRequest, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {
        "limit": LARGEST // 2**20,
        "templates": [
            Link(label=form.upper(), url=reverse("twinning_template", args=[form]))
            for form in ("xlsx", "csv")
        ],
        **twinning_basis(current_language()),
        "crumbs": [
            *twinning_crumbs(url=reverse("twinning")),
            Link(label=say_here("twinning.programme.title")),
        ],
        **more,
    }
    return show(request, "web/twinning_programme.html", context, status=status)


def _matched(world: World, matched: Matched, language: str) -> dict[str, Any]:
    share = matched.cost / matched.best.total if matched.best.total else 0.0
    return {
        "matched": matched,
        "share": share,
        "sides": [
            ("best", matched.best, *_side(world, matched.best, language, key="best")),
            ("stable", matched.stable, *_side(world, matched.stable, language, key="stable")),
        ],
        "blocking": _pairs(world, matched.best.blocking, language, caption="twinning.blocking.caption")
        if matched.best.blocking
        else None,
    }


def _side(world: World, matching: Matching, language: str, *, key: str) -> tuple[Table | None, list[str]]:
    left_out = [
        say_here(
            "twinning.left_out",
            n=one.lacking,
            name=name_inside(world, one.iso3, language),
            why=say(f"twin.why.{one.why}", language=language),
        )
        for one in matching.left_out
    ]
    table = (
        _pairs(world, matching.pairs, language, caption=f"twinning.{key}.caption") if matching.pairs else None
    )
    return table, left_out


def _pairs(world: World, pairs: tuple[Pair, ...], language: str, *, caption: str) -> Table:
    columns = (
        Column(label=say_here("twinning.seeker"), is_header=True),
        Column(label=say_here("twinning.giver")),
        Column(label=say_here("twinning.benefit"), kind="percent"),
        Column(label=say_here("twinning.wish"), kind="percent"),
        Column(label=say_here("twinning.favour"), kind="percent"),
    )
    rows = [
        Row(
            cells=(
                Cell(
                    value=name_in(world, pair.seeker, language),
                    url=reverse("twinning_country", args=[pair.seeker]),
                ),
                name_in(world, pair.giver, language),
                pair.benefit,
                pair.wish,
                pair.favour,
            )
        )
        for pair in pairs
    ]
    return Table(
        caption=say_here(caption), columns=columns, rows=rows, is_caption_hidden=True, is_compact=True
    )


@public_page
def template(request: HttpRequest, form: str) -> HttpResponseBase:
    """The file that a programme is written into."""
    return table_file(programme_template(language=current_language()), form=form)
