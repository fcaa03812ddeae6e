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
"""

from __future__ import annotations

import inspect
import pkgutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import override

from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.reports.charts import cache, draw
from miqyas.reports.charts.cache import Form
from miqyas.reports.charts.chart import Chart, Drawing, Width
from miqyas.reports.charts.chart import Table as ChartTable
from miqyas.web import components
from miqyas.web.pages import public_page
from miqyas.web.words import current_language
from miqyas.workspace.datasets.world import current_world, world_of

Builder = Callable[..., Chart]
Drawn = Form | Literal["spec"]
KEPT: Final = 400
"""Drawn figures that stay in memory, the least recently asked for going first."""

_builders: dict[str, Builder] = {}
_drawn: OrderedDict[tuple[Any, ...], tuple[Chart, bytes]] = OrderedDict()
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
    wide, svg = _kept(asked, world, width, "svg")
    _, narrow = _kept(asked, world, "narrow", "svg")
    return components.Figure(
        title=wide.caption.title,
        wide=svg.decode(),
        narrow=narrow.decode(),
        note=note,
        source=wide.caption.source,
        table=as_table(wide.table, caption=wide.caption.title),
        svg_url=_address(asked, "svg"),
        png_url=_address(asked, "png"),
        spec_url=_address(asked, "json"),
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
        _, content = _kept(asked, world_of(request), "wide", _FORMS[form].drawn)
    except MiqyasError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=_FORMS[form].media_type)
    if form != "json":
        language = current_language()
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{asked.file_name}-{language}.{form}"'
        )
    return response


def warm() -> None:
    """Draw the figures of the home page in each language, so that the first reader need not wait for them."""
    world = current_world()
    asked = _asked("world", {"edition": str(world.latest)})
    for language in REQUIRED_LANGUAGES:
        with override(language):
            _kept(asked, world, "wide", "svg")
            _kept(asked, world, "narrow", "svg")


@dataclass(frozen=True, slots=True)
class _Form:
    media_type: str
    drawn: Drawn


_FORMS: Final = {
    "svg": _Form("image/svg+xml; charset=utf-8", "standalone.svg"),
    "png": _Form("image/png", "png"),
    "json": _Form("application/json", "spec"),
}


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
    if not _builders:
        package = import_module("miqyas.web.figures")
        for module in pkgutil.iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    if name not in _builders:
        raise UnknownChartError("unknown", name=name)
    return _builders[name]


def _kept(asked: Asked, world: World, width: Width, drawn: Drawn) -> tuple[Chart, bytes]:
    """The chart and its drawing, from memory if they are there."""
    drawing = Drawing(current_language(), width)
    key = (asked, drawing, drawn, world.data_version, world.target)
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    built = _builder(asked.name)(world, drawing, **dict(asked.params))
    made = (built, draw.spec_json(built).encode() if drawn == "spec" else _draw(built, drawn))
    with _lock:
        _drawn[key] = made
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return made


def _draw(built: Chart, form: Form) -> bytes:
    """A drawing from the folder that all processes of this installation share, or drawn now and put there."""
    return cache.drawn(built, form=form, store=cache.Folder(settings.MIQYAS_FOLDER / "charts"))


def _address(asked: Asked, form: str) -> str:
    address = reverse("chart", args=[asked.name, form])
    return f"{address}?{asked.query}" if asked.params else address
