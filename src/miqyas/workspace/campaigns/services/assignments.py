"""Features are given to entities, taken back and shared; nothing that was answered is lost by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from miqyas.kernel.text import plain_line
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.fields import fault
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Applicability, Assignment, Campaign, CampaignEntity, Kind
from miqyas.workspace.campaigns.proposing import Proposed
from miqyas.workspace.campaigns.queries.campaigns import DRAFT
from miqyas.workspace.campaigns.services.campaigns import OPEN, campaign_locked
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add

LONGEST_REASON: Final = 1000
SUBMITTED: Final = "submitted"
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Wanted:
    """To whom a feature shall be given: who leads (nobody: None) and who helps, by the ids of entities."""

    feature: str
    lead: UUID | None
    helpers: frozenset[UUID] = frozenset()

    def as_leads(self) -> dict[UUID, bool]:
        """Each entity, and whether it leads."""
        led = {self.lead: True} if self.lead else {}
        return {**dict.fromkeys(self.helpers, False), **led}


@dataclass(frozen=True)
class Changed:
    """What became of it: features that were given to somebody new, and taken from somebody.

    `kept` are features and codes of entities whose answers stay with those they were taken from.
    """

    given: set[str]
    taken: set[str]
    kept: set[tuple[str, str]]

    @property
    def features(self) -> set[str]:
        """Everything that changed."""
        return self.given | self.taken


def proposal_wanted(lines: Iterable[Proposed]) -> list[Wanted]:
    """What a proposal asks for, where it names somebody."""
    return [
        Wanted(line.feature.code, line.lead.pk, frozenset(one.pk for one in line.helpers))
        for line in lines
        if line.lead
    ]


@transaction.atomic
def assignments_apply(campaign: Campaign, wanted: Iterable[Wanted], *, by: UUID | None) -> Changed:
    """Give features of a national campaign as wanted; features not named stay as they are.

    An entity that no longer has a feature keeps what it answered: given it again, it finds its answer.
    Raises `CampaignError` for a feature or an entity that is not of the campaign, for an entity that has
    handed in, and once answering is over.
    """
    held = campaign_locked(campaign)
    asked = {one.feature: one for one in wanted}
    parts = {part.entity_id: part for part in held.parts.select_related("entity")}
    _check_wanted(held, asked, parts)
    return _carry_out(held, {code: one.as_leads() for code, one in asked.items()}, parts, by=by)


@transaction.atomic
def cities_assign(campaign: Campaign, *, by: UUID | None) -> Changed:
    """Give every feature of a campaign of cities to every city that takes part."""
    held = campaign_locked(campaign)
    if held.kind != Kind.CITIES:
        raise CampaignError("not_of_cities")
    parts = {part.entity_id: part for part in held.parts.select_related("entity")}
    every = dict.fromkeys(parts, True)
    _check_state(held)
    return _carry_out(held, dict.fromkeys(instruments_of(held).features, every), parts, by=by)


def _check_state(campaign: Campaign) -> None:
    if campaign.state not in {DRAFT, OPEN}:
        raise CampaignError("assignments_fixed")


def _check_wanted(
    campaign: Campaign, asked: Mapping[str, Wanted], parts: Mapping[UUID, CampaignEntity]
) -> None:
    _check_state(campaign)
    if campaign.kind == Kind.CITIES:
        raise CampaignError("of_cities")
    features = instruments_of(campaign).features
    for one in asked.values():
        if one.feature not in features:
            raise fault("feature_unknown", "feature", given=one.feature[:60])
        if one.helpers and one.lead is None:
            raise fault("helper_without_lead", "helpers", feature=one.feature)
        if not one.as_leads().keys() <= parts.keys():
            raise fault("not_taking_part", "entity", feature=one.feature)


@dataclass
class _Work:
    """Assignments to be made, changed and taken back, and the features touched of each entity."""

    made: list[Assignment] = field(default_factory=list)
    moved: list[Assignment] = field(default_factory=list)
    gone: list[Assignment] = field(default_factory=list)

    def store(self) -> None:
        now = timezone.now()
        for row in self.gone:
            row.withdrawn_at, row.is_lead = now, False
        Assignment.ever.bulk_create(self.made, batch_size=_AT_ONCE)
        names = ["withdrawn_at", "is_lead", "part", "assigned_by"]
        Assignment.ever.bulk_update([*self.moved, *self.gone], names, batch_size=_AT_ONCE)

    def changed(self) -> Changed:
        kept = Assignment.ever.filter(pk__in=[row.pk for row in self.gone], answer__version__gt=0)
        return Changed(
            given={row.feature for row in (*self.made, *self.moved)},
            taken={row.feature for row in self.gone},
            kept=set(kept.values_list("feature", "entity__code")),
        )

    def touched(self) -> dict[UUID, set[str]]:
        found: dict[UUID, set[str]] = defaultdict(set)
        for row in (*self.made, *self.moved, *self.gone):
            found[row.entity_id].add(row.feature)
        return found


def _carry_out(
    campaign: Campaign,
    wanted: Mapping[str, Mapping[UUID, bool]],
    parts: Mapping[UUID, CampaignEntity],
    *,
    by: UUID | None,
) -> Changed:
    """Make, revive, change and take back assignments until each feature is with whom it shall be."""
    instrument_of = instruments_of(campaign).instrument_of
    there = {
        (row.feature, row.entity_id): row
        for row in Assignment.ever.filter(campaign=campaign, feature__in=wanted.keys())
    }
    work = _Work()
    for feature, leads in wanted.items():
        for entity, is_lead in leads.items():
            old = there.get((feature, entity))
            if old is None:
                new = _new(parts[entity], instrument_of[feature].code, feature, is_lead=is_lead, by=by)
                work.made.append(new)
            elif old.withdrawn_at or old.is_lead != is_lead:
                old.withdrawn_at, old.is_lead, old.part, old.assigned_by = None, is_lead, parts[entity], by
                work.moved.append(old)
    for (feature, entity), old in there.items():
        if old.withdrawn_at is None and entity not in wanted[feature]:
            work.gone.append(old)
    _check_handed_in(work.touched(), parts)
    work.store()
    changed = work.changed()
    if changed.features:
        _tell(campaign, wanted, work.touched(), parts, by=by)
    return changed


def _check_handed_in(touched: Collection[UUID], parts: Mapping[UUID, CampaignEntity]) -> None:
    """What an entity has handed in stays as it was signed until it is given back."""
    for entity in touched:
        if entity in parts and parts[entity].state == SUBMITTED:
            raise CampaignError("handed_in", name=parts[entity].entity.title)


def _new(
    part: CampaignEntity, instrument: str, feature: str, *, is_lead: bool, by: UUID | None
) -> Assignment:
    return Assignment(
        part=part,
        campaign_id=part.campaign_id,
        entity_id=part.entity_id,
        instrument=instrument,
        feature=feature,
        is_lead=is_lead,
        assigned_by=by,
    )


def _tell(
    campaign: Campaign,
    wanted: Mapping[str, Mapping[UUID, bool]],
    touched: Mapping[UUID, set[str]],
    parts: Mapping[UUID, CampaignEntity],
    *,
    by: UUID | None,
) -> None:
    """One record of who has what now, and for each entity that its features changed."""
    features = set().union(*touched.values())
    codes = {entity: part.entity.code for entity, part in parts.items()}
    now = {
        feature: sorted(
            ("*" if is_lead else "") + codes[entity] for entity, is_lead in wanted[feature].items()
        )
        for feature in sorted(features)
    }
    record = _record("assignment.change", campaign, by=by, now=now)
    for entity, changed in touched.items():
        if entity in parts:
            publish(
                "assignment.changed",
                key=f"{record}:{parts[entity].pk}",
                part=str(parts[entity].pk),
                features=sorted(changed),
            )


@transaction.atomic
def applicability_propose(assignment: Assignment, *, reason: str, by: UUID | None) -> None:
    """Say for an entity that a feature does not apply to it, and why. It is answered until that is decided.

    Raises `CampaignError` without a reason, and where the campaign or the entity's part is not open.
    """
    held = _assignment_locked(assignment)
    said = _reason(reason)
    if held.campaign.state != OPEN or held.part.state == SUBMITTED:
        raise CampaignError("not_open")
    if held.applicability == Applicability.NOT_APPLICABLE:
        raise CampaignError("decided_already")
    held.applicability, held.reason, held.proposed_by = Applicability.PROPOSED, said, by
    held.decided_by, held.decision_note = None, ""
    _store_applicability(held, "applicability.propose", by=by)


@transaction.atomic
def applicability_withdraw(assignment: Assignment, *, by: UUID | None) -> None:
    """Take the proposal back; nothing, where there is none.

    Raises `CampaignError` where the campaign or the entity's part is not open: what was handed in stays.
    """
    held = _assignment_locked(assignment)
    if held.applicability != Applicability.PROPOSED:
        return
    if held.campaign.state != OPEN or held.part.state == SUBMITTED:
        raise CampaignError("not_open")
    held.applicability, held.reason, held.proposed_by = Applicability.APPLICABLE, "", None
    _store_applicability(held, "applicability.withdraw", by=by)


@transaction.atomic
def applicability_decide(assignment: Assignment, *, accept: bool, note: str, by: UUID | None) -> None:
    """Agree that a feature does not apply, or say with reasons that it does. Raises `CampaignError`."""
    held = _assignment_locked(assignment)
    if held.applicability != Applicability.PROPOSED:
        raise CampaignError("nothing_proposed")
    said = _reason(note) if not accept else text_lines(note, longest=LONGEST_REASON)
    held.applicability = Applicability.NOT_APPLICABLE if accept else Applicability.APPLICABLE
    held.decided_by, held.decision_note = by, said
    _store_applicability(held, "applicability.accept" if accept else "applicability.refuse", by=by)


@transaction.atomic
def applicability_set(
    campaign: Campaign, assignments: Collection[UUID], *, applies: bool, reason: str, by: UUID | None
) -> int:
    """Say for the authority whether features apply to entities, and why not; how many changed."""
    held = campaign_locked(campaign)
    if held.state not in {DRAFT, OPEN}:
        raise CampaignError("assignments_fixed")
    said = "" if applies else _reason(reason)
    value = Applicability.APPLICABLE if applies else Applicability.NOT_APPLICABLE
    rows = Assignment.objects.filter(campaign=held, pk__in=assignments).exclude(applicability=value)
    changed = sorted(rows.values_list("feature", "entity__code"))
    if changed:
        _record("applicability.set", held, by=by, value=value.value, of=changed)
    rows.update(applicability=value, reason=said, decided_by=by, decision_note="")
    return len(changed)


def _assignment_locked(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign", "part", "entity").get(pk=assignment.pk)


def _reason(text: str) -> str:
    said = text_lines(text, longest=LONGEST_REASON)
    if not said:
        raise fault("no_reason", "reason")
    return said


def text_lines(text: str, *, longest: int) -> str:
    """Lines of text without signs that cannot be seen; raises `CampaignError` for too many signs."""
    said = "\n".join(map(plain_line, text.strip().splitlines())).strip()
    if len(said) > longest:
        raise fault("too_long", "reason", n=len(said), limit=longest)
    return said


def _store_applicability(assignment: Assignment, action: str, *, by: UUID | None) -> None:
    assignment.save(update_fields=["applicability", "reason", "proposed_by", "decided_by", "decision_note"])
    details = {"feature": assignment.feature, "entity": assignment.entity.code}
    record_add(
        action,
        actor=by,
        object_kind="assignment",
        object_id=assignment.pk,
        details=details,
        chain=str(assignment.campaign_id),
    )


def _record(action: str, campaign: Campaign, *, by: UUID | None, **details: Any) -> int:
    record = record_add(
        action,
        actor=by,
        object_kind="campaign",
        object_id=campaign.pk,
        details=details,
        chain=str(campaign.pk),
    )
    return record.pk
