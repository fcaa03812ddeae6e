"""Who stands where in a campaign: for one entity, for one question, with a signature lent to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.roles import CONTRIBUTOR, COORDINATOR, ENTITY_LEAD, LEAD, SIGNATORY
from miqyas.workspace.campaigns.models import Assignment, CampaignEntity, Delegation, SignatureDelegation

ENTITY_ROLES = (SIGNATORY, ENTITY_LEAD, CONTRIBUTOR)
AUTHORITY_ROLES = (LEAD, COORDINATOR)


def people_of_entity(part: CampaignEntity) -> QuerySet[User]:
    """Active people who work for the entity in this campaign."""
    return _holders(ENTITY_ROLES, entities=[part.entity_id], campaign=part.campaign_id)


def people_beside(assignment: Assignment, *, audience: str) -> dict[UUID, User]:
    """Who reads what is said beside a question to this audience, by pseudonym."""
    ours = _holders(ENTITY_ROLES, entities=[assignment.entity_id], campaign=assignment.campaign_id)
    found = {person.pseudonym: person for person in ours}
    holder = Delegation.objects.filter(assignment=assignment).values_list("holder", flat=True).first()
    if holder:
        found |= {one.pseudonym: one for one in User.objects.filter(pseudonym=holder, is_active=True)}
    if audience == "authority":
        theirs = _holders(AUTHORITY_ROLES, entities=[], campaign=assignment.campaign_id)
        found |= {person.pseudonym: person for person in theirs}
    return found


def signature_holders(entity: UUID, *, on: date | None = None) -> QuerySet[SignatureDelegation]:
    """Signatures of the entity that are lent to somebody on a day (default: today)."""
    day = on or timezone.localdate()
    return SignatureDelegation.objects.filter(
        entity=entity, starts_on__lte=day, ends_on__gte=day, ended_at=None
    )


def signs_for(part: CampaignEntity, person: UUID) -> SignatureDelegation | None:
    """The signature that the person has been lent for today by somebody who may still sign; else None."""
    for lent in signature_holders(part.entity_id).filter(holder=person):
        giver = User.objects.filter(pseudonym=lent.giver, is_active=True)
        if _holders([SIGNATORY], entities=[part.entity_id], campaign=part.campaign_id).filter(
            pk__in=giver.values("pk")
        ):
            return lent
    return None


def _holders(roles: Iterable[str], *, entities: Iterable[UUID], campaign: UUID) -> QuerySet[User]:
    grants = RoleGrant.objects.filter(
        Q(entity=None) | Q(entity__in=entities), Q(campaign=None) | Q(campaign=campaign), role__in=roles
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("display_name", "email")
