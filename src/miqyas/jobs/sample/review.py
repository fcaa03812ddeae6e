"""The sample campaigns' reviews: assessors look, an adjudicator decides, entities reply.

What is found hangs on how strong an entity is; every draw has a seed of its own, so that an interrupted
loading goes on with what it would have drawn anyway.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from miqyas.assessment.answers import grades_of
from miqyas.kernel.words import say
from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Answer, Campaign
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.reviews.allotting import default_seed
from miqyas.workspace.reviews.models import Judgement, Reply, ReviewItem, ReviewTask, Stance
from miqyas.workspace.reviews.services.deciding import item_decide
from miqyas.workspace.reviews.services.items import review_items_create, reviewers_assign
from miqyas.workspace.reviews.services.judging import Said, judgement_submit, task_start
from miqyas.workspace.reviews.services.replies import (
    replies_open_all,
    reply_give,
    reply_proof_attach,
)

SEED: Final = 21
DIFFER_SHARE: Final = 0.12
"""Of how many judgements the assessor sees it otherwise."""
UNSURE_SHARE: Final = 0.25
"""Of how many of those the assessor cannot tell."""
DECIDED_SHARE: Final = 0.4
"""Of the differences in a review that goes on, how many are decided."""
REPLIED_SHARE: Final = 0.5
CONTESTED_SHARE: Final = 0.15
"""Of the replies that are given, how many contest."""
SECONDS: Final = (40, 560)
"""Between how many seconds an assessor looks."""


@dataclass(frozen=True)
class Truth:
    """What really is there, as far as there is a there: a grade, and the scale that it is one of."""

    grade: str
    scale: str

    @property
    def is_there(self) -> bool:
        """Whether anything can be found."""
        return self.grade != grades_of(self.scale)[0]


def _chance(*parts: object) -> random.Random:
    return random.Random(":".join(map(str, (SEED, *parts))))  # noqa: S311 - a sample


def review_play(campaign: Campaign, *, strengths: Mapping[str, float], share: float) -> None:
    """Have the assessors judge this share of the items, and the adjudicator decide where they differ.

    Of a review that goes on, the adjudicator leaves some for whoever walks through.
    """
    review_items_create(campaign, by=None)
    reviewers_assign(campaign, seed=default_seed(campaign), by=None)
    claims = _claims(campaign)
    waiting = ReviewTask.objects.filter(item__campaign=campaign, state__in=["assigned", "started"])
    for task in waiting.select_related("item__campaign", "item__subject").order_by("item__feature", "slot"):
        if _chance(campaign.code, task.item.feature).random() < share:
            _judge(task, _truth(task.item, claims, strengths))
    differing = campaign.items.filter(state="differs").select_related("campaign").order_by("feature")
    for item in differing:
        if share == 1 or _chance(campaign.code, item.feature, "decide").random() < DECIDED_SHARE:
            _decide(item, _truth(item, claims, strengths).grade)


def _claims(campaign: Campaign) -> Mapping[str, tuple[str, str]]:
    """The best grade that is claimed for each feature, and the entity that claims it."""
    rows = Answer.objects.filter(assignment__campaign=campaign, state="submitted").exclude(grade="")
    given = rows.values_list("assignment__feature", "grade", "assignment__entity__code")
    features = instruments_of(campaign).features
    found: dict[str, tuple[str, str]] = {}
    for feature, grade, entity in given.order_by("assignment__feature", "assignment__entity__code"):
        order = grades_of(features[feature].scale)
        if feature not in found or order.index(grade) > order.index(found[feature][0]):
            found[feature] = (grade, entity)
    return found


def _truth(item: ReviewItem, claims: Mapping[str, tuple[str, str]], strengths: Mapping[str, float]) -> Truth:
    scale = instruments_of(item.campaign).features[item.feature].scale
    order, chance = grades_of(scale), _chance(item.campaign.code, item.feature, "truth")
    grade, entity = claims.get(item.feature, (order[0], ""))
    is_so = chance.random() < 0.4 + 0.6 * strengths.get(entity, 0.0)
    return Truth(grade if is_so else order[max(0, order.index(grade) - 1)], scale)


def _judge(task: ReviewTask, truth: Truth) -> Judgement:
    chance = _chance(task.item.campaign.code, task.item.feature, "slot", task.slot)
    started = task_start(task, by=task.assessor)
    before = timezone.now() - timedelta(seconds=chance.randint(*SECONDS))
    ReviewTask.objects.filter(pk=started.pk).update(started_at=before)
    return judgement_submit(task, _said(task, truth, chance), by=task.assessor)


def _said(task: ReviewTask, truth: Truth, chance: random.Random) -> Said:
    order = grades_of(truth.scale)
    grade, found = truth.grade, "found" if truth.is_there else "not_found"
    if chance.random() < DIFFER_SHARE:
        grade = chance.choice([other for other in order if other != truth.grade])
        found = "found" if grade != order[0] else "not_found"
        found = "unsure" if chance.random() < UNSURE_SHARE else found
    common = {"viewpoint": chance.choice(["inside", "outside"]), "confidence": str(chance.randint(2, 5))}
    if found == "found":
        address = f"https://portal.example.org/{task.item.feature.lower()}"
        return Said(found=found, grade=grade, address=address, path=_words("path"), language="ar", **common)
    return Said(found=found, justification=_words(found), **common)


def _decide(item: ReviewItem, grade: str) -> None:
    adjudicator = _holder("adjudicator")
    item_decide(item, grade=grade, reasons=_words("reasons"), by=adjudicator, seen=item.decisions.count())


def replies_play(campaign: Campaign) -> None:
    """Entities reply to some results: most agree; some contest, and the adjudicator decides once more."""
    replies_open_all(campaign)
    open_still = Reply.objects.filter(item__campaign=campaign, stance="").exclude(item__state="final")
    rows = open_still.select_related("item__campaign", "entity").order_by("item__feature", "entity__code")
    for reply in rows:
        chance = _chance(campaign.code, reply.item.feature, reply.entity.code, "reply")
        if chance.random() < REPLIED_SHARE:
            _reply(reply, contests=chance.random() < CONTESTED_SHARE)
    for item in campaign.items.filter(state="contested").select_related("campaign").order_by("feature"):
        _decide(item, item.grade)


def _reply(reply: Reply, *, contests: bool) -> None:
    by = _signatory(reply.entity_id)
    if not contests:
        reply_give(reply, stance=Stance.AGREE, text="", by=by)
        return
    title = say("sample.proof", language=settings.LANGUAGE_CODE, feature=reply.item.feature)
    address = f"https://portal.example.org/{reply.item.feature.lower()}/moved"
    proof = evidence_add(reply.entity, title=title, content=Content(address=address, language="ar"), by=None)
    reply_proof_attach(reply, proof, by=by)
    reply_give(reply, stance=Stance.CONTEST, text=_words("objection"), by=by)


def _signatory(entity: UUID) -> UUID:
    """Who signs for an entity: its signatory, or the lead where the sample has none."""
    signs = User.objects.filter(grants__role="signatory", grants__entity=entity).first()
    return signs.pseudonym if signs else _holder("lead")


def _holder(role: str) -> UUID:
    user = User.objects.filter(grants__role=role).order_by("pk").first()
    assert user is not None
    return user.pseudonym


def _words(name: str) -> str:
    return say(f"sample.review.{name}", language=settings.LANGUAGE_CODE)
