"""A portfolio as the tables that `read_portfolio` reads it from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from miqyas.analysis.portfolio.model import Action, Portfolio
from miqyas.analysis.portfolio.sample import Sheet, Value, title_of
from miqyas.analysis.portfolio.table import table_names
from miqyas.kernel.text import REQUIRED_LANGUAGES

_ACTION = (
    "action", "name_ar", "name_en", "entity", "duration", "earliest", "latest", "status", "after", "excludes",
    "people", "success", "for_citizens",
)  # fmt: skip


def sheets_of(portfolio: Portfolio) -> tuple[Sheet, ...]:
    """The tables of a portfolio that have rows; actions and periods always.

    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> [(sheet.table, len(sheet.rows)) for sheet in sheets_of(sample(load_world()))]
    [('actions', 25), ('limits', 7), ('periods', 8), ('editions', 2), ('names', 10)]
    """
    periods = [str(number + 1) for number in range(len(portfolio.periods))]
    limits: list[tuple[Value, ...]] = [
        (kind, of, *amounts)
        for kind, known in (("budget", portfolio.budgets), ("people", portfolio.people))
        for of, amounts in known.items()
    ]
    found = (
        _actions(portfolio),
        _sheet("limits", ("limit", "of", *periods), limits),
        _sheet(
            "periods",
            ("period", "begins", "ends"),
            (
                (number, one.begins.isoformat(), one.ends.isoformat())
                for number, one in enumerate(portfolio.periods, start=1)
            ),
        ),
        _sheet(
            "editions",
            ("edition", "weight", "opens", "closes"),
            (
                (aim.edition, aim.weight, aim.opens.isoformat(), aim.closes.isoformat())
                for aim in portfolio.aims
            ),
        ),
        _sheet(
            "names",
            ("word", *(f"name_{language}" for language in REQUIRED_LANGUAGES)),
            (
                (word, *(name.in_language(language) for language in REQUIRED_LANGUAGES))
                for word, name in portfolio.names.items()
            ),
        ),
        _sheet("levels", ("node", "level"), portfolio.levels.items()),
        _sheet("chance", ("passed", "chance"), portfolio.chance),
    )
    return tuple(sheet for sheet in found if sheet.rows or sheet.table in {"actions", "periods"})


def _actions(portfolio: Portfolio) -> Sheet:
    gains = tuple(
        dict.fromkeys((gain.unit, gain.node) for action in portfolio.actions for gain in action.gains)
    )
    columns = [f"{'points' if unit == 'points' else 'gains'}: {node}" for unit, node in gains]
    kinds = tuple(dict.fromkeys(kind for action in portfolio.actions for kind in action.cost))
    headings = (*_ACTION, *(f"cost: {kind}" for kind in kinds), *columns)
    return _sheet("actions", headings, (_row(one, kinds, gains) for one in portfolio.actions))


def _row(action: Action, kinds: Sequence[str], gains: Sequence[tuple[str, str]]) -> tuple[Value, ...]:
    amounts: dict[tuple[str, str], float] = {}
    for gain in action.gains:
        amounts[gain.unit, gain.node] = amounts.get((gain.unit, gain.node), 0.0) + gain.amount
    return (
        action.id,
        action.name.in_language("ar"),
        action.name.in_language("en"),
        action.entity or None,
        action.duration,
        action.earliest,
        action.latest,
        action.status,
        "; ".join(action.after) or None,
        "; ".join(action.excludes) or None,
        _amounts(action.people),
        action.success,
        "yes" if action.for_citizens else "no",
        *(_amounts(action.cost.get(kind, ())) for kind in kinds),
        *(amounts.get(one) for one in gains),
    )


def _amounts(amounts: Sequence[float]) -> Value:
    """One amount a period, as the file has them; a single one by itself."""
    if len(amounts) == 1:
        return amounts[0]
    return ";".join(repr(float(amount)).removesuffix(".0") for amount in amounts) or None


def _sheet(table: str, names: Sequence[str], rows: Iterable[Sequence[Value]]) -> Sheet:
    headings = tuple((name, title_of(table, name)) for name in names)
    return Sheet(table, table_names()[table], headings, tuple(map(tuple, rows)))
