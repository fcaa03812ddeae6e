"""The worth of features as plain values for JSON."""

from __future__ import annotations

from typing import Any

from miqyas.analysis.features.model import Equivalent, Gain, Moving, RankPrice, Worth
from miqyas.analysis.simulate.records import LEVELS, distribution_record
from miqyas.analysis.world import World


def worth_record(world: World, found: Worth) -> dict[str, Any]:
    """What features are worth to a country."""
    return {
        "iso3": found.iso3,
        "name": dict(world.country(found.iso3).name),
        "edition": found.edition,
        "rank": found.rank,
        "egdi": found.egdi,
        **{code.lower(): value for code, value in found.components.items()},
        "coming": found.coming,
        "expected_rank": None if found.before is None else distribution_record(found.before),
        "gains": [gain_record(gain, rank=found.rank) for gain in found.gains],
        "ladder": [_price(price) for price in found.ladder],
        "reference": {
            "node": found.reference,
            "amount": found.reference_amount,
            "points": found.reference_points,
        },
        "equivalents": [_equivalent(one) for one in found.equivalents],
        "assumptions": [{"name": name, "mark": mark.value} for name, mark in found.assumptions.items()],
        "model": found.model,
        "draws": found.draws or None,
        "seed": found.seed if found.draws else None,
        "versions": found.versions.as_dict(),
    }


def gain_record(gain: Gain, *, rank: int) -> dict[str, Any]:
    """What a step gives to a country that stands at a rank."""
    return {
        "node": gain.node,
        "component": gain.component,
        "unit": gain.unit,
        "own": gain.own,
        "asked": gain.asked,
        "amount": gain.amount,
        "asked_points": gain.asked_points,
        "points": gain.points,
        "limit": gain.limit or None,
        "how": gain.how,
        "mark": gain.mark.value,
        "is_lower_bound": gain.is_lower_bound,
        "component_gain": gain.component_gain,
        "egdi_gain": gain.egdi_gain,
        "places": rank - gain.rank,
        "passed": list(gain.passed),
        "moving": None if gain.moving is None else _moving(gain.moving),
    }


def _moving(moving: Moving) -> dict[str, Any]:
    return {
        "expected_places": moving.gained.mean,
        "at_least_one": moving.gained.at_least(1),
        "intervals": {f"{level:.0%}".rstrip("%"): list(moving.gained.interval(level)) for level in LEVELS},
        "gained": {str(places): share for places, share in moving.gained.shares.items()},
        "rank": distribution_record(moving.rank),
    }


def _price(price: RankPrice) -> dict[str, Any]:
    return {
        "rank": price.rank,
        "ahead": list(price.ahead),
        "egdi_gain": price.egdi_gain,
        "components": dict(price.components),
        "points": dict(price.points),
    }


def _equivalent(one: Equivalent) -> dict[str, Any]:
    return {
        "node": one.node,
        "component": one.component,
        "unit": one.unit,
        "amount": one.amount,
        "points": one.points,
        "how": one.how,
        "mark": one.mark.value,
        "is_upper_bound": one.is_upper_bound,
        "fits": one.fits,
    }
