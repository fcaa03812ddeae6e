"""A change of index and rank as plain values for JSON."""

from __future__ import annotations

from typing import Any

from miqyas.analysis.decompose.change import Change
from miqyas.analysis.decompose.inside import Inside, Unsplit, split_components
from miqyas.analysis.world import World


def change_record(world: World, change: Change) -> dict[str, Any]:
    """A change with all its parts; `inside` says what moved the components, or why it is not known."""
    inside = split_components(world, iso3=change.iso3, before=change.before, after=change.after)
    return {
        "before": change.before,
        "after": change.after,
        "rank": change.rank,
        "own": change.own,
        "others": change.others,
        "egdi": change.egdi,
        "components": dict(change.components),
        "method": change.method,
        "rounding": change.rounding,
        "places": dict(change.places),
        "others_parts": dict(change.others_parts),
        "method_places": change.method_places,
        "rounding_places": change.rounding_places,
        "field": {
            "before": change.field[0],
            "after": change.field[1],
            "entered": list(change.entered),
            "left": list(change.left),
        },
        "inside": [_inside_record(part) for part in inside],
    }


def _inside_record(part: Inside | Unsplit) -> dict[str, Any]:
    if isinstance(part, Unsplit):
        known = dict.fromkeys(("how", "change", "others", "method", "rest", "weight", "mark"))
        lacking: dict[str, Any] = {"lacking": part.reason, "lacking_editions": list(part.editions)}
        return {"code": part.code, **known, "parts": {}, **lacking}
    return {
        "code": part.code,
        "how": part.how,
        "change": part.change,
        "others": part.others,
        "method": part.method,
        "rest": part.rest,
        "weight": part.weight,
        "mark": part.mark.value,
        "parts": dict(part.parts),
        "lacking": None,
        "lacking_editions": [],
    }
