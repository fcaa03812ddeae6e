"""Scenarios and what they come to as plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from miqyas.analysis.simulate.outcome import Outcome, RankDistribution
from miqyas.analysis.simulate.scenario import Scenario
from miqyas.analysis.world import World

LEVELS = (0.5, 0.8, 0.9)


def distribution_record(ranks: RankDistribution) -> dict[str, Any]:
    """Ranks with their probabilities, and what they come to."""
    return {
        "mean": ranks.mean,
        "median": ranks.median,
        "intervals": {f"{level:.0%}".rstrip("%"): list(ranks.interval(level)) for level in LEVELS},
        "shares": {str(rank): float(share) for rank, share in enumerate(ranks.shares) if share > 0},
    }


def distribution_from(record: Mapping[str, Any], *, draws: int, last: int) -> RankDistribution:
    """The ranks that a record tells of, counted again; `last` is the last rank that there is.

    >>> ranks = RankDistribution(np.array([0, 10, 80, 10]))
    >>> distribution_from(distribution_record(ranks), draws=100, last=3).counts.tolist()
    [0, 10, 80, 10]
    """
    counts = np.zeros(last + 1, dtype=np.int64)
    for rank, share in record["shares"].items():
        counts[int(rank)] = round(share * draws)
    return RankDistribution(counts)


def scenario_record(scenario: Scenario) -> list[dict[str, Any]]:
    """The changes, each also as it is written."""
    return [
        {
            "written": str(change),
            "iso3": change.iso3,
            "node": change.node,
            "kind": change.kind,
            "amount": None if change.kind == "like" else change.amount,
            "like": change.like,
        }
        for change in scenario.changes
    ]


def outcome_record(world: World, outcome: Outcome) -> dict[str, Any]:
    """What a scenario comes to for a country, beside the same without it."""
    return {
        "iso3": outcome.iso3,
        "name": dict(world.country(outcome.iso3).name),
        "edition": outcome.edition,
        "field": outcome.field,
        "scenario": scenario_record(outcome.scenario),
        "expected_rank": distribution_record(outcome.rank),
        "expected_rank_before": distribution_record(outcome.rank_before),
        "expected_egdi": _index(outcome.egdi_mean, outcome.egdi),
        "expected_egdi_before": _index(outcome.egdi_mean_before, outcome.egdi_before),
        "gained": {str(places): share for places, share in outcome.gained.shares.items()},
        "others": [
            {"iso3": rival.iso3, "behind_before": rival.before, "behind": rival.after}
            for rival in outcome.rivals
        ],
        "group_probabilities": dict(outcome.groups),
        "class_probabilities": dict(outcome.classes),
        "assumptions": [{"name": name, "mark": mark.value} for name, mark in outcome.assumptions.items()],
        "marks": {how: mark.value for how, mark in outcome.marks.items()},
        "model": outcome.model,
        "draws": outcome.draws,
        "seed": outcome.seed,
        "versions": outcome.versions.as_dict(),
    }


def _index(mean: float, quantiles: Any) -> dict[str, Any]:
    return {"mean": mean, "quantiles": {f"{share:g}": value for share, value in quantiles.items()}}
