"""Shapes of twinning, what endpoints find by their addresses, and what they tell of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.analysis.twinning.contents import LONGEST_TEXT, MOST_GOALS, MOST_PEOPLE
from miqyas.jobs.programme.twinning import Measured, Outcome
from miqyas.workspace.twinning.fields import (
    MOST_CAPACITY,
    MOST_TOPICS,
    ExchangeFields,
    GoalFields,
    ProfileFields,
    TwinFields,
)
from miqyas.workspace.twinning.models import Exchange, Message, Profile, Signer, Twin
from miqyas.workspace.twinning.queries import (
    exchange_fields_of,
    fields_of,
    profile_by_code,
    twin_by_code,
    twin_fields_of,
)

BASE = "/workspace/twinning"
Words = dict[Annotated[str, Field(max_length=10)], Annotated[str, Field(max_length=LONGEST_TEXT)]]
Code = Annotated[str, Field(max_length=60)]
Topics = Annotated[list[Code], Field(max_length=MOST_TOPICS)]
State = Literal["draft", "invited", "received", "accepted", "declined", "agreed", "ended", "broken_off"]
TwinInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a twinning.", examples=["skills"])
]
PartnerInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a partner.", examples=["est"])
]
ExchangeInPath = Annotated[UUID, Path(description="An exchange.")]
PackageInPath = Annotated[UUID, Path(description="A package.")]
SignerInPath = Annotated[UUID, Path(description="A key.")]


class TwinPartnerAsked(Schema):
    """A partner as a whole."""

    code: Code
    name: Words
    iso3: str = Field(max_length=3)
    entity: str = Field("", max_length=60, description="Code of one of our own entities; empty: none.")
    offers: Topics = []
    needs: Topics = []
    languages: list[Annotated[str, Field(max_length=10)]] = Field([], max_length=30)
    capacity: int = Field(1, ge=1, le=MOST_CAPACITY)
    note: Words = {}


class TwinPartnerTold(TwinPartnerAsked):
    """A partner."""

    is_home: bool = Field(description="Whether packages are signed here in its name.")
    version: int


class GoalAsked(Schema):
    """What is to move, from where to where; numbers as text, so that none is rounded on its way."""

    indicator: Code
    baseline: str = Field(max_length=20)
    target: str = Field(max_length=20)
    due: dt.date


class TwinAsked(Schema):
    """A twinning as a whole."""

    code: Code
    title: Words
    seeker: str = Field(max_length=60, description="Code of the partner who is helped.")
    giver: str = Field(max_length=60, description="Code of the partner who helps.")
    starts_on: dt.date
    ends_on: dt.date
    purpose: Words = {}
    goals: list[GoalAsked] = Field([], max_length=MOST_GOALS)


class TwinTold(TwinAsked):
    """A twinning and where it stands."""

    state: State
    agreed_on: dt.date | None


class ExchangeAsked(Schema):
    """A visit, a webinar, code or experts."""

    kind: Literal["visit", "webinar", "code", "experts"]
    title: Words
    starts_on: dt.date
    ends_on: dt.date
    people: int = Field(0, ge=0, le=MOST_PEOPLE)
    shared: Words = {}
    state: Literal["planned", "held", "cancelled"] = "planned"


class TwinExchangeTold(ExchangeAsked):
    """An exchange."""

    id: UUID


class ReadingAsked(Schema):
    """A measured value of a goal."""

    indicator: Code
    due: dt.date = Field(description="Of which goal.")
    value: str = Field(max_length=20)
    on: dt.date


class TwinGoalTold(GoalAsked):
    """A goal with what was measured last."""

    value: str | None
    on: dt.date | None
    progress: Literal["unmeasured", "reached", "nearer", "same", "farther"]
    share: float | None = Field(description="The part of the way that was gone; below 0: backwards.")


class TwinOutcomeTold(Schema):
    """What had been forecast, beside what was published. It does not say that the twinning did it."""

    measure: str
    edition: int
    low: float
    middle: float
    high: float
    value: float | None
    verdict: Literal["to_come", "not_ranked", "below", "within", "above"]


class TwinPackageTold(Schema):
    """A package that was issued here or taken in."""

    id: UUID
    kind: Literal["invitation", "answer", "agreement", "exchange", "result"]
    is_ours: bool
    sha256: str
    issued_at: dt.datetime
    expires_at: dt.datetime


class TwinWhole(TwinTold):
    """A twinning with all that belongs to it."""

    goals_measured: list[TwinGoalTold]
    outcomes: list[TwinOutcomeTold]
    exchanges: list[TwinExchangeTold]
    packages: list[TwinPackageTold]


class SignerTold(Schema):
    """A key that was confirmed with its owner."""

    id: UUID
    code: str
    iso3: str
    name: dict[str, str]
    fingerprint: str
    how: str
    confirmed_at: dt.datetime
    revoked_at: dt.datetime | None
    revoked_why: str


def partner_at(partner: str) -> Profile:
    """The partner of a code. Raises `Http404`."""
    return _there(profile_by_code(partner))


def twin_at(twin: str) -> Twin:
    """The twinning of a code. Raises `Http404`."""
    return _there(twin_by_code(twin))


def exchange_at(twin: str, exchange: UUID | str) -> Exchange:
    """An exchange of a twinning. Raises `Http404`."""
    return _there(twin_at(twin).exchanges.select_related("twin").filter(pk=exchange).first())


def package_at(package: UUID | str) -> Message:
    """A package. Raises `Http404`."""
    return _there(Message.objects.select_related("twin").filter(pk=package).first())


def signer_at(signer: UUID | str) -> Signer:
    """A key. Raises `Http404`."""
    return _there(Signer.objects.filter(pk=signer).first())


def partner_fields(asked: TwinPartnerAsked) -> ProfileFields:
    """What was asked of a partner."""
    lists = {name: tuple(getattr(asked, name)) for name in ("offers", "needs", "languages")}
    return ProfileFields(**{**asked.dict(), **lists})


def twin_fields(asked: TwinAsked) -> TwinFields:
    """What was asked of a twinning."""
    goals = tuple(GoalFields(**one.dict()) for one in asked.goals)
    return TwinFields(**{**asked.dict(), "goals": goals})


def exchange_fields(asked: ExchangeAsked) -> ExchangeFields:
    """What was asked of an exchange."""
    return ExchangeFields(**asked.dict())


def partner_record(profile: Profile) -> dict[str, Any]:
    """A partner as it is told; never its contacts."""
    return {**_by_name(fields_of(profile)), "is_home": profile.is_home, "version": profile.version}


def twin_record(twin: Twin) -> dict[str, Any]:
    """A twinning as it is told."""
    fields = twin_fields_of(twin)
    goals = [_by_name(one) for one in fields.goals]
    return {**_by_name(fields), "goals": goals, "state": twin.state, "agreed_on": twin.agreed_on}


def exchange_record(exchange: Exchange) -> dict[str, Any]:
    """An exchange as it is told."""
    return {**_by_name(exchange_fields_of(exchange)), "id": exchange.pk}


def measured_record(one: Measured) -> dict[str, Any]:
    """A goal with what was measured last."""
    return {
        "indicator": one.goal.indicator,
        "baseline": str(one.goal.baseline),
        "target": str(one.goal.target),
        "due": one.goal.due,
        "value": str(one.reading.value) if one.reading else None,
        "on": one.reading.on if one.reading else None,
        "progress": one.progress,
        "share": one.share,
    }


def outcome_record(one: Outcome) -> dict[str, Any]:
    """A forecast beside what was published."""
    names = ("measure", "edition", "low", "middle", "high")
    frozen = {name: getattr(one.foreseen, name) for name in names}
    return {**frozen, "value": one.value, "verdict": one.verdict}


def package_record(message: Message) -> dict[str, Any]:
    """A package as it is told."""
    names = ("kind", "is_ours", "sha256", "issued_at", "expires_at")
    return {"id": message.pk, **{name: getattr(message, name) for name in names}}


def signer_record(signer: Signer) -> dict[str, Any]:
    """A key as it is told."""
    names = ("code", "iso3", "name", "fingerprint", "how", "confirmed_at", "revoked_at", "revoked_why")
    return {"id": signer.pk, **{name: getattr(signer, name) for name in names}}


def _by_name(fields: Any) -> dict[str, Any]:
    told = {name: getattr(fields, name) for name in fields.__dataclass_fields__}
    return {
        name: list(value)
        if isinstance(value, tuple)
        else dict(value)
        if isinstance(value, Mapping)
        else value
        for name, value in told.items()
    }


def _there(found: Any) -> Any:
    if found is None:
        raise Http404
    return found
