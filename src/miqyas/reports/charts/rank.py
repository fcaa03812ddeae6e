"""The rank of one state over the editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Column, Drawing, Table
from miqyas.reports.charts.layers import Plot, Row, Spec, dots, paths, strong, texts, without_tips
from miqyas.reports.charts.layout import not_crowded, text_width
from miqyas.reports.charts.native import Native, NativeSeries
from miqyas.reports.charts.theme import BODY, CARD, SEA, STRONG

_AIR = 14
_HEIGHTS = {"wide": 240, "page": 220, "half": 210, "narrow": 170}


@dataclass(frozen=True, slots=True)
class RankPoint:
    """One edition: its year, and the rank, or None where the state was not ranked."""

    edition: int
    rank: int | None


@dataclass(frozen=True, slots=True)
class RankHistory:
    """A state's ranks, oldest edition first."""

    name: str
    points: tuple[RankPoint, ...]

    @property
    def ranked(self) -> tuple[RankPoint, ...]:
        """The editions in which the state was ranked."""
        return tuple(point for point in self.points if point.rank is not None)

    @property
    def best(self) -> RankPoint:
        """The best rank, the latest of equals."""
        return min(self.ranked, key=lambda point: (point.rank, -point.edition))

    @property
    def worst(self) -> RankPoint:
        """The worst rank, the latest of equals."""
        return max(self.ranked, key=lambda point: (point.rank, point.edition))


def rank_line(history: RankHistory, *, caption: Caption, drawing: Drawing) -> Chart:
    """Rank over the editions, first place on top; best, worst and last labelled, gaps where not ranked.

    Raises `ValueError` when the state was never ranked: there is nothing to draw.

    >>> points = (RankPoint(2020, 38), RankPoint(2022, 54), RankPoint(2024, 18))
    >>> chart = rank_line(
    ...     RankHistory("Bahrain", points),
    ...     caption=Caption("Bahrain climbed 36 places", "UN DESA"),
    ...     drawing=Drawing("en"),
    ... )
    >>> chart.table.rows[-1]
    (2024, 18)
    """
    if not history.ranked:
        raise ValueError(f"{history.name} was never ranked")
    ticks = rank_ticks(max(point.rank or 1 for point in history.ranked))
    plot = Plot(drawing, height=_HEIGHTS[drawing.width], start=40, end=22, top=26, bottom=44)
    years = [point.edition for point in history.points]
    x = edition_scale(years, plot=plot)
    y = plot.y("rank", domain=(ticks[-1], 1), axis={"values": list(ticks), "format": "d"})
    rows = _rows(history, language=drawing.language)
    absent = [
        {"edition": point.edition, "rank": ticks[-1], "text": "×"}
        for point in history.points
        if point.rank is None
    ]
    spec = plot.spec(
        [
            paths(without_tips(rows), x=x, y=y, by="run", color=SEA, strokeWidth=2.5),
            dots(rows[:-1], x=x, y=y, fill=CARD, stroke=SEA, strokeWidth=2, size=36),
            dots(rows[-1:], x=x, y=y, fill=SEA, size=150),
            *_labels(history, x=x, y=y),
            texts(absent, x=x, y=y, dy=-8),
        ]
    )
    native = Native("line", (NativeSeries(1, SEA),), is_reversed=True)
    return Chart(
        spec, caption, _describe(history, drawing.language), _table(history, drawing), drawing, native
    )


def rank_ticks(worst: int) -> tuple[int, ...]:
    """First place, then round places down to the worst.

    >>> rank_ticks(54), rank_ticks(7), rank_ticks(171)
    ((1, 20, 40, 60), (1, 5, 10), (1, 50, 100, 150, 200))
    """
    step = next(step for step in (5, 10, 20, 50) if worst <= 4 * step or step == 50)
    return (1, *range(step, worst + step, step))


def edition_scale(years: Sequence[int], *, plot: Plot) -> Spec:
    """Time along the reading direction, with some air at both ends; first and last are always labelled."""
    unit = (plot.width - 2 * _AIR) / max(years[-1] - years[0], 1)
    air = _AIR / unit
    wanted = [years[-1], years[0], *reversed(years[1:-1])]
    width = text_width("2024", size=BODY)
    kept = not_crowded(((year * unit, width) for year in wanted), gap=8)
    values = sorted(wanted[index] for index in kept)
    axis = {"values": values, "format": "d", "grid": False, "orient": "bottom", "offset": _AIR}
    return plot.x("edition", domain=(years[0] - air, years[-1] + air), axis=axis)


def edition_pixel(edition: int, *, years: Sequence[int], plot: Plot) -> float:
    """Where an edition stands on the scale of `edition_scale`."""
    share = (edition - years[0]) / max(years[-1] - years[0], 1)
    return plot.from_start(_AIR + share * (plot.width - 2 * _AIR))


def _rows(history: RankHistory, *, language: str) -> list[Row]:
    rows: list[Row] = []
    run = 0
    for point in history.points:
        if point.rank is None:
            run += 1
            continue
        edition, rank = str(point.edition), point.rank
        tip = say("chart.rank.tip", language=language, name=history.name, edition=edition, rank=rank)
        rows.append({"edition": point.edition, "rank": point.rank, "run": run, "tip": tip})
    return rows


def _labels(history: RankHistory, *, x: Spec, y: Spec) -> list[Spec]:
    """Best, worst and last, each on the side that its line leaves free."""
    ranked = history.ranked
    sides: dict[bool, list[Row]] = {True: [], False: []}
    for index, point in enumerate(ranked):
        if point in {history.best, history.worst, ranked[-1]}:
            around = [other.rank or 0 for other in ranked[max(index - 1, 0) : index + 2]]
            peak = (point.rank or 0) * len(around) <= sum(around)
            sides[peak].append({"edition": point.edition, "rank": point.rank, "text": str(point.rank)})
    return [strong(sides[peak], x=x, y=y, dy=-17 if peak else 17, fontSize=STRONG) for peak in (True, False)]


def _describe(history: RankHistory, language: str) -> str:
    ranked = history.ranked
    best, worst = history.best, history.worst
    return say(
        "chart.rank.description",
        language=language,
        name=history.name,
        n=len(ranked),
        first=ranked[0].rank,
        first_edition=str(ranked[0].edition),
        last=ranked[-1].rank,
        last_edition=str(ranked[-1].edition),
        best=best.rank,
        best_edition=str(best.edition),
        worst=worst.rank,
        worst_edition=str(worst.edition),
    )


def _table(history: RankHistory, drawing: Drawing) -> Table:
    def head(key: str) -> str:
        return say(f"chart.column.{key}", language=drawing.language)

    columns = (Column(head("edition"), "year"), Column(head("rank"), "rank"))
    return Table(columns, tuple((point.edition, point.rank) for point in history.points))
