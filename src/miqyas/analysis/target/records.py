"""The answer as plain values for JSON."""

from __future__ import annotations

from typing import Any

from miqyas.analysis.target.answer import Alone, Mix, Part, Target
from miqyas.analysis.target.sentences import assumptions, headline
from miqyas.analysis.world import World
from miqyas.kernel.text import REQUIRED_LANGUAGES

Record = dict[str, Any]


def target_record(world: World, found: Target) -> Record:
    """A target with its ways, what binds, and what all of it rests on."""
    binding, leader = found.binding, found.binding.leader
    return {
        "iso3": found.iso3,
        "name": dict(world.country(found.iso3).name),
        "edition": found.edition,
        "goal": {
            "kind": found.goal.kind,
            "rank": found.goal.rank or None,
            "code": found.goal.code or None,
        },
        "probability": found.probability,
        "verdict": found.status,
        "probability_now": found.now,
        "probability_best": found.best,
        "gap": found.gap,
        "alone": [_alone_record(way) for way in found.alone],
        "share": _mix_record(found.share),
        "cheapest": _mix_record(found.cheapest),
        "effort": dict(found.effort),
        "binding": {
            "certain": dict(binding.certain),
            "short": binding.short,
            "leader": None if leader is None else {"iso3": leader[0], "probability": leader[1]},
        },
        "draws": found.draws,
        "seed": found.seed,
        "model": found.model,
        "words": {code: headline(world, found, language=code) for code in REQUIRED_LANGUAGES},
        "assumptions": _assumption_records(found),
        "versions": found.versions.as_dict(),
    }


def _alone_record(way: Alone) -> Record:
    return {
        "code": way.code,
        "value": way.own,
        "headroom": way.room,
        "gain": way.gain,
        "points": way.points,
        "probability": way.probability,
        "probability_best": way.best,
        "curve": [{"gain": gain, "probability": chance} for gain, chance in way.curve],
        "parts": [_part_record(part) for part in way.parts],
    }


def _mix_record(mix: Mix | None) -> Record | None:
    if mix is None:
        return None
    return {
        "gains": dict(mix.gains),
        "points": dict(mix.points),
        "share_of_headroom": mix.share,
        "cost": mix.cost,
        "probability": mix.probability,
        "probability_checked": mix.checked,
        "parts": [_part_record(part) for part in mix.parts],
    }


def _part_record(part: Part) -> Record:
    return {
        "code": part.node,
        "component": part.component,
        "unit": part.unit,
        "amount": part.amount,
        "points": part.points,
        "room": part.room,
        "room_is_known": part.is_room_known,
        "probability_best": part.best,
        "how": part.how,
        "mark": part.mark.value,
    }


def _assumption_records(found: Target) -> list[Record]:
    by_language = {code: assumptions(found, language=code) for code in REQUIRED_LANGUAGES}
    return [
        {"words": {code: told[at][0] for code, told in by_language.items()}, "mark": mark.value}
        for at, (_, mark) in enumerate(by_language[REQUIRED_LANGUAGES[0]])
    ]
