"""What an input lacks, and what its people should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from miqyas.observations.agencies import RawInput
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.queries import WAITING
from miqyas.workspace.statistics.rules import rules


@dataclass(frozen=True)
class Finding:
    """Something to look at: words are `statistics.finding.<code>`; `is_urgent` for what costs if it stays."""

    code: str
    is_urgent: bool = False
    params: Mapping[str, Any] = field(default_factory=dict)


def discrepancy(item: StatisticalInput) -> float | None:
    """The national value against the agency's, as a share of the agency's; None where it cannot be told."""
    if item.national_value is None or not item.agency_value:
        return None
    return (item.national_value - item.agency_value) / item.agency_value


def differs(item: StatisticalInput) -> bool:
    """Whether the two values are more apart than rounding explains."""
    if item.national_value is None or item.agency_value is None:
        return False
    apart = abs(item.national_value - item.agency_value)
    return apart > rules()["differs"] * max(abs(item.agency_value), abs(item.national_value))


def findings(item: StatisticalInput, known: RawInput | None, *, today: date) -> tuple[Finding, ...]:
    """All that is to be looked at, what is urgent first."""
    found = (*_of_plan(item, today), *_of_values(item), *_of_scale(item, known))
    return tuple(sorted(found, key=lambda one: not one.is_urgent))


def _of_plan(item: StatisticalInput, today: date) -> Iterator[Finding]:
    if item.entity_id is None:
        yield Finding("nobody")
    if item.state not in WAITING:
        return
    if item.deadline is None:
        yield Finding("no_deadline")
        return
    left = (item.deadline - today).days
    if left < 0:
        yield Finding("late", True, {"n": -left})
    elif left <= rules()["soon"]:
        yield Finding("soon", True, {"n": left})


def _of_values(item: StatisticalInput) -> Iterator[Finding]:
    if item.national_value is None:
        yield Finding("no_national")
    if item.agency_value is None:
        yield Finding("no_agency")
    if differs(item) and not item.explanation:
        yield Finding("unexplained", True)
    years = (item.national_year, item.agency_year)
    if years[0] and years[1] and years[0] < years[1]:
        yield Finding("older", True, {"national": years[0], "agency": years[1]})
    if years[0] and years[1] and years[0] > years[1]:
        yield Finding("newer", False, {"national": years[0], "agency": years[1]})


def _of_scale(item: StatisticalInput, known: RawInput | None) -> Iterator[Finding]:
    value = item.national_value if item.national_value is not None else item.agency_value
    if known is None or value is None:
        return
    if known.counted(value) != value:
        yield Finding("capped", False, {"value": value, "counted": known.counted(value)})
    elif known.seen is not None and not known.seen.hold(value):
        low, high = known.seen.low, known.seen.high
        yield Finding("unseen", True, {"value": value, "low": low, "high": high})
