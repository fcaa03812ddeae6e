"""The four terms of a pair, each from 0 to 1, for one seeker and all states at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from miqyas.analysis.twinning.field import Field, others_of, ranks_of
from miqyas.analysis.twinning.rules import LIKENESSES, Rules
from miqyas.index.rank import Ranks
from miqyas.observations.countries import countries, groups
from miqyas.observations.model import Values

Terms = Mapping[str, Values]


@dataclass(frozen=True)
class Seen:
    """All states as a seeker sees them; arrays have the shape (country,), NaN where a thing is not known.

    `terms` are complementarity, benefit, similarity and record, `likeness` the parts of similarity. `gaps`
    is each state's value minus the seeker's by index, `lacks` the seeker's share of need by index.
    `path_edition` and `path_rank` say when a state that is ahead now stood where the seeker stands, and rose
    from there (0: never), `since` (0: not known) and `gained` since which edition it gained how many places.
    """

    terms: Terms
    likeness: Terms
    gaps: Terms
    lacks: Mapping[str, float]
    path_edition: Values
    path_rank: Values
    since: Values
    gained: Values


def seen_by(field: Field, *, place: int, rules: Rules) -> Seen:
    """Judge every state as a partner of the seeker at this place of the arrays.

    complementarity: of what the seeker lacks to 1, weighted by need, the share that the state already has.
    benefit: the same the other way round, other indices included. similarity: the weighted likenesses.
    record: places gained over the last editions, in the whole and in what the seeker needs.

    >>> from miqyas.analysis.twinning.rules import default_rules
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> seen = seen_by(Field(world, 2024), place=world.position("BHR"), rules=default_rules())
    >>> round(float(seen.terms["complementarity"][world.position("DNK")]), 3)
    0.816
    """
    values = {code: field.values(code) for code in rules.indices}
    known = {code: values[code] for code in rules.needs if not np.isnan(values[code][place])}
    lacks = {code: rules.needs[code] * max(0.0, 1 - float(own[place])) for code, own in known.items()}
    whole = sum(lacks.values())
    likeness = _likenesses(field, place, rules)
    path_edition, path_rank = _path(field, place, rules)
    likeness["path"] = np.where(field.ranked, (path_edition > 0).astype(np.float64), np.nan)
    since, gained, record = _record(field, known, lacks, rules)
    terms = {
        "complementarity": _share_of(field, known, rules.needs, have=None, want=place),
        "benefit": _share_of(
            field,
            {**values, **others_of(rules)},
            {**rules.indices, **rules.others},
            have=place,
            want=None,
        ),
        "similarity": _weighted(likeness, rules.similarity),
        "record": record,
    }
    return Seen(
        terms={name: _alone(term, field, place) for name, term in terms.items()},
        likeness=likeness,
        gaps={code: own - own[place] for code, own in values.items()},
        lacks={code: lack / whole if whole else 0.0 for code, lack in lacks.items()},
        path_edition=path_edition,
        path_rank=path_rank,
        since=since,
        gained=gained,
    )


def _alone(term: Values, field: Field, place: int) -> Values:
    """NaN for states without a rank and for the seeker itself."""
    found = np.where(field.ranked, term, np.nan)
    found[place] = np.nan
    return found


def _share_of(
    field: Field,
    values: Mapping[str, Values],
    weights: Mapping[str, float],
    *,
    have: int | None,
    want: int | None,
) -> Values:
    """Of what `want` lacks to 1 in these indices, the share that `have` has; None stands for every state.

    Where the sub-indices of a component are loaded for both, they stand in its place. An index that one
    of the two lacks is left out; where nothing is lacking the share is 0.
    """
    gains, lacks = np.zeros(len(field.ranked)), np.zeros(len(field.ranked))
    for code, own in values.items():
        gain, lack = _gain(own, have, want), _lack(own, want)
        parts = field.sub_indices.get(code)
        if parts:
            fine_gain = sum(weight * _gain(part, have, want) for weight, part in parts.values())
            fine_lack = sum(weight * _lack(part, want) for weight, part in parts.values())
            fine = ~np.isnan(fine_gain + fine_lack)
            gain, lack = np.where(fine, fine_gain, gain), np.where(fine, fine_lack, lack)
        both = ~np.isnan(gain + lack)
        gains += np.where(both, weights[code] * gain, 0.0)
        lacks += np.where(both, weights[code] * lack, 0.0)
    share: Values = np.divide(gains, lacks, out=np.zeros_like(gains), where=lacks > 0)
    return share


def _gain(values: Values, have: int | None, want: int | None) -> Values:
    giver = values if have is None else values[have]
    taker = values if want is None else values[want]
    gain: Values = np.maximum(0.0, np.minimum(giver, 1.0) - taker)
    return gain


def _lack(values: Values, want: int | None) -> Values:
    lack = np.maximum(0.0, 1 - values)
    found: Values = lack if want is None else np.full(len(values), lack[want])
    return found


def _weighted(parts: Terms, weights: Mapping[str, float]) -> Values:
    """Weighted mean of the parts that are known; NaN where none is."""
    stacked = np.stack([parts[name] for name in weights])
    column = np.array(list(weights.values()))[:, np.newaxis]
    absent = np.isnan(stacked)
    counted = np.sum(np.where(absent, 0.0, column), axis=0)
    total = np.sum(np.where(absent, 0.0, column * stacked), axis=0)
    mean: Values = np.divide(total, counted, out=np.full(len(total), np.nan), where=counted > 0)
    return mean


def total_of(terms: Terms, *, weights: Mapping[str, float]) -> Values:
    """The total of the terms: their weighted mean over those that are known, NaN where none is.

    >>> terms = {"benefit": np.array([1.0, np.nan]), "record": np.array([0.5, 0.5])}
    >>> total_of(terms, weights={"benefit": 0.75, "record": 0.25}).tolist()
    [0.875, 0.5]
    """
    return _weighted(terms, weights)


def _likenesses(field: Field, place: int, rules: Rules) -> dict[str, Values]:
    states = list(countries().values())
    own = states[place]
    found: dict[str, list[float]] = {name: [] for name in LIKENESSES if name != "path"}
    for other in states:
        found["region"].append(_nearness(own.groups, other.groups, rules.bands["same_region"]))
        found["language"].append(float(bool(_tongues(own.official_languages, other.official_languages))))
        found["income"].append(_income(own.groups, other.groups, rules.bands["next_income"]))
        found["membership"].append(_membership(own.groups, other.groups))
    return {name: np.where(field.ranked, np.array(values), np.nan) for name, values in found.items()}


@cache
def _of_kind(codes: tuple[str, ...], kind: str) -> frozenset[str]:
    return frozenset(code for code in codes if groups()[code].kind == kind)


@cache
def _income_ladder() -> Mapping[str, int]:
    codes = (code for code, group in groups().items() if group.kind == "income")
    return {code: step for step, code in enumerate(codes)}


def _nearness(own: tuple[str, ...], other: tuple[str, ...], same_region: float) -> float:
    if _of_kind(own, "subregion") & _of_kind(other, "subregion"):
        return 1.0
    return same_region if _of_kind(own, "region") & _of_kind(other, "region") else 0.0


def _tongues(own: tuple[str, ...], other: tuple[str, ...]) -> set[str]:
    """Official languages that two states share, whatever the script."""
    return {code.partition("_")[0] for code in own} & {code.partition("_")[0] for code in other}


def _income(own: tuple[str, ...], other: tuple[str, ...], beside: float) -> float:
    """1 in one income group, less in neighbouring ones; NaN where a group is not known."""
    (mine,), (theirs,) = (tuple(_of_kind(codes, "income")) or ("",) for codes in (own, other))
    if not mine or not theirs:
        return float("nan")
    steps = abs(_income_ladder()[mine] - _income_ladder()[theirs])
    return 1.0 if steps == 0 else beside if steps == 1 else 0.0


def _membership(own: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Of our memberships the share that the other holds too; NaN where we have none."""
    mine = _of_kind(own, "membership")
    return len(mine & _of_kind(other, "membership")) / len(mine) if mine else float("nan")


def _path(field: Field, place: int, rules: Rules) -> tuple[Values, Values]:
    """When a state that has risen ahead of the seeker stood nearest to the seeker's rank, and at which rank.

    Only editions count in which it stood within the band and lower than now; of equally near ones the latest.
    """
    own = int(field.rank[place])
    edition, rank = np.zeros(len(field.ranked)), np.zeros(len(field.ranked))
    nearest = np.full(len(field.ranked), np.inf)
    is_ahead = field.ranked & (field.rank < own)
    for year in field.earlier:
        then = field.world.published(year)
        reach = max(rules.bands["path_least"], round(rules.bands["path_share"] * then.ranked_count))
        away = np.abs(then.rank - own).astype(np.float64)
        rose = is_ahead & (then.rank > field.rank) & (away <= reach) & (away <= nearest)
        edition, rank = np.where(rose, year, edition), np.where(rose, then.rank, rank)
        nearest = np.where(rose, away, nearest)
    return edition, rank


def _record(
    field: Field, known: Terms, lacks: Mapping[str, float], rules: Rules
) -> tuple[Values, Values, Values]:
    """First edition of the window in which a state is ranked, places gained since, and the term."""
    window = field.earlier[-int(rules.bands["record_editions"]) :]
    since, gained, record = (np.full(len(field.ranked), np.nan) for _ in range(3))
    full = rules.bands["record_full"] * int(np.sum(field.ranked))
    now = {code: ranks_of(values) for code, values in known.items()}
    for year in reversed(window):
        then = Field(field.world, year)
        both = then.ranked & field.ranked
        places = (then.rank - field.rank).astype(np.float64)
        needed = _needed(now, then, lacks, full)
        share = rules.bands["record_needs"]
        term = (1 - share) * np.clip(places / full, 0, 1) + share * needed
        since, gained = np.where(both, year, since), np.where(both, places, gained)
        record = np.where(both, term, record)
    return np.nan_to_num(since), gained, record


def _needed(now: Mapping[str, Ranks], then: Field, lacks: Mapping[str, float], full: float) -> Values:
    """Places gained in each needed index, from 0 to 1, weighted by need."""
    parts = {}
    for code, ranks in now.items():
        earlier = ranks_of(then.values(code))
        gained = np.clip((earlier - ranks) / full, 0, 1)
        parts[code] = np.where((earlier > 0) & (ranks > 0), gained, np.nan)
    whole = sum(lacks.values())
    if not parts or not whole:
        return np.zeros(len(then.ranked))
    return np.nan_to_num(_weighted(parts, {code: lacks[code] for code in parts}))
