"""Charts of a comparison. Who is compared stands in one parameter: codes divided by commas."""

from __future__ import annotations

from collections.abc import Sequence

from miqyas.analysis.compare import Comparison, Series, compare
from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.dotplot import Comparison as Dots
from miqyas.reports.charts.dotplot import Measure, dot_plot
from miqyas.reports.charts.lines import Line, Lines, score_lines
from miqyas.reports.figures.registry import UnknownChartError, chart
from miqyas.reports.figures.sources import source_of_all, source_of_results
from miqyas.reports.findings import PROFILE, listed, part_inside, said, short_name

RANK = "RANK"
"""What stands for the rank where an index can be chosen."""


def series_of(found: Comparison, index: str) -> list[tuple[Series, dict[int, float | None]]]:
    """The subjects that have a value of the index, or a rank, in some edition."""
    pairs: list[tuple[Series, dict[int, float | None]]] = [
        (series, {**(series.rank if index == RANK else series.values[index])}) for series in found.series
    ]
    return [pair for pair in pairs if any(value is not None for value in pair[1].values())]


@chart("compare-lines")
def compare_lines(world: World, drawing: Drawing, *, codes: str, index: str) -> Chart:
    """One index, or the rank, of all subjects over the editions."""
    language = drawing.language
    if index not in (RANK, "EGDI", *PROFILE):
        raise UnknownChartError("parameters", name="compare-lines", known="index")
    found = compare(world, codes=codes.split(","), edition=world.latest)
    pairs = series_of(found, index)
    if not pairs:
        raise UnknownChartError("parameters", name="compare-lines", known="codes")
    lines = tuple(
        Line(series.subject.name.in_language(language), tuple(values.items())) for series, values in pairs
    )
    is_rank = index == RANK
    measure = say("compare.rank", language=language) if is_rank else short_name(index, language)
    ends = [
        (series.subject.name.in_language(language), value)
        for series, values in pairs
        for value in [values[world.latest]]
        if value is not None
    ]
    title = _lines_finding(ends, edition=world.latest, is_rank=is_rank, language=language)
    return score_lines(
        Lines(measure, lines, unit="rank" if is_rank else "index"),
        caption=Caption(title, source_of_all(world, language)),
        drawing=drawing,
    )


def _lines_finding(ends: Sequence[tuple[str, float]], *, edition: int, is_rank: bool, language: str) -> str:
    if not ends:
        return said("compare.finding.none", language=language, edition=edition)
    order = sorted(ends, key=lambda pair: pair[1] if is_rank else -pair[1])
    (top, best), (bottom, worst) = order[0], order[-1]
    key = "one" if len(ends) == 1 else "equal" if best == worst else "rank" if is_rank else "gap"
    return said(
        f"compare.finding.{key}",
        language=language,
        edition=edition,
        top=top,
        bottom=bottom,
        gap=abs(best - worst),
        rank=round(best),
    )


@chart("compare-dots")
def compare_dots(world: World, drawing: Drawing, *, codes: str, edition: int) -> Chart:
    """All indices of all subjects in one edition; the first subject is the one pointed out."""
    language = drawing.language
    found = compare(world, codes=codes.split(","), edition=edition)
    present = [series for series in found.series if series.values["EGDI"][edition] is not None]
    if not present:
        raise UnknownChartError("parameters", name="compare-dots", known="codes")
    first, *others = present
    indices = ("EGDI", *PROFILE)
    measures = tuple(
        Measure(
            short_name(code, language),
            value,
            tuple(series.values[code][edition] for series in others),
        )
        for code in indices
        for value in [first.values[code][edition]]
        if value is not None
    )
    ahead = [
        code
        for code in indices
        for own in [first.values[code][edition]]
        if own is not None and all((other.values[code][edition] or 0) < own for other in others)
    ]
    title = said(
        f"compare.finding.first_{'all' if len(ahead) == len(indices) else 'some' if ahead else 'none'}",
        language=language,
        name=first.subject.name.in_language(language),
        parts=listed([part_inside(code, language) for code in ahead], language=language),
    )
    data = Dots(
        first.subject.name.in_language(language),
        tuple(series.subject.name.in_language(language) for series in others),
        measures,
    )
    return dot_plot(data, caption=Caption(title, source_of_results(language, edition)), drawing=drawing)
