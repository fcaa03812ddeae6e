"""What cannot be done is explained by the demands that stand against each other, none of them to spare."""

import pytest

from miqyas.analysis.portfolio import PortfolioError, plan
from miqyas.analysis.portfolio.conflict import Demand, _is_possible, conflict, demands_of
from miqyas.analysis.portfolio.question import Wanted, answer
from miqyas.analysis.portfolio.worth import scale_of
from tests.analysis.portfolio.small import action, best_value, portfolio, random_portfolio


def must(id_, **fields):
    return action(id_, status="mandatory", **fields)


def kinds(found):
    return [demand.kind for demand in found.demands]


def test_a_start_before_the_prerequisite_can_end(world):
    given = portfolio(action("3", duration=2, earliest=2), must("7", after=("3",), latest=2))
    found = conflict(world, given)
    assert kinds(found) == ["mandatory", "latest", "after"]
    assert found.headline("en") == ("7 (Action 7) must start before its prerequisite 3 (Action 3) can end.")
    assert "يجب أن يبدأ قبل أن يستطيع" in found.headline("ar")
    assert "7 (Action 7) must start in period 2 or before." in found.sentences("en")


def test_no_time_is_left_after_a_chain(world):
    chain = [action("1", duration=2), action("2", after=("1",)), must("3", after=("2",))]
    found = conflict(world, portfolio(*chain))
    assert set(kinds(found)) == {"mandatory", "after"}
    assert (
        found.headline("en")
        == "The calendar leaves 3 (Action 3) no time after its prerequisite 2 (Action 2)."
    )


def test_longer_than_the_calendar(world):
    found = conflict(world, portfolio(must("1", duration=4)))
    assert found.demands == (Demand("mandatory", "1"),)
    assert "does not fit into the calendar of 3 periods" in found.headline("en")


def test_two_that_exclude_each_other(world):
    found = conflict(world, portfolio(must("1"), must("2", excludes=("1",))))
    assert kinds(found) == ["mandatory", "mandatory", "excludes"]
    assert "must both be done and exclude each other" in found.headline("en")


def test_money_that_does_not_suffice(world):
    given = portfolio(
        must("1", cost={"capital": (6.0,)}, latest=1),
        must("2", cost={"capital": (6.0,)}, latest=1),
        must("3", cost={"capital": (1.0,)}),
        budgets={"capital": (10.0, 10.0, 10.0)},
    )
    found = conflict(world, given)
    assert sorted(demand.of for demand in found.demands if demand.kind == "mandatory") == ["1", "2"]
    assert "need more of the budget capital than the 10 there is in period 1" in found.headline("en")


def test_people_that_do_not_suffice(world):
    found = conflict(world, portfolio(must("1", people=(3.0,)), people={"E": (2.0, 2.0, 2.0)}))
    assert "needs more people of E than the 6 there are" in found.headline("en")


def test_what_is_optional_is_no_part_of_it(world):
    given = portfolio(must("1", duration=4), *(action(f"x{n}", latest=1, earliest=1) for n in range(5)))
    assert {demand.of for demand in conflict(world, given).demands} == {"1"}


def test_no_conflict_where_a_plan_is_possible(world):
    assert conflict(world, portfolio(must("1"))) is None


@pytest.mark.parametrize("seed", range(40))
def test_none_can_be_spared(world, seed):
    """Without any one of them the rest can be kept, and all together they cannot."""
    given = random_portfolio(seed)
    found = conflict(world, given)
    scale = scale_of(world, iso3=None)
    assert (found is None) == (best_value(given, scale) is not None)
    if found is None:
        return
    assert not _is_possible(given, found.demands, scale)
    for demand in found.demands:
        rest = [other for other in found.demands if other != demand]
        assert _is_possible(given, rest, scale), demand
    assert set(found.demands) <= set(demands_of(given))
    for language in ("ar", "en"):
        assert all(found.sentences(language))


def test_the_question_is_answered_by_the_conflict(world):
    with pytest.raises(PortfolioError, match="conflict") as refused:
        answer(world, portfolio(must("1", duration=4)), Wanted())
    words = refused.value.render("en")
    assert "does not fit into the calendar" in words
    assert "1 (Action 1) is mandatory." in words
    assert "إلزامي" in refused.value.render("ar")


def test_the_plan_alone_says_that_it_is_impossible(world):
    with pytest.raises(PortfolioError, match="impossible") as refused:
        plan(world, portfolio(must("1", duration=4)))
    assert "Relax one of the demands" in refused.value.remedy("en")
