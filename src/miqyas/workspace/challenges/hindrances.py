"""What stands in the way of a step of a round, each with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.utils import timezone

from miqyas.workspace.challenges.errors import ChallengeError
from miqyas.workspace.challenges.fields import DATES, field_name
from miqyas.workspace.challenges.models import Round
from miqyas.workspace.challenges.queries import (
    appeals_of,
    jurors_of,
    nominations_handed_in,
    sheets_awaited,
    sheets_counted,
)

FEWEST_JURORS: Final = 2


def hindrances_of(one: Round, action: str) -> tuple[ChallengeError, ...]:
    """All that stands in the way of an action."""
    return tuple(_WAYS[action](one)) if action in _WAYS else ()


def _open(one: Round) -> Iterator[ChallengeError]:
    for name in ("categories", "criteria", "groups"):
        if not getattr(one, name):
            yield ChallengeError("none_of", name=field_name(name))
    if one.criteria and not sum(part["weight"] for part in one.criteria):
        yield ChallengeError("no_weights")
    for name in (*DATES, "publish_at"):
        if getattr(one, name) is None:
            yield ChallengeError("date_missing", name=field_name(name))


def _begin_jury(one: Round) -> Iterator[ChallengeError]:
    if one.nominations_until and timezone.localdate() <= one.nominations_until:
        yield ChallengeError("still_nominating", until=one.nominations_until.isoformat())
    if not nominations_handed_in(one).exists():
        yield ChallengeError("no_nominations")
    if jurors_of(one).count() < FEWEST_JURORS:
        yield ChallengeError("few_jurors", n=FEWEST_JURORS)


def _close_jury(one: Round) -> Iterator[ChallengeError]:
    awaited = sheets_awaited(one).count()
    if awaited and one.jury_until and timezone.localdate() <= one.jury_until:
        yield ChallengeError("still_judging", n=awaited, until=one.jury_until.isoformat())
    if not sheets_counted(one).exists():
        yield ChallengeError("nothing_judged")


def _seal(one: Round) -> Iterator[ChallengeError]:
    if one.appeals_until and timezone.localdate() <= one.appeals_until:
        yield ChallengeError("still_appealing", until=one.appeals_until.isoformat())
    waiting = appeals_of(one).filter(outcome="").count()
    if waiting:
        yield ChallengeError("unanswered", n=waiting)


def _publish(one: Round) -> Iterator[ChallengeError]:
    if one.publish_at and timezone.now() < one.publish_at:
        at = timezone.localtime(one.publish_at)
        yield ChallengeError("embargoed", at=at.strftime("%Y-%m-%d %H:%M"))


_WAYS: Final[Mapping[str, Callable[[Round], Iterator[ChallengeError]]]] = {
    "open": _open,
    "begin_jury": _begin_jury,
    "close_jury": _close_jury,
    "seal": _seal,
    "publish": _publish,
}
