"""What an assessment finds as plain values for JSON: the same fields everywhere."""

from __future__ import annotations

from typing import Any

from miqyas.assessment.agreement import Agreement
from miqyas.assessment.bridge import Bridge
from miqyas.assessment.line import Line
from miqyas.assessment.maturity import Maturity, Summary
from miqyas.assessment.provisional import Advice, Loss, Tally, Unseen
from miqyas.assessment.raters import ReviewAgreement

Record = dict[str, Any]


def tally_record(found: Tally) -> Record:
    """A share with what it rests on; None while nothing is known."""
    return {
        "asked": found.asked,
        "known": found.known,
        "points": found.points,
        "share": found.share,
        "floor": found.floor,
        "ceiling": found.ceiling,
        "assessors": found.assessors,
        "answers": found.answers,
    }


def bridge_record(found: Bridge) -> Record:
    """A bridge: bias and scale on the level scale, and what they rest on."""
    return {
        "node": found.node,
        "is_calibrated": found.is_calibrated,
        "pairs": found.pairs,
        "bias": found.bias,
        "scale": found.scale,
        "freedom": found.freedom,
        "items": found.items,
        "points": found.points,
        "mark": found.mark.value,
    }


def line_record(found: Line) -> Record:
    """The line from a whole feature to the index, factor by factor."""
    return {
        "node": found.node,
        "worth": found.worth,
        "mark": found.mark.value,
        "factors": [
            {
                "name": factor.name,
                "node": factor.node,
                "factor": factor.factor,
                "mark": factor.mark.value,
                "source": factor.source,
            }
            for factor in found.factors
        ],
    }


def loss_record(found: Loss) -> Record:
    """What a feature lacks, and who holds it."""
    return {
        "feature": found.asked.feature,
        "node": found.asked.node,
        "sector": found.asked.sector,
        "lost": found.lost,
        "is_known": found.is_known,
        "holders": list(found.holders),
    }


def unseen_record(found: Unseen) -> Record:
    """Claimed, but a stranger could not find it."""
    return {
        "feature": found.asked.feature,
        "node": found.asked.node,
        "claimed": found.claimed,
        "found": found.found,
        "claimants": list(found.claimants),
    }


def advice_record(found: Advice) -> Record:
    """A thing to do next."""
    return {
        "feature": found.asked.feature,
        "node": found.asked.node,
        "why": found.why,
        "gain": found.gain,
        "ease": found.ease,
    }


def agreement_record(found: Agreement) -> Record:
    """A coefficient of agreement with its interval; None where it is not defined, and why."""
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "units": found.units,
        "observed": found.observed,
        "why": found.why,
        "undefined": found.undefined,
    }


def review_agreement_record(found: ReviewAgreement) -> Record:
    """Agreement of a review: alpha by scale, pairs, assessors against what was decided."""
    return {
        "alpha": {scale: agreement_record(one) for scale, one in found.alpha.items()},
        "pairs": [
            {
                "first": one.first,
                "second": one.second,
                "scale": one.scale,
                "kappa": agreement_record(one.kappa),
            }
            for one in found.pairs
        ],
        "assessors": [
            {
                "assessor": one.assessor,
                "scale": one.scale,
                "kappa": agreement_record(one.kappa),
                "lower": one.lower,
                "higher": one.higher,
            }
            for one in found.assessors
        ],
    }


def needs_record(found: Maturity) -> list[Record]:
    """What the next level needs, as plain values."""
    return [
        {
            "level": one.level.code,
            "criterion": one.criterion.code,
            "outcome": one.outcome,
            "do": dict(one.criterion.do or {}),
        }
        for one in found.needs
    ]


def summary_record(key: str, found: Summary, *, transactional: int) -> Record:
    """Services together, as plain values."""
    return {
        "key": key,
        "count": found.count,
        "counts": list(found.counts),
        "mean": found.mean,
        "weighted": found.weighted,
        "volume": found.volume,
        "volume_known": found.volume_known,
        "transactional": found.share_from(transactional),
    }
