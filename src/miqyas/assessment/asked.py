"""The features of an instrument as an assessment needs them: with the node of the methodology they feed."""

from __future__ import annotations

from dataclasses import dataclass

from miqyas.assessment.answers import grade_share
from miqyas.catalogue.model import Instrument


@dataclass(frozen=True)
class Asked:
    """A feature that is asked: the node that it feeds, its sector, its scale.

    `recency` is the age in months up to which a proof counts, None where age does not matter.
    """

    feature: str
    node: str
    sector: str = "general"
    scale: str = "yes_no"
    recency: int | None = None

    def share(self, grade: str) -> float:
        """What a grade of the feature's own scale counts for. Raises `AssessmentError` for another's."""
        return grade_share(self.scale, grade)


def asked_of(instrument: Instrument) -> tuple[Asked, ...]:
    """Every feature of an instrument, in its order.

    >>> from miqyas.catalogue import instrument
    >>> asked_of(instrument("osi"))[0].node
    'OSI.IF'
    """
    return tuple(
        Asked(
            feature=feature.code,
            node=instrument.parts[feature.subindex].node,
            sector=feature.sector,
            scale=feature.scale,
            recency=feature.recency,
        )
        for feature in instrument.features
    )
