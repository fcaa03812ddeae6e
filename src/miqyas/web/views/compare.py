"""Two to eight countries or groups side by side: chosen by links and a form, kept in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse

from miqyas.analysis.compare import FEWEST, MOST, Comparison, Series, compare
from miqyas.analysis.profile import rivals
from miqyas.analysis.world import World
from miqyas.observations.countries import groups
from miqyas.observations.results import PUBLISHED
from miqyas.observations.tables import about_table
from miqyas.reports.figures.compare import RANK, series_of
from miqyas.reports.findings import listed, short_name
from miqyas.web.charts import figure_of
from miqyas.web.components import Cell, Column, Link, Row, Table
from miqyas.web.country_tables import explain_address
from miqyas.web.pages import public_page, show
from miqyas.web.subjects import find_subject, search_subjects, subject_name
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country, world_of

INDICES: Final = ("EGDI", "OSI", "TII", "HCI", "EPI", RANK)
LONGEST: Final = 400
"""Letters of an address's list of subjects that are looked at."""
SHOWN_UNKNOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks to compare: known codes in order, what is not known, edition and index."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]
    edition: int
    index: str

    @property
    def address(self) -> str:
        """The address of this comparison."""
        parts = {"with": ",".join(self.codes), "edition": str(self.edition), "index": self.index}
        return f"{reverse('compare')}?{urlencode(parts, safe=',')}"

    def with_codes(self, codes: Sequence[str]) -> Asked:
        """The same of other subjects."""
        return replace(self, codes=tuple(dict.fromkeys(codes)), unknown=())


@dataclass(frozen=True, slots=True)
class Chip:
    """One subject with the address that leaves it out."""

    name: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What is neither a country nor a group, with what may be meant."""

    given: str
    meant: tuple[Link, ...]


@public_page
def compare_page(request: HttpRequest) -> HttpResponseBase:
    """The comparison that the address asks for, or how to begin one."""
    world = world_of(request)
    asked = _asked(request, world)
    added = request.GET.get("add", "").strip()[:LONGEST]
    if added:
        code = find_subject(added)
        if code:
            return HttpResponseRedirect(asked.with_codes([*asked.codes, code]).address)
        asked = replace(asked, unknown=(*asked.unknown, added))
    is_ready = FEWEST <= len(asked.codes) <= MOST
    context = {**_frame(world, asked), **(_compared(request, world, asked) if is_ready else {})}
    response = show(request, "web/compare.html", context, edition=asked.edition)
    return _with_status(response, asked)


def _with_status(response: HttpResponse, asked: Asked) -> HttpResponse:
    """Not found for what is unknown, a bad request for too many; an empty page is no error."""
    if asked.unknown:
        response.status_code = 404
    elif len(asked.codes) > MOST:
        response.status_code = 400
    return response


@public_page
def compare_suggestions(request: HttpRequest) -> HttpResponseBase:
    """Countries and groups whose names begin like the question, each leading to the larger comparison."""
    world = world_of(request)
    asked = _asked(request, world)
    found = search_subjects(request.GET.get("q", "").strip()[:LONGEST])
    language = current_language()
    answers = [
        {
            "name": subject_name(code, language),
            "note": code if code not in groups() else "",
            "url": asked.with_codes([*asked.codes, code]).address,
        }
        for code in found
    ]
    return JsonResponse({"suggestions": answers})


def _asked(request: HttpRequest, world: World) -> Asked:
    given = ",".join(request.GET.getlist("with"))[:LONGEST].split(",")
    words = list(dict.fromkeys(word.strip() for word in given if word.strip()))
    found = {word: find_subject(word) for word in words}
    index = request.GET.get("index", "EGDI").upper()
    edition = request.GET.get("edition", "") or str(world.latest)
    if index not in INDICES or edition not in {str(year) for year in world.editions}:
        raise Http404
    return Asked(
        codes=tuple(dict.fromkeys(code for code in found.values() if code)),
        unknown=tuple(word for word, code in found.items() if not code)[:SHOWN_UNKNOWN],
        edition=int(edition),
        index=index,
    )


def _frame(world: World, asked: Asked) -> dict[str, Any]:
    language = current_language()
    names = [subject_name(code, language) for code in asked.codes]
    query = {"with": ",".join(asked.codes), "edition": asked.edition, "index": asked.index}
    return {
        "asked": asked,
        "names": listed(names, language=language),
        "most": MOST,
        "edition": asked.edition,
        "chips": [
            Chip(name, asked.with_codes([other for other in asked.codes if other != code]).address)
            for code, name in zip(asked.codes, names, strict=True)
        ],
        "is_full": len(asked.codes) >= MOST,
        "is_too_many": len(asked.codes) > MOST,
        "unknown": [_unknown(asked, word) for word in asked.unknown],
        "suggestions_url": f"{reverse('compare_suggestions')}?{urlencode(query, safe=',')}",
        "starts": _starts(world, asked) if len(asked.codes) < FEWEST else (),
        "crumbs": [Link(label=say_here("shell.compare"))],
    }


def _unknown(asked: Asked, word: str) -> Unknown:
    language = current_language()
    meant = search_subjects(word, limit=3)
    return Unknown(
        word,
        tuple(
            Link(label=subject_name(code, language), url=asked.with_codes([*asked.codes, code]).address)
            for code in meant
        ),
    )


def _starts(world: World, asked: Asked) -> list[Link]:
    """Comparisons that begin with the subject chosen, or with the home country."""
    language = current_language()
    first = asked.codes[0] if asked.codes and asked.codes[0] in world.countries else home_country()
    name = subject_name(first, language)
    memberships = [
        groups()[code] for code in world.country(first).groups if groups()[code].kind == "membership"
    ]
    near = [rival.iso3 for rival in rivals(world, iso3=first, edition=asked.edition, each_side=2)]
    starts = []
    if memberships:
        group = min(memberships, key=lambda one: len(one.members))
        label = say_here("compare.start.home_group", name=name, group=group.short.in_language(language))
        starts.append(Link(label=label, url=asked.with_codes([first, group.code, "world"]).address))
    if near:
        label = say_here("compare.start.rivals", name=name)
        starts.append(Link(label=label, url=asked.with_codes([first, *near]).address))
    for kind, key in (("region", "regions"), ("income", "incomes")):
        codes = [code for code, group in groups().items() if group.kind == kind]
        starts.append(Link(label=say_here(f"compare.start.{key}"), url=asked.with_codes(codes).address))
    return starts


def _compared(request: HttpRequest, world: World, asked: Asked) -> dict[str, Any]:
    found = compare(world, codes=asked.codes, edition=asked.edition)
    codes = ",".join(asked.codes)
    drawn = [series.subject.code for series, _ in series_of(found, asked.index)]
    absent = [
        series.subject.name.in_language(current_language())
        for series in found.series
        if series.subject.code not in drawn
    ]
    has_values = any(series.values["EGDI"][asked.edition] is not None for series in found.series)
    return {
        "lines": figure_of(
            request, "compare-lines", note=say_here("compare.note_method"), codes=codes, index=asked.index
        )
        if drawn
        else None,
        "absent": listed(absent, language=current_language()),
        "dots": figure_of(request, "compare-dots", codes=codes, edition=asked.edition)
        if has_values
        else None,
        "table": _table(world, found),
        "has_groups": any(series.subject.kind == "group" for series in found.series),
        "recalled_as_of": about_table("countries").checked[:4],
        "indices": [
            Link(
                label=say_here("compare.rank") if index == RANK else short_name(index, current_language()),
                url=replace(asked, index=index).address,
                current=index == asked.index,
            )
            for index in INDICES
        ],
        "editions": [
            Link(
                label=str(year),
                url=replace(asked, edition=year).address,
                current=year == asked.edition,
            )
            for year in reversed(world.editions)
        ],
    }


def _table(world: World, found: Comparison) -> Table:
    columns = (
        Column(label=say_here("compare.name"), is_header=True),
        Column(label=say_here("compare.rank"), kind="rank"),
        Column(label=say_here("compare.change"), kind="signed_rank"),
        *(Column(label=code, kind="index") for code in PUBLISHED),
    )
    before = world.previous(found.edition)
    rows = [_row(series, found.edition, before) for series in found.series]
    caption = say_here("compare.table", edition=found.edition)
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True)


def _row(series: Series, edition: int, before: int | None) -> Row:
    code, is_state = series.subject.code, series.subject.kind == "country"
    rank = series.rank[edition]
    earlier = series.rank.get(before) if before else None
    url = (
        reverse("country_edition", args=[code, edition])
        if is_state
        else f"{reverse('rankings_edition', args=[edition])}?{urlencode({'group': code})}"
    )
    note = "" if is_state else say_here("compare.median_note", n=len(groups()[code].members))
    cells = (
        Cell(
            value=value,
            url=explain_address(code, edition, index) if is_state and value is not None else "",
        )
        for index in PUBLISHED
        for value in [series.values[index][edition]]
    )
    return Row(
        cells=(
            Cell(value=series.subject.name.in_language(current_language()), url=url, note=note),
            rank,
            earlier - rank if earlier and rank else None,
            *cells,
        )
    )
