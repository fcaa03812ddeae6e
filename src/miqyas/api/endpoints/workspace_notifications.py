"""What somebody was told, how soon mail follows, and the address of their calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.shapes import Names, Part
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import say
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.notifications.models import CalendarFeed, Notification
from miqyas.workspace.notifications.queries import notifications_of, rhythms_of, unread_count
from miqyas.workspace.notifications.sentences import address, params_of, sentence, whole_address
from miqyas.workspace.notifications.services import (
    feed_create,
    feed_revoke,
    notification_read,
    notifications_read_all,
    preferences_set,
)

router = Router(tags=["notifications"])
BASE: Final = "/workspace/notifications"
NotificationInPath = Annotated[
    UUID, Path(description="Id of a notification.", examples=["2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e005"])
]
RhythmTold = Literal["at_once", "daily", "weekly", "never"]


class NotificationsAsked(Window):
    """Which notifications."""

    is_unread: bool = Field(False, description="Only those that wait to be read.")


class NotificationTold(Schema):
    """One thing that somebody was told."""

    id: UUID
    kind: str
    words: Names
    address: str = Field(description="The page that it leads to; empty where there is none.")
    at: datetime
    read_at: datetime | None


class NotificationsTold(Part):
    """What somebody was told, newest first."""

    unread: int
    notifications: list[NotificationTold]


class ReadTold(Schema):
    """How many notifications were not read before."""

    read: int


class ChoiceTold(Schema):
    """How soon mail follows what happens in a group of things."""

    group: str
    name: Names
    rhythm: RhythmTold | None = Field(description="Null where each kind follows its own.")


class ChoicesTold(Schema):
    """All choices of mail."""

    choices: list[ChoiceTold]


class ChoicesAsked(Schema):
    """The groups that are to change."""

    rhythms: dict[str, RhythmTold] = Field(max_length=50, examples=[{"work": "daily"}])


class CalendarTold(Schema):
    """The address of somebody's calendar: it is told once, when it is made."""

    is_open: bool
    created_at: datetime | None
    last_read_at: datetime | None
    address: str | None = Field(description="A secret that stands for signing in; null but when it is new.")


def notification_at(notification: UUID) -> Notification | None:
    """A notification by its id."""
    return Notification.objects.filter(pk=notification).first()


@router.get(
    BASE,
    response=NotificationsTold,
    operation_id="notifications_list",
    url_name="notifications_list",
    summary="What whoever asks was told",
)
@private("notification.list")
def listed(request: HttpRequest, asked: Query[NotificationsAsked], response: HttpResponse) -> dict[str, Any]:
    """Their own, newest first."""
    found = notifications_of(_who(request))
    kept = list(found.filter(read_at=None) if asked.is_unread else found)
    shown, about = part_of(kept, asked, request=request, response=response)
    world = world_of(request)
    return {
        **about,
        "versions": world.versions(world.latest).as_dict(),
        "unread": unread_count(_who(request)),
        "notifications": _records(request, list(shown)),
    }


@router.post(
    f"{BASE}/read",
    response=ReadTold,
    operation_id="notifications_read",
    url_name="notifications_read",
    summary="Mark all as read",
)
@private("notification.list")
def read_all(request: HttpRequest) -> dict[str, Any]:
    """A second time changes nothing."""
    return {"read": notifications_read_all(_who(request))}


@router.get(
    f"{BASE}/choices",
    response=ChoicesTold,
    operation_id="notification_choices_get",
    url_name="notification_choices_get",
    summary="How soon mail follows",
)
@private("notification.list")
def choices(request: HttpRequest) -> dict[str, Any]:
    """For each group of things."""
    return _choices(request)


@router.put(
    f"{BASE}/choices",
    response=ChoicesTold,
    operation_id="notification_choices_set",
    url_name="notification_choices_set",
    summary="Choose how soon mail follows",
)
@private("notification.list")
def choose(request: HttpRequest, asked: ChoicesAsked) -> dict[str, Any]:
    """Groups that are not named stay as they are."""
    preferences_set(_who(request), rhythms=asked.rhythms)
    return _choices(request)


@router.get(
    f"{BASE}/calendar",
    response=CalendarTold,
    operation_id="calendar_get",
    url_name="calendar_get",
    summary="Whether a calendar is open",
)
@private("calendar.open")
def calendar(request: HttpRequest) -> dict[str, Any]:
    """And when it was last fetched; its address is kept as a hash alone."""
    return _calendar(request)


@router.post(
    f"{BASE}/calendar",
    response=CalendarTold,
    operation_id="calendar_open",
    url_name="calendar_open",
    summary="Make an address for the calendar",
)
@private("calendar.open")
def open_calendar(request: HttpRequest) -> dict[str, Any]:
    """An address from before stops working."""
    secret = feed_create(_who(request))
    return _calendar(request, whole_address(reverse("calendar_feed", args=[secret])))


@router.delete(
    f"{BASE}/calendar",
    response=CalendarTold,
    operation_id="calendar_close",
    url_name="calendar_close",
    summary="Close the calendar",
)
@private("calendar.open")
def close_calendar(request: HttpRequest) -> dict[str, Any]:
    """Its address stops working at once."""
    feed_revoke(_who(request))
    return _calendar(request)


@router.post(
    f"{BASE}/{{notification}}/read",
    response=NotificationTold,
    operation_id="notification_read",
    url_name="notification_read",
    summary="Mark one as read",
)
@private("notification.read", of=notification_at)
def read(request: HttpRequest, notification: NotificationInPath) -> dict[str, Any]:
    """A second time changes nothing."""
    found: Notification = target_of(request)
    notification_read(found)
    found.refresh_from_db()
    return _records(request, [found])[0]


def _records(request: HttpRequest, found: list[Notification]) -> list[dict[str, Any]]:
    params = params_of(found)
    return [
        {
            "id": one.pk,
            "kind": one.kind,
            "words": {
                language: sentence(one, params[one.pk], language=language) for language in REQUIRED_LANGUAGES
            },
            "address": address(one, language=language_of(request)),
            "at": one.created_at,
            "read_at": one.read_at,
        }
        for one in found
    ]


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "choices": [
            {
                "group": group,
                "name": {
                    language: say(f"notification.group.{group}", language=language)
                    for language in REQUIRED_LANGUAGES
                },
                "rhythm": rhythm or None,
            }
            for group, rhythm in rhythms_of(_who(request)).items()
        ]
    }


def _calendar(request: HttpRequest, fresh: str | None = None) -> dict[str, Any]:
    feed = CalendarFeed.objects.filter(owner=_who(request)).first()
    return {
        "is_open": feed is not None,
        "created_at": feed.created_at if feed else None,
        "last_read_at": feed.last_read_at if feed else None,
        "address": fresh,
    }


def _who(request: HttpRequest) -> UUID:
    pseudonym = person_of(request.user).pseudonym
    assert pseudonym is not None
    return pseudonym
