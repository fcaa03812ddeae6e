"""Synthetic fields of countries, and strategies of hypothesis that draw them."""

import numpy as np
from hypothesis import strategies as st

from miqyas.methodology import load_edition
from miqyas.methodology.model import Node
from miqyas.observations.model import FieldStatistics, Observations

COMPONENTS = ("OSI", "TII", "HCI")
METHODS = {edition: load_edition(edition) for edition in (2003, 2008, 2012, 2020, 2024)}
STATES = 193

# Four decimals, as printed: no two drawn values differ by less than a printed digit.
printed_values = st.integers(min_value=0, max_value=10_000).map(lambda number: number / 10_000)


@st.composite
def component_tables(draw: st.DrawFn, *, fewest: int = 2, most: int = 12) -> dict[str, np.ndarray]:
    """Printed OSI, TII and HCI of a few countries, each of shape (1, country)."""
    count = draw(st.integers(fewest, most))
    column = st.lists(printed_values, min_size=count, max_size=count)
    return {code: np.array([draw(column)]) for code in COMPONENTS}


@st.composite
def vectors(draw: st.DrawFn, *, with_gaps: bool = False) -> np.ndarray:
    """A row of countries, shape (1, country), two values at least different; gaps are NaN."""
    numbers = st.integers(-10_000, 10_000).map(lambda number: number / 100)
    values = draw(st.lists(numbers | st.just(np.nan) if with_gaps else numbers, min_size=3, max_size=30))
    return np.array([[*values, 0.25, 73.5]])


def observations(table: dict[str, np.ndarray], *, edition: int = 2024) -> Observations:
    """The table as input of the engine; countries are named A0, A1 and so on."""
    count = next(iter(table.values())).shape[-1]
    return Observations(edition, tuple(f"A{number}" for number in range(count)), table)


def raw_field(node: Node, *, seed: int, leader: bool = False) -> Observations:
    """Raw inputs of 193 invented states for every indicator below a node.

    With `leader`, the first state holds the best value of the field in all of them.
    """
    generator = np.random.default_rng(seed)
    values = {}
    for leaf in node.leaves:
        column = generator.gamma(4.0, 12.0, STATES)
        cap = leaf.cap.value if leaf.cap else None
        if cap:
            column = np.clip(column, cap.low, cap.high)
        if leader:
            column[0] = column.min() if node.falls_with(leaf.code) else column.max()
        values[leaf.code] = column[np.newaxis, :]
    return Observations(0, tuple(f"A{number}" for number in range(STATES)), values)


def figures_of(values: np.ndarray) -> FieldStatistics:
    """World figures of a row of countries, as an appendix would print them."""
    return FieldStatistics(
        count=values.size,
        mean=float(values.mean()),
        deviation=float(values.std()),
        low=float(values.min()),
        high=float(values.max()),
    )
