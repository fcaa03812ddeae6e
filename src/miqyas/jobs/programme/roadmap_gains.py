"""What items of the roadmap still add to the index: less what the newest campaign found of their features.

Only campaigns count whose blind review is over, as everywhere before those who are judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from miqyas.analysis.portfolio.model import Gain
from miqyas.analysis.portfolio.worth import scale_of
from miqyas.analysis.world import World
from miqyas.assessment.asked import asked_of
from miqyas.assessment.provisional import Tally
from miqyas.jobs.scores.boards import said_in
from miqyas.jobs.tasks.expected import bridges_of, lines_of
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.datasets.world import instruments_known
from miqyas.workspace.reviews.blindness import OVER
from miqyas.workspace.roadmaps.models import AdoptedAction, ItemFeature, RoadmapItem

WHOLE: Final = 1.0
_TINY: Final = 1e-12
"""Less than this is nothing."""


@dataclass(frozen=True)
class Found:
    """What the newest campaign found: the part of each feature, 0 to 1, that is there already, by its code.

    `campaign` is None, and nothing is found, before the first review is over.
    """

    campaign: Campaign | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    version: str = ""

    def left(self, feature: str) -> float:
        """The part of a feature that is still to be reached.

        >>> Found(shares={"OSI-SP-001": 0.75}).left("OSI-SP-001"), Found().left("OSI-SP-001")
        (0.25, 1.0)
        """
        return max(0.0, WHOLE - self.shares.get(feature, 0.0))


@dataclass(frozen=True)
class ItemGains:
    """By item: what it still adds, and features found in full already; items that add nothing any more."""

    gains: Mapping[UUID, tuple[Gain, ...]]
    found: Mapping[UUID, tuple[str, ...]]
    settled: frozenset[UUID]


def features_found() -> Found:
    """What the newest national campaign with a finished review found, as judged."""
    campaign = Campaign.objects.filter(kind=Kind.NATIONAL, state__in=OVER).order_by("-created_at").first()
    if campaign is None:
        return Found()
    said = said_in(campaign)
    readings = ((one.feature, said.by[None].reading(one, "verified").share) for one in said.by[None].asked)
    return Found(campaign, {code: share for code, share in readings if share is not None}, said.version)


def item_gains(world: World, items: Iterable[UUID], *, found: Found) -> ItemGains:
    """What items still add: as their adopted plan said, else by the features that they turn and the raw
    indicators that they move, which no campaign finds.

    A feature that several items turn is divided among them, so that it counts once; of each counts what is
    left of it. What a plan said of an item is lessened by the mean of what is left of the item's features.
    """
    known = set(items)
    rows = ItemFeature.objects.filter(item__in=known).values_list("item_id", "instrument", "feature")
    turned = [(pk, (instrument, feature)) for pk, instrument, feature in rows]
    whole = _by_features(world, turned)
    left = _by_features(world, turned, found=found)
    of_item: dict[UUID, list[str]] = {}
    for pk, (_, feature) in turned:
        of_item.setdefault(pk, []).append(feature)
    planned = {pk: gains for pk, gains in _adopted().items() if pk in known and gains}
    for pk, gains in planned.items():
        whole[pk] = gains
        left[pk] = _lessened(gains, [found.left(one) for one in of_item.get(pk, ())])
    for pk, gains in _by_indicators(world, known - planned.keys()).items():
        whole[pk] = (*whole.get(pk, ()), *gains)
        left[pk] = (*left.get(pk, ()), *gains)
    full = {pk: tuple(one for one in codes if found.left(one) <= _TINY) for pk, codes in of_item.items()}
    return ItemGains(
        gains={pk: gains for pk, gains in left.items() if gains},
        found={pk: codes for pk, codes in full.items() if codes},
        settled=frozenset(pk for pk in whole if whole[pk] and not left.get(pk)),
    )


def _by_features(
    world: World, turned: list[tuple[UUID, tuple[str, str]]], *, found: Found | None = None
) -> dict[UUID, tuple[Gain, ...]]:
    shares = Counter(feature for _, feature in turned)
    worths = feature_gains(world, {instrument for instrument, _ in shares})
    by_item: dict[UUID, dict[str, float]] = {}
    for pk, feature in turned:
        left = WHOLE if found is None else found.left(feature[1])
        if feature in worths:
            gain, by_node = worths[feature], by_item.setdefault(pk, {})
            by_node[gain.node] = by_node.get(gain.node, 0.0) + gain.amount * left / shares[feature]
    return {
        pk: tuple(Gain(node, amount, "index") for node, amount in by_node.items() if amount > _TINY)
        for pk, by_node in by_item.items()
    }


def _by_indicators(world: World, items: Iterable[UUID]) -> dict[UUID, tuple[Gain, ...]]:
    """How far items move raw indicators that the method of the coming edition knows."""
    rows = RoadmapItem.objects.filter(pk__in=list(items)).exclude(lifts=[]).values_list("pk", "lifts")
    found = list(rows)
    nodes = scale_of(world, iso3=None).nodes if found else ()
    gains = {
        pk: tuple(Gain(code, float(amount), "index") for code, amount in lifts if code in nodes)
        for pk, lifts in found
    }
    return {pk: some for pk, some in gains.items() if some}


def _lessened(gains: tuple[Gain, ...], left: list[float]) -> tuple[Gain, ...]:
    """Gains times the mean of what is left; all of them where no feature is named."""
    part = sum(left) / len(left) if left else WHOLE
    if part >= WHOLE:
        return gains
    return tuple(Gain(one.node, one.amount * part, one.unit) for one in gains if part > _TINY)


def _adopted() -> dict[UUID, tuple[Gain, ...]]:
    """Gains of items that an adopted plan brought, of the newest adoption first."""
    found: dict[UUID, tuple[Gain, ...]] = {}
    actions = AdoptedAction.objects.exclude(item=None).order_by("-adoption_id")
    for pk, gains in actions.values_list("item_id", "gains"):
        found.setdefault(pk, tuple(Gain(one["node"], one["amount"], one["unit"]) for one in gains))
    return found


def feature_gains(world: World, instruments: Iterable[str]) -> dict[tuple[str, str], Gain]:
    """What a whole feature adds to its node, by instrument and feature, at a middling share of the node.

    A feature of a node that the method does not know leads nowhere and is left out.
    """
    known, method = instruments_known(), world.methodology(world.target)
    found: dict[tuple[str, str], Gain] = {}
    for code in sorted({one for one in instruments if one in known}):
        asked = [one for one in asked_of(known[code]) if one.node in method.nodes]
        counts: dict[str, int] = {}
        for one in asked:
            counts[one.node] = counts.get(one.node, 0) + 1
        tallies = {node: Tally(count, 0, 0.0) for node, count in counts.items()}
        lines = lines_of(world, tallies, bridges_of(world, tallies, pairs=()))
        for one in asked:
            found[code, one.feature] = Gain(one.node, lines[one.node].at(one.node), "index")
    return found
