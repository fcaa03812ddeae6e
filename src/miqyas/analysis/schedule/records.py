"""Answers about schedules as plain values for JSON: the same fields everywhere."""

from __future__ import annotations

from typing import Any, Final

from miqyas.analysis.expected.model import Spread
from miqyas.analysis.portfolio.records import assumption_record
from miqyas.analysis.schedule.model import Timed
from miqyas.analysis.schedule.question import Answered
from miqyas.analysis.schedule.sample import is_sample
from miqyas.analysis.schedule.slips import Future, Slip
from miqyas.analysis.schedule.window import GoLive
from miqyas.analysis.simulate import RankDistribution

Record = dict[str, Any]
COVERAGE: Final = 0.8
"""Coverage of the intervals that are told."""
_NARROW: Final = 0.5


def schedule_record(found: Answered) -> Record:
    """A schedule, its window, the chance to make it, and what its dates are worth."""
    schedule, slips = found.schedule, found.slips
    return {
        "iso3": slips.iso3,
        "is_sample": is_sample(schedule.programme),
        "edition": found.aim.edition,
        "opens": found.aim.opens.isoformat(),
        "closes": found.aim.closes.isoformat(),
        "today": schedule.programme.today.isoformat(),
        "unit": schedule.programme.calendar.unit,
        "begins": schedule.begins.isoformat(),
        "ends": schedule.ends.isoformat(),
        "planned_end": schedule.planned_end.isoformat(),
        "ends_by": [{"share": share, "day": day} for share, day in found.ends_by.items()],
        "chance_of_all": found.chance_of_all,
        "tasks": [timed_record(one) for one in schedule.timed],
        "critical_paths": [list(path) for path in schedule.paths],
        "go_lives": [live_record(one) for one in found.lives],
        "futures": [future_record(one) for one in slips.futures],
        "slips": [slip_record(one) for one in slips.slips],
        "scale_mark": slips.mark.value,
        "assumptions": [assumption_record(one) for one in found.assumptions],
        "draws": slips.draws,
        "seed": slips.seed,
        "versions": found.versions.as_dict(),
    }


def timed_record(one: Timed) -> Record:
    """A task with its dates."""
    task = one.task
    return {
        "id": task.id,
        "name": dict(task.name),
        "group": task.group or None,
        "state": task.state,
        "duration": task.duration,
        "after": [{"id": link.before, "lag": link.lag} for link in task.after],
        "planned_start": one.planned[0].isoformat(),
        "planned_finish": one.planned[1].isoformat(),
        "start": one.start.isoformat(),
        "finish": one.finish.isoformat(),
        "latest_start": one.latest[0].isoformat() if one.latest else None,
        "latest_finish": one.latest[1].isoformat() if one.latest else None,
        "total_float": one.total_float,
        "free_float": one.free_float,
        "is_critical": one.is_critical,
        "delay": one.delay,
        "inherited": one.inherited,
        "held_by": one.driver or None,
        "baseline_start": task.baseline[0].isoformat() if task.baseline else None,
        "baseline_finish": task.baseline[1].isoformat() if task.baseline else None,
        "variance": one.variance,
    }


def live_record(one: GoLive) -> Record:
    """A task against the window."""
    return {
        "id": one.id,
        "live": one.live.isoformat(),
        "safe": one.safe.isoformat(),
        "last": one.last.isoformat(),
        "margin": one.margin,
        "chance": one.chance,
        "standing": one.standing,
        "room": one.room,
    }


def future_record(one: Future) -> Record:
    """A case in the coming edition."""
    return {
        "case": one.case,
        "gain": one.gain.mean,
        "gain_80": list(one.gain.interval(COVERAGE)),
        "services_gain": one.services,
        "index": None if one.egdi is None else _spread_record(one.egdi),
        "rank": None if one.rank is None else _rank_record(one.rank),
    }


def slip_record(one: Slip) -> Record:
    """What missing the edition costs."""
    return {
        "id": one.id,
        "with_it": one.with_it,
        "index": one.gain.mean,
        "index_80": list(one.gain.interval(COVERAGE)),
        "services": one.services,
        "places": None if one.places is None else one.places.mean,
        "places_80": None if one.places is None else list(one.places.interval(COVERAGE)),
        "now": one.now,
    }


def _spread_record(spread: Spread) -> Record:
    return {"mean": spread.mean, "interval_80": list(spread.interval(COVERAGE))}


def _rank_record(ranks: RankDistribution) -> Record:
    return {
        "median": ranks.median,
        "mean": ranks.mean,
        "interval_50": list(ranks.interval(_NARROW)),
        "interval_80": list(ranks.interval(COVERAGE)),
        "shares": {str(rank): float(share) for rank, share in enumerate(ranks.shares) if share > 0},
    }
