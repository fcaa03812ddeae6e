"""Who may see what a campaign comes to.

Those who run it, and viewers, at any time: of what was handed in, and of features whose review is closed, of
which they may read every judgement anyway. Adjudicators once the blind review is over, so that nobody decides
with an eye on the total. An entity sees what it says itself, and what was found of it once the review is
over. Assessors see nothing of it; nor does anybody else as long as they assess in the campaign and it is not
over. Everybody sees a campaign that is published.
"""

from __future__ import annotations

from miqyas.workspace.accounts.access import Person, Verdict, register
from miqyas.workspace.accounts.roles import ADJUDICATOR, COORDINATOR, LEAD, VIEWER
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity
from miqyas.workspace.campaigns.queries.campaigns import DRAFT, OF_ENTITY
from miqyas.workspace.campaigns.running import knows
from miqyas.workspace.reviews.blindness import is_blind_in, is_over

PUBLISHED = "published"


def _view(person: Person, target: Campaign) -> Verdict:
    runs = person.holds(LEAD, COORDINATOR, VIEWER, campaign=target.pk)
    decided = is_over(target) and person.holds(ADJUDICATOR, campaign=target.pk)
    if (runs or decided) and not is_blind_in(person, target):
        return Verdict.ALLOWED
    return Verdict.FORBIDDEN if knows(person, target) else Verdict.HIDDEN


def _entity(person: Person, target: CampaignEntity) -> Verdict:
    campaign = target.campaign
    is_own = person.holds(*OF_ENTITY, entity=target.entity_id, campaign=campaign.pk)
    if is_own and campaign.state != DRAFT:
        return Verdict.ALLOWED
    return Verdict.ALLOWED if _view(person, campaign) is Verdict.ALLOWED else Verdict.HIDDEN


def _calibrate(person: Person, target: Campaign) -> Verdict:
    if person.holds(LEAD, COORDINATOR, campaign=target.pk):
        return _view(person, target)
    return Verdict.FORBIDDEN if knows(person, target) else Verdict.HIDDEN


def _public(person: Person, target: Campaign) -> Verdict:
    return Verdict.ALLOWED if target.state == PUBLISHED else Verdict.HIDDEN


register("score.view", _view)
register("score.entity", _entity)
register("score.calibrate", _calibrate)
register("campaign.public", _public)
