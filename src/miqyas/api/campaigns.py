"""The registry and campaigns as the interface tells them: their shapes, how they are found, their records."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import Http404
from ninja import Path, Schema
from pydantic import Field

from miqyas.api.shapes import Names, Part
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.campaigns.assigning import Holding
from miqyas.workspace.campaigns.fields import DATES, WINDOW, CampaignFields
from miqyas.workspace.campaigns.hindrances import hindrances_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.proposing import Proposed
from miqyas.workspace.campaigns.queries.assignments import Row
from miqyas.workspace.campaigns.queries.campaigns import campaign_by_code, fields_of, parts_of
from miqyas.workspace.campaigns.services.assignments import Changed
from miqyas.workspace.registry.fields import EntityFields, PortalFields
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import entity_by_code

State = Literal["draft", "open", "review", "reply", "frozen", "published", "closed"]
Action = Literal["open", "begin_review", "begin_reply", "freeze", "publish", "close"]
CODE: Final = r"^[A-Za-z0-9_-]{1,60}$"
Code = Annotated[str, Field(pattern=CODE)]
PortalInPath = Annotated[
    UUID,
    Path(description="Id of a portal.", examples=["5f4dcc3b-5aa7-4d61-9d83-27deb882cf99"]),
]
Line = Annotated[str, Field(max_length=500)]


class Wording(Schema):
    """A text in Arabic and in English."""

    ar: str = Field(max_length=500)
    en: str = Field(max_length=500)


class EntityTold(Schema):
    """A body of the government."""

    code: str
    name: Names
    kind: str
    parent: str | None = Field(description="Code of the entity above; null at the top.")
    mandates: list[str] = Field(description="What it answers for: owners of the catalogue.")
    sector: str | None
    group: str
    position: int
    is_active: bool


class EntitiesTold(Part):
    """Entities in the order of the registry."""

    entities: list[EntityTold]


class PortalTold(Schema):
    """An address at which an entity serves people."""

    id: UUID
    address: str
    kind: str
    languages: list[str]
    title: Names | None
    is_main: bool


class EntityWhole(EntityTold):
    """An entity with its portals."""

    portals: list[PortalTold]


class EntityAsked(Schema):
    """What an entity shall be."""

    code: Line
    name: Wording
    kind: Line
    parent: Line = ""
    mandates: list[Line] = Field([], max_length=100)
    sector: Line = ""
    group: Line = ""
    position: int = Field(0, strict=True, ge=0, le=999_999)


class PortalAsked(Schema):
    """What a portal shall be."""

    address: str = Field(max_length=1000)
    kind: Line
    languages: list[Line] = Field([], max_length=30)
    title: Wording | None = None
    is_main: bool = Field(
        False, strict=True, description="Whether assessors start from it; one portal at most does."
    )


class SwitchAsked(Schema):
    """Whether an entity shall be on."""

    is_active: bool = Field(strict=True)


class HindranceTold(Schema):
    """Something that stands in the way of a step."""

    code: str
    blocks: bool = Field(description="Whether the step is refused because of it.")
    words: Names


class InstrumentTold(Schema):
    """An instrument as the campaign froze it."""

    code: str
    version: str
    title: Names
    features: int


class CampaignTold(Schema):
    """A campaign and its calendar."""

    code: str
    title: Names
    kind: Literal["national", "cities"]
    state: State
    is_sample: bool
    previous: str | None
    opens_on: date | None
    answers_until: date | None
    review_from: date | None
    review_until: date | None
    reply_days: int
    freeze_on: date | None
    publish_on: date | None
    window_from: date | None
    window_until: date | None
    assessors: int
    seconds: int
    instruments: list[InstrumentTold]


class CampaignsTold(Part):
    """The campaigns that whoever asks may know of, the newest first."""

    campaigns: list[CampaignTold]


class PartTold(Schema):
    """An entity's part in a campaign."""

    entity: str
    name: Names
    state: Literal["open", "approved", "submitted", "returned"]
    answers_until: date | None = Field(description="A deadline of its own; null: that of the campaign.")
    leads: int
    helps: int


class CampaignParts(Schema):
    """Who takes part in a campaign."""

    campaign: str
    entities: list[PartTold]


class StepsTold(Schema):
    """Where a campaign stands, and what stands in the way of each step from there."""

    campaign: str
    state: State
    steps: dict[str, list[HindranceTold]]


class CampaignAsked(Schema):
    """What a campaign shall be."""

    code: Line
    title: Wording
    kind: Literal["national", "cities"] = "national"
    instruments: list[Line] = Field(max_length=20, description="Codes of instruments on offer.")
    previous: Line = ""
    opens_on: date | None = None
    answers_until: date | None = None
    review_from: date | None = None
    review_until: date | None = None
    reply_days: int = Field(7, strict=True, ge=0, le=90)
    freeze_on: date | None = None
    publish_on: date | None = None
    window_from: date | None = None
    window_until: date | None = None
    assessors: int = Field(2, strict=True, ge=1, le=3)
    seconds: int = Field(600, strict=True, ge=30, le=7200)


class StepAsked(Schema):
    """A step, and the state that was seen."""

    action: Action
    seen: State = Field(description="The state in which you saw the campaign.")


class PartsAsked(Schema):
    """Who shall take part; nobody else does."""

    entities: list[Code] = Field(max_length=2000)


class AssignmentTold(Schema):
    """A feature and who has it."""

    feature: str
    question: Names
    subindex: str
    sector: str
    owner: str = Field(description="The typical owner, of the catalogue's vocabulary.")
    lead: str | None
    helpers: list[str]
    applies: dict[str, Literal["applicable", "proposed", "not_applicable"]] = Field(
        description="By entity, whether the feature applies to it."
    )


class AssignmentsTold(Part):
    """The features of a campaign in the order of its instruments."""

    campaign: str
    assignments: list[AssignmentTold]


class WantedAsked(Schema):
    """To whom a feature shall be given."""

    feature: Line
    lead: Code | None = None
    helpers: list[Code] = Field([], max_length=100)


class AssignAsked(Schema):
    """To whom features shall be given; others stay as they are."""

    assignments: list[WantedAsked] = Field(min_length=1, max_length=2000)


class AssignTold(Schema):
    """What became of it."""

    campaign: str
    given: list[str] = Field(description="Features that somebody got.")
    taken: list[str] = Field(description="Features that were taken from somebody.")
    kept: dict[str, list[str]] = Field(
        description="By feature, the entities that keep an answer to it though it was taken from them."
    )


class ProposalTold(Schema):
    """A feature that nobody leads, and who might."""

    feature: str
    why: Literal["previous", "mandate", "mandate_sector", "sector", "outside", "nobody"]
    lead: str | None
    helpers: list[str]
    outside: str | None = Field(description="An entity that would be asked if it took part.")


class ProposalsTold(Schema):
    """To whom the features that nobody leads might be given."""

    campaign: str
    proposals: list[ProposalTold]


class ApplicabilityAsked(Schema):
    """What is said of whether a feature applies."""

    do: Literal["propose", "withdraw", "accept", "refuse"]
    reason: str = Field("", max_length=1000, description="Needed to propose, and to refuse.")


class ApplicabilityTold(Schema):
    """Whether a feature applies to an entity."""

    feature: str
    entity: str
    applies: Literal["applicable", "proposed", "not_applicable"]
    reason: str
    decision: str


def entity_at(entity: str) -> Entity:
    """An entity by its code; 404 where there is none."""
    found = entity_by_code(entity)
    if found is None:
        raise Http404
    return found


def portal_at(entity: str, portal: str | UUID) -> Portal:
    """A portal of an entity; 404 where there is none."""
    try:
        name = UUID(str(portal))
    except ValueError as error:
        raise Http404 from error
    rows = Portal.objects.select_related("entity__parent")
    found = rows.filter(pk=name, entity__code__iexact=entity).first()
    if found is None:
        raise Http404
    return found


def campaign_at(code: str) -> Campaign:
    """A campaign by its code; 404 where there is none."""
    found = campaign_by_code(code)
    if found is None:
        raise Http404
    return found


def national_at(code: str, **_: str) -> Campaign:
    """A campaign of the nation; 404 for one of cities."""
    campaign = campaign_at(code)
    if campaign.kind == Kind.CITIES:
        raise Http404
    return campaign


def entity_fields(asked: EntityAsked) -> EntityFields:
    """What was asked as the registry takes it."""
    given = asked.model_dump()
    return EntityFields(**given | {"mandates": tuple(given["mandates"])})


def portal_fields(asked: PortalAsked) -> PortalFields:
    """What was asked as the registry takes it."""
    given = asked.model_dump()
    return PortalFields(**given | {"languages": tuple(given["languages"]), "title": given["title"] or {}})


def campaign_fields(asked: CampaignAsked) -> CampaignFields:
    """What was asked as campaigns take it."""
    given = asked.model_dump()
    return CampaignFields(**given | {"instruments": tuple(given["instruments"])})


def entity_record(entity: Entity) -> dict[str, Any]:
    return {
        "code": entity.code,
        "name": entity.name,
        "kind": entity.kind,
        "parent": entity.parent.code if entity.parent else None,
        "mandates": entity.mandates,
        "sector": entity.sector or None,
        "group": entity.group,
        "position": entity.position,
        "is_active": entity.is_active,
    }


def entity_whole(entity: Entity) -> dict[str, Any]:
    return entity_record(entity) | {"portals": [portal_record(one) for one in entity.portals.all()]}


def portal_record(portal: Portal) -> dict[str, Any]:
    return {
        "id": portal.pk,
        "address": portal.address,
        "kind": portal.kind,
        "languages": portal.languages,
        "title": portal.title or None,
        "is_main": portal.is_main,
    }


def campaign_record(campaign: Campaign) -> dict[str, Any]:
    given = fields_of(campaign)
    same = ("code", "kind", "reply_days", "assessors", "seconds", *DATES, *WINDOW)
    return {
        **{name: getattr(given, name) for name in same},
        "title": dict(given.title),
        "state": campaign.state,
        "is_sample": campaign.is_sample,
        "previous": given.previous or None,
        "instruments": [
            {
                "code": one.code,
                "version": one.version,
                "title": dict(one.title),
                "features": len(one.features),
            }
            for one in instruments_of(campaign).instruments
        ],
    }


def parts_record(campaign: Campaign) -> dict[str, Any]:
    parts = [
        {
            "entity": part.entity.code,
            "name": part.entity.name,
            "state": part.state,
            "answers_until": part.answers_until,
            "leads": part.leads,
            "helps": part.helps,
        }
        for part in parts_of(campaign)
    ]
    return {"campaign": campaign.code, "entities": parts}


def steps_record(campaign: Campaign, actions: tuple[str, ...]) -> dict[str, Any]:
    steps = {
        action: [
            {
                "code": one.code,
                "blocks": one.blocks,
                "words": {language: one.sentence(language) for language in REQUIRED_LANGUAGES},
            }
            for one in hindrances_of(campaign, action)
        ]
        for action in actions
    }
    return {"campaign": campaign.code, "state": campaign.state, "steps": steps}


def assignment_record(row: Row) -> dict[str, Any]:
    holding = Holding.of(row)
    return {
        "feature": row.feature.code,
        "question": dict(row.feature.question),
        "subindex": row.feature.subindex,
        "sector": row.feature.sector,
        "owner": row.feature.owner,
        "lead": holding.lead or None,
        "helpers": list(holding.helpers),
        "applies": {one.entity.code: one.applicability for one in row.given},
    }


def changed_record(campaign: Campaign, changed: Changed) -> dict[str, Any]:
    """What became of giving and taking features."""
    kept: dict[str, list[str]] = {}
    for feature, entity in sorted(changed.kept):
        kept.setdefault(feature, []).append(entity)
    return {
        "campaign": campaign.code,
        "given": sorted(changed.given),
        "taken": sorted(changed.taken),
        "kept": kept,
    }


def proposal_record(line: Proposed) -> dict[str, Any]:
    return {
        "feature": line.feature.code,
        "why": line.why,
        "lead": line.lead.code if line.lead else None,
        "helpers": [one.code for one in line.helpers],
        "outside": line.outside.code if line.outside else None,
    }
