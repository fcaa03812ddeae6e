"""A campaign is made, changed while its state allows, and taken from step to step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from miqyas.assessment.workflow import step
from miqyas.workspace.campaigns import checks  # noqa: F401 - they stand in the way of steps
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.fields import (
    DATES,
    WINDOW,
    CampaignFields,
    campaign_faults,
    editable,
    fault,
    field_name,
    state_name,
)
from miqyas.workspace.campaigns.hindrances import hindrances_of
from miqyas.workspace.campaigns.instruments import instruments_of, instruments_offered, snapshot_take
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity, Kind
from miqyas.workspace.campaigns.queries.campaigns import DRAFT, campaign_by_code, fields_of
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity, EntityKind

OPEN: Final = "open"
PUBLISHED: Final = "published"
TAKES_ENTITIES: Final = frozenset({DRAFT, OPEN})


def campaign_problems(
    given: CampaignFields, *, campaign: Campaign | None = None
) -> tuple[CampaignError, ...]:
    """All that is wrong with a campaign: by itself, beside the others, and for the state it is in."""
    tidy = given.tidied()
    own = {one.code: one for one in instruments_of(campaign).instruments} if campaign else {}
    found = [*campaign_faults(tidy, offered=own | dict(instruments_offered()))]
    other = campaign_by_code(tidy.code)
    if other and other != campaign:
        found.append(fault("code_taken", "code", given=tidy.code))
    found += _previous_problems(tidy, campaign=campaign)
    if campaign:
        found += _fixed_problems(tidy, campaign)
    return tuple(found)


def _previous_problems(given: CampaignFields, *, campaign: Campaign | None) -> list[CampaignError]:
    """The campaign before is there, of the same kind, and not one that comes after this."""
    if not given.previous or given.previous == given.code:
        return []
    before = campaign_by_code(given.previous)
    if before is None:
        return [fault("previous_unknown", "previous", given=given.previous[:60])]
    if before.kind != given.kind:
        return [fault("previous_other_kind", "previous", given=before.code)]
    seen: Campaign | None = before
    while seen:
        if seen == campaign:
            return [fault("previous_after", "previous", given=before.code)]
        seen = seen.previous
    return []


def _fixed_problems(given: CampaignFields, campaign: Campaign) -> list[CampaignError]:
    """What would change although the state of the campaign lets it change no longer."""
    fixed = _changes(fields_of(campaign), given).keys() - editable()[campaign.state]
    return [fault("fixed", name, name=field_name(name)) for name in sorted(fixed)]


def _changes(before: CampaignFields, after: CampaignFields) -> dict[str, tuple[Any, Any]]:
    old, new = asdict(before), asdict(after)
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}


def campaign_create(given: CampaignFields, *, by: UUID | None, is_sample: bool = False) -> Campaign:
    """Make a campaign in draft, its instruments frozen. Raises `CampaignError`, the first of its problems."""
    _refuse(campaign_problems(given))
    tidy = given.tidied()
    campaign = Campaign(created_by=by, is_sample=is_sample)
    with _code_free(tidy), transaction.atomic():
        _fill(campaign, tidy)
        campaign.save()
        _take_instruments(campaign, tidy.instruments)
        _record("campaign.create", campaign, by=by, code=campaign.code, kind=campaign.kind)
    return campaign


def campaign_update(campaign: Campaign, given: CampaignFields, *, by: UUID | None) -> Campaign:
    """Change what the state lets change; the same again changes nothing. Raises `CampaignError`."""
    tidy = given.tidied()
    with _code_free(tidy), transaction.atomic():
        held = campaign_locked(campaign)
        changed = _changes(fields_of(held), tidy)
        if not changed:
            return held
        _refuse(campaign_problems(tidy, campaign=held))
        _fill(held, tidy)
        held.save()
        if "instruments" in changed:
            _take_instruments(held, tidy.instruments)
        told = {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}
        _record("campaign.update", held, by=by, changes=told)
    return held


@contextmanager
def _code_free(given: CampaignFields) -> Iterator[None]:
    """Of two who take one code at once, the second is told so."""
    try:
        yield
    except IntegrityError as error:
        raise fault("code_taken", "code", given=given.code) from error


def _fill(campaign: Campaign, given: CampaignFields) -> None:
    campaign.code, campaign.title, campaign.kind = given.code, dict(given.title), given.kind
    campaign.previous = campaign_by_code(given.previous) if given.previous else None
    for name in (*DATES, *WINDOW, "reply_days", "assessors", "seconds"):
        setattr(campaign, name, getattr(given, name))


def _take_instruments(campaign: Campaign, codes: Iterable[str]) -> None:
    """Freeze what is new, keep what was frozen, let go of the rest and of what was given of it."""
    wanted = set(codes)
    held = set(campaign.instruments.values_list("code", flat=True))
    offered = instruments_offered()
    for code in wanted - held:
        campaign.instruments.add(snapshot_take(offered[code]))
    for snapshot in campaign.instruments.exclude(code__in=wanted):
        campaign.instruments.remove(snapshot)
    gone = Assignment.objects.filter(campaign=campaign).exclude(instrument__in=wanted)
    gone.update(withdrawn_at=timezone.now())


@transaction.atomic
def instrument_renew(campaign: Campaign, code: str, *, by: UUID | None) -> int:
    """Take up the version on offer in a draft; how many assignments went with features that are gone."""
    held = campaign_locked(campaign)
    offered = instruments_offered().get(code)
    old = held.instruments.filter(code=code).first()
    if held.state != DRAFT or offered is None or old is None:
        raise fault("fixed", "instruments", name=field_name("instruments"))
    new = snapshot_take(offered)
    if new == old:
        return 0
    held.instruments.remove(old)
    held.instruments.add(new)
    gone = Assignment.objects.filter(campaign=held, instrument=code).exclude(feature__in=offered.by_code)
    count = gone.update(withdrawn_at=timezone.now())
    _record("campaign.instrument", held, by=by, code=code, before=old.sha256, after=new.sha256)
    return count


@transaction.atomic
def entities_set(campaign: Campaign, entities: Iterable[Entity], *, by: UUID | None) -> None:
    """Let these entities take part, and no others. Raises `CampaignError`.

    While a campaign is open, entities can join. One leaves only while nothing has been answered for it.
    """
    held = campaign_locked(campaign)
    wanted = {entity.pk: entity for entity in entities}
    there = {part.entity_id: part for part in held.parts.select_related("entity")}
    joins = [entity for pk, entity in wanted.items() if pk not in there]
    leaves = [part for pk, part in there.items() if pk not in wanted]
    _check_entities(held, joins, leaves)
    CampaignEntity.objects.bulk_create(CampaignEntity(campaign=held, entity=entity) for entity in joins)
    Assignment.ever.filter(part__in=leaves).delete()
    CampaignEntity.objects.filter(pk__in=[part.pk for part in leaves]).delete()
    if joins or leaves:
        codes = {"joins": [one.code for one in joins], "leaves": [part.entity.code for part in leaves]}
        _record("campaign.entities", held, by=by, **codes)


def _check_entities(campaign: Campaign, joins: list[Entity], leaves: list[CampaignEntity]) -> None:
    if campaign.state not in TAKES_ENTITIES and (joins or leaves):
        raise fault("entities_fixed", "entities")
    for entity in joins:
        if not entity.is_active:
            raise fault("entity_off", "entities", name=entity.title)
        if (entity.kind == EntityKind.CITY) != (campaign.kind == Kind.CITIES):
            raise fault(f"entity_not_{campaign.kind}", "entities", name=entity.title)
    answered = Assignment.ever.filter(part__in=leaves, answer__version__gt=0).select_related("entity").first()
    if answered:
        raise fault("entity_answered", "entities", name=answered.entity.title)


@transaction.atomic
def part_deadline_set(part: CampaignEntity, *, until: date | None, by: UUID | None) -> None:
    """Give an entity a deadline of its own, or take it back. It lies within answering and review."""
    campaign = campaign_locked(part.campaign)
    last = campaign.review_until or campaign.freeze_on
    is_early = until and campaign.opens_on and until < campaign.opens_on
    if is_early or (until and last and until > last):
        raise fault("deadline", "answers_until", until=last.isoformat() if last else "–")
    part.answers_until = until
    part.save(update_fields=["answers_until"])
    _record("campaign.deadline", campaign, by=by, entity=part.entity.code, until=_plain(until))


@transaction.atomic
def campaign_step(campaign: Campaign, action: str, *, by: UUID | None, seen: str = "") -> Campaign:
    """Take a campaign to its next state. `seen` is the state in which the form was shown.

    Raises `WorkflowError` where there is no such step, `CampaignError` where the campaign has moved on
    since, or something stands in its way.
    """
    held = campaign_locked(campaign)
    if seen and seen != held.state:
        raise CampaignError("moved_on", state=state_name(held.state))
    after = step("campaign", held.state, action)
    for one in hindrances_of(held, action):
        if one.blocks:
            raise CampaignError("hindered", sentence=one.words)
    before, held.state = held.state, after
    if after == PUBLISHED:
        held.published_at = timezone.now()
    held.save(update_fields=["state", "published_at"])
    _record(f"campaign.{action}", held, by=by, before=before, after=after)
    if action == OPEN:
        publish("campaign.opened", key=str(held.pk), campaign=str(held.pk))
    publish("campaign.stage", key=f"{held.pk}:{after}", campaign=str(held.pk), state=after)
    return held


def campaign_open(campaign: Campaign, *, by: UUID | None) -> Campaign:
    """Open a campaign to its entities."""
    return campaign_step(campaign, OPEN, by=by)


def campaign_locked(campaign: Campaign) -> Campaign:
    """The campaign as it is now, locked to the end of the transaction: whoever sets it up queues here."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("previous").get(pk=campaign.pk)


def _record(action: str, campaign: Campaign, *, by: UUID | None, **details: Any) -> None:
    record_add(
        action,
        actor=by,
        object_kind="campaign",
        object_id=campaign.pk,
        details=details,
        chain=str(campaign.pk),
    )


def _plain(value: Any) -> Any:
    return (
        value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    )


def _refuse(problems: tuple[CampaignError, ...]) -> None:
    if problems:
        raise problems[0]
