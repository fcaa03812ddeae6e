"""What services are worth: the features of the catalogue that they belong to, and what raising them adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from miqyas.analysis.features import worth_as_published
from miqyas.analysis.world import World
from miqyas.assessment.asked import Asked, asked_of
from miqyas.assessment.bridge import Bridge
from miqyas.assessment.line import Line
from miqyas.assessment.provisional import Tally
from miqyas.catalogue import Feature, Instrument
from miqyas.catalogue.matching import Match, matches
from miqyas.jobs.scores.boards import pairs_known
from miqyas.jobs.tasks.expected import MIDDLE, bridges_of, lines_of
from miqyas.workspace.campaigns.instruments import instruments_offered
from miqyas.workspace.datasets.world import current_world, home_country
from miqyas.workspace.services.fields import fault
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import (
    automation_of_features,
    features_accepted,
    features_of,
    services_living,
)

INSTRUMENT: Final = "OSI"
"""The list whose features services belong to."""
STAGES: Final[Mapping[str, str]] = {
    "counter": "none",
    "information": "information",
    "form": "form",
    **dict.fromkeys(("submitted", "assisted", "automatic", "proactive"), "transaction"),
}
"""The stage of a service, as features are graded by it, that each level of automation is."""
COVERAGE: Final = 0.8
"""How sure the range of a worth is to hold the true one."""


@dataclass(frozen=True)
class Worth:
    """What one feature gains when a service becomes transactional, in the index of the nation.

    `stage` is the share that the feature has now by the best of its services, None where no automation is
    recorded. `gain` is the middle; `low` and `high` are the ends of what the way from our features to the
    published sub-index leaves open.
    """

    feature: Feature
    stage: float | None
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class ServiceWorth:
    """What making a service transactional is worth: its accepted features together."""

    features: tuple[Worth, ...]

    @property
    def gain(self) -> float:
        """The middle, in the index."""
        return sum(one.gain for one in self.features)

    @property
    def low(self) -> float:
        """The lower end."""
        return sum(one.low for one in self.features)

    @property
    def high(self) -> float:
        """The upper end."""
        return sum(one.high for one in self.features)


@dataclass(frozen=True)
class Raise:
    """A service by key and code, and what making it transactional is worth."""

    key: UUID
    code: str
    worth: ServiceWorth


def list_asked() -> Instrument:
    """The list that is asked of the nation."""
    return instruments_offered()[INSTRUMENT]


def feature_found(code: str) -> Feature:
    """A feature of the list by its code, in any case. Raises `ServiceError`."""
    found = list_asked().by_code.get(code.upper())
    if found is None:
        raise fault("feature_unknown", "feature", given=code[:40])
    return found


def proposals_for(service: Service) -> tuple[Match, ...]:
    """Features that the service may belong to, and of which nobody has decided yet."""
    decided = features_of(service)
    found = matches(
        service.title, within=[list_asked()], owners=service.entity.mandates, sector=service.sector
    )
    return tuple(match for match in found if match.feature.code not in decided)


def worth_of(service: Service) -> ServiceWorth:
    """What making a service transactional is worth, by the features accepted for it."""
    codes = [code for code, row in features_of(service).items() if row.is_accepted]
    known = _known(codes)
    return ServiceWorth(tuple(known[code] for code in codes if code in known))


def raises_in(services: QuerySet[Service]) -> tuple[Raise, ...]:
    """Services whose features gain something when they become transactional, the most first.

    By a constant number of queries, none of which reads a whole service: who shows some fetches those.
    """
    accepted: dict[tuple[UUID, str], list[str]] = {}
    for key, code, feature in features_accepted(services):
        accepted.setdefault((key, code), []).append(feature)
    known = _known({feature for features in accepted.values() for feature in features})
    found = (
        Raise(key, code, ServiceWorth(tuple(known[one] for one in features if one in known)))
        for (key, code), features in accepted.items()
    )
    gaining = [one for one in found if one.worth.gain > 0]
    return tuple(sorted(gaining, key=lambda one: (-one.worth.gain, one.code)))


def places_for(gain: float) -> int:
    """How many ranks a gain of the index is, among results as published."""
    ladder = worth_as_published(current_world(), iso3=home_country()).ladder
    return sum(step.egdi_gain <= gain for step in ladder)


def _known(codes: Iterable[str]) -> dict[str, Worth]:
    """The worth of each feature; the best of its services that are offered speaks for the nation."""
    instrument, wanted = list_asked(), set(codes)
    stages = _stages(wanted)
    asked = {one.feature: one for one in asked_of(instrument) if one.feature in wanted}
    if not asked:
        return {}
    world = current_world()
    bridged, lines = _lines(world, instrument)
    return {
        code: _worth(instrument.by_code[code], one, stages.get(code), bridged[one.node], lines[one.node])
        for code, one in asked.items()
    }


def _stages(codes: set[str]) -> Mapping[str, float]:
    """The best stage of each feature among its services."""
    found: dict[str, float] = {}
    scale = Asked("", "", scale="service_stage")
    for feature, automation in automation_of_features(codes, services=services_living()):
        if automation in STAGES:
            share = scale.share(STAGES[automation])
            found[feature] = max(share, found.get(feature, 0.0))
    return found


def _lines(world: World, instrument: Instrument) -> tuple[Mapping[str, Bridge], Mapping[str, Line]]:
    """Bridges and lines as they are before anything was assessed: nothing that assessors said is in them."""
    counts: dict[str, int] = {}
    for one in asked_of(instrument):
        counts[one.node] = counts.get(one.node, 0) + 1
    method = world.methodology(world.target)
    blank = {node: Tally(count, 0, 0.0) for node, count in counts.items() if node in method.nodes}
    bridged = bridges_of(world, blank, pairs=pairs_known(world))
    return bridged, lines_of(world, blank, bridged)


def _worth(feature: Feature, asked: Asked, stage: float | None, bridge: Bridge, line: Line) -> Worth:
    """The feature raised to the whole; a stage that nobody recorded is taken for nothing."""
    lacking = 1 - (stage or 0.0) if asked.scale == "service_stage" else 0.0
    step = lacking / bridge.items
    slope = bridge.slope(MIDDLE)
    before, after = bridge.interval(MIDDLE, COVERAGE), bridge.interval(MIDDLE + step, COVERAGE)
    ends = [(end - begin) / (slope * step) if step else 1.0 for begin, end in zip(before, after, strict=True)]
    gain = lacking * line.worth
    return Worth(feature, stage, gain, gain * min(1.0, *ends), gain * max(1.0, *ends))
