"""What a plan would change against what is loaded, country by country and column by column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from miqyas.kernel.datasets import ActiveSet
from miqyas.kernel.text import fold
from miqyas.observations.imports.plan import ImportPlan, Kind
from miqyas.observations.tables import read_table

Key = tuple[str, ...]
_KEYS: Final[Mapping[Kind, Sequence[str]]] = {
    "results": ("edition", "iso3"),
    "raw": ("edition", "iso3", "code"),
    "losi": ("edition", "iso3", "city", "code"),
}
_FIGURES: Final[Mapping[Kind, Sequence[str]]] = {
    "results": ("egdi", "egdi_rank", "osi", "tii", "hci", "epi", "status"),
    "raw": ("value", "status"),
    "losi": ("value", "status"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One figure that would change; `before` and `after` as text, empty for none."""

    edition: int
    iso3: str
    column: str
    before: str
    after: str
    city: str = ""

    @property
    def size(self) -> float:
        """How far a number moves; none where one of the two is no number."""
        try:
            return abs(float(self.after) - float(self.before))
        except ValueError:
            return 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        place = {"edition": self.edition, "iso3": self.iso3, "city": self.city or None, "column": self.column}
        return {**place, "before": self.before or None, "after": self.after or None}


@dataclass(frozen=True)
class Changes:
    """Rows that are new, differ or are the same; `moves` by size, `published` those against the release."""

    kind: Kind | None
    new_editions: tuple[int, ...]
    added: int
    changed: int
    unchanged: int
    moves: tuple[Move, ...]
    published: tuple[Move, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether accepting would change no figure."""
        return not self.added and not self.changed

    def biggest(self, *, limit: int = 10) -> tuple[Move, ...]:
        """The largest moves of index values and raw figures, ranks apart."""
        figures = (move for move in self.moves if move.column not in {"egdi_rank", "status"})
        return tuple(figures)[:limit]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "kind": self.kind,
            "new_editions": list(self.new_editions),
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "moves": [move.as_dict() for move in self.moves],
            "changes_published_figures": [move.as_dict() for move in self.published],
        }


def diff(plan: ImportPlan, *, active: ActiveSet | None = None) -> Changes:
    """Compare a plan with the release and the set laid over it; a plan with problems changes nothing.

    >>> import os
    >>> from miqyas.observations.imports.read import read_import
    >>> lines = ("edition,iso3,code,value", "2024,BHR,TII.IU,100")
    >>> plan = read_import(os.linesep.join(lines).encode(), name="inputs.csv")
    >>> diff(plan).added
    1
    """
    if plan.kind is None or not plan.datasets:
        return Changes(plan.kind, (), 0, 0, 0, (), ())
    kind = plan.kind
    released = _by_key(kind, read_table("survey_results") if kind == "results" else ())
    loaded = dict(released)
    for dataset in (active or ActiveSet()).of_kind(kind):
        loaded.update(_by_key(kind, _rows(dataset.content)))
    new = {
        key: row for dataset in plan.datasets for key, row in _by_key(kind, _rows(dataset.content)).items()
    }
    differing = {key: _moves(kind, loaded[key], row) for key, row in new.items() if key in loaded}
    published = [
        move for key, row in new.items() if key in released for move in _moves(kind, released[key], row)
    ]
    moves = sorted((move for moved in differing.values() for move in moved), key=_by_size)
    changed = sum(1 for moved in differing.values() if moved)
    return Changes(
        kind=kind,
        new_editions=tuple(sorted({int(key[0]) for key in new} - {int(key[0]) for key in loaded})),
        added=len(new) - len(differing),
        changed=changed,
        unchanged=len(differing) - changed,
        moves=tuple(moves),
        published=tuple(sorted(published, key=_by_size)),
    )


def _rows(content: bytes) -> Iterable[Mapping[str, str]]:
    return csv.DictReader(io.StringIO(content.decode("utf-8")))


def _by_key(kind: Kind, rows: Iterable[Mapping[str, str]]) -> dict[Key, Mapping[str, str]]:
    return {
        tuple(fold(row[name]) if name == "city" else row[name] for name in _KEYS[kind]): row for row in rows
    }


def _moves(kind: Kind, before: Mapping[str, str], after: Mapping[str, str]) -> list[Move]:
    return [
        Move(
            edition=int(after["edition"]),
            iso3=after["iso3"],
            column=after["code"] if column == "value" else column,
            before=before[column],
            after=after[column],
            city=after.get("city", ""),
        )
        for column in _FIGURES[kind]
        if _figure(before[column]) != _figure(after[column])
    ]


def _figure(text: str) -> float | str:
    """1 and 1.0 are one figure."""
    try:
        return float(text)
    except ValueError:
        return text


def _by_size(move: Move) -> tuple[float, int, str, str]:
    return -move.size, -move.edition, move.iso3, move.column
