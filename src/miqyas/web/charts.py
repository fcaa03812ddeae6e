"""How a page shows a chart of the one registry, and the addresses under which charts are kept.

A view asks `figure_of(request, "country-rank", country="BHR")` and hands the figure to
``{% figure chart %}``: drawn wide and narrow, with its table, its files to keep (SVG, PNG, CSV, BibTeX)
and its spec for interaction. The same parameters stand in the addresses, such as
``/en/charts/country-rank.svg?country=BHR``; what is not known there is a missing page. Builders stand in
`miqyas.reports.figures`, those that rest on kept answers in `miqyas.web.figures`.

Drawings stay in the memory of a process, and beneath that in a folder that all processes share; the job
`charts.warm` fills that folder ahead.
"""

from __future__ import annotations

import functools
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.reports.charts import cache, draw
from miqyas.reports.charts.cache import Form
from miqyas.reports.charts.chart import Chart, Column, Drawing, Width
from miqyas.reports.charts.chart import Table as ChartTable
from miqyas.reports.citation import Cited, apa, bibtex
from miqyas.reports.figures.registry import Asked, Wanted, figures_from, licence_of
from miqyas.reports.figures.registry import asked as asked_of
from miqyas.web import components
from miqyas.web.pages import country_address, public_page
from miqyas.web.words import current_language
from miqyas.workspace.datasets.world import current_world, world_of

KEPT: Final = 1_200
"""Drawn figures that stay in memory, the least recently asked for going first."""

_drawn: OrderedDict[tuple[Any, ...], Shown] = OrderedDict()
_lock = threading.Lock()


figures_from("miqyas.web.figures")


def figure_of(
    request: HttpRequest, name: str, *, width: Width = "wide", note: str = "", **params: str | int
) -> components.Figure:
    """The figure for a page, in the language of the request.

    `width` is "wide" for a full column or "half" beside something else; phones get "narrow" of itself.
    `note` is a line under the title. Raises `MiqyasError` for what the builder cannot find.
    """
    asked = asked_of(name, params)
    world = world_of(request)
    wide = _shown(asked, world, _drawing(current_language(), width))
    narrow = _shown(asked, world, _drawing(current_language(), "narrow"))
    return components.Figure(
        title=wide.title,
        wide=wide.svg,
        narrow=narrow.svg,
        note=note,
        source=wide.source,
        table=as_table(wide.table, caption=wide.title),
        svg_url=_address(asked, "svg"),
        png_url=_address(asked, "png"),
        csv_url=_address(asked, "csv"),
        bib_url=_address(asked, "bib"),
        embed=asked,
        spec_url=_address(asked, "json"),
    )


def figure_of_own(build: Callable[[Drawing], Chart], *, width: Width = "wide") -> components.Figure:
    """A figure of what not everybody may see: drawn from values of the page, without addresses of its own."""
    wide, narrow = (build(_drawing(current_language(), one)) for one in (width, "narrow"))
    return components.Figure(
        title=wide.caption.title,
        wide=_draw(wide, "svg").decode(),
        narrow=_draw(narrow, "svg").decode(),
        source=wide.caption.source,
        table=as_table(wide.table, caption=wide.caption.title),
    )


def as_table(table: ChartTable, *, caption: str) -> components.Table:
    """The numbers of a chart as a table of the page; its first column names the rows."""
    columns = [
        components.Column(label=column.label, kind=column.kind, is_header=place == 0)
        for place, column in enumerate(table.columns)
    ]
    rows = [components.Row(cells=row) for row in table.rows]
    return components.Table(
        caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True
    )


@public_page
def chart_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A chart to keep, to cite or to make live (its spec); what is not known is a missing page."""
    try:
        asked = asked_of(name, request.GET.dict())
        content = _content(asked, world_of(request), form)
    except MiqyasError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=MEDIA_TYPES[form])
    if form != "json":
        language = current_language()
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{asked.file_name}-{language}.{form}"'
        )
    return response


def shown_still(asked: Asked, world: World, *, width: Width) -> Shown:
    """A chart as somebody else's page shows it: it leads nowhere."""
    return _shown(asked, world, Drawing(current_language(), width))


def draw_ahead(world: World, *, language: str, figures: Iterable[Wanted]) -> None:
    """Draw figures before anyone asks for them, so that every process finds them in the folder."""
    for figure in figures:
        asked = asked_of(figure.name, figure.params)
        for width in dict.fromkeys((figure.width, "narrow")):
            _shown(asked, world, _drawing(language, width))


def warm() -> None:
    """Draw the figures of the home page in each language, so that the first reader need not wait for them."""
    world = current_world()
    asked = asked_of("world", {"edition": world.latest})
    for language in REQUIRED_LANGUAGES:
        _shown(asked, world, _drawing(language, "wide"))
        _shown(asked, world, _drawing(language, "narrow"))


MEDIA_TYPES: Final = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/json",
}


KEPT_AS: Final[Mapping[str, Form]] = {"svg": "standalone.svg", "png": "png", "csv": "csv"}
"""The forms of a chart to keep, by the ending of its address."""


def _content(asked: Asked, world: World, form: str) -> bytes:
    """A chart to keep, what cites it, or its spec."""
    if form == "bib":
        return _citation(asked, world).encode()
    if form == "json":
        return draw.spec_json(asked.built(world, _drawing(current_language(), "wide"))).encode()
    built = asked.built(world, Drawing(current_language(), "wide"))
    return _draw(built, KEPT_AS[form])


def _citation(asked: Asked, world: World) -> str:
    """The chart for BibTeX, under a line in APA: what stands outside of an entry is a comment there."""
    language = current_language()
    shown = _shown(asked, world, Drawing(language, "wide"))
    address = _address_alone(asked) if licence_of(asked.name, language) else _address(asked, "svg")
    cited = Cited(
        title=shown.title,
        address=f"{settings.MIQYAS_BASE_URL.rstrip('/')}{address}",
        versions=world.versions(world.latest),
        read_on=timezone.localdate(),
        language=language,
    )
    return f"% {apa(cited)}\n\n{bibtex(cited)}"


def _address_alone(asked: Asked) -> str:
    """Where whoever follows a citation sees the chart by itself."""
    address = reverse("embed", args=[asked.name])
    return f"{address}?{asked.query}" if asked.params else address


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of a chart at one width."""

    title: str
    source: str
    svg: str
    table: ChartTable

    def packed(self) -> bytes:
        """Itself as bytes for the folder."""
        columns = [[column.label, column.kind] for column in self.table.columns]
        parts = [self.title, self.source, self.svg, columns, self.table.rows]
        return json.dumps(parts, ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, content: bytes) -> Shown:
        """Itself again."""
        title, source, svg, columns, rows = json.loads(content)
        table = ChartTable(tuple(Column(*column) for column in columns), tuple(tuple(row) for row in rows))
        return cls(title, source, svg, table)


def _shown(asked: Asked, world: World, drawing: Drawing) -> Shown:
    """A chart as a page shows it: from memory, from the folder, or drawn now and put into both."""
    key = (asked, drawing, world.data_version, world.target)
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    drawn = (drawing.language, drawing.width, "links" if drawing.links else "still")
    parts = (asked.name, asked.query, *drawn, world.data_version, world.target, software_hash())
    name = f"{content_hash(str(part).encode() for part in parts)}.figure"
    content = _store().read(name)
    if content is None:
        made = _made(asked, world, drawing)
        _store().write(name, made.packed())
    else:
        made = Shown.unpacked(content)
    with _lock:
        _drawn[key] = made
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return made


def _made(asked: Asked, world: World, drawing: Drawing) -> Shown:
    built = asked.built(world, drawing)
    return Shown(built.caption.title, built.caption.source, _draw(built, "svg").decode(), built.table)


def _drawing(language: str, width: Width) -> Drawing:
    return Drawing(language, width, _pages_of_countries(language))


@functools.cache
def _pages_of_countries(language: str) -> Callable[[str], str]:
    """The pages that a chart leads to, in its language."""

    def address(iso3: str) -> str:
        with override(language):
            return country_address(iso3)

    return address


def _draw(built: Chart, form: Form) -> bytes:
    """A drawing by its content: data or software that change leave those that come out the same."""
    return cache.drawn(built, form=form, store=_store())


def _store() -> cache.Folder:
    """The folder that all processes of this installation share."""
    return cache.Folder(settings.MIQYAS_FOLDER / "charts")


def _address(asked: Asked, form: str) -> str:
    address = reverse("chart", args=[asked.name, form])
    return f"{address}?{asked.query}" if asked.params else address
