"""Why a forecast missed: each component of the country and the other states, in places and in index points.

The forecast is taken at its medians: what each component of each state was expected to be. From there to
what came, the change is split exactly as a change between two editions is (`miqyas.analysis.decompose`). The
rank of the medians is not quite the median of the ranks; what lies between them is told apart, so that all
parts sum to the miss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from miqyas.analysis.decompose import Change, can_decompose, decompose
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast.history import component_weights
from miqyas.analysis.forecast.ledger import Entry, Frozen, frozen_as_of, ledger
from miqyas.analysis.forecast.record import track_record
from miqyas.analysis.forecast.scores import COVERAGES
from miqyas.analysis.forecast.verdict import MEDIAN, spread_over
from miqyas.analysis.world import World
from miqyas.index.rank import competition_rank
from miqyas.kernel.errors import Place
from miqyas.observations.model import Status
from miqyas.observations.results import COMPONENTS, PUBLISHED


@dataclass(frozen=True)
class PostMortem:
    """A country's miss. Ranks: positive is better than expected, as everywhere places gained are.

    `entry` is the ledger's, None where the forecast was made in hindsight from what was known before.
    `expected` and `came` are by figure: rank, EGDI, OSI, TII, HCI, EPI; `inside` tells by coverage whether
    the rank lay in its interval. `change` splits the way from the medians to what came; `middle_places`
    and `middle` are what lies between the median of the ranks (the index) and that of the medians.
    """

    iso3: str
    edition: int
    origin: int
    entry: Entry | None
    frozen: Frozen
    expected: Mapping[str, float]
    came: Mapping[str, float]
    intervals: Mapping[float, tuple[int, int]]
    change: Change
    middle_places: float
    middle: float

    @property
    def places(self) -> int:
        """Places better than expected; negative is worse."""
        return int(self.expected["rank"] - self.came["rank"])

    def is_inside(self, coverage: float) -> bool:
        """Whether the rank that came lay in its central interval."""
        low, high = self.intervals[coverage]
        return low <= self.came["rank"] <= high


def post_mortem(
    world: World, *, iso3: str, edition: int | None = None, entry: Entry | None = None
) -> PostMortem:
    """Explain what an edition (the newest, if none is named) brought a country, against its forecast.

    The forecast is `entry`, else the newest in the ledger for that edition, else one made in hindsight by the
    rules of the backtest. Raises `AnalysisError` for an unknown country, an edition without results,
    one that is not the entry's, and a country that was not forecast, not ranked or lacks a component.

    >>> from miqyas.analysis.world import load_world
    >>> found = post_mortem(load_world(), iso3="BHR", edition=2024)
    >>> found.places, round(found.change.own + found.change.others, 1), found.is_inside(0.9)
    (37, 36.0, False)
    """
    place = world.position(iso3)
    year = world.published(world.latest if edition is None else edition).edition
    chosen = entry or _newest_entry(world, year)
    frozen = chosen.forecast if chosen else _hindsight(world, year)
    if frozen.edition != year:
        known = str(frozen.edition)
        raise AnalysisError("edition_not_loaded", place=Place(name=known), given=str(year), known=known)
    standing = world.standing(iso3, year)
    whole = spread_over(world, frozen)
    middle = frozen.levels.index(MEDIAN)
    if np.isnan(whole["rank"][middle, place]):
        raise AnalysisError(
            "not_ranked", place=Place(name=iso3), country=world.country(iso3).name, edition=frozen.origin
        )
    if not can_decompose(standing):
        detail = "not_ranked" if standing.rank is None else "component_missing"
        raise AnalysisError(detail, place=Place(name=iso3), country=world.country(iso3).name, edition=year)
    expected = {name: float(values[middle, place]) for name, values in whole.items()}
    came = {"rank": float(standing.rank or 0)}
    came |= {code: float(world.published(year).values[code][place]) for code in PUBLISHED}
    before = _as_published(world, frozen)
    change = decompose(before, iso3=iso3, before=frozen.origin, after=year)
    return PostMortem(
        iso3=iso3,
        edition=year,
        origin=frozen.origin,
        entry=chosen,
        frozen=frozen,
        expected=expected,
        came=came,
        intervals={coverage: _interval(frozen, whole["rank"][:, place], coverage) for coverage in COVERAGES},
        change=change,
        middle_places=expected["rank"] - change.rank_before,
        middle=float(before.published(frozen.origin).values["EGDI"][place]) - expected["EGDI"],
    )


def _newest_entry(world: World, edition: int) -> Entry | None:
    found = [entry for entry in ledger(world) if entry.forecast.edition == edition]
    return found[-1] if found else None


def _hindsight(world: World, edition: int) -> Frozen:
    """What the model in force would have forecast for an edition from the one before."""
    key = ("hindsight", edition)
    if key not in world.kept_answers:
        record, origin = track_record(world), world.previous(edition)
        if origin is None or edition not in record.in_force:
            known = ", ".join(map(str, record.in_force))
            place = Place(name=str(edition))
            raise AnalysisError("no_forecast_then", place=place, given=str(edition), known=known)
        world.kept_answers[key] = frozen_as_of(
            world, origin=origin, edition=edition, model=record.in_force[edition], factor=1.0
        )
    found: Frozen = world.kept_answers[key]
    return found


def _as_published(world: World, frozen: Frozen) -> World:
    """The world with the medians in the place of the origin's results, as if they had been published."""
    origin = world.published(frozen.origin)
    whole, middle = spread_over(world, frozen), frozen.levels.index(MEDIAN)
    values = {code: whole[code][middle] for code in (*COMPONENTS, "EPI")}
    weights = component_weights(world.methodology(frozen.origin))
    total = np.sum([weight * values[code] for weight, code in zip(weights, COMPONENTS, strict=True)], axis=0)
    forecast = ~np.isnan(total)
    medians = replace(
        origin,
        values={**values, "EGDI": total},
        statuses={
            code: np.where(forecast, Status.OBSERVED, statuses).astype(np.uint8)
            for code, statuses in origin.statuses.items()
        },
        rank=competition_rank(total),
    )
    results = {frozen.origin: medians, frozen.edition: world.published(frozen.edition)}
    return replace(world, results=results)


def _interval(frozen: Frozen, quantiles: np.ndarray, coverage: float) -> tuple[int, int]:
    tail = round((1 - coverage) / 2, 6)
    low, high = (quantiles[frozen.levels.index(share)] for share in (tail, round(1 - tail, 6)))
    return int(low), int(high)
