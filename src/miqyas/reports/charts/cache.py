"""Drawings kept from one reader to the next, named by everything that makes them what they are."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from miqyas.kernel.provenance import content_hash
from miqyas.reports.charts import draw
from miqyas.reports.charts.chart import Chart
from miqyas.reports.charts.theme import VERSION

Form = Literal["svg", "standalone.svg", "png", "csv"]
_SHELVES = 256


def _numbers(chart: Chart) -> bytes:
    from miqyas.reports.charts.numbers import csv  # loads numpy, which drawings do without

    return csv(chart)


_DRAW: dict[str, Callable[[Chart], bytes]] = {
    "svg": lambda chart: draw.svg(chart).encode(),
    "standalone.svg": lambda chart: draw.standalone_svg(chart).encode(),
    "png": draw.png,
    "csv": _numbers,
}


class Store(Protocol):
    """Where drawings are kept: bytes by name; what is kept may vanish at any time."""

    def read(self, name: str) -> bytes | None:
        """The bytes, or None."""

    def write(self, name: str, content: bytes) -> None:
        """Keep the bytes."""


def drawn(chart: Chart, *, form: Form, store: Store) -> bytes:
    """The chart in one form, from the store or drawn now and kept."""
    name = f"{key(chart)}.{form}"
    kept = store.read(name)
    if kept is not None:
        return kept
    content = _DRAW[form](chart)
    store.write(name, content)
    return content


def key(chart: Chart) -> str:
    """Name of a chart's drawings: spec, words, language, width, theme and converter."""
    drawing, caption = chart.drawing, chart.caption
    words = (caption.title, caption.source, caption.licence, chart.description)
    versions = (drawing.language, drawing.width, str(VERSION), draw.converter_version())
    return content_hash(part.encode() for part in (draw.fingerprint(chart), *words, *versions))


@dataclass(frozen=True, slots=True)
class Folder:
    """A store in a folder of about `limit` bytes: drawings longest unread make room for new ones.

    Files lie on 256 shelves, each with its part of the limit, so that making room looks at few files; they
    are moved into place whole, so that several processes may share the folder.
    """

    path: Path
    limit: int = 200_000_000

    def read(self, name: str) -> bytes | None:
        """The bytes, or None; reading marks them as used."""
        file = self._file(name)
        try:
            content = file.read_bytes()
            os.utime(file)
        except FileNotFoundError:
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """Keep the bytes, and let go of old ones beyond the limit."""
        file = self._file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".new-", delete=False) as temporary:
            temporary.write(content)
        Path(temporary.name).replace(file)
        self._make_room(file)

    def _file(self, name: str) -> Path:
        return self.path / name[:2] / name

    def _make_room(self, newest: Path) -> None:
        files = (file for file in newest.parent.iterdir() if file != newest)
        others = [(about, file) for file in files for about in _stat(file)]
        room = self.limit / _SHELVES - newest.stat().st_size
        for about, file in sorted(others, key=lambda pair: -pair[0].st_mtime_ns):
            room -= about.st_size
            if room < 0:
                file.unlink(missing_ok=True)


def _stat(file: Path) -> list[os.stat_result]:
    """What is known of a file, or nothing if another process has just taken it away."""
    try:
        return [file.stat()]
    except FileNotFoundError:
        return []
