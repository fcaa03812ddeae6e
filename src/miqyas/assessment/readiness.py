"""How ready entities are for a list that may come: what of it their present answers already serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from miqyas.assessment.answers import grade_share
from miqyas.catalogue import Feature, Instrument
from miqyas.catalogue.migrate import Carried, place_in

State = Literal["full", "partly", "none", "look_again", "unanswered", "new"]
STATES: Final[tuple[State, ...]] = ("full", "partly", "none", "look_again", "unanswered", "new")
"""full, partly, none: by the share that the carried grade fulfils. look_again: it would be full, but words of
the feature changed, so that it may no longer be. unanswered: it was there and nobody answered. new: nothing
in the present list stands for it."""


@dataclass(frozen=True)
class Standing:
    """A feature of the coming list: whose it would be ("" nobody's), where the present answer leaves it."""

    feature: Feature
    entity: str
    state: State
    carried: Carried | None = None


@dataclass(frozen=True)
class Ready:
    """How many features of somebody's stand in each state."""

    standings: tuple[Standing, ...]

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """By state; what does not occur is 0."""
        found = Counter(one.state for one in self.standings)
        return {state: found[state] for state in STATES}

    @property
    def total(self) -> int:
        """All features of the coming list that would be theirs."""
        return len(self.standings)

    @property
    def share(self) -> float | None:
        """The part of them that is surely full, 0 to 1; None where there is none."""
        return self.counts["full"] / self.total if self.total else None


def standings(
    coming: Instrument,
    *,
    present: Instrument | None,
    carried: Iterable[Carried],
    holders: Mapping[str, str],
) -> tuple[Standing, ...]:
    """Where each feature of a coming list stands, in the order of the list.

    `present` is the version that was answered, None where there was none; `carried` what
    `catalogue.migrate.migrate` made of its answers; `holders` maps a feature of the coming list to the entity
    whose it would be. Our own definition of readiness: no source. Raises `AssessmentError` for a carried
    grade that the scale of its feature has not.

    >>> from miqyas.catalogue import instrument
    >>> from miqyas.catalogue.migrate import migrate
    >>> osi = instrument("OSI")
    >>> first = osi.features[0]
    >>> moved = migrate({first.code: "yes"}, older=osi, newer=osi).carried
    >>> found = standings(osi, present=osi, carried=moved, holders={first.code: "ministry"})
    >>> found[0].entity, found[0].state, found[1].state
    ('ministry', 'full', 'unanswered')
    """
    by_code = {one.code: one for one in carried}
    old = {place.code for code in (present.by_code if present else ()) if (place := place_in(coming, code))}
    return tuple(
        Standing(
            feature, holders.get(code, ""), _state(feature, by_code.get(code), code in old), by_code.get(code)
        )
        for code, feature in coming.by_code.items()
    )


def _state(feature: Feature, carried: Carried | None, was_there: bool) -> State:
    if carried is None:
        return "unanswered" if was_there else "new"
    share = grade_share(feature.scale, carried.grade)
    if share == 0:
        return "none"
    if share < 1:
        return "partly"
    return "look_again" if carried.doubts else "full"


def by_entity(found: Iterable[Standing]) -> Mapping[str, Ready]:
    """The same by entity, in the order in which entities first occur; "" holds what would be nobody's.

    >>> by_entity([])
    {}
    """
    rows: dict[str, list[Standing]] = {}
    for one in found:
        rows.setdefault(one.entity, []).append(one)
    return {entity: Ready(tuple(own)) for entity, own in rows.items()}
