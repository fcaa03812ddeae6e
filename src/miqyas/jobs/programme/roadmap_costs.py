"""What the roadmap costs as a workbook: a sheet each for branches, owners and kinds, by year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.reports.tables import FormColumn, FormSheet, write_form
from miqyas.reports.tables.model import Value
from miqyas.workspace.registry.terms import text_of
from miqyas.workspace.roadmaps.models.kept import text_of as words_of
from miqyas.workspace.roadmaps.queries.costs import CostSum, CostSums, Money
from miqyas.workspace.roadmaps.terms import cost_kinds

_WIDE: Final = 46
_SIDES: Final = ("amount", "spent")
_Line = tuple[str, Text, CostSum]


def costs_workbook(sums: CostSums, *, language: str) -> bytes:
    """The sums as one XLSX in the language; the whole stands in the first row of each sheet."""
    whole = ("", text_of("roadmap.costs.nation"), sums.nation)
    sheets: dict[str, list[_Line]] = {
        "branches": [_named(one, "roadmap.costs.no_branch") for one in sums.branches],
        "entities": [_named(one, "roadmap.nobody") for one in sums.entities],
        "kinds": [("", cost_kinds()[one.code], one) for one in sums.kinds],
    }
    return write_form(
        [_sheet(name, [whole, *lines], sums.years) for name, lines in sheets.items()], language=language
    )


def _named(one: CostSum, nobody: str) -> _Line:
    return one.code, words_of(one.name) if one.code else text_of(nobody), one


def _sheet(name: str, lines: Iterable[_Line], years: tuple[int, ...]) -> FormSheet:
    titles = [_title(side, year) for year in (None, *years) for side in _SIDES]
    return FormSheet(
        title=text_of(f"roadmap.costs.sheet.{name}"),
        columns=(
            FormColumn(text_of("roadmap.field.code")),
            FormColumn(text_of("roadmap.field.title"), width=_WIDE),
            *(FormColumn(title, width=16) for title in titles),
        ),
        rows=tuple((code, words, *_cells(one, years)) for code, words, one in lines),
        blank_rows=0,
    )


def _title(side: str, year: int | None) -> Text:
    """Planned or spent, in a year or in all."""
    when = {one: str(year) if year else text_of("roadmap.cost.sum")[one] for one in REQUIRED_LANGUAGES}
    words = text_of(f"roadmap.cost.{side}")
    return Text({one: f"{words[one]} · {when[one]}" for one in REQUIRED_LANGUAGES})


def _cells(one: CostSum, years: tuple[int, ...]) -> list[Value]:
    monies = [one.total, *(one.by_year.get(year) for year in years)]
    return [cell for money in monies for cell in _money(money)]


def _money(money: Money | None) -> tuple[Value, Value]:
    if money is None:
        return "", ""
    return float(money.planned), "" if money.spent is None else float(money.spent)
