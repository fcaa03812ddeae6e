"""What reading a file gives: what was understood, what is wrong with it, and the datasets if nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from miqyas.kernel.datasets import Dataset
from miqyas.sheets import ImportedFileError

Kind = Literal["results", "raw", "losi"]
KINDS: Final[tuple[Kind, ...]] = ("results", "raw", "losi")


@dataclass(frozen=True)
class Understood:
    """How the file was read. `columns` maps what the file calls a column to what it was taken for."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    editions: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    rows: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "format": self.format,
            "encoding": self.encoding or None,
            "delimiter": self.delimiter or None,
            "sheet": self.sheet or None,
            "header_line": self.header_line or None,
            "columns": dict(self.columns),
            "ignored_columns": list(self.ignored_columns),
            "editions": list(self.editions),
            "countries": list(self.countries),
            "rows": self.rows,
        }


@dataclass(frozen=True)
class ImportPlan:
    """What importing a file would do. `datasets` is empty as long as there is a problem.

    `problems` refuse the file; `notices` are told and refuse nothing. Accepting is the caller's:
    ``active.with_dataset(dataset)`` for each of `datasets`.
    """

    name: str
    kind: Kind | None
    understood: Understood | None
    problems: tuple[ImportedFileError, ...]
    notices: tuple[ImportedFileError, ...]
    datasets: tuple[Dataset, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be accepted."""
        return bool(self.datasets)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Plain values for JSON, with the words of the problems in the language."""
        return {
            "name": self.name,
            "kind": self.kind,
            "is_ready": self.is_ready,
            "understood": self.understood.as_dict() if self.understood else None,
            "problems": [problem.as_dict(language) for problem in self.problems],
            "notices": [notice.as_dict(language) for notice in self.notices],
            "datasets": [dataset.sha256 for dataset in self.datasets],
        }
