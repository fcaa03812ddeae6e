"""What is there already, that an item can be held against: read once, however many items a file has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from miqyas.methodology import indicators
from miqyas.workspace.accounts.models import User
from miqyas.workspace.datasets.world import instruments_known
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.fields import ItemFields
from miqyas.workspace.roadmaps.models import ItemNeed, RoadmapItem
from miqyas.workspace.services.models import Service

_SOFT = ("TII", "HCI")
"""Components whose raw indicators agencies publish."""


@dataclass(frozen=True)
class Ground:
    """The tree by codes, what waits for what, and what may be named."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entities: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    features: frozenset[tuple[str, str]] = frozenset()
    indicators: frozenset[str] = frozenset()
    people: frozenset[UUID] = frozenset()

    def with_items(self, items: Iterable[ItemFields]) -> Ground:
        """The same as it would be with these items in their places."""
        given = {one.code: one for one in items}
        return replace(
            self,
            kinds={**self.kinds, **{code: one.kind for code, one in given.items()}},
            parents={**self.parents, **{code: one.parent for code, one in given.items()}},
            needs={**self.needs, **{code: _needed(one) for code, one in given.items()}},
        )


def _needed(fields: ItemFields) -> tuple[str, ...]:
    return tuple(one.code for one in fields.needs)


def ground_now() -> Ground:
    """The ground as it stands. Six queries, whatever the size of the tree."""
    rows = list(RoadmapItem.objects.values_list("code", "kind", "parent__code"))
    needs: dict[str, tuple[str, ...]] = {}
    for code, needed in ItemNeed.objects.values_list("item__code", "needed__code"):
        needs[code] = (*needs.get(code, ()), needed)
    return Ground(
        kinds={code: kind for code, kind, _ in rows},
        parents={code: parent or "" for code, _, parent in rows},
        needs=needs,
        entities=frozenset(Entity.objects.filter(is_active=True).values_list("code", flat=True)),
        services=frozenset(Service.objects.values_list("code", flat=True)),
        features=features_known(),
        indicators=indicators_known(),
        people=frozenset(User.objects.filter(is_active=True).values_list("pseudonym", flat=True)),
    )


def features_known() -> frozenset[tuple[str, str]]:
    """Instrument and code of every feature, the country's own lists included."""
    return frozenset((code, feature) for code, one in instruments_known().items() for feature in one.by_code)


def indicators_known() -> frozenset[str]:
    """Codes of the raw indicators behind TII and HCI."""
    return frozenset(code for code in indicators() if "." in code and code.partition(".")[0] in _SOFT)


def circle_in(graph: Mapping[str, tuple[str, ...]], start: str) -> tuple[str, ...]:
    """A way that leads from a code back to it, empty where there is none.

    >>> circle_in({"a": ("b",), "b": ("a",)}, "a")
    ('a', 'b', 'a')
    """
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for code in graph.get(way[-1], ()):
            if code == start:
                return (*way, code)
            if code not in seen:
                seen.add(code)
                ways.append((*way, code))
    return ()
