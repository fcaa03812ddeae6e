"""An answer as a value: a finding in words, a table, the record, and how a notebook shows them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, overload

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import Text
from miqyas.kernel.words import offered_languages
from miqyas.library import display, frames
from miqyas.library.telling import told
from miqyas.observations.model import Status
from miqyas.reports.tables.model import Column, Table, Value
from miqyas.reports.tables.text import write_csv

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl

Record = dict[str, Any]
FrameKind = Literal["pandas", "polars"]
STATUS: Final = "_status"
"""The end of the name of a column that tells why the values of another are there or not."""


class LibraryError(MiqyasError):
    """The library was asked for what it cannot give."""

    code = "library"


@dataclass(frozen=True)
class Answer:
    """What a question comes to: `finding` in words, `table` with its source, and the record beneath.

    `statuses` tells, by column, why the value of each row is there or not. In a notebook an answer shows
    itself, in `language`.
    """

    finding: Text
    table: Table
    kept: Record = field(repr=False)
    statuses: Mapping[str, tuple[Status, ...]] = field(default_factory=dict, repr=False)
    language: str = "en"

    def __post_init__(self) -> None:
        known_language(self.language)

    def __str__(self) -> str:
        return self.finding.in_language(self.language)

    def record(self) -> Record:
        """The answer as plain values, the same that the command line and the interface give as JSON."""
        return copy.deepcopy(self.kept)

    def in_language(self, language: str) -> Answer:
        """The same answer told in another language."""
        return replace(self, language=language)

    @overload
    def frame(self, kind: Literal["pandas"] = ..., *, statuses: bool = ...) -> pd.DataFrame:  # noqa: D418 - editors show it
        """As a frame of pandas."""

    @overload
    def frame(self, kind: Literal["polars"], *, statuses: bool = ...) -> pl.DataFrame:  # noqa: D418 - editors show it
        """As a frame of polars."""

    @told
    def frame(self, kind: FrameKind = "pandas", *, statuses: bool = False) -> Any:
        """The table as a data frame of pandas or polars; what is missing is a null, never 0.

        With `statuses`, a column ``<name>_status`` for each index tells why a value is there or not. Raises
        `LibraryError` for another kind and where there are no statuses, `ExtraMissingError` where the
        package is not installed.
        """
        if statuses and not self.statuses:
            raise LibraryError("no_statuses", name=self.table.name)
        return frames.frame_of(
            self._with_statuses() if statuses else self.table, kind=kind, language=self.language
        )

    def csv(self) -> bytes:
        """The table as CSV, unrounded, in UTF-8."""
        return write_csv(self.table, language=self.language)

    def _with_statuses(self) -> Table:
        names = [column.name for column in self.table.columns]
        more = tuple(
            Column(f"{name}{STATUS}", self.table.columns[names.index(name)].title) for name in self.statuses
        )
        told = zip(*self.statuses.values(), strict=True)
        rows: list[tuple[Value, ...]] = [
            (*row, *(status.name.lower() for status in found))
            for row, found in zip(self.table.rows, told, strict=True)
        ]
        return replace(self.table, columns=(*self.table.columns, *more), rows=tuple(rows))

    def _repr_html_(self) -> str:
        return display.html(self.table, finding=self.finding, language=self.language)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


def known_language(language: str) -> str:
    """The language itself; raises `LibraryError` for one that is not offered."""
    if language not in offered_languages():
        known = ", ".join(offered_languages())
        raise LibraryError("unknown_language", place=Place(name="language"), given=language, known=known)
    return language
