"""Provisional shares: by sub-index, entity and sector; what is lost and who holds it; what to do next."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from miqyas.assessment.asked import Asked
from miqyas.assessment.readings import Reading, Statements, View
from miqyas.kernel.documents import read_document

WHOLE: Final = 1.0
Why = Literal["not_found", "unanswered", "partial", "absent"]


@dataclass(frozen=True)
class Tally:
    """Features counted together: how many are asked, of how many something is known, what they fulfil.

    `points` is the sum of known shares. `assessors` and `answers` are standard deviations of the share: what
    judgements that differ leave open, and what features of which nothing is known may change.
    """

    asked: int
    known: int
    points: float
    assessors: float = 0.0

    @property
    def share(self) -> float | None:
        """The share that is fulfilled among what is known; None while nothing is."""
        return self.points / self.known if self.known else None

    @property
    def floor(self) -> float | None:
        """The share if everything that is not known counted for nothing; None where nothing is asked."""
        return self.points / self.asked if self.asked else None

    @property
    def ceiling(self) -> float | None:
        """The share if everything that is not known were fulfilled."""
        return (self.points + (self.asked - self.known)) / self.asked if self.asked else None

    @property
    def answers(self) -> float:
        """Deviation that features without any answer leave: those known are a sample of those asked.

        sqrt((1 - k/n) p (1 - p) / k), with p drawn a little to the middle, (points + 1) / (known + 2).
        """
        if not self.known:
            return 0.0
        drawn = (self.points + 1) / (self.known + 2)
        return math.sqrt((1 - self.known / self.asked) * drawn * (1 - drawn) / self.known)


@dataclass(frozen=True)
class Loss:
    """What a feature lacks to the whole, in shares of a feature, and the entities that hold it.

    `is_known` tells whether it was answered or judged: what is not known is not lost, it is open.
    """

    asked: Asked
    lost: float
    is_known: bool
    holders: tuple[str, ...]


@dataclass(frozen=True)
class Unseen:
    """A feature that is claimed, and of which strangers found less: both shares and who claims it."""

    asked: Asked
    claimed: float
    found: float
    claimants: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """A thing to do next: what stands in the way, what it adds to the national index, how easy it is."""

    asked: Asked
    why: Why
    gain: float
    ease: float

    @property
    def priority(self) -> float:
        """What orders advice: the gain times the ease."""
        return self.gain * self.ease


def tally(readings: Iterable[Reading]) -> Tally:
    """Readings counted together.

    >>> found = tally([Reading(1.0), Reading(0.5, 0.5), Reading(None)])
    >>> found.share, found.floor, round(found.ceiling, 2), found.assessors
    (0.75, 0.5, 0.83, 0.25)
    """
    listed = list(readings)
    known = [one for one in listed if one.share is not None]
    spread = math.sqrt(math.fsum(one.deviation**2 for one in known))
    points = math.fsum(one.share or 0.0 for one in known)
    return Tally(len(listed), len(known), points, spread / len(known) if known else 0.0)


def tallies(said: Statements, *, view: View, by: Callable[[Asked], str]) -> Mapping[str, Tally]:
    """Shares of the nation by any property of a feature: its node, its sector; in the order of features.

    >>> from miqyas.assessment.answers import Answer
    >>> from miqyas.assessment.readings import statements
    >>> plain = [Asked("A", "OSI.IF", sector="health"), Asked("B", "OSI.IF")]
    >>> said = statements(plain, answers=[Answer("A", "health", "yes")])
    >>> found = tallies(said, view="claimed", by=lambda one: one.node)["OSI.IF"]
    >>> found.asked, found.known, found.share
    (2, 1, 1.0)
    """
    grouped: dict[str, list[Reading]] = {}
    for one in said.applicable:
        grouped.setdefault(by(one), []).append(said.reading(one, view))
    return {code: tally(readings) for code, readings in grouped.items()}


def entity_tallies(said: Statements, *, view: View) -> Mapping[str, Tally]:
    """Shares by entity, over the features that apply to it: its own claim; as verified, what strangers found.

    >>> from miqyas.assessment.answers import Answer
    >>> from miqyas.assessment.readings import statements
    >>> said = statements([Asked("A", "OSI.IF")], answers=[Answer("A", "x", "yes"), Answer("A", "y", "no")])
    >>> {entity: found.share for entity, found in entity_tallies(said, view="claimed").items()}
    {'x': 1.0, 'y': 0.0}
    """
    grouped: dict[str, list[Reading]] = {}
    for one in said.applicable:
        for entity in said.holders(one.feature):
            own = Reading(said.claims(one).get(entity)) if view == "claimed" else said.reading(one, view)
            grouped.setdefault(entity, []).append(own)
    return {entity: tally(grouped[entity]) for entity in sorted(grouped)}


def losses(said: Statements) -> tuple[Loss, ...]:
    """What is not fulfilled, as best known, the greatest first; what nobody knows stands as open.

    >>> from miqyas.assessment.answers import Answer
    >>> from miqyas.assessment.readings import statements
    >>> said = statements([Asked("A", "OSI.IF")], answers=[Answer("A", "x", "no"), Answer("A", "y", "no")])
    >>> [(loss.lost, loss.holders) for loss in losses(said)]
    [(1.0, ('x', 'y'))]
    """
    found = []
    for one in said.applicable:
        share = said.best_known(one).share
        lost = WHOLE - (share or 0.0)
        if lost > 0:
            found.append(Loss(one, lost, share is not None, said.holders(one.feature)))
    return tuple(sorted(found, key=lambda loss: (-loss.lost, loss.asked.feature)))


def lost_by_holder(found: Iterable[Loss], *, worth: Mapping[str, float]) -> Mapping[str, float]:
    """What each entity holds of what is lost, in the unit of `worth` (of a whole feature, by node).

    A shared loss is divided equally among its holders, so that the parts add up to the whole; what nobody
    holds stands under "". Open features are not lost yet.

    >>> lost = [Loss(Asked("A", "OSI.IF"), 1.0, True, ("x", "y")), Loss(Asked("B", "OSI.IF"), 0.5, True, ())]
    >>> lost_by_holder(lost, worth={"OSI.IF": 0.004})
    {'': 0.002, 'x': 0.002, 'y': 0.002}
    """
    held: dict[str, float] = {}
    for loss in found:
        if loss.is_known:
            holders = loss.holders or ("",)
            for holder in holders:
                part = loss.lost * worth.get(loss.asked.node, 0.0) / len(holders)
                held[holder] = held.get(holder, 0.0) + part
    return {holder: held[holder] for holder in sorted(held)}


def unseen(said: Statements) -> tuple[Unseen, ...]:
    """Claimed, but a stranger could not find it (or not all of it): the widest gap first.

    >>> from miqyas.assessment.answers import Answer, Judgement
    >>> from miqyas.assessment.readings import statements
    >>> said = statements(
    ...     [Asked("A", "OSI.IF")],
    ...     answers=[Answer("A", "health", "yes")],
    ...     judgements=[Judgement("A", "chen", "not_found"), Judgement("A", "gita", "not_found")],
    ... )
    >>> [(one.claimed, one.found, one.claimants) for one in unseen(said)]
    [(1.0, 0.0, ('health',))]
    """
    gaps = []
    for one in said.applicable:
        claims, found = said.claims(one), said.reading(one, "verified").share
        claimants = tuple(sorted(who for who, share in claims.items() if found is not None and share > found))
        if claimants and found is not None:
            gaps.append(Unseen(one, max(claims.values()), found, claimants))
    return tuple(sorted(gaps, key=lambda gap: (gap.found - gap.claimed, gap.asked.feature)))


def lost_by(
    found: Iterable[Loss], *, worth: Mapping[str, float], by: Callable[[Asked], str]
) -> Mapping[str, float]:
    """What is lost by any property of a feature (its node, its sector), in the unit of `worth`, the most
    first.

    The way back from the national index: to its sub-indices, and with `losses` to features and holders.

    >>> lost = [Loss(Asked("A", "OSI.IF"), 1.0, True, ("x",)), Loss(Asked("B", "OSI.SP"), 0.5, True, ())]
    >>> lost_by(lost, worth={"OSI.IF": 0.001, "OSI.SP": 0.003}, by=lambda one: one.node)
    {'OSI.SP': 0.0015, 'OSI.IF': 0.001}
    """
    sums: dict[str, float] = {}
    for loss in found:
        if loss.is_known:
            code = by(loss.asked)
            sums[code] = sums.get(code, 0.0) + loss.lost * worth.get(loss.asked.node, 0.0)
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


@cache
def ease() -> Mapping[str, float]:
    """How easy a gain is by what stands in the way, as `advice.yaml` has it.

    >>> ease()["not_found"] > ease()["absent"]
    True
    """
    text = files("miqyas.assessment").joinpath("advice.yaml").read_text(encoding="utf-8")
    return {str(why): float(value) for why, value in read_document(text, file="advice.yaml")["ease"].items()}


def next_best(
    said: Statements, *, entity: str, worth: Mapping[str, float], most: int = 3
) -> tuple[Advice, ...]:
    """The things that an entity should do next: by what they add to the nation, times how easy that is.

    `worth` is what a whole feature of a node adds to the national index. What another entity already brings
    to the whole is not worth doing again. Of what nobody knows, the share of its node
    is taken as there.

    >>> from miqyas.assessment.answers import Answer, Judgement
    >>> from miqyas.assessment.readings import statements
    >>> said = statements(
    ...     [Asked("A", "OSI.IF"), Asked("B", "OSI.IF"), Asked("C", "OSI.SP", scale="service_stage")],
    ...     answers=[
    ...         Answer("A", "health", "no"),
    ...         Answer("B", "health", "yes"),
    ...         Answer("C", "health", "form"),
    ...     ],
    ...     judgements=[Judgement("B", "chen", "not_found"), Judgement("B", "gita", "not_found")],
    ... )
    >>> found = next_best(said, entity="health", worth={"OSI.IF": 0.001, "OSI.SP": 0.003})
    >>> [(one.asked.feature, one.why, round(one.gain, 4)) for one in found]
    [('B', 'not_found', 0.001), ('C', 'partial', 0.001), ('A', 'absent', 0.001)]
    """
    middle = {node: found.share for node, found in _known_by_node(said).items()}
    found: list[Advice] = []
    for one in said.applicable:
        if entity in said.holders(one.feature):
            share = said.best_known(one).share
            expected = share if share is not None else middle.get(one.node) or 0.0
            why = _why(said, one, entity, share)
            gain = (WHOLE - expected) * worth.get(one.node, 0.0)
            found.append(Advice(one, why, gain, ease()[why]))
    ordered = sorted(found, key=lambda advice: (-advice.priority, advice.asked.feature))
    return tuple(advice for advice in ordered if advice.gain > 0)[:most]


def _known_by_node(said: Statements) -> Mapping[str, Tally]:
    grouped: dict[str, list[Reading]] = {}
    for one in said.applicable:
        grouped.setdefault(one.node, []).append(said.best_known(one))
    return {node: tally(readings) for node, readings in grouped.items()}


def _why(said: Statements, asked: Asked, entity: str, share: float | None) -> Why:
    claimed = said.claims(asked).get(entity)
    if share is None:
        return "unanswered"
    if claimed is not None and claimed > share:
        return "not_found"
    return "partial" if share > 0 else "absent"
