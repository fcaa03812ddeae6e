"""Charts from Python: the same that pages and reports show, by the same names."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from miqyas.analysis.world import World
from miqyas.extras import extras_told
from miqyas.kernel.errors import Place
from miqyas.kernel.files import write_whole
from miqyas.library.answers import LibraryError, known_language
from miqyas.library.telling import told
from miqyas.library.worlds import loaded
from miqyas.reports.charts.chart import PIXELS, Chart, Drawing, Width
from miqyas.reports.charts.credits import credits_of
from miqyas.reports.figures import registry


@dataclass(frozen=True)
class Figure:
    """A chart with its finding as title. In a notebook it shows itself; its files say whence they come."""

    name: str
    params: Mapping[str, str | int]
    chart: Chart = field(repr=False)

    def __str__(self) -> str:
        return self.chart.caption.title

    @property
    def language(self) -> str:
        """In which language it speaks."""
        return credits_of(self.chart).language

    def record(self) -> dict[str, Any]:
        """Words and numbers of the chart as plain values."""
        found, table = credits_of(self.chart), self.chart.table
        return {
            "name": self.name,
            "parameters": dict(self.params),
            "language": found.language,
            "title": found.title,
            "description": found.description,
            "source": found.source,
            "licence": found.licence,
            "columns": [{"label": column.label, "kind": column.kind} for column in table.columns],
            "rows": [list(row) for row in table.rows],
        }

    @told
    def svg(self) -> str:
        """The drawing with title, source and licence inside."""
        from miqyas.reports.charts.draw import standalone_svg

        with extras_told():
            return standalone_svg(self.chart)

    @told
    def png(self, *, scale: float = 2) -> bytes:
        """The drawing as a picture, `scale` dots to a pixel."""
        from miqyas.reports.charts.draw import png

        with extras_told():
            return png(self.chart, scale=scale)

    def csv(self) -> bytes:
        """Its numbers, unrounded, with title, source and licence beside them."""
        from miqyas.reports.charts.numbers import csv

        return csv(self.chart)

    @told
    def save(self, file: str | Path) -> Path:
        """Write it as ``.svg``, ``.png`` or ``.csv``, whole or not at all, and give the file.

        Raises `LibraryError` for another ending, and where the file cannot be written.
        """
        target = Path(file)
        forms: Mapping[str, Callable[[], bytes]] = {
            ".svg": lambda: self.svg().encode(),
            ".png": self.png,
            ".csv": self.csv,
        }
        place, form = Place(file=str(file)), forms.get(target.suffix.lower())
        if form is None:
            raise LibraryError("file_ending", place=place, known=", ".join(forms))
        try:
            write_whole(target, form())
        except OSError as error:
            raise LibraryError("not_written", place=place, reason=error.strerror or "") from error
        return target

    def _repr_html_(self) -> str:
        """The drawing as a picture that a narrow notebook makes smaller, with its description."""
        drawn = b64encode(self.svg().encode()).decode()
        about = escape(credits_of(self.chart).description)
        return (
            f'<img alt="{about}" style="max-width:100%;height:auto" src="data:image/svg+xml;base64,{drawn}">'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "image/svg+xml": self.svg(), "text/plain": str(self)}


def charts() -> tuple[str, ...]:
    """The names under which charts are asked for."""
    return registry.names()


@told
def chart(
    name: str,
    *,
    language: str = "en",
    width: Width = "wide",
    world: World | None = None,
    **params: str | int,
) -> Figure:
    """A chart by its name, such as ``chart("country-rank", country="BHR")``.

    Raises `UnknownChartError` for a name or parameters that there are not, `LibraryError` for another
    language or width, and `MiqyasError` for what the chart cannot find.
    """
    if width not in PIXELS:
        raise LibraryError("width", place=Place(name="width"), given=str(width), known=", ".join(PIXELS))
    drawing = Drawing(known_language(language), width)
    asked = registry.asked(name, params)
    return Figure(asked.name, dict(asked.params), asked.built(loaded(world), drawing))
