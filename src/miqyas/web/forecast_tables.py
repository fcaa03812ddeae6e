"""Tables of the pages of forecasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.urls import reverse

from miqyas.analysis.forecast.ledger import Entry
from miqyas.analysis.forecast.models import model_codes
from miqyas.analysis.forecast.postmortem import PostMortem
from miqyas.analysis.forecast.record import IN_FORCE, WORLD, TrackRecord
from miqyas.analysis.forecast.scores import COVERAGES
from miqyas.analysis.forecast.sentences import members_name
from miqyas.analysis.forecast.verdict import Verdict
from miqyas.analysis.outlook import BANDS, FieldOutlook, StateOutlook, Step
from miqyas.analysis.outlook.country import band_of
from miqyas.analysis.world import World
from miqyas.kernel.numbers import format_number
from miqyas.reports.figures.forecast import TOLD, causes
from miqyas.reports.findings import name_in, short_name
from miqyas.reports.outlooks import kept_verdict
from miqyas.web.components import Cell, Column, Row, Table
from miqyas.web.words import current_language, dress_number, say_here

RANGE: Final = "\N{EN DASH}"
BETWEEN_SIGNED: Final = "\N{HORIZONTAL ELLIPSIS}"
NEAREST: Final = 24
"""Rivals shown: those whose order is least sure."""
HASH: Final = 12


def field_table(world: World, field: FieldOutlook, shown: Iterable[StateOutlook]) -> Table:
    """States with expected rank, rank now, and intervals of rank and index."""
    language = current_language()
    columns = [
        Column(label=say_here("forecast.column.expected"), kind="rank"),
        Column(label=say_here("forecast.column.country"), is_header=True),
        Column(label=say_here("forecast.now", edition=field.origin), kind="rank"),
        *(Column(label=format_number(coverage, "percent"), kind="rank") for coverage in BANDS),
        Column(label=say_here("forecast.column.egdi"), kind="index3"),
    ]
    rows = [
        Row(
            cells=(
                round(state.rank.mean),
                Cell(
                    value=name_in(world, state.iso3, language),
                    url=reverse("forecast_country", args=[state.iso3]),
                ),
                world.standing(state.iso3, field.origin).rank,
                *(between(state.rank.interval(coverage), "rank") for coverage in BANDS),
                between(band_of(state.egdi, TOLD), "index3"),
            )
        )
        for state in shown
    ]
    caption = say_here("forecast.table.field", edition=field.edition)
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)


def between(ends: tuple[float, float], kind: str) -> object:
    """Two ends of an interval in an isolate of their own."""
    low, high = (format_number(end, kind) for end in ends)
    joint = BETWEEN_SIGNED if kind.startswith("signed") else RANGE
    return dress_number(low if low == high else f"{low}{joint}{high}")


def rivals_table(world: World, step: Step) -> Table:
    """The states whose order with this one is least sure, as they are ranked now."""
    language = current_language()
    near = sorted(step.rivals, key=lambda rival: abs(rival.after - 0.5))[:NEAREST]
    chosen = {rival.iso3 for rival in near}
    columns = [
        Column(label=say_here("forecast.now", edition=world.latest), kind="rank"),
        Column(label=say_here("forecast.column.country"), is_header=True),
        Column(label=say_here("forecast.column.ahead"), kind="percent"),
    ]
    rows = [
        Row(
            cells=(
                world.standing(rival.iso3, world.latest).rank,
                Cell(
                    value=name_in(world, rival.iso3, language),
                    url=reverse("forecast_country", args=[rival.iso3]),
                ),
                rival.after,
            )
        )
        for rival in step.rivals
        if rival.iso3 in chosen
    ]
    caption = say_here("forecast.table.rivals", edition=step.edition)
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)


def models_table(record: TrackRecord, members: str) -> Table:
    """Each model over all scored editions."""
    columns = [
        Column(label=say_here("forecast.column.model"), is_header=True),
        Column(label=say_here("forecast.crps"), kind="raw"),
        Column(label=say_here("forecast.column.mae_rank"), kind="raw"),
        Column(label=say_here("forecast.column.crps_egdi"), kind="index"),
        Column(label=say_here("forecast.column.mae_egdi"), kind="index"),
        *(_coverage(level) for level in COVERAGES),
        Column(label=say_here("forecast.skill"), kind="signed_percent1"),
        Column(label=say_here("forecast.column.interval"), kind="signed_percent1"),
    ]
    rows = []
    for model in (IN_FORCE, *model_codes()):
        found = record.summary(model=model, members=members)
        rows.append(
            Row(
                cells=(
                    say_here(f"forecast.model.{model}"),
                    found.crps_rank,
                    found.mae_rank,
                    found.crps_egdi,
                    found.mae_egdi,
                    *(found.coverage[level] for level in COVERAGES),
                    found.crps_rank_skill,
                    between(found.crps_rank_skill_interval, "signed_percent1"),
                ),
                is_selected=model == IN_FORCE,
            )
        )
    caption = say_here("forecast.table.models", members=members_name(members, language=current_language()))
    return Table(caption=caption, columns=columns, rows=rows, is_compact=True)


def _coverage(level: float) -> Column:
    return Column(label=say_here("forecast.column.held", level=level), kind="percent")


def editions_table(record: TrackRecord, members: str) -> Table:
    """What was in force in each scored edition."""
    columns = [
        Column(label=say_here("forecast.column.edition"), kind="year", is_header=True),
        Column(label=say_here("forecast.column.model")),
        Column(label=say_here("forecast.column.states"), kind="count"),
        Column(label=say_here("forecast.crps"), kind="raw"),
        Column(label=say_here("forecast.column.mae_rank"), kind="raw"),
        Column(label=say_here("forecast.column.mae_egdi"), kind="index"),
        *(_coverage(level) for level in COVERAGES),
    ]
    rows = [
        Row(
            cells=(
                score.target,
                say_here(f"forecast.model.{record.in_force[score.target]}"),
                score.count,
                score.crps_rank,
                score.mae_rank,
                score.mae_egdi,
                *(score.coverage[level] for level in COVERAGES),
            )
        )
        for score in record.over(model=IN_FORCE, members=members)
    ]
    caption = say_here("forecast.table.editions")
    return Table(caption=caption, columns=columns, rows=rows, is_compact=True)


def entries_table(world: World, entries: Sequence[Entry]) -> Table:
    """Published forecasts, the newest first."""
    columns = [
        Column(label=say_here("forecast.column.hash"), is_header=True),
        Column(label=say_here("forecast.column.published")),
        Column(label=say_here("forecast.column.edition"), kind="year"),
        Column(label=say_here("forecast.column.model")),
        Column(label=say_here("forecast.column.by")),
        Column(label=say_here("forecast.crps"), kind="raw"),
        Column(label=say_here("forecast.column.held", level=TOLD), kind="percent"),
    ]
    rows = []
    for entry in reversed(entries):
        frozen = entry.forecast
        found = kept_verdict(world, entry.sha256, frozen)
        own = found.own[WORLD] if found else None
        rows.append(
            Row(
                cells=(
                    Cell(
                        value=dress_number(entry.sha256[:HASH]),
                        url=reverse("forecast_entry", args=[entry.sha256]),
                    ),
                    dress_number(frozen.published),
                    frozen.edition,
                    say_here(f"forecast.model.{frozen.model}"),
                    say_here("forecast.ledger.shipped") if entry.is_shipped else entry.title,
                    own.crps_rank if own else None,
                    own.coverage[TOLD] if own else None,
                )
            )
        )
    caption = say_here("forecast.ledger.title")
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)


def verdict_table(found: Verdict) -> Table:
    """How a published forecast did, by group, beside no change."""
    language = current_language()
    columns = [
        Column(label=say_here("forecast.column.members"), is_header=True),
        Column(label=say_here("forecast.column.states"), kind="count"),
        Column(label=say_here("forecast.crps"), kind="raw"),
        Column(label=say_here("forecast.column.of_no_change"), kind="raw"),
        Column(label=say_here("forecast.skill"), kind="signed_percent1"),
        Column(label=say_here("forecast.column.mae_rank"), kind="raw"),
        Column(label=say_here("forecast.column.mae_egdi"), kind="index"),
        *(_coverage(level) for level in COVERAGES),
    ]
    rows = [
        Row(
            cells=(
                members_name(members, language=language),
                own.count,
                own.crps_rank,
                found.no_change[members].crps_rank,
                found.skill(members),
                own.mae_rank,
                own.mae_egdi,
                *(own.coverage[level] for level in COVERAGES),
            ),
            is_selected=members == WORLD,
        )
        for members, own in found.own.items()
    ]
    caption = say_here("forecast.table.verdict", edition=found.edition)
    return Table(caption=caption, columns=columns, rows=rows, is_compact=True)


def causes_table(found: PostMortem, *, language: str) -> Table:
    """Expected and came, component by component, with the places that each miss brought."""
    columns = [
        Column(label=say_here("forecast.column.part"), is_header=True),
        Column(label=say_here("forecast.miss.expected"), kind="index"),
        Column(label=say_here("forecast.miss.came"), kind="index"),
        Column(label=say_here("forecast.column.off"), kind="signed"),
        Column(label=say_here("forecast.column.places"), kind="signed_places"),
    ]
    change = found.change
    rows = [
        Row(
            cells=(
                short_name(code, language),
                found.expected[code],
                found.came[code],
                found.came[code] - found.expected[code],
                places,
            )
        )
        for code, places in change.places.items()
    ]
    own = {short_name(code, language) for code in change.places}
    rows += [
        Row(cells=(cause.label, None, None, None, cause.value))
        for cause in causes(found, language=language)
        if cause.label not in own
    ]
    expected, came = found.expected["EGDI"], found.came["EGDI"]
    total = (say_here("forecast.total"), expected, came, came - expected, float(found.places))
    rows.append(Row(cells=total, is_selected=True))
    caption = say_here("forecast.table.causes")
    return Table(caption=caption, columns=columns, rows=rows, is_caption_hidden=True, is_compact=True)
