"""A portfolio goes out as tables and comes back as the same portfolio."""

from dataclasses import replace

import pytest

from miqyas.analysis.portfolio import read_portfolio, sample
from miqyas.analysis.portfolio.sheets import sheets_of
from miqyas.reports.tables.portfolio import file_of_sheets
from tests.analysis.portfolio.small import random_portfolio


def in_one_order(portfolio):
    """Gains of an action stand in the order of the columns of a file."""
    ordered = (
        replace(one, gains=tuple(sorted(one.gains, key=lambda gain: (gain.unit, gain.node))))
        for one in portfolio.actions
    )
    return replace(portfolio, actions=tuple(ordered))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_sample_comes_back_as_it_went(world, form, language):
    file = file_of_sheets(sheets_of(sample(world)), form=form, language=language)
    back = read_portfolio(world, file, name=f"x.{form}").the_portfolio()
    assert in_one_order(back) == in_one_order(sample(world))


@pytest.mark.parametrize("seed", range(5))
def test_any_portfolio_comes_back_as_it_went(world, seed):
    given = random_portfolio(seed)
    file = file_of_sheets(sheets_of(given), form="csv", language="en")
    back = read_portfolio(world, file, name="x.csv")
    assert [problem.full_code for problem in back.problems] == []
    assert in_one_order(back.the_portfolio()) == in_one_order(given)
