"""Charts of forecasts: fans of a country, the field, what past forecasts were worth, why one missed."""

from __future__ import annotations

from typing import Final

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast.joint import coming_editions
from miqyas.analysis.forecast.ledger import find_entry
from miqyas.analysis.forecast.models import NO_CHANGE, model_codes
from miqyas.analysis.forecast.postmortem import PostMortem, post_mortem
from miqyas.analysis.forecast.record import WORLD, track_record
from miqyas.analysis.forecast.sentences import members_name
from miqyas.analysis.outlook import BANDS, FieldOutlook, StateOutlook, Step, field_outlook
from miqyas.analysis.world import World
from miqyas.kernel.numbers import format_number
from miqyas.kernel.words import say
from miqyas.observations.countries import groups
from miqyas.observations.tables import about_table
from miqyas.reports.charts.chart import Caption, Chart, Drawing
from miqyas.reports.charts.fan import Fan, FanStep, fan_chart
from miqyas.reports.charts.lines import Line, Lines, score_lines
from miqyas.reports.charts.nested import Nested, NestedRow, nested_chart
from miqyas.reports.charts.parts import Change as Staircase
from miqyas.reports.charts.parts import Step as Cause
from miqyas.reports.charts.parts import change_split
from miqyas.reports.figures.registry import UnknownChartError, chart
from miqyas.reports.findings import name_in, name_inside, said, short_name
from miqyas.reports.outlooks import BREAKS, SHOWN, outlook_of

RANK: Final = "RANK"
TOLD: Final = 0.8
"""Interval that sentences and labels tell."""
LEADING: Final = 20
FROM_WIDEST: Final = tuple(reversed(BANDS))
NEGLIGIBLE: Final = 0.05
"""Places below which a cause is not drawn."""


@chart("forecast-fan")
def forecast_fan(
    world: World, drawing: Drawing, *, country: str, node: str, model: str, method: str
) -> Chart:
    """Rank, index or a component of a country: past editions, and the coming ones as bands."""
    language = drawing.language
    if node not in {RANK, *SHOWN} or method not in BREAKS:
        raise UnknownChartError("parameters", name="forecast-fan", known=node)
    outlook = outlook_of(world, country, model=model, method_break=method)
    history = world.history(country)
    name = say("forecast.rank", language=language) if node == RANK else short_name(node, language)
    fan = Fan(
        name=name,
        past=tuple(
            (place.edition, place.rank if node == RANK else place.component(node) if place.rank else None)
            for place in history
        ),
        steps=tuple(_fan_step(step, node) for step in outlook.steps),
        bands=tuple(format_number(coverage, "percent") for coverage in FROM_WIDEST),
        told=FROM_WIDEST.index(TOLD),
        unit="rank" if node == RANK else "index",
    )
    first = outlook.steps[0]
    if node == RANK:
        low, high = first.rank.interval(TOLD)
        title = said(
            "forecast.finding.rank",
            language=language,
            name=name_inside(world, country, language),
            edition=first.edition,
            low=low,
            high=high,
            median=first.rank.median,
        )
    else:
        lowest, highest = first.band(node, TOLD)
        title = said(
            "forecast.finding.node",
            language=language,
            name=name,
            edition=first.edition,
            low=f"{lowest:.2f}",
            high=f"{highest:.2f}",
        )
    return fan_chart(fan, caption=Caption(title, source_of(world, language)), drawing=drawing)


def _fan_step(step: Step, node: str) -> FanStep:
    if node == RANK:
        bands: tuple[tuple[float, float], ...] = tuple(step.rank.interval(one) for one in FROM_WIDEST)
        return FanStep(step.edition, step.rank.median, bands)
    quantiles = step.egdi if node == "EGDI" else step.nodes[node]
    return FanStep(step.edition, quantiles[0.5], tuple(step.band(node, one) for one in FROM_WIDEST))


@chart("forecast-field")
def forecast_field(
    world: World, drawing: Drawing, *, edition: int, group: str, model: str, method: str, you: str = ""
) -> Chart:
    """The leading states of a group in a coming edition, the best expected rank first."""
    language = drawing.language
    if group not in groups() or method not in BREAKS:
        raise UnknownChartError("parameters", name="forecast-field", known=group)
    field = field_outlook(world, edition=edition, model=model, method_break=method)
    shown = leading(field, group)
    if not shown:
        raise UnknownChartError("parameters", name="forecast-field", known=group)
    data = Nested(
        rows=tuple(
            NestedRow(
                name_in(world, state.iso3, language),
                state.rank.median,
                tuple(state.rank.interval(one) for one in FROM_WIDEST),
                now=world.standing(state.iso3, field.origin).rank,
                you=state.iso3 == you,
            )
            for state in shown
        ),
        bands=tuple(format_number(coverage, "percent") for coverage in FROM_WIDEST),
        middle=say("forecast.middle", language=language),
        now=say("forecast.now", language=language, edition=field.origin),
        told=FROM_WIDEST.index(TOLD),
    )
    title = field_finding(field, shown, language=language)
    return nested_chart(data, caption=Caption(title, source_of(world, language)), drawing=drawing)


def leading(field: FieldOutlook, group: str) -> tuple[StateOutlook, ...]:
    """The first members of a group by expected rank."""
    members = groups()[group].members
    return tuple(state for state in field.states if state.iso3 in members)[:LEADING]


def field_finding(field: FieldOutlook, shown: tuple[StateOutlook, ...], *, language: str) -> str:
    """How many places the told interval of a state in the middle of those shown is wide."""
    widths = sorted(high - low + 1 for low, high in (state.rank.interval(TOLD) for state in shown))
    return said(
        "forecast.finding.field", language=language, edition=field.edition, n=widths[len(widths) // 2]
    )


@chart("forecast-skill")
def forecast_skill(world: World, drawing: Drawing, *, members: str) -> Chart:
    """Each model's skill against no change over the scored editions, with its interval."""
    language, record = drawing.language, track_record(world)
    if not record.over(model=NO_CHANGE, members=members):
        raise UnknownChartError("parameters", name="forecast-skill", known=members)
    rows = []
    for model in model_codes():
        if model != NO_CHANGE:
            found = record.summary(model=model, members=members)
            label = say(f"forecast.model.{model}", language=language)
            rows.append(NestedRow(label, found.crps_rank_skill, (found.crps_rank_skill_interval,)))
    is_better = any(row.bands[0][0] > 0 for row in rows)
    title = said(
        f"forecast.finding.skill_{'told' if is_better else 'untold'}",
        language=language,
        members=members_name(members, language=language),
    )
    data = Nested(
        rows=tuple(rows),
        bands=(format_number(TOLD, "percent"),),
        middle=say("forecast.skill", language=language),
        unit="share",
    )
    return nested_chart(data, caption=Caption(title, source_of(world, language)), drawing=drawing)


@chart("forecast-editions")
def forecast_editions(world: World, drawing: Drawing, *, members: str) -> Chart:
    """The CRPS of ranks of each model in each scored edition."""
    language, record = drawing.language, track_record(world)
    by_model = {model: record.over(model=model, members=members) for model in model_codes()}
    if not by_model[NO_CHANGE]:
        raise UnknownChartError("parameters", name="forecast-editions", known=members)
    lines = tuple(
        Line(
            say(f"forecast.model.{model}", language=language),
            tuple((score.target, score.crps_rank) for score in scores),
            you=model == record.chosen,
        )
        for model, scores in by_model.items()
    )
    reference = [score.crps_rank for score in by_model[NO_CHANGE]]
    title = said(
        "forecast.finding.editions",
        language=language,
        low=round(min(reference), 1),
        high=round(max(reference), 1),
    )
    measure = say("forecast.crps", language=language)
    caption = Caption(title, source_of(world, language))
    return score_lines(Lines(measure, lines, unit="places"), caption=caption, drawing=drawing)


@chart("forecast-miss")
def forecast_miss(world: World, drawing: Drawing, *, country: str, edition: int, entry: str = "") -> Chart:
    """Why a forecast of a country's rank missed: from the expected rank to the one that came."""
    language = drawing.language
    chosen = find_entry(world, entry) if entry else None
    found = post_mortem(world, iso3=country, edition=edition, entry=chosen)
    data = Staircase(
        Cause(say("forecast.miss.expected", language=language), found.expected["rank"]),
        tuple(causes(found, language=language)),
        Cause(say("forecast.miss.came", language=language), found.came["rank"]),
        unit="rank",
    )
    title = miss_finding(world, found, language=language)
    return change_split(data, caption=Caption(title, source_of(world, language)), drawing=drawing)


def miss_finding(world: World, found: PostMortem, *, language: str) -> str:
    """What weighed most in a miss."""
    parts = {**found.change.places, "others": found.change.others}
    code = max(parts, key=lambda one: abs(parts[one]))
    part = say("forecast.others", language=language) if code == "others" else short_name(code, language)
    return said(
        "forecast.finding.miss",
        language=language,
        name=name_inside(world, found.iso3, language),
        part=part,
        places=parts[code],
    )


def causes(found: PostMortem, *, language: str) -> list[Cause]:
    """The parts of a miss in places: own components and the others always, what else did something."""
    change = found.change
    parts = [(short_name(code, language), places, True) for code, places in change.places.items()]
    parts += [
        (say(f"country.change.cause.{cause}", language=language), places, cause == "moved")
        for cause, places in change.others_parts.items()
    ]
    parts += [
        (say("country.change.cause.method", language=language), change.method_places, False),
        (say("country.change.cause.rounding", language=language), change.rounding_places, False),
        (say("forecast.between", language=language), found.middle_places, False),
    ]
    return [Cause(label, places) for label, places, always in parts if always or abs(places) > NEGLIGIBLE]


def source_of(world: World, language: str) -> str:
    """The source line: our computation, from what was published."""
    source = about_table("survey_results").source
    return say(
        "forecast.source", language=language, source=source, first=world.editions[0], last=world.latest
    )


def check_known(world: World, *, model: str, method: str, edition: int | None = None) -> None:
    """Raise `AnalysisError` for a model or an edition that there is no forecast of."""
    track_record(world).factor(model)
    if edition is not None and edition not in coming_editions(world):
        raise AnalysisError("no_coming_edition", given=str(edition), known="")
    if method not in BREAKS:
        raise AnalysisError("no_such_break", given=method)


__all__ = ["RANK", "WORLD", "check_known", "field_finding", "leading", "miss_finding", "source_of"]
