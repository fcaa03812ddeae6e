"""The boards of the workspace: what each role needs first, from what they may see anyway."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format

from miqyas.jobs.queries import worker_last_seen
from miqyas.jobs.scores.home import (
    FIRST,
    ChallengeTask,
    EntityHome,
    Late,
    assessor_queues,
    authority_home,
    challenge_tasks,
    decisions_waiting,
    delegations_held,
    entity_homes,
)
from miqyas.kernel.text import isolate
from miqyas.kernel.words import has_words
from miqyas.methodology import indicators
from miqyas.observations.countries import countries
from miqyas.web.answering import next_sentences, part_address, question_address
from miqyas.web.campaigns import stages_of
from miqyas.web.scores import THOUSAND, Advised, Names, advised, expected_shown, holders
from miqyas.web.stories import part_cases
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.accounts.roles import LEAD
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Assignment, Campaign, Kind
from miqyas.workspace.campaigns.queries.answers import next_things
from miqyas.workspace.datasets.world import home_country
from miqyas.workspace.events.queries import events_failed
from miqyas.workspace.history.models import Record
from miqyas.workspace.notifications.models import Rhythm
from miqyas.workspace.notifications.queries import notifications_to_mail
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import national_portal
from miqyas.workspace.reviews.queries.tasks import Queue
from miqyas.workspace.scans.access import reads_no_scan
from miqyas.workspace.scans.queries.entities import Waiting, waiting_for
from miqyas.workspace.statistics.models import StatisticalInput

CHECKPOINT_EVERY: Final = timedelta(days=30)
BACKUP_EVERY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Thing:
    """A line that leads somewhere: what it is, what is said of it, whether it is late."""

    label: str
    note: str = ""
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps: its words are `board.first.<code>`."""

    code: str
    url: str
    is_done: bool


def authority_board(person: Person) -> dict[str, Any] | None:
    """What the authority looks at first; None for those who see no score of any national campaign."""
    home = authority_home(person)
    if home is None:
        return None
    campaign, board, language = home.campaign, home.board, current_language()
    top = dict(list(board.lost_by_entity.items())[:FIRST])
    names = Names(campaign, [*top, *(holder for holder, _ in board.best)])
    return {
        "campaign": campaign,
        "name": campaign.name.in_language(language),
        "stage": next((one for one in stages_of(campaign) if one.when != "past" and one.begins), None),
        "expected": expected_shown(board),
        "late": [_late(one) for one in home.late],
        "holders": holders(board, names)[:FIRST],
        "best": [(names.entity(holder), advised([advice], names)[0]) for holder, advice in board.best],
        "statistics": [_statistic(row) for row in home.statistics],
        "checkpoint": _checkpoint(person),
        "cities": [
            Thing(one.name.in_language(language), url=reverse("city_scores", args=[one.code]))
            for one in home.cities
        ],
    }


def _late(late: Late) -> Thing:
    note = say_here(f"board.late.{late.what}", n=late.count)
    if late.part is None:
        return Thing(note, is_late=True)
    name = late.part.entity.title.in_language(current_language())
    return Thing(name, note, part_address(late.part), is_late=True)


def _statistic(row: StatisticalInput) -> Thing:
    return Thing(
        indicators()[row.indicator].name.in_language(current_language()),
        f"{isolate(row.agency)} · {date_format(row.deadline)}",
        _address("statistics_input", row.edition, row.indicator),
        is_late=row.deadline is not None and row.deadline < timezone.localdate(),
    )


def _address(route: str, *args: object) -> str:
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""


def _checkpoint(person: Person) -> Thing | None:
    """How old the newest checkpoint of the history is, for those who look after it."""
    if verdict(person, "history.view") is not Verdict.ALLOWED:
        return None
    last = _last("history.checkpoint")
    age = timezone.now() - last if last else None
    words = say_here("board.checkpoint.age", n=age.days) if age else say_here("board.checkpoint.none")
    url = _address("workspace_history")
    return Thing(words, url=url, is_late=age is None or age > CHECKPOINT_EVERY)


def _last(action: str) -> datetime | None:
    found: datetime | None = (
        Record.objects.filter(action=action).order_by("-id").values_list("at", flat=True).first()
    )
    return found


def entity_boards(person: Person) -> list[dict[str, Any]]:
    """The parts that the person works on, campaign by campaign."""
    homes = entity_homes(person)
    waiting = {} if reads_no_scan(person) else waiting_for(home.part for home in homes)
    return [_entity_board(home, waiting.get(home.part.pk)) for home in homes]


def _entity_board(home: EntityHome, waiting: Waiting | None) -> dict[str, Any]:
    part, language = home.part, current_language()
    campaign = part.campaign
    return {
        "part": part,
        "campaign": campaign,
        "name": campaign.name.in_language(language),
        "entity": part.entity.title.in_language(language),
        "until": home.until,
        "url": part_address(part),
        "next": next_sentences(next_things(home.questions), part) if home.is_open else (),
        "progress": {"done": home.done, "due": home.due, "share": home.done / home.due if home.due else 0.0},
        "returned": home.returned,
        "replies": {"count": home.replies, "due": home.reply_until},
        "expiring": [
            Thing(
                row.evidence.title, date_format(row.valid_until), _address("evidence_item", row.evidence_id)
            )
            for row in home.expiring
        ],
        "scans": waiting,
        "scans_url": reverse("scan_entity", args=[part.entity.code]),
        "standing": _standing(home),
        "best": _best(home),
        "is_points": campaign.kind == Kind.NATIONAL,
        "cases": part_cases(part, home.board),
        "results_url": reverse("results", args=[campaign.code, part.entity.code]) if home.is_over else "",
    }


def _best(home: EntityHome) -> list[Advised]:
    """The next best things, each leading to its question."""
    part, holder = home.part, str(home.part.entity_id)
    best = advised(home.board.advice.get(holder, ()), Names(part.campaign, [holder]), has_lines=False)
    return [replace(one, url=question_address(part, one.code)) for one in best]


def _standing(home: EntityHome) -> dict[str, Any]:
    """What the entity's features are worth, what of it stands, and what it holds of all that is lost."""
    standing, part = home.standing, home.part
    scale = THOUSAND if standing.is_points else 1
    is_city = part.campaign.kind != Kind.NATIONAL
    return {
        "worth": standing.worth * scale,
        "stands": standing.stands * scale,
        "share": standing.share,
        "lost_share": standing.lost_share,
        "is_over": home.is_over,
        "is_points": standing.is_points,
        "city_url": reverse("city_score", args=[part.campaign.code, part.entity.code]) if is_city else "",
    }


def delegated_questions(person: Person) -> list[Thing]:
    """Single questions handed to the person by somebody else's entity."""
    return [_delegated(row.assignment, row.until) for row in delegations_held(person)]


def _delegated(assignment: Assignment, until: date | None) -> Thing:
    question = instruments_of(assignment.part.campaign).features[assignment.feature].question
    address = question_address(assignment.part, assignment.feature)
    return Thing(question.in_language(current_language()), date_format(until) if until else "", address)


def assessor_boards(person: Person) -> list[dict[str, Any]]:
    """The assessor's own queue: how much waits, how much is done, until when. Nothing of anybody else."""
    return [_queue(queue) for queue in assessor_queues(person)]


def _queue(queue: Queue) -> dict[str, Any]:
    until, today = queue.campaign.review_until, timezone.localdate()
    return {
        "name": queue.campaign.name.in_language(current_language()),
        "waiting": len(queue.waiting),
        "done": len(queue.submitted),
        "share": len(queue.submitted) / queue.all if queue.all else 0.0,
        "until": until,
        "days": (until - today).days if until else None,
        "minutes": round(queue.campaign.seconds / 60),
        "url": _address("review_queue"),
    }


def adjudicator_boards(person: Person) -> list[dict[str, Any]]:
    """What waits for a decision of the person, campaign by campaign."""
    return [
        {
            "name": campaign.name.in_language(current_language()),
            "waiting": waiting,
            "url": _address("adjudication_queue"),
        }
        for campaign, waiting in decisions_waiting(person)
    ]


def challenge_board(person: Person) -> list[Thing]:
    """What the challenge wants from the person now, each leading to where it is done."""
    return [_challenge_thing(one) for one in challenge_tasks(person)]


def _challenge_thing(task: ChallengeTask) -> Thing:
    here, code = current_language(), task.round.code
    named = {"round": task.round.name.in_language(here)}
    if task.entity:
        named["entity"] = task.entity.title.in_language(here)
    key = f"board.challenge.{task.what}"
    if has_words(key):
        label = say_here(key, n=task.count, **named)
    else:
        label = say_here("board.challenge.step", step=say_here(f"challenges.step.{task.what}"), **named)
    note = say_here("board.challenge.until", day=date_format(task.until)) if task.until else ""
    return Thing(label, note, _challenge_address(task, code), is_late=task.is_late)


def _challenge_address(task: ChallengeTask, code: str) -> str:
    if task.nomination:
        return reverse("nomination", args=[code, task.nomination.pk])
    if task.entity:
        return f"{reverse('nomination_new', args=[code])}?entity={task.entity.code}"
    if task.what in {"declare", "score"}:
        return reverse("jury_queue")
    pages = {"appoint": "challenge_jury", "appeal": "challenge_appeals"}
    return reverse(pages.get(task.what, "challenge"), args=[code])


def first_steps(person: Person) -> list[Step]:
    """What leads from an empty installation to the first campaign; nothing once there is one.

    For those who look after the registry. A step leads to where it is taken, if the person may take it.
    """
    if verdict(person, "registry.edit") is not Verdict.ALLOWED or Campaign.objects.exists():
        return []
    may_make = verdict(person, "campaign.create") is Verdict.ALLOWED
    return [
        Step("registry", reverse("registry"), Entity.objects.filter(is_active=True).exists()),
        Step("portal", reverse("registry"), national_portal() is not None),
        Step("lead", reverse("person_new"), bool(users_with(LEAD))),
        Step("campaign", reverse("campaign_new") if may_make else "", is_done=False),
    ]


def installation_health() -> list[Thing]:
    """Whether the installation does its work: workers, events, mail, backups, the country it serves."""
    now = timezone.now()
    seen, backup = worker_last_seen(), _last("backup.make")
    alive = seen is not None and now - seen <= settings.MIQYAS_JOB_LEASE
    failed = events_failed().count()
    waiting = sum(len(found) for found in notifications_to_mail(Rhythm.AT_ONCE).values())
    backed_up = backup is not None and now - backup < BACKUP_EVERY
    old = say_here("board.health.backup.age", n=(now - backup).days) if backup else ""
    return [
        Thing(
            say_here("board.health.worker"),
            say_here(f"board.health.worker.{'ok' if alive else 'silent'}"),
            is_late=not alive,
        ),
        Thing(
            say_here("board.health.events"), say_here("board.health.events.n", n=failed), is_late=failed > 0
        ),
        Thing(say_here("board.health.mail"), say_here("board.health.mail.n", n=waiting)),
        Thing(
            say_here("board.health.backup"),
            old or say_here("board.health.backup.none"),
            is_late=not backed_up,
        ),
        Thing(say_here("board.health.country"), _home_named() or "–", is_late=not home_country()),
    ]


def _home_named() -> str:
    home = home_country()
    return countries()[home].name.in_language(current_language()) if home in countries() else home
