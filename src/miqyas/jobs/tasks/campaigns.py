"""Reminding entities of the days by which they answer and reply, once for each of the days before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from miqyas.jobs.registry import job
from miqyas.jobs.reminders import step_before
from miqyas.jobs.run import Run
from miqyas.workspace.campaigns.models import CampaignEntity
from miqyas.workspace.campaigns.services.answers import OPEN, SUBMITTED, last_day_of
from miqyas.workspace.events.services import publish
from miqyas.workspace.reviews.models import Reply

ANSWERS_BEFORE: Final = (14, 7, 3, 1)
REPLIES_BEFORE: Final = (3, 1)
"""Days before the last one on which somebody is told."""


@job("campaigns.remind", every=timedelta(hours=6))
def remind(run: Run) -> None:
    """Tell of answers that are not handed in and replies that are not given, as their day comes nearer."""
    today = timezone.localdate()
    with run.commit() as result:
        result["answers"] = sum(_tell_of_part(part, today=today) for part in _open_parts())
        result["replies"] = sum(_tell_of_reply(reply, today=today) for reply in _open_replies())


def _open_parts() -> list[CampaignEntity]:
    rows = CampaignEntity.objects.filter(campaign__state=OPEN).exclude(state=SUBMITTED)
    return list(rows.filter(assignments__isnull=False).distinct().select_related("campaign"))


def _open_replies() -> list[Reply]:
    return list(Reply.objects.filter(stance="", due_at__gte=timezone.now()))


def _tell_of_part(part: CampaignEntity, *, today: date) -> int:
    until = last_day_of(part)
    before = step_before(until, today=today, steps=ANSWERS_BEFORE) if until else None
    if before is None:
        return 0
    publish("answers.due", key=f"{part.pk}:{until}:{before}", part=str(part.pk), on=str(until))
    return 1


def _tell_of_reply(reply: Reply, *, today: date) -> int:
    until = timezone.localdate(reply.due_at)
    before = step_before(until, today=today, steps=REPLIES_BEFORE)
    if before is None:
        return 0
    publish("reply.due", key=f"{reply.pk}:{before}", reply=str(reply.pk), on=str(until))
    return 1
