"""Forecasts as plain values for JSON: of a country and of the field. Names of fields are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from miqyas.analysis.forecast.joint import coming_editions
from miqyas.analysis.forecast.record import track_record
from miqyas.analysis.forecast.records import summary_record
from miqyas.analysis.outlook.country import BANDS, Outlook, Step, band_of
from miqyas.analysis.outlook.field import FieldOutlook
from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.world import World

Record = dict[str, Any]
MEDIAN = 0.5
DIGITS = 6
"""Digits kept of what is drawn at random: more would be noise."""


def outlook_record(world: World, outlook: Outlook) -> Record:
    """A country in the coming editions, with the track record of the model beside it."""
    return {
        "iso3": outlook.iso3,
        "name": dict(world.country(outlook.iso3).name),
        "origin": outlook.origin,
        **_made_by(outlook),
        "editions": [_step_record(step) for step in outlook.steps],
        "track_record": _record_of(world, outlook.model),
        "assumptions": {name: mark.value for name, mark in outlook.marks.items()},
        "versions": outlook.versions.as_dict(),
    }


def field_record(world: World, field: FieldOutlook) -> Record:
    """All states in a coming edition, the best expected rank first."""
    return {
        "edition": field.edition,
        "origin": field.origin,
        **_made_by(field),
        "coming_editions": list(coming_editions(world)),
        "countries": [
            {
                "iso3": state.iso3,
                "name": dict(world.country(state.iso3).name),
                "rank_before": world.standing(state.iso3, field.origin).rank,
                "rank": _rank_record(state.rank),
                "egdi": _quantiles_record(state.egdi),
            }
            for state in field.states
        ],
        "track_record": _record_of(world, field.model),
        "assumptions": {name: mark.value for name, mark in field.marks.items()},
        "versions": field.versions.as_dict(),
    }


def _made_by(made: Outlook | FieldOutlook) -> Record:
    return {
        "model": made.model,
        "factor": made.factor,
        "method_break": made.method_break,
        "draws": made.draws,
        "seed": made.seed,
    }


def _record_of(world: World, model: str) -> Record:
    record = track_record(world)
    found = record.summary(model=model)
    return {
        "scored": list(record.scored),
        "is_in_force": model == record.chosen,
        "is_told_from_zero": found.is_told_from_zero,
        **summary_record(found),
    }


def _step_record(step: Step) -> Record:
    return {
        "edition": step.edition,
        "rank": _rank_record(step.rank),
        "egdi": _quantiles_record(step.egdi),
        **{code.lower(): _quantiles_record(quantiles) for code, quantiles in step.nodes.items()},
        "groups": dict(step.groups),
        "rating_classes": dict(step.classes),
        "ahead_of": [{"iso3": rival.iso3, "probability": rival.after} for rival in step.rivals],
    }


def _rank_record(rank: RankDistribution) -> Record:
    return {
        "median": rank.median,
        "mean": round(rank.mean, DIGITS),
        "intervals": [
            {"coverage": coverage, "best": low, "worst": high}
            for coverage in BANDS
            for low, high in [rank.interval(coverage)]
        ],
    }


def _quantiles_record(quantiles: Mapping[float, float]) -> Record:
    return {
        "median": round(quantiles[MEDIAN], DIGITS),
        "intervals": [
            {"coverage": coverage, "low": round(low, DIGITS), "high": round(high, DIGITS)}
            for coverage in BANDS
            for low, high in [band_of(quantiles, coverage)]
        ],
    }
