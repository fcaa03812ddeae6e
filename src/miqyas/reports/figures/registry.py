"""The single way in which anything asks for a chart by its name: pages, reports, library, commands.

A chart has a name and a few parameters. Its builder turns the world into a chart of
`miqyas.reports.charts`, with a finding as its title::

    @chart("country-rank")
    def country_rank(world: World, drawing: Drawing, *, country: str) -> Chart: ...

``build("country-rank", world, Drawing("en"), country="BHR")`` gives the chart. Parameters are `str` or
`int`; what a builder cannot find it reports by a `MiqyasError`. Builders stand in the modules of this
package; a room above adds those that need what only it has (`figures_from`).
"""

from __future__ import annotations

import functools
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Final
from urllib.parse import urlencode

from miqyas.analysis.world import World
from miqyas.kernel.errors import MiqyasError
from miqyas.observations.tables import about_table
from miqyas.reports.charts.chart import Chart, Drawing, Width

Builder = Callable[..., Chart]
_packages: Final = ["miqyas.reports.figures"]
_builders: Final[dict[str, Builder]] = {}
_tables: Final[dict[str, tuple[str, ...]]] = {}


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

    def built(self, world: World, drawing: Drawing) -> Chart:
        """The chart itself; raises `MiqyasError` for what the builder cannot find."""
        built = builder_of(self.name)(world, drawing, **dict(self.params))
        licence = licence_of(self.name, drawing.language)
        return replace(built, caption=replace(built.caption, licence=licence))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure of a page: the name of its chart, the parameters, the width it has beside the narrow one."""

    name: str
    params: Mapping[str, str | int]
    width: Width = "wide"


def chart(name: str, *, tables: tuple[str, ...] = ("survey_results",)) -> Callable[[Builder], Builder]:
    """Name a builder `(world, drawing, *, parameters) -> Chart`; a name has one builder.

    `tables` are the packaged tables that it rests on, under whose licences the chart goes out.
    """

    def register(builder: Builder) -> Builder:
        if name in _builders:
            raise ValueError(f"the chart {name!r} has a builder already")
        _builders[name] = builder
        _tables[name] = tables
        return builder

    return register


def figures_from(package: str) -> None:
    """Let the modules of a further package name builders; they are loaded when first a chart is asked for."""
    if package not in _packages:
        _packages.append(package)


def names() -> tuple[str, ...]:
    """The charts that there are, sorted."""
    return tuple(sorted(_loaded()))


def builder_of(name: str) -> Builder:
    """The builder of a chart; raises `UnknownChartError`."""
    if name not in _loaded():
        raise UnknownChartError("unknown", name=name)
    return _builders[name]


def asked(name: str, params: Mapping[str, str | int]) -> Asked:
    """A chart with its parameters, as they were typed or as they are.

    Raises `UnknownChartError` for a name or a parameter that there is not, one that is missing, and one
    that ought to be a number.

    >>> asked("country-ruler", {"edition": "2024", "country": "BHR"}).query
    'country=BHR&edition=2024'
    """
    builder = builder_of(name)
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
    typed = ((key, _typed(str(params[key]), wanted[key], name=name, key=key)) for key in given)
    return Asked(name, tuple(typed))


def build(name: str, world: World, drawing: Drawing, **params: str | int) -> Chart:
    """The chart of a name; raises `UnknownChartError`, and `MiqyasError` for what its builder cannot find.

    >>> from miqyas.analysis.world import load_world
    >>> build("country-rank", load_world(), Drawing("en"), country="BHR").caption.title
    'Between rank 13 (2010) and 54 (2022); 18 in 2024'
    """
    return asked(name, params).built(world, drawing)


def _typed(value: str, wanted: type, *, name: str, key: str) -> str | int:
    if wanted is not int:
        return value
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise UnknownChartError("parameters", name=name, known=key)
    return int(value)


def licence_of(name: str, language: str) -> str:
    """The licences of the packaged tables that a chart rests on, each once; empty for one that has none.

    >>> licence_of("twinning-map", "en").rpartition(" · ")[2]
    'CC BY 4.0'
    """
    builder_of(name)
    found = (about_table(table).licence.in_language(language) for table in _tables[name])
    return " · ".join(dict.fromkeys(found))


def _loaded() -> Mapping[str, Builder]:
    for package in _packages:
        _load(package)
    return _builders


@functools.cache
def _load(package: str) -> None:
    found = import_module(package)
    for module in pkgutil.iter_modules(found.__path__):
        import_module(f"{package}.{module.name}")
