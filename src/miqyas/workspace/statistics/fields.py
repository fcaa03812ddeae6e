"""What an input says, as plain values: its figures, and who answers for it by when."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from miqyas.kernel.errors import Place
from miqyas.methodology import indicators
from miqyas.observations.agencies import agencies
from miqyas.observations.imports.raw import bounds_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.statistics.errors import StatisticsError
from miqyas.workspace.statistics.models import InputState, StatisticalInput
from miqyas.workspace.statistics.rules import rules

LONGEST_EXPLANATION: Final = 4000
LONGEST_ROUND: Final = 120


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The values of an input, what explains their difference, and how far the work on it is."""

    national_value: float | None = None
    national_year: int | None = None
    agency_value: float | None = None
    agency_year: int | None = None
    agency_origin: str = ""
    explanation: str = ""
    state: str = InputState.OPEN.value


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who answers for an input, which agency publishes it, by which round, until when."""

    entity: Entity | None = None
    agency: str = ""
    round_name: str = ""
    deadline: date | None = None


FIGURES: Final = tuple(Figures.__dataclass_fields__)
PLAN: Final = tuple(Plan.__dataclass_fields__)


def figures_of(item: StatisticalInput) -> Figures:
    """The figures of an input."""
    return Figures(**{name: getattr(item, name) for name in FIGURES})


def plan_of(item: StatisticalInput) -> Plan:
    """The plan of an input."""
    return Plan(**{name: getattr(item, name) for name in PLAN})


def plain(values: Figures | Plan) -> dict[str, Any]:
    """Values as JSON keeps them; an entity by its id."""
    kept = {name: getattr(values, name) for name in values.__dataclass_fields__}
    return {name: _plain(value) for name, value in kept.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Entity):
        return str(value.pk)
    return value.isoformat() if isinstance(value, date) else value


def figures_problems(figures: Figures, *, item: StatisticalInput, today: date) -> Iterator[StatisticsError]:
    """Why figures cannot be those of the input."""
    for side in ("national", "agency"):
        yield from _value_problems(side, figures, item=item, today=today)
    if figures.state not in InputState.values:
        yield _problem("unknown_state", "state", given=figures.state, known=", ".join(InputState.values))
    if figures.state == InputState.REPORTED and figures.national_value is None:
        yield _problem("nothing_reported", "state")
    if figures.state == InputState.PUBLISHED and figures.agency_value is None:
        yield _problem("nothing_published", "state")
    if len(figures.explanation) > LONGEST_EXPLANATION:
        yield _problem("explanation_too_long", "explanation", most=LONGEST_EXPLANATION)


def _value_problems(
    side: str, figures: Figures, *, item: StatisticalInput, today: date
) -> Iterator[StatisticsError]:
    value, year = getattr(figures, f"{side}_value"), getattr(figures, f"{side}_year")
    bounds = bounds_of(item.indicator)
    if value is not None and not (math.isfinite(value) and bounds.hold(value)):
        unit = indicators()[item.indicator].unit
        yield _problem(f"out_of_bounds_{unit}", f"{side}_value", given=value, high=bounds.high)
    if year is not None and not item.edition - rules()["oldest"] <= year <= today.year:
        first = item.edition - rules()["oldest"]
        yield _problem("year", f"{side}_year", given=year, first=first, last=today.year)
    if year is not None and value is None:
        yield _problem("year_alone", f"{side}_value", year=year)


def plan_problems(plan: Plan) -> Iterator[StatisticsError]:
    """Why a plan cannot be that of an input."""
    if plan.entity is not None and not plan.entity.is_active:
        yield _problem("entity_off", "entity", name=plan.entity.title)
    if plan.agency and plan.agency not in agencies():
        yield _problem("unknown_agency", "agency", given=plan.agency, known=", ".join(agencies()))
    if len(plan.round_name) > LONGEST_ROUND:
        yield _problem("round_too_long", "round_name", most=LONGEST_ROUND)


def _problem(detail: str, field: str, **params: Any) -> StatisticsError:
    return StatisticsError(detail, place=Place(name=field), **params)
