"""Shapes of services and of their maturity, and how they are found and told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.api.shapes import Names, Versions
from miqyas.jobs.programme.services import ServiceWorth
from miqyas.workspace.services.fields import (
    LONGEST_TEXT,
    DatumFields,
    ServiceFields,
    values_of,
)
from miqyas.workspace.services.models import LONGEST_CODE, Service
from miqyas.workspace.services.queries import Filter, fields_of, maturity_of, service_by_code

FeatureInPath = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9_.-]{1,40}$", description="Code of a feature.", examples=["OSI-SP-001"]),
]
ServiceInPath = Annotated[
    str,
    Path(
        pattern=rf"^[A-Za-z0-9_-]{{1,{LONGEST_CODE}}}$",
        description="Code of a service.",
        examples=["sick-leave"],
    ),
]
State = Literal["draft", "published", "retired"]
Way = Literal["asked", "fetched", "given"]
Words = Annotated[
    dict[str, Annotated[str, Field(max_length=LONGEST_TEXT)]],
    Field(description="Text by language; one language is enough for a draft.", max_length=8),
]
Codes = Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=60)]
Number = Annotated[float | None, Field(allow_inf_nan=False)]
Count = Annotated[int | None, Field(ge=0, le=2_000_000_000)]


class DatumTold(Schema):
    """A datum that a service asks for, takes from another entity, or passes on."""

    datum: str = Field(max_length=40)
    way: Way
    entity: str = Field("", max_length=60, description="Code of who has or gets it; empty: none is known.")


class ServicePublic(Schema):
    """A service as the public finds it."""

    code: str
    entity: str
    entity_name: Names
    title: Names
    description: Names
    sector: str
    audiences: list[str]
    life_events: list[str]
    channels: list[str]
    languages: list[str]
    addresses: list[str]
    steps: list[dict[str, str]]
    laws: list[dict[str, str]]
    documents: list[str] = Field(description="What people are asked for.")
    data_listed: bool = Field(description="Whether the documents are listed, all of them.")
    fee: float | None = Field(description="0: free; null: not stated.")
    fee_words: dict[str, str]
    currency: str
    visits: int | None
    automation: str
    identity: str
    payment: str


class ServicePublicAlone(ServicePublic):
    """The same by itself."""

    versions: Versions


class ServicesPublic(Schema):
    """Published services."""

    versions: Versions
    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    services: list[ServicePublic]


class NeedTold(Schema):
    """What stands before the next level."""

    level: str
    criterion: str
    outcome: Literal["unmet", "open"] = Field(description="open: nobody has recorded it.")
    do: Names


class WorthTold(Schema):
    """What a feature gains when the service is a full transaction online, in the index."""

    feature: str
    gain: float
    low: float
    high: float


class ServiceTold(Schema):
    """A service as its people keep it."""

    id: str = Field(description="What proofs are put to.")
    code: str
    entity: str
    state: State
    title: dict[str, str]
    description: dict[str, str]
    sector: str
    audiences: list[str]
    life_events: list[str]
    channels: list[str]
    languages: list[str]
    addresses: list[str]
    steps: list[dict[str, str]]
    laws: list[dict[str, str]]
    fee: float | None
    fee_words: dict[str, str]
    data_listed: bool
    data: list[DatumTold]
    visits: int | None
    volume: int | None
    satisfaction: float | None
    cost: float | None
    automation: str
    identity: str
    payment: str
    level: str = Field(description="The level in force; empty below the first.")
    level_recorded: str = Field(description="What follows from what is recorded.")
    is_overruled: bool
    overruled_reason: str
    version: int


class ServicesTold(Schema):
    """Services that whoever asks may see."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    services: list[ServiceTold]


class ServiceRevisionTold(Schema):
    """What a service was once."""

    number: int
    at: dt.datetime
    level: str
    is_overruled: bool
    values: dict[str, Any]


class ServiceWhole(ServiceTold):
    """A service with what the next level needs, what it is worth, and what it was, the newest first."""

    next_level: str | None
    needs: list[NeedTold]
    worth: list[WorthTold]
    features_refused: list[str]
    features_proposed: list[str]
    revisions: list[ServiceRevisionTold]


class ServiceAsked(Schema):
    """A service as a whole: what is left out becomes empty."""

    entity: str = Field(max_length=60)
    title: Words
    description: Words = Field(default_factory=dict)
    sector: str = Field("", max_length=40)
    audiences: Codes = Field(default_factory=list)
    life_events: Codes = Field(default_factory=list)
    channels: Codes = Field(default_factory=list)
    languages: Codes = Field(default_factory=list)
    addresses: Codes = Field(default_factory=list)
    steps: list[Words] = Field(default_factory=list, max_length=60)
    laws: list[Words] = Field(default_factory=list, max_length=60)
    fee: Number = None
    fee_words: Words = Field(default_factory=dict)
    data_listed: bool = False
    data: list[DatumTold] = Field(default_factory=list, max_length=100)
    visits: Count = None
    volume: Count = None
    satisfaction: Number = None
    cost: Number = None
    automation: str = Field("", max_length=20)
    identity: str = Field("", max_length=20)
    payment: str = Field("", max_length=20)

    def fields(self, code: str) -> ServiceFields:
        """The same as the workspace takes it."""
        given = self.model_dump(exclude={"code", "version"})
        lists = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
        money = {name: _money(given[name], places) for name, places in _PLACES.items()}
        data = tuple(DatumFields(one.datum, one.way, one.entity) for one in self.data)
        return ServiceFields(code=code, **{**given, **lists, **money, "data": data}).tidied()


class ServiceNew(ServiceAsked):
    """A service that is to be added."""

    code: str = Field(max_length=LONGEST_CODE)


class ServiceChange(ServiceAsked):
    """A service that is to be changed."""

    version: int = Field(ge=0, le=2**31 - 1, description="The version that was seen.")


class StateAsked(Schema):
    """Where a service is to stand."""

    state: State


class LevelAsked(Schema):
    """A level against what follows from the fields."""

    level: str = Field(max_length=20)
    reason: str = Field(max_length=LONGEST_TEXT)
    proof: str = Field(max_length=36, description="Id of a proof that serves the service.")


class FeatureAsked(Schema):
    """Whether a feature and a service belong together."""

    is_accepted: bool


class SummaryTold(Schema):
    """Services together."""

    key: str = Field(description="Code of the entity or sector; empty: no sector.")
    count: int
    counts: list[int] = Field(description="At each level, the first is below all.")
    mean: float | None
    weighted: float | None = Field(description="By requests.")
    volume: int
    volume_known: int = Field(description="Of how many services requests are known.")
    transactional: float | None = Field(description="Share of services done online altogether.")


class PointTold(Schema):
    """The services at the end of a day."""

    on: dt.date
    count: int
    mean: float | None


class MaturityTold(Schema):
    """The maturity of services, and how it came there."""

    model_version: str
    mark: str
    whole: SummaryTold
    entities: list[SummaryTold]
    sectors: list[SummaryTold]
    history: list[PointTold]


class EdgeTold(Schema):
    """A datum that an entity asks for again although another has it."""

    asker: str
    holder: str
    datum: str
    services: list[str]
    burden: int = Field(description="Documents a year, of services whose requests are counted.")
    uncounted: int


class ServiceLinkTold(Schema):
    """Data that pass without anybody carrying them."""

    source: str
    target: str
    data: list[str]
    services: list[str]


class LikelyTold(Schema):
    """A datum that nobody is recorded to hold, and who usually has it: an inference."""

    asker: str
    holder: str
    datum: str
    services: list[str]


class OnceOnlyTold(Schema):
    """The graph of once only, the heaviest first."""

    asked: int
    again: int
    unheld: int
    burden: int
    own_burden: int
    edges: list[EdgeTold]
    links: list[ServiceLinkTold]
    likely: list[LikelyTold]


class RaiseTold(Schema):
    """What making a service transactional is worth, in the index."""

    service: str
    entity: str
    gain: float
    low: float
    high: float
    features: list[str]


class RaisesTold(Schema):
    """Services most worth raising, the most first."""

    versions: Versions
    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    services: list[RaiseTold]


_PLACES = {"fee": 3, "cost": 3, "satisfaction": 1}


def _money(value: float | None, places: int) -> Decimal | None:
    """A number as it is kept; beyond what can be kept it is left, to be refused in words."""
    if value is None or abs(value) > 10**12:
        return None if value is None else Decimal(value)
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places))


def service_found(code: str) -> Service:
    """A service by its code as the address has it; 404 where there is none."""
    found = service_by_code(code)
    if found is None:
        raise Http404
    return found


def service_beside(code: str, feature: str) -> Service:
    """The same where the address names a feature too."""
    return service_found(code)


def public_record(service: Service, *, currency: str) -> dict[str, Any]:
    """A published service as plain values."""
    same = (
        *("code", "title", "description", "sector", "audiences", "life_events", "channels", "languages"),
        *("addresses", "steps", "laws", "data_listed", "fee_words", "visits"),
        *("automation", "identity", "payment"),
    )
    return {
        **{name: getattr(service, name) for name in same},
        "entity": service.entity.code,
        "entity_name": service.entity.name,
        "documents": [use.datum for use in service.data.all() if use.way == "asked"],
        "fee": None if service.fee is None else float(service.fee),
        "currency": currency,
    }


def service_record(service: Service) -> dict[str, Any]:
    """A service as plain values, with its level."""
    fields = fields_of(service)
    plain = values_of(fields)
    return {
        **plain,
        **{name: None if plain[name] is None else float(plain[name]) for name in _PLACES},
        "id": str(service.pk),
        "state": service.state,
        "level": service.level,
        "level_recorded": maturity_of(service).code,
        "is_overruled": bool(service.overruled_level),
        "overruled_reason": service.overruled_reason,
        "version": service.version,
    }


def worth_records(found: ServiceWorth) -> list[dict[str, Any]]:
    """What each feature gains, as plain values."""
    return [
        {"feature": one.feature.code, "gain": one.gain, "low": one.low, "high": one.high}
        for one in found.features
    ]


def filter_asked(asked: Any) -> Filter:
    """The filters of a query."""
    names = ("entity", "sector", "audience", "life_event", "channel", "level", "state")
    return Filter(text=asked.q, **{name: getattr(asked, name, "") for name in names})
