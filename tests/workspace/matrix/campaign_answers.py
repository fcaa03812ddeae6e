"""What the actions of answering are tried on: questions of the ministry of health, in several states."""

from datetime import timedelta

from django.utils import timezone

from miqyas.workspace.campaigns.models import (
    Answer,
    Assignment,
    Campaign,
    CampaignEntity,
    Comment,
    Delegation,
    SignatureDelegation,
)
from miqyas.workspace.registry.models import Entity
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import Given, open_campaign


def _question(cast: CampaignCast, state: str) -> Assignment:
    given = open_campaign(cast)
    Answer.objects.create(assignment=given.question(), grade="yes", state=state, version=1)
    return given.question()


def draft(cast: CampaignCast) -> Assignment:
    return _question(cast, "draft")


def ready(cast: CampaignCast) -> Assignment:
    return _question(cast, "ready")


def handed_in(cast: CampaignCast) -> Assignment:
    return _question(cast, "submitted")


def handed_to_dana(cast: CampaignCast) -> Assignment:
    question = draft(cast)
    Delegation.objects.create(assignment=question, holder=cast.dana.pseudonym)
    return Assignment.objects.select_related("part__campaign", "answer", "delegation").get(pk=question.pk)


def comment_within(cast: CampaignCast) -> Comment:
    return Comment(assignment=draft(cast), author=cast.bruno.pseudonym, audience="entity", text="Which law?")


def comment_with_the_authority(cast: CampaignCast) -> Comment:
    return Comment(assignment=draft(cast), author=cast.bruno.pseudonym, audience="authority", text="May we?")


def _given(cast: CampaignCast) -> Given:
    return open_campaign(cast)


def campaign_open(cast: CampaignCast) -> Campaign:
    return _given(cast).campaign


def campaign_in_preparation(cast: CampaignCast) -> Campaign:
    found = _given(cast).campaign
    found.state = "draft"
    return found


def part(cast: CampaignCast) -> CampaignEntity:
    return _given(cast).health


def part_handed_in(cast: CampaignCast) -> CampaignEntity:
    found = part(cast)
    found.state = "submitted"
    return found


def part_with_a_question_of_dana(cast: CampaignCast) -> CampaignEntity:
    return handed_to_dana(cast).part


def ministry(cast: CampaignCast) -> Entity:
    return cast.health


def lent_to_noor(cast: CampaignCast) -> SignatureDelegation:
    today = timezone.localdate()
    return SignatureDelegation.objects.create(
        entity=cast.health,
        giver=cast.salma.pseudonym,
        holder=cast.noor.pseudonym,
        starts_on=today,
        ends_on=today + timedelta(days=3),
    )


def part_with_a_signature_lent_to_noor(cast: CampaignCast) -> CampaignEntity:
    lent_to_noor(cast)
    return part(cast)
