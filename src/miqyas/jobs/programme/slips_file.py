"""What each slip of the roadmap costs, as a workbook: the three cases, and every item with its dates."""

from __future__ import annotations

from typing import Final

from miqyas.analysis.expected.model import Spread
from miqyas.analysis.schedule.records import COVERAGE
from miqyas.analysis.schedule.slips import Future, Slip
from miqyas.jobs.programme.roadmap import Held
from miqyas.kernel.numbers import round_half_up
from miqyas.kernel.text import Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of

_CASES: Final = ("case", "index", "index_low", "index_high", "rank")
_COSTS: Final = (
    "code",
    "title",
    "standing",
    "live",
    "safe",
    "chance",
    "with",
    "services",
    "index",
    "index_low",
    "index_high",
    "places",
    "places_low",
    "places_high",
    "now",
)
_INDEX, _PLACES = 4, 1
Rows = tuple[tuple[Value, ...], ...]


def slips_workbook(held: Held, *, language: str) -> bytes:
    """The cases of the edition and the slips, the dearest first; without a schedule, only the headings."""
    found = held.found
    cases = tuple(map(_case, found.slips.futures)) if found else ()
    costs = tuple(_cost(held, one) for one in found.slips.slips) if found else ()
    return write_form([_sheet("costs", _COSTS, costs), _sheet("cases", _CASES, cases)], language=language)


def _sheet(name: str, columns: tuple[str, ...], rows: Rows) -> FormSheet:
    return FormSheet(
        title=text_of(f"slips.sheet.{name}"),
        columns=tuple(
            FormColumn(text_of(f"slips.column.{one}"), width=36 if one in {"title", "case"} else 16)
            for one in columns
        ),
        rows=rows,
        blank_rows=0,
    )


def _case(one: Future) -> tuple[Value, ...]:
    rank = "" if one.rank is None else _rounded(one.rank.median, 0)
    return text_of(f"schedule.case.{one.case}"), *_spread(one.gain), rank


def _cost(held: Held, one: Slip) -> tuple[Value, ...]:
    assert held.found is not None
    task, live = held.found.schedule.by_id[one.id].task, held.lives[one.id]
    places: tuple[Value, ...] = ("", "", "")
    if one.places is not None:
        low, high = one.places.interval(COVERAGE)
        places = (_rounded(one.places.mean, _PLACES), low, high)
    title: Text = task.name
    return (
        one.id,
        title,
        text_of(f"schedule.standing.{live.standing}"),
        live.live.isoformat(),
        live.safe.isoformat(),
        _rounded(live.chance, _INDEX),
        one.with_it,
        _rounded(one.services, _INDEX),
        *_spread(one.gain),
        *places,
        _rounded(one.now, _INDEX),
    )


def _spread(one: Spread) -> tuple[Value, ...]:
    low, high = one.interval(COVERAGE)
    return tuple(_rounded(value, _INDEX) for value in (one.mean, low, high))


def _rounded(value: float, decimals: int) -> float:
    return float(round_half_up(value, decimals))
