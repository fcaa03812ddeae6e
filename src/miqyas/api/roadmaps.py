"""Shapes of the roadmap, and how its items are found and told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.workspace.roadmaps.faults import LONGEST_LINE, LONGEST_TEXT, MOST_DAYS, MOST_ROWS, YEARS
from miqyas.workspace.roadmaps.fields import Cost, ItemFields, Lift, Need, Partner, Risk
from miqyas.workspace.roadmaps.models import BaselineItem, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of, item_whole
from miqyas.workspace.roadmaps.queries.outcomes import Measured, outcome_by_id
from miqyas.workspace.roadmaps.services.outcomes import OutcomeFields

ItemInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of an item.", examples=["records"]),
]
Kind = Literal["strategy", "policy", "law", "programme", "initiative", "milestone"]
ItemState = Literal["proposed", "approved", "under_way", "on_hold", "done", "stopped"]
Words = Annotated[
    dict[str, Annotated[str, Field(max_length=LONGEST_TEXT)]],
    Field(description="Text by language; one language is enough.", max_length=8),
]
VersionSeen = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that was seen.")]
AsideInPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Id of a revision that was kept aside.")]
Code = Annotated[str, Field(max_length=80)]
Line = Annotated[str, Field(max_length=LONGEST_LINE)]
Share = Annotated[int | None, Field(ge=0, le=100)]
Days = Annotated[int | None, Field(ge=0, le=MOST_DAYS)]
Amount = Annotated[float, Field(ge=0, le=1e13, allow_inf_nan=False)]
Value = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
_LISTS: Final = ("features", "indicators", "lifts", "services", "partners", "costs", "needs", "risks")
_INSIDE: Final = ("partners", "costs", "risks", "staff")


class FeatureOf(Schema):
    """A feature that an item turns."""

    instrument: str = Field(max_length=20)
    feature: str = Field(max_length=40)


class PartnerOf(Schema):
    """Who else takes part."""

    name: str = Field(max_length=200)
    kind: Literal["public", "private", "academic", "civil"]
    role: str = Field("", max_length=300)


class CostOf(Schema):
    """Money of a kind in a year, planned and spent, in the currency of the installation."""

    kind: Literal["capital", "running", "people", "other"]
    year: int = Field(ge=YEARS[0], le=YEARS[-1])
    amount: Amount = Field(description="What is planned.")
    spent: Amount | None = Field(None, description="What was spent so far; null: nobody has said.")


class LiftOf(Schema):
    """By how much a raw input is expected to change."""

    indicator: Code = Field(examples=["TII.IU"])
    amount: float = Field(
        ge=-1e6, le=1e6, allow_inf_nan=False, description="In its own unit; below 0: it falls."
    )


class NeedOf(Schema):
    """What an item waits for."""

    code: str = Field(max_length=60, description="Code of the item that must have ended.")
    lag_days: int = Field(
        0, ge=-MOST_DAYS, le=MOST_DAYS, description="Days that must pass more; below 0: fewer."
    )


class RiskOf(Schema):
    """What may go wrong."""

    text: Line
    likelihood: int = Field(ge=1, le=5)
    impact: int = Field(ge=1, le=5)
    answer: Line = ""
    owner: str = Field("", max_length=120, description="The post that watches it.")


class ItemSaid(Schema):
    """What an item is said to be, as a whole: what is left out becomes empty."""

    kind: Kind
    title: Words
    description: Words = Field(default_factory=dict)
    parent: str = Field("", max_length=60, description="Code of the item above; empty: the top.")
    position: int = Field(0, ge=0, le=999_999)
    entity: str = Field("", max_length=60, description="Code of the owner; empty: nobody yet.")
    responsible: UUID | None = Field(None, description="Pseudonym of the person who answers for it.")
    features: list[FeatureOf] = Field(default_factory=list, max_length=MOST_ROWS)
    indicators: list[Code] = Field(
        default_factory=list, max_length=MOST_ROWS, description="Raw inputs of TII and HCI."
    )
    lifts: list[LiftOf] = Field(default_factory=list, max_length=MOST_ROWS)
    services: list[Code] = Field(default_factory=list, max_length=MOST_ROWS)
    partners: list[PartnerOf] = Field(default_factory=list, max_length=MOST_ROWS)
    costs: list[CostOf] = Field(default_factory=list, max_length=MOST_ROWS)
    needs: list[NeedOf] = Field(default_factory=list, max_length=MOST_ROWS)
    risks: list[RiskOf] = Field(default_factory=list, max_length=MOST_ROWS)
    staff: Annotated[float | None, Field(ge=0, le=9_999_999)] = Field(
        None, description="People at work on it, in full-time posts."
    )
    progress: Share = Field(None, description="How much is done, of a hundred.")
    shortest_days: Days = None
    longest_days: Days = None
    success: Share = Field(None, description="Chance that it does what it should, of a hundred.")
    planned_start: dt.date | None = None
    planned_end: dt.date | None = None
    go_live: dt.date | None = None
    actual_start: dt.date | None = None
    actual_end: dt.date | None = None

    def fields(self, code: str) -> ItemFields:
        """The same as the workspace takes it."""
        return ItemFields(
            **self.dict(exclude={*_LISTS, "staff", "version", "code"}),
            code=code,
            features=tuple((one.instrument, one.feature) for one in self.features),
            indicators=tuple(self.indicators),
            lifts=tuple(Lift(one.indicator, _decimal(one.amount)) for one in self.lifts),
            services=tuple(self.services),
            partners=tuple(Partner(**one.dict()) for one in self.partners),
            costs=tuple(_cost(one) for one in self.costs),
            needs=tuple(Need(**one.dict()) for one in self.needs),
            risks=tuple(Risk(**one.dict()) for one in self.risks),
            staff=None if self.staff is None else _decimal(self.staff),
        )


class ItemNew(ItemSaid):
    """An item to be put into the tree."""

    code: str = Field(max_length=60)


class ItemChange(ItemSaid):
    """An item as it is to be, by somebody who saw a version of it."""

    version: VersionSeen


class RoadmapStepAsked(Schema):
    """A step from one state to the next."""

    action: str = Field(max_length=20, examples=["approve"])
    reason: str = Field("", max_length=LONGEST_TEXT)
    on: dt.date | None = Field(None, description="The day on which it happened; empty: today.")


class ReportAsked(Schema):
    """A report."""

    text: str = Field(max_length=LONGEST_TEXT)


class ReportTold(Schema):
    """What was reported."""

    text: str
    state: str = Field(description="The state to which the step led that it gives the reason of, or empty.")
    at: dt.datetime


class AsideAsked(Schema):
    """Which fields of what was kept aside are to say it again, over the version that was seen."""

    version: VersionSeen
    names: list[Annotated[str, Field(max_length=40)]] = Field(
        min_length=1, max_length=30, description="Names of fields, of those in the revision's values."
    )


class RoadmapRevisionTold(Schema):
    """What something said once."""

    id: int = Field(description="By which what was kept aside is put back.")
    number: int
    is_aside: bool = Field(description="Whether it met a newer version and was kept beside it.")
    at: dt.datetime
    values: dict[str, Any]


class FrozenTold(Schema):
    """Dates and cost as they were frozen in the newest baseline."""

    baseline: int
    planned_start: dt.date | None
    planned_end: dt.date | None
    go_live: dt.date | None
    cost: float | None = Field(description="Null for who may not see money.")


class RoadmapItemTold(Schema):
    """An item of the roadmap. Money, partners and risks are null for those who may not see them."""

    id: UUID = Field(description="What proofs are put to.")
    code: str
    kind: Kind
    state: ItemState
    title: dict[str, str]
    description: dict[str, str]
    parent: str
    position: int
    entity: str
    responsible: UUID | None
    features: list[FeatureOf]
    indicators: list[str]
    lifts: list[LiftOf]
    services: list[str]
    partners: list[PartnerOf] | None
    costs: list[CostOf] | None
    needs: list[NeedOf]
    risks: list[RiskOf] | None
    staff: float | None
    progress: int | None
    shortest_days: int | None
    longest_days: int | None
    success: int | None
    planned_start: dt.date | None
    planned_end: dt.date | None
    go_live: dt.date | None
    actual_start: dt.date | None
    actual_end: dt.date | None
    days_late: int
    version: int


class RoadmapItemsTold(Schema):
    """Items of the roadmap in the order of the tree."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    items: list[RoadmapItemTold]


class ValueTold(Schema):
    """What was measured on a day."""

    on: dt.date
    value: float
    source: str


class OutcomeAsked(Schema):
    """What an item is to bring to people."""

    title: Words
    unit: Words = Field(default_factory=dict)
    baseline_value: Value | None = None
    baseline_on: dt.date | None = None
    target_value: Value
    target_on: dt.date | None = None
    source: str = Field(max_length=300, description="Where values come from.")

    def fields(self) -> OutcomeFields:
        """The same as the workspace takes it."""
        first = self.baseline_value
        return OutcomeFields(
            **self.dict(exclude={"baseline_value", "target_value"}),
            baseline_value=None if first is None else _decimal(first),
            target_value=_decimal(self.target_value),
        )


class OutcomeTold(Schema):
    """An outcome with what was measured, oldest first."""

    id: UUID
    title: dict[str, str]
    unit: dict[str, str]
    baseline_value: float | None
    baseline_on: dt.date | None
    target_value: float
    target_on: dt.date | None
    source: str
    values: list[ValueTold]
    share: float | None = Field(description="The way gone from baseline to target, 0 to 1 and beyond.")


class ValueAsked(Schema):
    """What was measured."""

    on: dt.date
    value: Value
    source: str = Field("", max_length=300, description="Empty: that of the outcome.")


class ItemWhole(RoadmapItemTold):
    """An item with what was frozen, measured, reported and changed."""

    baseline: FrozenTold | None
    outcomes: list[OutcomeTold]
    notes: list[ReportTold] | None
    revisions: list[RoadmapRevisionTold] | None


class ItemSaved(Schema):
    """What became of an item that was sent."""

    outcome: Literal["saved", "kept_aside"]
    item: RoadmapItemTold


class BaselineAsked(Schema):
    """What is to be frozen, and why."""

    reason: Line
    root: str = Field("", max_length=60, description="Code of the top of a branch; empty: everything.")


class BaselineTold(Schema):
    """What was frozen."""

    number: int
    reason: str
    root: str
    at: dt.datetime
    items: int


class BaselinesTold(Schema):
    """Baselines, the newest first."""

    baselines: list[BaselineTold]


def item_found(code: str) -> RoadmapItem:
    """An item by its code; 404 where there is none."""
    found = item_whole(code)
    if found is None:
        raise Http404
    return found


def item_of_outcome(code: str, outcome: str, **_: Any) -> RoadmapItem:
    """The item of an outcome; 404 where there is none, or another one's."""
    item = item_found(code)
    if outcome_by_id(item, UUID(outcome)) is None:
        raise Http404
    return item


def item_record(item: RoadmapItem, *, is_inside: bool, days_late: int) -> dict[str, Any]:
    """An item as plain values; what is inside it for those who may see that."""
    fields = fields_of(item)
    told = {name: getattr(fields, name) for name in RoadmapItemTold.model_fields if hasattr(fields, name)}
    told |= {
        "id": item.pk,
        "state": item.state,
        "version": item.version,
        "days_late": days_late,
        "features": [{"instrument": one[0], "feature": one[1]} for one in fields.features],
        "lifts": [{"indicator": one.indicator, "amount": float(one.amount)} for one in fields.lifts],
        "partners": [vars(one) for one in fields.partners],
        "costs": [cost_record(one) for one in fields.costs],
        "needs": [vars(one) for one in fields.needs],
        "risks": [vars(one) for one in fields.risks],
        "staff": None if fields.staff is None else float(fields.staff),
    }
    return told if is_inside else told | dict.fromkeys(_INSIDE)


def cost_record(cost: Cost) -> dict[str, Any]:
    """Money of a kind in a year."""
    spent = None if cost.spent is None else float(cost.spent)
    return {"kind": cost.kind, "year": cost.year, "amount": float(cost.amount), "spent": spent}


def frozen_record(row: BaselineItem | None, *, is_inside: bool) -> dict[str, Any] | None:
    """What was frozen of an item."""
    if row is None:
        return None
    days = {name: getattr(row, name) for name in ("planned_start", "planned_end", "go_live")}
    return {**days, "baseline": row.baseline.number, "cost": float(row.cost) if is_inside else None}


def outcome_record(one: Measured) -> dict[str, Any]:
    """An outcome with its values."""
    outcome = one.outcome
    same = ("id", "title", "unit", "baseline_on", "target_on", "source")
    first = outcome.baseline_value
    return {
        **{name: getattr(outcome, name) for name in same},
        "baseline_value": None if first is None else float(first),
        "target_value": float(outcome.target_value),
        "values": [{"on": row.on, "value": float(row.value), "source": row.source} for row in one.values],
        "share": one.share,
    }


def note_record(note: Any) -> dict[str, Any]:
    """A report."""
    return {name: getattr(note, name) for name in ("text", "state", "at")}


def revision_record(row: Any) -> dict[str, Any]:
    """A revision."""
    return {name: getattr(row, name) for name in ("id", "number", "is_aside", "at", "values")}


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _cost(one: CostOf) -> Cost:
    spent = None if one.spent is None else _decimal(one.spent)
    return Cost(one.kind, one.year, _decimal(one.amount), spent)
