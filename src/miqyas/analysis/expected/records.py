"""The expected score as plain values for JSON: a band of ranks, a single one only if calibrated."""

from __future__ import annotations

from typing import Any, Final

from miqyas.analysis.expected.model import Estimate, Expected, Part, Spread
from miqyas.analysis.outlook.country import BANDS
from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.world import World
from miqyas.methodology import indicators

Record = dict[str, Any]
DIGITS: Final = 6
"""Digits kept of what is drawn at random: more would be noise."""
SHOWN: Final = 0.8
"""Coverage of the intervals by which parts of the uncertainty are compared."""
INDICES: Final = ("EGDI", "OSI", "TII", "HCI", "EPI")


def expected_record(world: World, found: Expected) -> Record:
    """The expected score, beside what was published last."""
    before = world.standing(found.iso3, found.origin)
    return {
        "iso3": found.iso3,
        "name": dict(world.country(found.iso3).name),
        "edition": found.edition,
        "origin": found.origin,
        "is_calibrated": found.is_calibrated,
        "statistics": found.statistics,
        "rank": _rank_record(found.rank, is_single=found.is_calibrated),
        "rank_before": before.rank,
        "epi_rank": _rank_record(found.epi_rank, is_single=found.is_calibrated),
        **{code.lower(): _spread_record(found.values[code]) for code in INDICES},
        "published_before": {code.lower(): before.component(code) for code in INDICES},
        "subindices": [_subindex_record(one, found) for one in _all_of(found)],
        "unknown": list(found.unknown),
        "literacy_counts": found.literacy,
        "group_probabilities": dict(found.groups),
        "parts": [_part_record(part, found) for part in found.parts],
        "assumptions": [{"name": name, "mark": mark.value} for name, mark in found.marks.items()],
        "model": found.model,
        "draws": found.draws,
        "seed": found.seed,
        "versions": found.versions.as_dict(),
    }


def _all_of(found: Expected) -> list[Estimate]:
    known = {one.node: one for one in found.estimates}
    return [known.get(node, Estimate(node, None)) for node in found.values if node not in INDICES]


def _subindex_record(one: Estimate, found: Expected) -> Record:
    return {
        "node": one.node,
        "name": dict(indicators()[one.node].name),
        "share": one.share,
        "published": _spread_record(found.values[one.node]),
        "pairs": one.pairs,
    }


def _part_record(part: Part, found: Expected) -> Record:
    """A part, and how much narrower the index would be without it; below 0 is chance."""
    low, high = found.values["EGDI"].interval(SHOWN)
    inner, outer = part.egdi.interval(SHOWN)
    return {
        "source": part.source,
        "rank_if_known": list(part.rank.interval(SHOWN)),
        "egdi_if_known": [round(inner, DIGITS), round(outer, DIGITS)],
        "narrows": round(1 - (outer - inner) / (high - low), DIGITS) if high > low else 0.0,
    }


def _rank_record(rank: RankDistribution, *, is_single: bool) -> Record:
    """Bands of ranks; the median is None where only a band may be told."""
    return {
        "median": rank.median if is_single else None,
        "intervals": [
            {"coverage": coverage, "best": best, "worst": worst}
            for coverage in BANDS
            for best, worst in [rank.interval(coverage)]
        ],
    }


def _spread_record(spread: Spread) -> Record:
    return {
        "mean": round(spread.mean, DIGITS),
        "intervals": [
            {"coverage": coverage, "low": round(low, DIGITS), "high": round(high, DIGITS)}
            for coverage in BANDS
            for low, high in [spread.interval(coverage)]
        ],
    }
