"""What needs a decision, and what lies before whoever gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.roles import ADJUDICATOR
from miqyas.workspace.campaigns.models import Answer, Applicability, Assignment
from miqyas.workspace.campaigns.queries.proofs import proofs_of
from miqyas.workspace.campaigns.queries.submissions import answer_of
from miqyas.workspace.evidence.queries import Proof, evidence_of
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.blindness import UNDER_REVIEW
from miqyas.workspace.reviews.models import Decision, Reply, ReviewItem, ReviewTask
from miqyas.workspace.reviews.parties import bars_of, parties_of
from miqyas.workspace.reviews.services.deciding import TAKES_DECISIONS
from miqyas.workspace.reviews.services.replies import OBJECT_KIND

WAITING = ("contested", "differs")
AGREED = "agreed"
HANDED_IN = "submitted"


@dataclass(frozen=True)
class Claim:
    """What an entity answered, once it is handed in; None: nothing was."""

    entity: Entity
    answer: Answer | None
    applies: bool
    proofs: Sequence[Proof]


@dataclass(frozen=True)
class Replied:
    """A reply with the proofs that came with it."""

    reply: Reply
    proofs: Sequence[Proof]


def items_to_decide(person: Person) -> list[ReviewItem]:
    """Items that wait for a decision of this person: contested ones first, none with a part of theirs."""
    rows = ReviewItem.objects.filter(state__in=WAITING, campaign__state__in=TAKES_DECISIONS)
    return sorted(_free_of(person, rows), key=lambda item: item.state != WAITING[0])


def items_agreed(person: Person) -> list[ReviewItem]:
    """Items of campaigns under review on which all agree and which this person may decide all the same."""
    return _free_of(person, ReviewItem.objects.filter(state=AGREED, campaign__state=UNDER_REVIEW))


def items_decided_by(person: UUID) -> list[ReviewItem]:
    """Items that the person decided."""
    rows = ReviewItem.objects.filter(decisions__adjudicator=person).distinct()
    return list(rows.select_related("campaign", "subject").order_by("campaign", "feature"))


def _free_of(person: Person, rows: Iterable[ReviewItem]) -> list[ReviewItem]:
    """Those of campaigns in which the person decides, that they neither assessed nor have a part in."""
    assert person.pseudonym is not None
    assessed = set(ReviewTask.objects.filter(assessor=person.pseudonym).values_list("item", flat=True))
    bars = bars_of([person.pseudonym])[person.pseudonym]
    listed = ReviewItem.objects.filter(pk__in=[item.pk for item in rows])
    by_campaign: dict[UUID, list[ReviewItem]] = {}
    for item in listed.select_related("campaign", "subject").order_by("campaign", "feature"):
        by_campaign.setdefault(item.campaign_id, []).append(item)
    found: list[ReviewItem] = []
    for campaign, items in by_campaign.items():
        if person.holds(ADJUDICATOR, campaign=campaign):
            parties = parties_of(items[0].campaign, items)
            found += [item for item in items if item.pk not in assessed and not parties[item.pk] & bars]
    return found


def claims_of(item: ReviewItem) -> list[Claim]:
    """What the entities of an item answered, with their proofs; drafts are nobody's but theirs."""
    rows = Assignment.objects.filter(campaign=item.campaign_id, feature=item.feature)
    if item.subject_id:
        rows = rows.filter(entity=item.subject_id)
    listed = list(
        rows.select_related("entity", "answer").order_by("-is_lead", "entity__position", "entity__code")
    )
    proofs = proofs_of(row.pk for row in listed)
    return [
        Claim(
            row.entity,
            answer_of(row) if answer_of(row).state == HANDED_IN else None,
            row.applicability == Applicability.APPLICABLE,
            proofs.get(row.pk, ()) if answer_of(row).state == HANDED_IN else (),
        )
        for row in listed
    ]


def replies_given(items: Iterable[ReviewItem]) -> dict[UUID, list[Replied]]:
    """The replies to each item that were given."""
    listed = list(items)
    replies = list(
        Reply.objects.filter(item__in=listed).exclude(stance="").select_related("entity").order_by("at")
    )
    proofs = evidence_of(OBJECT_KIND, [reply.pk for reply in replies])
    found: dict[UUID, list[Replied]] = {item.pk: [] for item in listed}
    for reply in replies:
        found[reply.item_id].append(Replied(reply, proofs[reply.pk]))
    return found


def decisions_of(item: ReviewItem) -> list[Decision]:
    """The decisions on an item, the last first."""
    return list(item.decisions.order_by("-number"))
