"""The track record that stands beside every forecast: what the backtest found, small enough to ship.

The record of the packaged results is shipped as `track_record.json`, named by the hash of the results it
was made from; a test makes it anew and compares. For other results it is made when first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Final

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast.backtest import (
    IN_FORCE,
    TOP,
    WORLD,
    Backtest,
    Score,
    backtest,
    rules,
)
from miqyas.analysis.forecast.models import NO_CHANGE
from miqyas.analysis.forecast.scores import COVERAGES, skill, skill_interval
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.kernel.execution import Progress
from miqyas.kernel.provenance import content_hash

SHIPPED: Final = "track_record.json"


@dataclass(frozen=True)
class Summary:
    """One model over all scored editions: means, and skill against no change with its interval at `level`."""

    model: str
    members: str
    crps_rank: float
    crps_egdi: float
    mae_rank: float
    mae_egdi: float
    coverage: Mapping[float, float]
    crps_rank_skill: float
    crps_rank_skill_interval: tuple[float, float]
    level: float

    @property
    def is_told_from_zero(self) -> bool:
        """Whether the interval of the skill leaves out zero."""
        low, high = self.crps_rank_skill_interval
        return low > 0 or high < 0


@dataclass(frozen=True)
class TrackRecord(Backtest):
    """What past forecasts were worth, the model that follows from it, and the factors of the spreads.

    `fingerprint` names the results that it was made from.
    """

    fingerprint: str

    def factor(self, model: str) -> float:
        """Factor of a model's spread. Raises `AnalysisError` for an unknown model."""
        if model not in self.factors:
            known = ", ".join(self.factors)
            raise AnalysisError("unknown_model", place=Place(name=model), given=model, known=known)
        return self.factors[model]

    def over(self, *, model: str, members: str) -> tuple[Score, ...]:
        """A model's scores in the editions that count, oldest first."""
        return tuple(
            score
            for score in self.scores
            if score.model == model and score.members == members and score.target in self.scored
        )

    def summary(self, *, model: str = IN_FORCE, members: str = WORLD) -> Summary:
        """A model over all editions that count; every edition weighs the same."""
        own, reference = self.over(model=model, members=members), self.over(model=NO_CHANGE, members=members)
        pair = [score.crps_rank for score in own], [score.crps_rank for score in reference]
        level, seed = rules()["level"], rules()["seed"]
        return Summary(
            model=model,
            members=members,
            crps_rank=_mean(own, "crps_rank"),
            crps_egdi=_mean(own, "crps_egdi"),
            mae_rank=_mean(own, "mae_rank"),
            mae_egdi=_mean(own, "mae_egdi"),
            coverage={
                one: sum(score.coverage[one] * score.count for score in own)
                / sum(score.count for score in own)
                for one in COVERAGES
            },
            crps_rank_skill=skill(pair[0], reference=pair[1]),
            crps_rank_skill_interval=skill_interval(pair[0], reference=pair[1], level=level, seed=seed),
            level=level,
        )


def track_record(world: World, *, on_progress: Progress | None = None) -> TrackRecord:
    """The record of the results in force: shipped for the packaged ones, else made once and kept.

    Where later editions were added to the packaged results, only these are worked out.

    >>> from miqyas.analysis.world import load_world
    >>> record = track_record(load_world())
    >>> record.scored, round(record.summary().coverage[0.8], 2)
    ((2014, 2016, 2018, 2020, 2022, 2024), 0.81)
    """
    name = fingerprint(world)
    shipped = _shipped()
    if shipped is not None and shipped.fingerprint == name:
        return shipped
    kept = world.kept_answers
    if ("track_record", name) not in kept:
        known = shipped if shipped and _goes_on(world, shipped) else None
        kept["track_record", name] = record_of(world, backtest(world, on_progress=on_progress, known=known))
    found: TrackRecord = kept["track_record", name]
    return found


def is_at_hand(world: World) -> bool:
    """Whether the record is there, or found in a second or two, as it has to be while a reader waits.

    >>> from miqyas.analysis.world import load_world
    >>> is_at_hand(load_world())
    True
    """
    shipped = _shipped()
    is_kept = ("track_record", fingerprint(world)) in world.kept_answers
    return is_kept or (shipped is not None and _goes_on(world, shipped))


def keep(world: World, record: TrackRecord) -> None:
    """Keep a record that was made elsewhere from the same results; one of others is left alone.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> keep(world, track_record(world)) is None and is_at_hand(world)
    True
    """
    if record.fingerprint == fingerprint(world):
        world.kept_answers["track_record", record.fingerprint] = record


def _goes_on(world: World, shipped: TrackRecord) -> bool:
    """Whether the results are the packaged ones and later editions."""
    return shipped.fingerprint == fingerprint(world, until=shipped.targets[-1])


def fingerprint(world: World, *, until: int | None = None) -> str:
    """Name of the results: equal for equal ranks and values of all editions, wherever they came from.

    `until` leaves out later editions.

    >>> from miqyas.analysis.world import load_world
    >>> len(fingerprint(load_world()))
    64
    """
    parts: list[bytes] = []
    for edition, results in world.results.items():
        if until is not None and edition > until:
            break
        arrays = (results.values[code].tobytes() for code in sorted(results.values))
        parts += [str(edition).encode(), results.rank.tobytes(), *arrays]
    return content_hash(parts)


def record_of(world: World, found: Backtest) -> TrackRecord:
    """The record of a backtest of the results in force.

    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> record_of(world, backtest(world, until=2008)).chosen
    'no_change'
    """
    whole = {part.name: getattr(found, part.name) for part in fields(found)}
    return TrackRecord(**whole, fingerprint=fingerprint(world))


def as_json(record: TrackRecord) -> str:
    """The record as text that ships, one score a line.

    >>> from miqyas.analysis.world import load_world
    >>> from_json(as_json(track_record(load_world()))) == track_record(load_world())
    True
    """
    head = {name: value for name, value in asdict(record).items() if name not in {"scores", "covered"}}
    scores = [json.dumps(list(asdict(score).values())) for score in record.scores]
    covered = [
        f"{json.dumps(str(target))}: {json.dumps(counts)}" for target, counts in record.covered.items()
    ]
    parts = {"covered": "{\n" + ",\n".join(covered) + "\n}", "scores": "[\n" + ",\n".join(scores) + "\n]"}
    tail = "".join(f',\n "{name}": {text}' for name, text in parts.items())
    return json.dumps(head, indent=1, sort_keys=True)[:-2] + tail + "}\n"


def from_json(text: str) -> TrackRecord:
    """The record from its text.

    >>> from_json(
    ...     '{"fingerprint": "", "chosen": "no_change", "factors": {}, "targets": [], "scored": [], '
    ...     '"covered": {}, "in_force": {}, "scores": []}'
    ... ).chosen
    'no_change'
    """
    loaded: dict[str, Any] = json.loads(text)
    return TrackRecord(
        fingerprint=loaded["fingerprint"],
        chosen=loaded["chosen"],
        factors=loaded["factors"],
        covered={
            int(target): {model: tuple(counts) for model, counts in models.items()}
            for target, models in loaded["covered"].items()
        },
        targets=tuple(loaded["targets"]),
        scored=tuple(loaded["scored"]),
        in_force={int(target): model for target, model in loaded["in_force"].items()},
        scores=tuple(
            Score(*[*values, {float(level): share for level, share in coverage.items()}])
            for *values, coverage in loaded["scores"]
        ),
    )


@cache
def _shipped() -> TrackRecord | None:
    place = files("miqyas.analysis.forecast").joinpath(SHIPPED)
    return from_json(place.read_text(encoding="utf-8")) if place.is_file() else None


def _mean(scores: Sequence[Score], figure: str) -> float:
    return float(sum(getattr(score, figure) for score in scores) / len(scores))


__all__ = [
    "IN_FORCE", "TOP", "WORLD", "Score", "Summary", "TrackRecord", "as_json", "fingerprint", "from_json",
    "is_at_hand", "keep", "record_of", "track_record",
]  # fmt: skip
