"""What became of a published forecast once the edition's results are loaded, beside no change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from miqyas.analysis.forecast.backtest import member_masks, ranks_among
from miqyas.analysis.forecast.ledger import Frozen, frozen_as_of
from miqyas.analysis.forecast.models import NO_CHANGE
from miqyas.analysis.forecast.scores import COVERAGES, quantile_crps
from miqyas.analysis.world import World
from miqyas.observations.model import Values

MEDIAN = 0.5


@dataclass(frozen=True)
class Mark:
    """One forecast over some states: means of CRPS and absolute error, and coverage of ranks by level."""

    count: int
    crps_rank: float
    crps_egdi: float
    mae_rank: float
    mae_egdi: float
    coverage: Mapping[float, float]


@dataclass(frozen=True)
class Verdict:
    """A frozen forecast against what came, by group of states (`miqyas.analysis.forecast.backtest`)."""

    edition: int
    own: Mapping[str, Mark]
    no_change: Mapping[str, Mark]

    def skill(self, members: str) -> float:
        """Skill of the rank's CRPS against no change: above 0 is better."""
        return 1 - self.own[members].crps_rank / self.no_change[members].crps_rank


def verdict(world: World, frozen: Frozen) -> Verdict | None:
    """Score a frozen forecast; None as long as its edition has no results.

    States are ranked among those that were forecast and that the edition ranks. CRPS is found from the
    quantiles that were kept. Beside it stands no change with its past errors, made from the same origin.

    >>> from miqyas.analysis.forecast.ledger import frozen_as_of
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> seen = frozen_as_of(world, origin=2022, edition=2024, model="drift", factor=1.0, draws=1000)
    >>> found = verdict(world, seen)
    >>> found.own["world"].count, 4 < found.own["world"].crps_rank < 7
    (193, True)
    """
    if frozen.edition not in world.editions:
        return None
    reference = frozen
    if frozen.model != NO_CHANGE or frozen.factor != 1 or frozen.method_break != "as_before":
        reference = frozen_as_of(
            world, origin=frozen.origin, edition=frozen.edition, model=NO_CHANGE, factor=1.0
        )
    kept = _kept_values(world, frozen)
    return Verdict(
        edition=frozen.edition,
        own=_marks(world, frozen, kept if reference is frozen else None),
        no_change=_marks(world, reference, kept),
    )


def _kept_values(world: World, frozen: Frozen) -> Mapping[str, Values]:
    """The last published rank and index: the point forecast of no change."""
    last = world.published(frozen.origin)
    return {"rank": last.rank.astype(float), "EGDI": last.values["EGDI"]}


def _marks(world: World, frozen: Frozen, point: Mapping[str, Values] | None) -> dict[str, Mark]:
    came = world.published(frozen.edition)
    whole = spread_over(world, frozen)
    scored = (came.rank > 0) & ~np.isnan(whole["rank"][0])
    middle = frozen.levels.index(MEDIAN)
    outcome = {"rank": ranks_among(came.rank[scored]), "EGDI": came.values["EGDI"][scored]}
    points = {name: whole[name][middle][scored] if point is None else point[name][scored] for name in outcome}
    if point is not None:
        points["rank"] = ranks_among(points["rank"])
    figures = {
        "crps_rank": quantile_crps(whole["rank"][:, scored], levels=frozen.levels, outcome=outcome["rank"]),
        "crps_egdi": quantile_crps(whole["EGDI"][:, scored], levels=frozen.levels, outcome=outcome["EGDI"]),
        "mae_rank": np.abs(points["rank"] - outcome["rank"]),
        "mae_egdi": np.abs(points["EGDI"] - outcome["EGDI"]),
    }
    inside = {
        coverage: is_within(frozen, whole["rank"][:, scored], outcome["rank"], coverage)
        for coverage in COVERAGES
    }
    masks = member_masks(world, target=frozen.edition, before=frozen.origin)
    return {
        code: Mark(
            count=int(mask[scored].sum()),
            **{name: float(values[mask[scored]].mean()) for name, values in figures.items()},
            coverage={level: float(found[mask[scored]].mean()) for level, found in inside.items()},
        )
        for code, mask in masks.items()
    }


def spread_over(world: World, frozen: Frozen) -> dict[str, Values]:
    """The quantiles over all Member States, shape (level, country), NaN for states not forecast.

    >>> from miqyas.analysis.forecast.ledger import frozen_as_of
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> old = frozen_as_of(world, origin=2005, edition=2008, model="no_change", factor=1.0, draws=100)
    >>> len(old.countries), spread_over(world, old)["rank"].shape
    (179, (23, 193))
    """
    places = [world.position(iso3) for iso3 in frozen.countries]
    whole = {name: np.full((len(frozen.levels), len(world.countries)), np.nan) for name in frozen.figures}
    for name, values in frozen.figures.items():
        whole[name][:, places] = values
    return whole


def is_within(frozen: Frozen, quantiles: Values, outcome: Values, coverage: float) -> np.ndarray:
    """Whether outcomes lie in the central interval of quantiles (level, case), ends included.

    >>> from miqyas.analysis.forecast.ledger import frozen_as_of
    >>> from miqyas.analysis.world import load_world
    >>> old = frozen_as_of(load_world(), origin=2022, edition=2024, model="no_change", factor=1.0, draws=99)
    >>> is_within(old, np.tile(np.arange(23.0), (2, 1)).T, np.array([0.0, 11.0]), 0.8).tolist()
    [False, True]
    """
    tail = round((1 - coverage) / 2, 6)
    low, high = (quantiles[frozen.levels.index(share)] for share in (tail, round(1 - tail, 6)))
    inside: np.ndarray = (low <= outcome) & (outcome <= high)
    return inside
