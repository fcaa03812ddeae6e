"""The single way in which a page asks for a chart, and the addresses under which charts are kept.

A chart has a name and a few parameters. Its builder, in a module of `miqyas.web.figures`, turns the
world into a chart of `miqyas.reports.charts`, with a finding as its title::

    @chart("country-rank")
    def country_rank(world: World, drawing: Drawing, *, country: str) -> Chart: ...

A view asks `figure_of(request, "country-rank", country="BHR")` and hands the figure to
``{% figure chart %}``: drawn wide and narrow, with its table, its files to keep (SVG, PNG) and its spec
for interaction. The same parameters stand in the addresses, such as
``/en/charts/country-rank.svg?country=BHR``. Parameters are `str` or `int`; what a builder cannot find it
reports by a `MiqyasError`, which is a missing page when it came from an address.

Drawings stay in the memory of a process, and beneath that in a folder that all processes share; the job
`charts.warm` fills that folder ahead.
"""

from __future__ import annotations

import functools
import inspect
import json
import pkgutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.provenance import content_hash
from miqyas.kernel.software import software_hash
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.reports.charts import cache, draw
from miqyas.reports.charts.cache import Form
from miqyas.reports.charts.chart import Chart, Column, Drawing, Width
from miqyas.reports.charts.chart import Table as ChartTable
from miqyas.web import components
from miqyas.web.pages import public_page
from miqyas.web.words import current_language
from miqyas.workspace.datasets.world import current_world, world_of

Builder = Callable[..., Chart]
KEPT: Final = 1_200
"""Drawn figures that stay in memory, the least recently asked for going first."""

_builders: dict[str, Builder] = {}
_drawn: OrderedDict[tuple[Any, ...], _Shown] = OrderedDict()
_lock = threading.Lock()


class UnknownChartError(MiqyasError):
    """No chart of that name, or not with these parameters."""

    code = "chart"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which chart: its name and its parameters, checked and in their types."""

    name: str
    params: tuple[tuple[str, str | int], ...]

    @property
    def query(self) -> str:
        """The parameters as they stand in an address."""
        return urlencode(self.params)

    @property
    def file_name(self) -> str:
        """Name of a file that holds it, without its ending."""
        return "-".join(["miqyas", self.name, *(str(value).replace(",", "-") for _, value in self.params)])


def chart(name: str) -> Callable[[Builder], Builder]:
    """Name a builder `(world, drawing, *, parameters) -> Chart`; a name has one builder."""

    def register(builder: Builder) -> Builder:
        if name in _builders:
            raise ValueError(f"the chart {name!r} has a builder already")
        _builders[name] = builder
        return builder

    return register


def figure_of(
    request: HttpRequest, name: str, *, width: Width = "wide", note: str = "", **params: str | int
) -> components.Figure:
    """The figure for a page, in the language of the request.

    `width` is "wide" for a full column or "half" beside something else; phones get "narrow" of itself.
    `note` is a line under the title. Raises `MiqyasError` for what the builder cannot find.
    """
    asked = _asked(name, {key: str(value) for key, value in params.items()})
    world = world_of(request)
    wide = _shown(asked, world, Drawing(current_language(), width))
    narrow = _shown(asked, world, Drawing(current_language(), "narrow"))
    return components.Figure(
        title=wide.title,
        wide=wide.svg,
        narrow=narrow.svg,
        note=note,
        source=wide.source,
        table=as_table(wide.table, caption=wide.title),
        svg_url=_address(asked, "svg"),
        png_url=_address(asked, "png"),
        spec_url=_address(asked, "json"),
    )


def figure_of_own(build: Callable[[Drawing], Chart], *, width: Width = "wide") -> components.Figure:
    """A figure of what not everybody may see: drawn from values of the page, without addresses of its own."""
    wide, narrow = (build(Drawing(current_language(), one)) for one in (width, "narrow"))
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
    """A chart to keep (SVG, PNG) or to make live (its spec); what is not known is a missing page."""
    try:
        asked = _asked(name, {key: request.GET[key] for key in request.GET})
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure of a page: the name of its chart, the parameters, the width it has beside the narrow one."""

    name: str
    params: Mapping[str, str | int]
    width: Width = "wide"


def draw_ahead(world: World, *, language: str, figures: Iterable[Wanted]) -> None:
    """Draw figures before anyone asks for them, so that every process finds them in the folder."""
    for figure in figures:
        asked = _asked(figure.name, {key: str(value) for key, value in figure.params.items()})
        for width in dict.fromkeys((figure.width, "narrow")):
            _shown(asked, world, Drawing(language, width))


def warm() -> None:
    """Draw the figures of the home page in each language, so that the first reader need not wait for them."""
    world = current_world()
    asked = _asked("world", {"edition": str(world.latest)})
    for language in REQUIRED_LANGUAGES:
        _shown(asked, world, Drawing(language, "wide"))
        _shown(asked, world, Drawing(language, "narrow"))


MEDIA_TYPES: Final = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "json": "application/json",
}


def _content(asked: Asked, world: World, form: str) -> bytes:
    """A chart to keep, or its spec."""
    built = _built(asked, world, Drawing(current_language(), "wide"))
    if form == "json":
        return draw.spec_json(built).encode()
    return _draw(built, "png" if form == "png" else "standalone.svg")


def _asked(name: str, params: Mapping[str, str]) -> Asked:
    builder = _builder(name)
    wanted = inspect.get_annotations(builder, eval_str=True)
    known = [
        parameter
        for parameter in inspect.signature(builder).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]
    needed = {parameter.name for parameter in known if parameter.default is inspect.Parameter.empty}
    if not needed <= set(params) <= {parameter.name for parameter in known}:
        raise UnknownChartError("parameters", name=name, known=", ".join(sorted(needed)))
    given = (parameter.name for parameter in known if parameter.name in params)
    return Asked(name, tuple((key, _typed(params[key], wanted[key], name=name, key=key)) for key in given))


def _typed(value: str, wanted: type, *, name: str, key: str) -> str | int:
    if wanted is not int:
        return value
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise UnknownChartError("parameters", name=name, known=key)
    return int(value)


def _builder(name: str) -> Builder:
    _load_builders()
    if name not in _builders:
        raise UnknownChartError("unknown", name=name)
    return _builders[name]


@functools.cache
def _load_builders() -> None:
    package = import_module("miqyas.web.figures")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


@dataclass(frozen=True, slots=True)
class _Shown:
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
    def unpacked(cls, content: bytes) -> _Shown:
        """Itself again."""
        title, source, svg, columns, rows = json.loads(content)
        table = ChartTable(tuple(Column(*column) for column in columns), tuple(tuple(row) for row in rows))
        return cls(title, source, svg, table)


def _shown(asked: Asked, world: World, drawing: Drawing) -> _Shown:
    """A chart as a page shows it: from memory, from the folder, or drawn now and put into both."""
    key = (asked, drawing, world.data_version, world.target)
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    parts = (asked.name, asked.query, drawing.language, drawing.width, world.data_version, world.target)
    name = f"{content_hash(str(part).encode() for part in (*parts, software_hash()))}.figure"
    content = _store().read(name)
    if content is None:
        made = _made(asked, world, drawing)
        _store().write(name, made.packed())
    else:
        made = _Shown.unpacked(content)
    with _lock:
        _drawn[key] = made
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return made


def _made(asked: Asked, world: World, drawing: Drawing) -> _Shown:
    built = _built(asked, world, drawing)
    return _Shown(built.caption.title, built.caption.source, _draw(built, "svg").decode(), built.table)


def _built(asked: Asked, world: World, drawing: Drawing) -> Chart:
    return _builder(asked.name)(world, drawing, **dict(asked.params))


def _draw(built: Chart, form: Form) -> bytes:
    """A drawing by its content: data or software that change leave those that come out the same."""
    return cache.drawn(built, form=form, store=_store())


def _store() -> cache.Folder:
    """The folder that all processes of this installation share."""
    return cache.Folder(settings.MIQYAS_FOLDER / "charts")


def _address(asked: Asked, form: str) -> str:
    address = reverse("chart", args=[asked.name, form])
    return f"{address}?{asked.query}" if asked.params else address
