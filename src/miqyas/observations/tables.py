"""The packaged tables and what is known of each: what, unit, source, licence, mark, when checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from miqyas.kernel.documents import read_document
from miqyas.kernel.provenance import Mark, content_hash
from miqyas.kernel.text import Text

ROOM = files("miqyas.observations")
FOLDER = ROOM.joinpath("tables")


@dataclass(frozen=True)
class TableAbout:
    """What is known of a packaged table; `columns` maps each column to what it means."""

    name: str
    title: Text
    what: Text
    unit: Text
    source: Text
    licence: Text
    mark: Mark
    checked: str
    columns: Mapping[str, Text]


def table_names() -> tuple[str, ...]:
    """Names of the packaged tables, in order.

    >>> "survey_results" in table_names()
    True
    """
    return tuple(sorted(item.name[:-4] for item in FOLDER.iterdir() if item.name.endswith(".csv")))


@cache
def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a packaged table as they stand, all values as text."""
    return tuple(csv.DictReader(io.StringIO(table_text(name))))


def table_text(name: str) -> str:
    """A packaged table, byte for byte."""
    return FOLDER.joinpath(f"{name}.csv").read_text(encoding="utf-8")


@cache
def about_table(name: str) -> TableAbout:
    """What is known of a packaged table.

    >>> about_table("survey_results").mark.value
    'V'
    """
    file = f"{name}.meta.yaml"
    document = read_document(FOLDER.joinpath(file).read_text(encoding="utf-8"), file=file)
    return TableAbout(
        name=name,
        title=Text(document["title"]),
        what=Text(document["what"]),
        unit=Text(document["unit"]),
        source=Text(document["source"]),
        licence=Text(document["licence"]),
        mark=Mark(document["mark"]),
        checked=str(document["checked"]),
        columns={column: Text(words) for column, words in document["columns"].items()},
    )


@cache
def release_version() -> str:
    """Name of the packaged data: a hash of all tables."""
    return content_hash(table_text(name).encode() for name in table_names())[:12]
