"""How services came to their levels is drawn as a line, with its finding, in the direction of reading."""

import datetime as dt

import pytest
from django.utils.translation import override

from miqyas.assessment.maturity import Point
from miqyas.web.level_figures import mean_figure, steps_figure

DAY = dt.date(2026, 1, 31)


def points(*means: float | None) -> list[Point]:
    return [Point(DAY + dt.timedelta(30 * at), 4, mean, (0, 4, 0, 0, 0)) for at, mean in enumerate(means)]


@pytest.mark.parametrize(
    ("means", "finding"),
    [
        ((1.0, 1.5, 1.35), "Health: the mean rose by 0.35 levels since 31 January 2026"),
        ((1.5, 1.25), "Health: the mean fell by 0.25 levels since 31 January 2026"),
        ((1.5, 1.9, 1.501), "Health: the mean is what it was on 31 January 2026"),
    ],
)
def test_the_mean_of_many_says_which_way_it_went(means: tuple[float, ...], finding: str) -> None:
    with override("en"):
        figure = mean_figure(points(*means), name="Health")
    assert figure is not None
    assert figure.title == finding
    assert figure.table is not None
    assert [row.cells[1] for row in figure.table.rows] == list(means)
    assert (figure.svg_url, figure.png_url, figure.spec_url) == ("", "", "")


def test_days_without_services_are_left_out_and_one_day_is_no_line() -> None:
    assert mean_figure(points(None, 1.0), name="Health") is None
    assert mean_figure([], name="Health") is None


@pytest.mark.parametrize(
    ("language", "finding"),
    [("en", "At “Enhanced” since 2 March 2026"), ("ar", "منذ")],
)
def test_one_service_stays_at_a_level_until_it_comes_to_another(language: str, finding: str) -> None:
    levels = {DAY: 1, dt.date(2026, 3, 2): 2, dt.date(2026, 4, 1): 2}
    with override(language):
        figure = steps_figure(levels, name="Birth", today=dt.date(2026, 5, 1))
    assert figure is not None
    assert finding in figure.title
    assert figure.table is not None
    assert [row.cells for row in figure.table.rows] == [
        ("2026-01-31", 1.0),
        ("2026-03-02", 2.0),
        ("2026-04-01", 2.0),
        ("2026-05-01", 2.0),
    ]


def test_on_its_first_day_a_service_has_no_line() -> None:
    assert steps_figure({DAY: 1}, name="Birth", today=DAY) is None
    assert steps_figure({}, name="Birth", today=DAY) is None
