"""Shapes of statistical inputs, and how they are found and told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.api.shapes import Mark, Names
from miqyas.methodology import indicators
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.statistics.checks import discrepancy, findings
from miqyas.workspace.statistics.errors import StatisticsError
from miqyas.workspace.statistics.fields import LONGEST_EXPLANATION, LONGEST_ROUND, Figures, Plan
from miqyas.workspace.statistics.models import InputRevision, StatisticalInput
from miqyas.workspace.statistics.queries import input_at
from miqyas.workspace.statistics.services import Saved

IndicatorInPath = Annotated[
    str,
    Path(pattern=r"^[A-Z][A-Z.]{0,19}$", description="Code of an indicator.", examples=["TII.IU"]),
]
State = Literal["open", "prepared", "reported", "published"]
VersionSeen = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that was seen.")]
Value = Annotated[float | None, Field(allow_inf_nan=False)]
_DIGITS_OF_A_YEAR: Final = 4
Year = Annotated[int | None, Field(ge=1, le=9999)]


class FindingTold(Schema):
    """Something to look at."""

    code: str
    is_urgent: bool


class InputTold(Schema):
    """A raw indicator in the preparation of an edition."""

    id: UUID = Field(description="What proofs are put to.")
    edition: int
    indicator: str
    name: Names
    unit: str
    entity: str | None = Field(description="Code of the body that answers for it.")
    agency: str = Field(description="Code of the agency that publishes it; empty: not known.")
    round_name: str = Field(description="Reporting round; empty: the usual one.")
    deadline: dt.date | None
    national_value: float | None
    national_year: int | None
    agency_value: float | None
    agency_year: int | None
    agency_origin: str = Field(description="SHA-256 of the dataset of the agency's value; empty: typed.")
    discrepancy: float | None = Field(description="National against agency value, as a share of the latter.")
    explanation: str
    state: State
    version: int
    findings: list[FindingTold]


class InputsTold(Schema):
    """The inputs of an edition that whoever asks may see."""

    versions: dict[str, str]
    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    edition: int
    inputs: list[InputTold]


class InputRevisionTold(Schema):
    """What an input said once."""

    number: int
    is_aside: bool = Field(description="Whether it met a newer version and was kept beside it.")
    at: dt.datetime
    values: dict[str, Any]


class InputWhole(InputTold):
    """An input with what it said before, the newest first."""

    revisions: list[InputRevisionTold]


class FiguresAsked(Schema):
    """Values of an input, as a whole: what is left out becomes empty."""

    national_value: Value = None
    national_year: Year = None
    agency_value: Value = None
    agency_year: Year = None
    explanation: str = Field("", max_length=LONGEST_EXPLANATION)
    state: State = "open"
    version: VersionSeen

    def figures(self) -> Figures:
        """The same as the workspace takes them."""
        return Figures(**self.dict(exclude={"version"}))


class PlanAsked(Schema):
    """Who answers for an input and by when, as a whole."""

    entity: str | None = Field(None, max_length=60, description="Code of an entity.")
    agency: str = Field("", max_length=20, description="Code of an agency: ITU, UNESCO, UNDP.")
    round_name: str = Field("", max_length=LONGEST_ROUND)
    deadline: dt.date | None = None
    version: VersionSeen

    def plan(self) -> Plan:
        """The same as the workspace takes it. Raises `StatisticsError` for an entity that is not there."""
        found = entity_by_code(self.entity) if self.entity else None
        if self.entity and found is None:
            raise StatisticsError("unknown_entity", given=self.entity)
        return Plan(**self.dict(exclude={"version", "entity"}), entity=found)


class InputSaved(Schema):
    """What became of values that were sent."""

    outcome: Literal["saved", "kept_aside"]
    input: InputTold


class Prepared(Schema):
    """What was prepared."""

    edition: int
    made: list[str] = Field(description="Indicators whose inputs were made; those that were there stay.")


class MovingTold(Schema):
    """Places gained while all others move too."""

    expected_places: float
    at_least_one: float
    intervals: dict[str, list[int]] = Field(description="Fewest and most places by percent of cases.")


class EffectTold(Schema):
    """What it would do if the agency published the national value; else what one step would do."""

    kind: Literal["update", "step"]
    node: str
    unit: str
    now: float | None
    then: float | None
    counted_now: float | None
    counted_then: float | None
    amount: float = Field(description="The difference, or step, that counts, in the unit.")
    component: str
    component_gain: float
    egdi_gain: float
    places: int = Field(description="Places gained in the newest edition as published.")
    passed: list[str]
    moving: MovingTold | None
    how: str = Field(description="What the slope rests on: fixed, at_least ... (see /worth).")
    mark: Mark
    is_lower_bound: bool


class EffectsTold(Schema):
    """The effect of an input, with what it rests on."""

    versions: dict[str, str]
    iso3: str
    edition: int = Field(description="The newest edition, whose published field is held fixed.")
    coming: int = Field(description="The edition to come, in which all others move.")
    held_fixed: bool = Field(description="The inputs of all other states are held at the world figures.")
    effect: EffectTold | None = Field(description="Null where the scale of the input is not known.")
    draws: int
    seed: int


def input_found(edition: str, indicator: str) -> StatisticalInput:
    """An input by edition and indicator as the address has them; 404 where there is none."""
    is_year = edition.isdecimal() and len(edition) == _DIGITS_OF_A_YEAR
    found = input_at(int(edition), indicator) if is_year else None
    if found is None:
        raise Http404
    return found


def input_record(item: StatisticalInput, *, known: Any, today: dt.date) -> dict[str, Any]:
    """An input as plain values."""
    indicator = indicators()[item.indicator]
    return {
        **{name: getattr(item, name) for name in _OWN},
        "name": dict(indicator.name),
        "unit": indicator.unit,
        "entity": item.entity.code if item.entity else None,
        "discrepancy": discrepancy(item),
        "findings": [
            {"code": one.code, "is_urgent": one.is_urgent} for one in findings(item, known, today=today)
        ],
    }


_OWN = (
    "id", "edition", "indicator", "agency", "round_name", "deadline", "national_value", "national_year",
    "agency_value", "agency_year", "agency_origin", "explanation", "state", "version",
)  # fmt: skip


def revision_record(revision: InputRevision) -> dict[str, Any]:
    """A revision as plain values."""
    return {name: getattr(revision, name) for name in ("number", "is_aside", "at", "values")}


def saved_record(saved: Saved, *, known: Any, today: dt.date) -> dict[str, Any]:
    """What became of values that were sent."""
    outcome = "saved" if saved.aside is None else "kept_aside"
    return {"outcome": outcome, "input": input_record(saved.item, known=known, today=today)}
