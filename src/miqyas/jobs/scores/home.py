"""What each role needs first, as plain values: for the first page of the workspace and the interface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from miqyas.assessment.workflow import allowed_actions, flows
from miqyas.jobs.scores.boards import Board, board_of, board_of_part
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.accounts.roles import ADJUDICATOR
from miqyas.workspace.campaigns.answering import reader_of
from miqyas.workspace.campaigns.models import Campaign, CampaignEntity, Delegation, Kind
from miqyas.workspace.campaigns.queries.answers import DONE, Question, questions_of
from miqyas.workspace.campaigns.queries.campaigns import DRAFT, OF_ENTITY
from miqyas.workspace.challenges.access import HANDS_IN, RUNS, WRITES
from miqyas.workspace.challenges.access import OF_ENTITY as NOMINEES
from miqyas.workspace.challenges.fields import group_of, groups_of
from miqyas.workspace.challenges.hindrances import FEWEST_JURORS, hindrances_of
from miqyas.workspace.challenges.models import Nomination, Round
from miqyas.workspace.challenges.queries import appeals_of, jurors_of, seats_of
from miqyas.workspace.evidence.models import EvidenceRevision
from miqyas.workspace.evidence.queries import evidence_expiring
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.blindness import is_over
from miqyas.workspace.reviews.models import Reply, ReviewItem
from miqyas.workspace.reviews.queries.adjudication import items_to_decide
from miqyas.workspace.reviews.queries.tasks import Queue, queues_of
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.queries import WAITING

FIRST: Final = 5
"""Lines of a list on a board; the rest is on its own page."""
SOON: Final = timedelta(days=60)
HANDED_IN: Final = "submitted"
SUBMITTED: Final = "submitted"
"""Of a nomination: it goes to the jury."""
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class Late:
    """Something that should have been there: a part by so many days, or so many features or replies."""

    what: str
    count: int
    part: CampaignEntity | None = None


@dataclass(frozen=True)
class AuthorityHome:
    """What the authority looks at first: its campaign, what is late, statistics that are due."""

    campaign: Campaign
    board: Board
    late: Sequence[Late]
    statistics: Sequence[StatisticalInput]
    cities: Sequence[Campaign]


@dataclass(frozen=True)
class Standing:
    """What an entity's features are worth, what of it stands, and its part of all that is lost."""

    worth: float
    stands: float
    lost_share: float | None
    is_points: bool

    @property
    def share(self) -> float:
        return self.stands / self.worth if self.worth else 0.0


@dataclass(frozen=True)
class EntityHome:
    """A part of a campaign as those who work on it see it first."""

    part: CampaignEntity
    board: Board
    questions: Sequence[Question]
    until: date | None
    is_open: bool
    is_over: bool
    replies: int
    reply_until: datetime | None
    expiring: Sequence[EvidenceRevision]
    standing: Standing

    @property
    def due(self) -> int:
        """How many questions apply."""
        return sum(one.applies for one in self.questions)

    @property
    def done(self) -> int:
        """How many of them are ready, signed or handed in."""
        return sum(one.applies and one.answer.state in DONE for one in self.questions)

    @property
    def returned(self) -> int:
        """How many answers came back."""
        return sum(one.answer.state == "returned" for one in self.questions)


@dataclass(frozen=True, slots=True)
class ChallengeTask:
    """Something that a round of the challenge wants from the person now.

    `what` is one of nominate, finish, returned, outcome (of an entity), declare, score (of a juror), appoint,
    appeal (of who runs the round), or the step of the round that nothing hinders any more.
    """

    what: str
    round: Round
    until: date | None = None
    count: int = 1
    entity: Entity | None = None
    nomination: Nomination | None = None

    @property
    def is_late(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()


def authority_home(person: Person) -> AuthorityHome | None:
    """What the authority looks at first; None for those who see no score of any national campaign."""
    campaign = next(iter(_scored_for(person, Kind.NATIONAL)), None)
    if campaign is None:
        return None
    return AuthorityHome(
        campaign,
        board_of(campaign),
        tuple(_late(campaign)),
        tuple(_statistics(person)),
        tuple(_scored_for(person, Kind.CITIES)),
    )


def _scored_for(person: Person, kind: str) -> list[Campaign]:
    """Campaigns at work whose score the person sees, the newest first; then those that are published."""
    order = {state: place for place, state in enumerate(flows()["campaign"].states)}
    found = list(Campaign.objects.filter(kind=kind).exclude(state__in=[DRAFT, CLOSED]))
    found.sort(key=lambda one: (order[one.state] >= order["published"], -order[one.state]))
    return [one for one in found if verdict(person, "score.view", one) is Verdict.ALLOWED]


def _late(campaign: Campaign) -> Iterator[Late]:
    """Parts not handed in, and judgements and replies not given, though their day is past."""
    today = timezone.localdate()
    parts = campaign.parts.exclude(state=HANDED_IN).select_related("entity", "campaign")
    for part in parts.order_by("entity__position") if campaign.state == "open" else ():
        until = part.answers_until or campaign.answers_until
        if until and until < today:
            yield Late("part", (today - until).days, part)
    if campaign.state == "review" and campaign.review_until and campaign.review_until < today:
        waiting = ReviewItem.objects.filter(campaign=campaign, state="open").count()
        if waiting:
            yield Late("review", waiting)
    over = Reply.objects.filter(item__campaign=campaign, stance="", due_at__lt=timezone.now())
    if campaign.state == "reply" and (missed := over.count()):
        yield Late("replies", missed)


def _statistics(person: Person) -> list[StatisticalInput]:
    """Inputs that are due soon, or are late, as far as the person sees them."""
    rows = StatisticalInput.objects.filter(state__in=WAITING, deadline__lte=timezone.localdate() + SOON)
    first = rows.order_by("deadline", "indicator")[: FIRST * 10]
    return [row for row in first if verdict(person, "statistics.view", row) is Verdict.ALLOWED][:FIRST]


def entity_homes(person: Person) -> list[EntityHome]:
    """The parts that the person works on, campaign by campaign; the last one where nothing is at work."""
    parts = (
        CampaignEntity.objects.filter(entity__in=person.entities(*OF_ENTITY))
        .exclude(campaign__state__in=[DRAFT, CLOSED])
        .select_related("campaign", "entity")
        .order_by("-campaign__created_at", "entity__position")
    )
    mine = [
        part for part in parts if part.entity_id in person.entities(*OF_ENTITY, campaign=part.campaign_id)
    ]
    at_work = [part for part in mine if part.campaign.state != "published"]
    return [_entity_home(person, part) for part in at_work or mine[:1]]


def _entity_home(person: Person, part: CampaignEntity) -> EntityHome:
    campaign, board = part.campaign, board_of_part(part)
    replies = Reply.objects.filter(
        item__campaign=campaign, entity=part.entity_id, stance="", due_at__gte=timezone.now()
    )
    return EntityHome(
        part=part,
        board=board,
        questions=questions_of(part, reader_of(person, part)),
        until=part.answers_until or campaign.answers_until if campaign.state == "open" else None,
        is_open=campaign.state == "open" and part.state != HANDED_IN,
        is_over=is_over(campaign),
        replies=replies.count(),
        reply_until=replies.order_by("due_at").values_list("due_at", flat=True).first(),
        expiring=tuple(_expiring(part)),
        standing=standing_of(part, board),
    )


def _expiring(part: CampaignEntity) -> QuerySet[EvidenceRevision]:
    """Proofs that will not hold until the assessment window is over."""
    today = timezone.localdate()
    until = max(part.campaign.window_until or today + SOON, today + SOON)
    rows = evidence_expiring(after=today, until=until).filter(evidence__entity=part.entity_id)
    return rows.order_by("valid_until")[:FIRST]


def standing_of(part: CampaignEntity, board: Board) -> Standing:
    """What the features of an entity are worth, what of it stands, and its part of all that is lost."""
    asked = board.said.applicable
    worth = sum(board.worth.get(one.node, 0.0) for one in asked)
    stands = sum(board.worth.get(one.node, 0.0) * (board.said.best_known(one).share or 0.0) for one in asked)
    share = None
    if is_over(part.campaign) and part.campaign.kind == Kind.NATIONAL:
        whole = board_of(part.campaign)
        share = whole.lost_by_entity.get(str(part.entity_id), 0.0) / whole.lost if whole.lost else None
    return Standing(worth, stands, share, bool(board.lines))


def delegations_held(person: Person) -> list[Delegation]:
    """Single questions handed to the person by somebody else's entity, that wait for an answer."""
    rows = (
        Delegation.objects.filter(holder=person.pseudonym, assignment__campaign__state="open")
        .filter(Q(until=None) | Q(until__gte=timezone.localdate()))
        .exclude(assignment__entity__in=person.entities(*OF_ENTITY))
        .select_related("assignment__part__campaign", "assignment__part__entity")
    )
    return list(rows[: FIRST * 4])


def assessor_queues(person: Person) -> list[Queue]:
    """The assessor's own queues in reviews that are on; nothing of anybody else."""
    return [queue for queue in queues_of(person) if queue.campaign.state == "review"]


def decisions_waiting(person: Person) -> list[tuple[Campaign, int]]:
    """How many items wait for a decision of the person, by campaign: of what they assessed, not a count."""
    counts = Counter(item.campaign_id for item in items_to_decide(person))
    found = Campaign.objects.filter(state__in=["review", "reply"]).order_by("-created_at")
    return [(one, counts[one.pk]) for one in found if person.holds(ADJUDICATOR, campaign=one.pk)]


def challenge_tasks(person: Person) -> list[ChallengeTask]:
    """What the challenge wants from the person now, what is due first leading."""
    found = [*_of_juror(person), *_of_nominees(person), *_of_runners(person)]
    return sorted(found, key=lambda one: (one.until or date.max, one.round.code))


def _of_juror(person: Person) -> Iterator[ChallengeTask]:
    """Ties to declare before the jury begins, then sheets to hand in; nothing of other jurors."""
    for seat in seats_of(person.pseudonym):
        if seat.round.state == "open" and not seat.conflicts.exists():
            yield ChallengeTask("declare", seat.round, seat.round.nominations_until)
        waiting = seat.sheets.filter(state="assigned").count() if seat.round.state == "jury" else 0
        if waiting:
            yield ChallengeTask("score", seat.round, seat.round.jury_until, waiting)


def _of_nominees(person: Person) -> Iterator[ChallengeTask]:
    """What entities of the person may put forward, finish, hand in again, or appeal against."""
    mine = list(Entity.objects.filter(pk__in=person.entities(*NOMINEES), is_active=True))
    if not mine:
        return
    own: dict[tuple[object, object], list[Nomination]] = {}
    for one in Nomination.objects.filter(entity__in=mine).exclude(state="withdrawn").select_related("appeal"):
        own.setdefault((one.round_id, one.entity_id), []).append(one)
    for held in Round.objects.filter(state__in=["open", "appeals"]):
        for entity in mine:
            nominations = own.get((held.pk, entity.pk), [])
            if held.state == "open":
                yield from _to_nominate(person, held, entity, nominations)
            elif entity.pk in person.entities(*HANDS_IN):
                yield from (
                    ChallengeTask("outcome", held, held.appeals_until, entity=entity, nomination=one)
                    for one in nominations
                    if one.state == SUBMITTED and not hasattr(one, "appeal")
                )


def _to_nominate(
    person: Person, held: Round, entity: Entity, nominations: Sequence[Nomination]
) -> Iterator[ChallengeTask]:
    until = held.nominations_until
    may_write = entity.pk in person.entities(*WRITES)
    if not nominations and may_write and group_of(entity.mandates, groups_of(held.groups)):
        yield ChallengeTask("nominate", held, until, entity=entity)
    for one in nominations:
        if one.state != SUBMITTED:
            what = "returned" if one.state == "returned" else "finish"
            yield ChallengeTask(what, held, until, entity=entity, nomination=one)


def _of_runners(person: Person) -> Iterator[ChallengeTask]:
    """Jurors to appoint, appeals to answer by their clock, the next step once nothing hinders it."""
    if not person.holds(*RUNS):
        return
    for held in Round.objects.exclude(state__in=["draft", "published"]):
        if verdict(person, "challenge.jury", held) is not Verdict.ALLOWED:
            continue
        if held.state == "open" and jurors_of(held).count() < FEWEST_JURORS:
            yield ChallengeTask("appoint", held, held.nominations_until)
        waiting = appeals_of(held).filter(outcome="")
        first = waiting.values_list("due_on", flat=True).first()
        if first:
            yield ChallengeTask("appeal", held, first, waiting.count())
        for action in allowed_actions("challenge_round", held.state, person.roles):
            if not hindrances_of(held, action):
                yield ChallengeTask(action, held)
