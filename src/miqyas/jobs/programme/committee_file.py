"""The committee's pack as a workbook: directives, what is late with its cost, the next gains."""

from __future__ import annotations

from datetime import date
from typing import Final

from miqyas.jobs.programme.committee import Pack
from miqyas.kernel.numbers import round_half_up
from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.models import Directive, RoadmapItem
from miqyas.workspace.roadmaps.terms import directive_kinds

_WIDE: Final = 46
_DIRECTIVES: Final = ("part", "number", "kind", "text", "decided_on", "entity", "due", "state")
_LATE: Final = ("code", "title", "entity", "planned_end", "days", "places", "index")
_GAINS: Final = ("code", "title", "entity", "live", "safe", "index")


def pack_workbook(pack: Pack, *, language: str) -> bytes:
    """The pack as one XLSX in the language."""
    return write_form(
        [
            _sheet("directives", _DIRECTIVES, _directive_rows(pack)),
            _sheet("late", _LATE, _late_rows(pack)),
            _sheet("gains", _GAINS, _gain_rows(pack)),
        ],
        language=language,
    )


def _sheet(name: str, columns: tuple[str, ...], rows: tuple[tuple[Value, ...], ...]) -> FormSheet:
    return FormSheet(
        title=text_of(f"committee.sheet.{name}"),
        columns=tuple(
            FormColumn(text_of(f"committee.column.{one}"), width=_WIDE if one in {"text", "title"} else 16)
            for one in columns
        ),
        rows=rows,
        blank_rows=0,
    )


def _directive_rows(pack: Pack) -> tuple[tuple[Value, ...], ...]:
    return tuple(
        (text_of(f"committee.part.{part}"), *_directive(one))
        for part in ("late", "open", "done", "new")
        for one in getattr(pack.agenda, part)
    )


def _directive(one: Directive) -> tuple[Value, ...]:
    return (
        one.number,
        directive_kinds()[one.kind],
        one.words,
        one.decided_on.isoformat(),
        one.entity.title if one.entity else "",
        _iso(one.due),
        text_of(f"directive.state.{one.state}"),
    )


def _late_rows(pack: Pack) -> tuple[tuple[Value, ...], ...]:
    return tuple(
        (
            *_named(one.item),
            _iso(one.item.planned_end),
            one.days,
            _rounded(one.slip.places.mean, 1) if one.slip and one.slip.places else "",
            _rounded(one.slip.gain.mean, 4) if one.slip else "",
        )
        for one in pack.late
    )


def _gain_rows(pack: Pack) -> tuple[tuple[Value, ...], ...]:
    rows = []
    for one in pack.gains:
        slip = pack.held.slips.get(one.item.code)
        worth = _rounded(slip.gain.mean, 4) if slip else ""
        rows.append((*_named(one.item), _iso(one.live.live), _iso(one.live.safe), worth))
    return tuple(rows)


def _named(item: RoadmapItem) -> tuple[str, Text, Text | str]:
    return item.code, item.name, item.entity.title if item.entity else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _rounded(value: float, decimals: int) -> float:
    return float(round_half_up(value, decimals))
