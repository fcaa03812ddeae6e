"""Track record, ledger and post-mortems as plain values for JSON. Names of fields are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from miqyas.analysis.decompose.records import change_record
from miqyas.analysis.forecast.backtest import TOP, WORLD, rules
from miqyas.analysis.forecast.ledger import Entry
from miqyas.analysis.forecast.models import NO_CHANGE, model_codes
from miqyas.analysis.forecast.postmortem import PostMortem
from miqyas.analysis.forecast.record import IN_FORCE, Score, Summary, TrackRecord
from miqyas.analysis.forecast.scores import COVERAGES
from miqyas.analysis.forecast.verdict import Mark, Verdict, verdict
from miqyas.analysis.world import World

Record = dict[str, Any]


def track_record_record(world: World, record: TrackRecord) -> Record:
    """The track record: summary of what was in force, each model over each group, and by edition."""
    own = record.summary()
    return {
        "summary": {
            **summary_record(own),
            "no_change": summary_record(record.summary(model=NO_CHANGE)),
            "scored": list(record.scored),
            "chosen": record.chosen,
            "in_force": {str(target): model for target, model in record.in_force.items()},
            "is_told_from_zero": own.is_told_from_zero,
        },
        "models": [
            {
                "model": model,
                "members": members,
                **summary_record(record.summary(model=model, members=members)),
            }
            for members in members_of(record)
            for model in (IN_FORCE, *model_codes())
        ],
        "editions": [_score_record(score, record) for score in record.scores],
        "rules": {
            "scored_from": rules()["scored_from"]["value"],
            "fewest_to_choose": rules()["fewest_to_choose"],
            "draws": rules()["draws"],
            "seed": rules()["seed"],
        },
        "fingerprint": record.fingerprint,
        "versions": world.versions(world.latest).as_dict(),
    }


def members_of(record: TrackRecord) -> tuple[str, ...]:
    """Codes of the groups of states that are scored: all, the leaders, the regions."""
    return tuple(dict.fromkeys((WORLD, TOP, *(score.members for score in record.scores))))


def summary_record(summary: Summary) -> Record:
    """One model over all editions that count."""
    return {
        "crps_rank": summary.crps_rank,
        "crps_egdi": summary.crps_egdi,
        "mae_rank": summary.mae_rank,
        "mae_egdi": summary.mae_egdi,
        **_coverages(summary.coverage),
        "crps_rank_skill": summary.crps_rank_skill,
        "crps_rank_skill_interval": list(summary.crps_rank_skill_interval),
        "crps_rank_skill_level": summary.level,
    }


def _coverages(coverage: Mapping[float, float]) -> Record:
    return {f"coverage_{round(level * 100)}": coverage[level] for level in COVERAGES}


def _score_record(score: Score, record: TrackRecord) -> Record:
    return {
        "edition": score.target,
        "model": score.model,
        "members": score.members,
        "counts": score.target in record.scored,
        "countries_count": score.count,
        "crps_rank": score.crps_rank,
        "crps_egdi": score.crps_egdi,
        "mae_rank": score.mae_rank,
        "mae_egdi": score.mae_egdi,
        **_coverages(score.coverage),
    }


def entry_record(world: World, entry: Entry) -> Record:
    """A published forecast without its figures, and how it did if its edition has results."""
    frozen = entry.forecast
    found = verdict(world, frozen)
    return {
        "sha256": entry.sha256,
        "title": entry.title or None,
        "is_shipped": entry.is_shipped,
        "published": frozen.published,
        "edition": frozen.edition,
        "origin": frozen.origin,
        "model": frozen.model,
        "factor": frozen.factor,
        "method_break": frozen.method_break,
        "draws": frozen.draws,
        "seed": frozen.seed,
        "results": frozen.results,
        "versions": frozen.versions.as_dict(),
        "verdict": None if found is None else _verdict_record(found),
    }


def _verdict_record(found: Verdict) -> list[Record]:
    return [
        {
            "members": members,
            "crps_rank_skill": found.skill(members),
            **_mark_record(own),
            "no_change": _mark_record(found.no_change[members]),
        }
        for members, own in found.own.items()
    ]


def _mark_record(mark: Mark) -> Record:
    return {
        "countries_count": mark.count,
        "crps_rank": mark.crps_rank,
        "crps_egdi": mark.crps_egdi,
        "mae_rank": mark.mae_rank,
        "mae_egdi": mark.mae_egdi,
        **_coverages(mark.coverage),
    }


def post_mortem_record(world: World, found: PostMortem) -> Record:
    """Why a forecast missed for one country: parts in places and in index points."""
    frozen, change = found.frozen, found.change
    return {
        "iso3": found.iso3,
        "name": dict(world.country(found.iso3).name),
        "edition": found.edition,
        "origin": found.origin,
        "sha256": found.entry.sha256 if found.entry else None,
        "model": frozen.model,
        "published": frozen.published or None,
        "expected": {name.lower(): value for name, value in found.expected.items()},
        "came": {name.lower(): value for name, value in found.came.items()},
        "intervals": [
            {"coverage": coverage, "best": low, "worst": high, "holds": found.is_inside(coverage)}
            for coverage, (low, high) in found.intervals.items()
        ],
        "places": found.places,
        "middle_places": found.middle_places,
        "middle": found.middle,
        "change": change_record_without_inside(world, found),
        "versions": change.versions.as_dict(),
    }


def change_record_without_inside(world: World, found: PostMortem) -> Record:
    """The parts of the miss; what moved a component inside is not told, since medians have no inputs."""
    record = change_record(world, found.change)
    record.pop("inside")
    return record
