"""From what happened to who is told. Each reads the present state; what is gone by then is told to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from miqyas.workspace.accounts.roles import (
    ADJUDICATOR,
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
)
from miqyas.workspace.campaigns.models import Assignment, Campaign, CampaignEntity, Comment, Delegation
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.notifications.telling import holding, tell, whole
from miqyas.workspace.questionnaires.models import Questionnaire
from miqyas.workspace.reviews.blindness import is_over
from miqyas.workspace.reviews.models import Reply, ReviewItem
from miqyas.workspace.reviews.parties import has_part_in
from miqyas.workspace.services.queries import service_of
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.stories.models import Story
from miqyas.workspace.watchlists.models import Policy

WORKERS = (ENTITY_LEAD, CONTRIBUTOR)
AUTHORITY = (LEAD, COORDINATOR)


@subscribe("answer.delegated", "answer.returned", "answer.unheld")
def tell_of_answer(event: Event) -> None:
    """The holder of a delegated question; of a returned answer, its holder and the entity's workers."""
    assignment = _assignment(event.payload["assignment"])
    if assignment is None:
        return
    holder = event.payload.get("holder")
    holders = [UUID(holder)] if holder else [*_holders(assignment), *_people(WORKERS, assignment.part)]
    tell(event, holders, params=_of_assignment(assignment), route_args=_at_answer(assignment))


@subscribe("answer.mentioned")
def tell_of_mention(event: Event) -> None:
    """Those whom a comment mentions."""
    comment = (
        Comment.objects.select_related("assignment__part__entity", "assignment__campaign")
        .filter(pk=event.payload["comment"])
        .first()
    )
    if comment is None:
        return
    params = _of_assignment(comment.assignment) | {"by": str(comment.author)}
    mentioned = [UUID(name) for name in event.payload["mentioned"]]
    tell(event, mentioned, params=params, route_args=_at_answer(comment.assignment))


@subscribe("assignment.changed")
def tell_of_assignment(event: Event) -> None:
    """The workers of an entity whose features changed after the campaign had opened."""
    part = _part(event.payload["part"])
    if part and part.campaign.state != "draft":
        count = len(event.payload["features"])
        tell(event, _people(WORKERS, part), params=_of_part(part) | {"n": count}, route_args=_at_part(part))


@subscribe("submission.approved", "submission.returned")
def tell_the_entity(event: Event) -> None:
    """The entity's own people."""
    if part := _part(event.payload["part"]):
        tell(event, _people((*WORKERS, SIGNATORY), part), params=_of_part(part), route_args=_at_part(part))


@subscribe("answers.due")
def tell_of_deadline(event: Event) -> None:
    """The entity's own people, unless they handed in meanwhile."""
    part = _part(event.payload["part"])
    if part and part.state != "submitted":
        params = _of_part(part) | {"on": event.payload["on"]}
        tell(event, _people((*WORKERS, SIGNATORY), part), params=params, route_args=_at_part(part))


@subscribe("reply.due")
def tell_of_reply(event: Event) -> None:
    """Those who may reply for the entity, unless they did meanwhile."""
    reply = Reply.objects.select_related("item__campaign", "entity").filter(pk=event.payload["reply"]).first()
    if reply and not reply.stance:
        campaign = reply.item.campaign
        people = holding((ENTITY_LEAD, SIGNATORY), entity=reply.entity_id, campaign=campaign.pk)
        params = _of_item(reply.item) | {"on": event.payload["on"]}
        tell(event, people, params=params, route_args={"code": campaign.code, "entity": reply.entity.code})


@subscribe("submission.submitted")
def tell_the_authority(event: Event) -> None:
    """Those who lead and coordinate the campaign."""
    if part := _part(event.payload["part"]):
        people = _in_campaign(AUTHORITY, part.campaign)
        tell(event, people, params=_of_part(part), route_args={"code": part.campaign.code})


@subscribe("campaign.opened")
def tell_the_entities(event: Event) -> None:
    """Everybody of the entities that take part, each with the way to their own part."""
    parts = CampaignEntity.objects.select_related("campaign", "entity")
    for part in parts.filter(campaign=event.payload["campaign"]):
        people = _people((*WORKERS, SIGNATORY), part)
        tell(event, people, params=_of_part(part), route_args=_at_part(part), key=f"{event.key}:{part.pk}")


@subscribe("campaign.stage")
def tell_of_stage(event: Event) -> None:
    """Those who lead, and the leads and signatories of the entities."""
    campaign = Campaign.objects.filter(pk=event.payload["campaign"]).first()
    if campaign is None:
        return
    people = set(_in_campaign(AUTHORITY, campaign))
    for part in campaign.parts.select_related("campaign"):
        people.update(_people((ENTITY_LEAD, SIGNATORY), part))
    params = {"campaign": campaign.title, "state": event.payload["state"]}
    tell(event, people, params=params, route_args={"code": campaign.code})


@subscribe("review.assigned")
def tell_the_assessor(event: Event) -> None:
    """An assessor who got new features to look for: how many, and nothing of anybody else."""
    campaign = Campaign.objects.filter(pk=event.payload["campaign"]).first()
    if campaign:
        params = {"campaign": campaign.title, "n": event.payload["count"]}
        tell(event, [UUID(event.payload["assessor"])], params=params, route_args={})


@subscribe("review.differs")
def tell_who_may_decide(event: Event) -> None:
    """Those who may decide where assessors differ: not who assessed it, nor who has a part in it.

    What is told names nobody, neither who judged nor whose feature it is.
    """
    if item := _item(event.payload["item"]):
        assessed = set(item.tasks.values_list("assessor", flat=True))
        people = {
            one
            for one in _in_campaign((ADJUDICATOR,), item.campaign) - assessed
            if not has_part_in(one, item)
        }
        tell(event, people, params=_of_item(item), route_args={})


@subscribe("review.contested")
def tell_the_adjudicators(event: Event) -> None:
    """Those who decide, when an entity contests a result."""
    if item := _item(event.payload["item"]):
        people = _in_campaign((ADJUDICATOR, *AUTHORITY), item.campaign)
        tell(event, people, params=_of_item(item), route_args={})


@subscribe("review.reply_open", "review.decided")
def tell_who_may_reply(event: Event) -> None:
    """The entities to which the feature was given, once they may know what was found of it."""
    item = _item(event.payload["item"])
    if item is None or not is_over(item.campaign):
        return
    given = Assignment.objects.filter(campaign=item.campaign, feature=item.feature)
    if item.subject_id:
        given = given.filter(entity=item.subject_id)
    for assignment in given.select_related("part__entity", "part__campaign"):
        part = assignment.part
        people = _people((ENTITY_LEAD, SIGNATORY), part)
        key = f"{event.key}:{part.pk}"
        tell(event, people, params=_of_item(item), route_args=_at_part(part), key=key)


@subscribe("evidence.expiring", "evidence.link_dead")
def tell_of_evidence(event: Event) -> None:
    """The workers of the entity whose proof it is."""
    evidence = Evidence.objects.select_related("entity").filter(pk=event.payload["evidence"]).first()
    if evidence is None or evidence.retired_at:
        return
    people = holding(WORKERS, entity=evidence.entity_id)
    params = {"title": evidence.title, "on": event.payload.get("on", "")}
    tell(event, people, params=params, route_args={"evidence": str(evidence.pk)})


@subscribe("statistics.due")
def tell_of_statistics(event: Event) -> None:
    """The responsible body's people, and those who lead where nobody is responsible."""
    found = StatisticalInput.objects.filter(pk=event.payload["input"]).first()
    if found is None:
        return
    people = holding(WORKERS, entity=found.entity_id) if found.entity_id else holding(AUTHORITY)
    tell(
        event,
        people,
        params={"indicator": found.indicator, "on": event.payload["on"]},
        route_args={"edition": found.edition, "indicator": found.indicator},
    )


@subscribe("questionnaire.review")
def tell_of_questionnaire(event: Event) -> None:
    """Those who may sign it, that it waits."""
    found = Questionnaire.objects.filter(pk=event.payload["questionnaire"]).first()
    if found:
        people = holding((LEAD,))
        tell(event, people, params={"questionnaire": found.title}, route_args={"code": found.code})


@subscribe("policy.due")
def tell_of_policy(event: Event) -> None:
    """The authority, of a policy that is to be looked at again."""
    found = Policy.objects.filter(pk=event.payload["policy"]).first()
    if found:
        people = holding(AUTHORITY)
        tell(event, people, params={"policy": found.title}, route_args={"code": found.code})


@subscribe("story.submitted")
def tell_of_a_new_story(event: Event) -> None:
    """The authority, of a story that was handed in."""
    if story := _story(event):
        people = holding(AUTHORITY)
        tell(event, people, params=_of_story(story), route_args={"slug": story.slug})


@subscribe("story.returned", "story.published")
def tell_of_a_story(event: Event) -> None:
    """The workers of the entity whose story it is."""
    if story := _story(event):
        people = holding(WORKERS, entity=story.entity_id)
        tell(event, people, params=_of_story(story), route_args={"slug": story.slug})


@subscribe("story.mentioned")
def tell_of_mention_in_a_story(event: Event) -> None:
    """Those whom a comment on a story mentions."""
    if story := _story(event):
        mentioned = [UUID(name) for name in event.payload["mentioned"]]
        params = _of_story(story) | {"by": event.payload["by"]}
        tell(event, mentioned, params=params, route_args={"slug": story.slug})


def _story(event: Event) -> Story | None:
    return Story.objects.select_related("entity").filter(pk=event.payload["story"]).first()


def _of_story(story: Story) -> dict[str, Any]:
    """Names of a story; a language in which it has no title yet borrows the other's."""
    return {"title": whole(story.content["title"]), "entity": story.entity.name}


@subscribe("level.overrule", "level.restore")
def tell_of_a_level(event: Event) -> None:
    """The workers of the entity whose service has another level by word of the authority."""
    service = service_of(UUID(event.payload["service"]))
    if service:
        people = holding(WORKERS, entity=service.entity_id)
        tell(event, people, params={"title": whole(service.title)}, route_args={"code": service.code})


def _people(roles: Iterable[str], part: CampaignEntity) -> set[UUID]:
    return holding(roles, entity=part.entity_id, campaign=part.campaign_id)


def _in_campaign(roles: Iterable[str], campaign: Campaign) -> set[UUID]:
    return holding(roles, campaign=campaign.pk)


def _holders(assignment: Assignment) -> list[UUID]:
    return list(Delegation.objects.filter(assignment=assignment).values_list("holder", flat=True))


def _assignment(pk: str) -> Assignment | None:
    return Assignment.objects.select_related("part__entity", "campaign").filter(pk=pk).first()


def _part(pk: str) -> CampaignEntity | None:
    return CampaignEntity.objects.select_related("campaign", "entity").filter(pk=pk).first()


def _item(pk: str) -> ReviewItem | None:
    return ReviewItem.objects.select_related("campaign").filter(pk=pk).first()


def _of_assignment(assignment: Assignment) -> dict[str, Any]:
    return {"feature": assignment.feature, "campaign": assignment.campaign.title}


def _of_part(part: CampaignEntity) -> dict[str, Any]:
    return {"entity": part.entity.name, "campaign": part.campaign.title}


def _of_item(item: ReviewItem) -> dict[str, Any]:
    return {"feature": item.feature, "campaign": item.campaign.title}


def _at_part(part: CampaignEntity) -> dict[str, Any]:
    return {"code": part.campaign.code, "entity": part.entity.code}


def _at_answer(assignment: Assignment) -> dict[str, Any]:
    return {
        "code": assignment.campaign.code,
        "entity": assignment.part.entity.code,
        "feature": assignment.feature,
    }
