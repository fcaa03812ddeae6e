"""The audit as plain values for JSON: the same fields on the command line and in the interface.

A value that is missing is null, never 0. Ranks are whole numbers, shares lie between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from miqyas.analysis.audit.describe import Description
from miqyas.analysis.audit.leave_out import LeftOut
from miqyas.analysis.audit.links import Link
from miqyas.analysis.audit.reach import Reach
from miqyas.analysis.audit.report import Assumption, Audit, Structure
from miqyas.analysis.audit.sensitivity import SensitivityOf
from miqyas.analysis.audit.uncertainty import INTERVAL, Interval
from miqyas.analysis.world import World

Record = dict[str, Any]
PERCENTILES = tuple(f"p{round(100 * share)}" for share in INTERVAL)


def audit_record(world: World, audit: Audit) -> Record:
    """A whole audit, every country in it."""
    return {**structure_record(audit.structure), **chance_record(world, audit)}


def country_audit_record(world: World, audit: Audit, iso3: str) -> Record:
    """What an audit says of one country; raises `AnalysisError` for one that it does not cover."""
    return country_record(world, audit.structure, iso3, chance=chance_record(world, audit))


def structure_record(structure: Structure) -> Record:
    """The part of an audit that needs no replications."""
    field, choices = structure.field, structure.choices
    alternatives = {
        "normalisation": [scale.name for scale in choices.scales],
        "aggregation": list(choices.aggregations),
        "missing": list(choices.missing),
    }
    return {
        "edition": structure.edition,
        "index": field.code,
        "parts": list(field.codes),
        "countries_count": len(field.countries),
        "choices": [
            {"choice": choice, "addresses": list(addresses), "alternatives": alternatives.get(choice)}
            for choice, addresses in choices.addresses(field).items()
        ],
        "weights": [
            {
                "code": weight.code,
                "nominal": weight.nominal,
                "variance_share": _plain(weight.variance_share),
                "linear": _plain(weight.linear),
                "smooth": _plain(weight.smooth),
            }
            for weight in structure.effective
        ],
        "descriptions": [_description(one) for one in structure.descriptions],
        "correlations": {
            "names": list(structure.correlations.names),
            "pearson": _table(structure.correlations.pearson.tolist()),
            "spearman": _table(structure.correlations.spearman.tolist()),
        },
        "principal": {
            "eigenvalues": structure.principal.eigenvalues.tolist(),
            "shares": structure.principal.shares.tolist(),
            "loadings": dict(
                zip(structure.principal.codes, structure.principal.loadings.tolist(), strict=True)
            ),
            "above_one": structure.principal.above_one,
        },
        "alpha": {"value": _plain(structure.alpha.value), "without": dict(structure.alpha.without)},
        "alternatives": [
            {
                "choice": one.choice,
                "name": one.name,
                "mean_shift": one.mean_shift,
                "largest_shift": one.largest_shift,
                "largest_iso3": one.largest_iso3,
            }
            for one in structure.alternatives
        ],
        "dominance": {
            "decided_share": structure.dominance.decided_share,
            "decided_share_near": structure.dominance_near.decided_share,
        },
        "bounds": {
            "low": dict(zip(field.codes, choices.low.tolist(), strict=True)),
            "high": dict(zip(field.codes, choices.high.tolist(), strict=True)),
        },
        "reach": [
            {"iso3": one.iso3, "best": one.best, "worst": one.worst}
            | {"best_near": near.best, "worst_near": near.worst}
            for one, near in zip(structure.reach, structure.reach_near, strict=True)
        ],
        "left_out": [_left_out(one) for one in structure.left_out],
        "links": [_link(one) for one in structure.links],
        "assumptions": [_assumption(one) for one in structure.assumptions],
        "versions": structure.versions.as_dict(),
    }


def chance_record(world: World, audit: Audit) -> Record:
    """What replications say, of every country; the part that takes long."""
    found, indices = audit.uncertainty, audit.sensitivity
    published = audit.structure.field.published_rank
    low, middle, high = found.shift_quantiles
    own = {iso3: indices.of(iso3) for iso3 in indices.countries}
    return {
        "uncertainty": {
            "replications": found.replications,
            "seed": found.seed,
            "error": found.choices.error if found.choices.assessed else None,
            "safe_share": _plain(found.safe_share),
            "pairs": found.pairs,
            "mean_shift": found.mean_shift,
            "shift": {"p5": low, "p50": middle, "p95": high},
            "countries": [
                {
                    "iso3": interval.iso3,
                    "name": dict(world.country(interval.iso3).name),
                    "rank": int(rank) or None,
                    **_interval(interval),
                    "counts": {str(place): int(n) for place, n in enumerate(counts) if place and n},
                }
                for interval, rank, counts in zip(found.intervals, published, found.counts, strict=True)
            ],
        },
        "sensitivity": {
            "points": indices.points,
            "rounds": indices.rounds,
            "mean_shift": _sensitivity(indices.of_shift),
            "countries": {iso3: _sensitivity(one) for iso3, one in own.items() if one},
        },
    }


def country_record(
    world: World, structure: Structure, iso3: str, *, chance: Mapping[str, Any] | None
) -> Record:
    """One country from the structure and a `chance_record`, without which what rests on it is null.

    Raises `AnalysisError` for a country that the audit does not cover.
    """
    position = structure.field.position(iso3)
    reached = structure.reach_of(iso3)
    everywhere, near = reached or (None, None)
    wide, narrow = structure.dominance, structure.dominance_near
    return {
        "edition": structure.edition,
        "index": structure.field.code,
        "iso3": iso3,
        "name": dict(world.country(iso3).name),
        "rank": int(structure.field.published_rank[position]) or None,
        "interval": _interval_in(chance, iso3) if chance else None,
        "sensitivity": chance["sensitivity"]["countries"].get(iso3) if chance else None,
        "reach": _reach(everywhere, structure.field.codes),
        "reach_near": _reach(near, structure.field.codes),
        "above": list(wide.above(iso3)) if reached else None,
        "above_near": list(narrow.above(iso3)) if reached else None,
        "below": list(wide.below(iso3)) if reached else None,
        "below_near": list(narrow.below(iso3)) if reached else None,
        "left_out": [
            {
                "kind": one.kind,
                "code": one.code,
                "countries": list(one.countries),
                "shift": int(one.shift[position]),
            }
            for one in structure.left_out
        ],
        "replications": chance["uncertainty"]["replications"] if chance else None,
        "seed": chance["uncertainty"]["seed"] if chance else None,
        "versions": structure.versions.as_dict(),
    }


def _interval_in(chance: Mapping[str, Any], iso3: str) -> Record:
    own = next(one for one in chance["uncertainty"]["countries"] if one["iso3"] == iso3)
    return {key: own[key] for key in ("nominal", *PERCENTILES, "mean", "counts")}


def _interval(interval: Interval) -> Record:
    values = (interval.low, interval.lower, interval.median, interval.upper, interval.high)
    quantiles = {name: value or None for name, value in zip(PERCENTILES, values, strict=True)}
    return {"nominal": interval.nominal, **quantiles, "mean": interval.mean or None}


def _sensitivity(found: SensitivityOf) -> Record:
    return {
        "choices": [
            {
                "choice": choice,
                "first": _plain(found.first[choice]),
                "first_error": _plain(found.first_error[choice]),
                "total": _plain(found.total[choice]),
                "total_error": _plain(found.total_error[choice]),
            }
            for choice in found.first
        ],
        "interaction": _plain(found.interaction),
    }


def _reach(reach: Reach | None, codes: Iterable[str]) -> Record | None:
    if reach is None:
        return None
    names = tuple(codes)
    return {
        "best": reach.best,
        "best_weights": dict(zip(names, reach.best_weights, strict=True)),
        "worst": reach.worst,
        "worst_weights": dict(zip(names, reach.worst_weights, strict=True)),
        "is_exact": reach.is_exact,
    }


def _description(one: Description) -> Record:
    return {
        "code": one.code,
        "count": one.count,
        "missing": one.missing,
        "coverage": one.coverage,
        "mean": one.mean,
        "deviation": one.deviation,
        "skewness": _plain(one.skewness),
        "kurtosis": _plain(one.kurtosis),
        "low": one.low,
        "high": one.high,
        "quantiles": dict(zip(PERCENTILES, one.quantiles, strict=True)),
        "at_floor": one.at_floor,
        "at_ceiling": one.at_ceiling,
        "outliers": list(one.outliers),
        "is_to_be_treated": one.is_to_be_treated,
    }


def _left_out(one: LeftOut) -> Record:
    return {
        "kind": one.kind,
        "code": one.code,
        "countries": list(one.countries),
        "mean_shift": _plain(one.mean_shift),
        "largest_shift": one.largest_shift,
        "largest_iso3": one.largest_iso3,
    }


def _link(one: Link) -> Record:
    return {
        "source": one.source,
        "year": one.year,
        "code": one.code,
        "pearson": _plain(one.pearson),
        "spearman": _plain(one.spearman),
        "count": one.count,
        "is_closest": one.is_closest,
    }


def _assumption(one: Assumption) -> Record:
    return {"key": one.key, "mark": one.mark.value, "values": dict(one.values)}


def _table(rows: list[list[float]]) -> list[list[float | None]]:
    return [[_plain(value) for value in row] for row in rows]


def _plain(value: float) -> float | None:
    """JSON knows no NaN."""
    return None if value != value else float(value)
