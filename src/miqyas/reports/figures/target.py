"""The chart of a target: how far each component alone brings the chance."""

from __future__ import annotations

from miqyas.analysis.target import Target
from miqyas.analysis.world import World
from miqyas.kernel.words import say
from miqyas.observations.tables import about_table
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.reach import Curve, Reach, reach_curves
from miqyas.reports.figures.registry import UnknownChartError, chart
from miqyas.reports.findings import part_inside, said, short_name
from miqyas.reports.targets import KINDS, AskedTarget, answer_of

NEARLY_NOTHING = 0.02


@chart("target-reach")
def target_reach(
    world: World,
    drawing: Drawing,
    *,
    country: str,
    goal: str,
    value: str,
    prob: str,
    edition: int,
    effort: str = "",
) -> Chart:
    """Chance against the gain of each component, with the chance that is wanted."""
    if goal not in KINDS:
        raise UnknownChartError("parameters", name="target-reach", known="goal")
    found = answer_of(world, AskedTarget(country, goal, value, prob, edition, effort))
    language = drawing.language
    curves = tuple(
        Curve(
            way.code.lower(),
            short_name(way.code, language),
            way.curve,
            None if way.gain is None else (way.gain, way.probability),
        )
        for way in found.alone
    )
    source = say(
        "target.source",
        language=language,
        survey=about_table("survey_results").source,
        edition=found.edition,
        n=found.draws,
    )
    caption = Caption(reach_finding(found, language=language), source)
    return reach_curves(Reach(curves, found.probability), caption=caption, drawing=drawing)


def reach_finding(found: Target, *, language: str) -> str:
    """Which component alone is enough, or goes furthest."""
    enough = [way for way in found.alone if way.gain is not None]
    furthest = max(found.alone, key=lambda way: way.best)
    least = min(enough, key=lambda way: way.gain or 0.0) if enough else furthest
    far = "furthest" if furthest.best > NEARLY_NOTHING else "nowhere"
    key = "met" if found.status == "met" else "enough" if enough else far
    return said(
        f"target.finding.{key}",
        language=language,
        name=part_inside(least.code, language),
        gain=least.gain or 0.0,
        best=furthest.best,
        wanted=found.probability,
        now=found.now,
    )
