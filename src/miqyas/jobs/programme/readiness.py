"""How ready entities are for a list that may come, by what they handed in to the newest campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from miqyas.assessment.readiness import Ready, Standing, by_entity, standings
from miqyas.catalogue import Instrument, instrument_sha256
from miqyas.catalogue.migrate import Carried
from miqyas.workspace.campaigns.instruments import instrument_by_hash, instruments_offered
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.campaigns.proposing import holders_likely
from miqyas.workspace.campaigns.queries.before import carried_to, handed_in
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_by_id
from miqyas.workspace.watchlists.queries import drafts_kept


@dataclass(frozen=True)
class Coming:
    """A list that readiness may be measured against: a draft that is kept, or a list on offer."""

    instrument: Instrument
    name: str
    """The file of a draft; "" for a list on offer."""

    @cached_property
    def sha256(self) -> str:
        """Names the list by its content."""
        return instrument_sha256(self.instrument)

    @property
    def is_draft(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True)
class Readiness:
    """How ready everybody is for a coming list; `campaign` is the one whose answers were carried, if any."""

    coming: Coming
    campaign: Campaign | None
    whole: Ready
    entities: Mapping[Entity, Ready]
    nobodys: Ready


def comings() -> list[Coming]:
    """Drafts that are kept, newest first, then the lists on offer."""
    drafts = [Coming(instrument_by_hash(draft.snapshot_id), draft.name) for draft in drafts_kept()]
    return [*drafts, *(Coming(one, "") for one in instruments_offered().values())]


def coming_by_hash(sha256: str) -> Coming | None:
    """The coming list of a content."""
    return next((one for one in comings() if one.sha256 == sha256), None)


def readiness_of(coming: Coming) -> Readiness:
    """Where each feature of the list stands, by the entity whose it would be; a handful of queries.

    Only what was handed in counts: nobody learns here of answers that are being written.
    """
    campaign = _newest_campaign(coming.instrument.code)
    found = (
        _of_cities(coming.instrument, campaign)
        if campaign and campaign.kind == Kind.CITIES
        else _national(coming.instrument, campaign)
    )
    parts = dict(by_entity(found))
    nobodys = parts.pop("", Ready(()))
    entities = entities_by_id(UUID(one) for one in parts)
    ordered = sorted(entities.values(), key=lambda entity: (entity.position, entity.code))
    own = {entity: parts[str(entity.pk)] for entity in ordered}
    return Readiness(coming, campaign, Ready(tuple(found)), own, nobodys)


def _newest_campaign(code: str) -> Campaign | None:
    """The newest campaign with a version of the instrument to which somebody handed something in."""
    found = Campaign.objects.filter(instruments__code=code, parts__assignments__answer__state="submitted")
    return found.order_by("-created_at").distinct().first()


def _national(coming: Instrument, campaign: Campaign | None) -> tuple[Standing, ...]:
    holders = {code: str(entity.pk) for code, entity in holders_likely(coming.features, campaign).items()}
    present = _present(coming.code, campaign)
    carried: dict[str, tuple[bool, Carried]] = {}
    for entity, grades in (handed_in(campaign) if campaign and present else {}).items():
        assert present
        for one in carried_to(grades, older=present, newer=coming).carried:
            is_own = holders.get(one.code) == str(entity)
            if one.code not in carried or (is_own and not carried[one.code][0]):
                carried[one.code] = (is_own, one)
    answers = (one for _, one in carried.values())
    return standings(coming, present=present, carried=answers, holders=holders)


def _of_cities(coming: Instrument, campaign: Campaign) -> tuple[Standing, ...]:
    """Every city is asked everything."""
    present, given = _present(coming.code, campaign), handed_in(campaign)
    found: list[Standing] = []
    for part in campaign.parts.order_by("entity__position", "entity__code"):
        grades = given.get(part.entity_id, {})
        carried = carried_to(grades, older=present, newer=coming).carried if present else ()
        holders = dict.fromkeys(coming.by_code, str(part.entity_id))
        found += standings(coming, present=present, carried=carried, holders=holders)
    return tuple(found)


def _present(code: str, campaign: Campaign | None) -> Instrument | None:
    if campaign is None:
        return None
    names = campaign.instruments.filter(code=code).values_list("sha256", flat=True)
    return instrument_by_hash(names[0]) if names else None


def readiness_of_entity(found: Readiness, entity: Entity) -> Ready:
    """What of it is one entity's; nothing where none would be."""
    return found.entities.get(entity, Ready(()))
