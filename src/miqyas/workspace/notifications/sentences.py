"""Notifications in words: ids, maps of languages and codes were kept; names are looked up when read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from miqyas.kernel.text import Text
from miqyas.kernel.words import has_words, say
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.notifications.kinds import kinds
from miqyas.workspace.notifications.models import Notification

NAME = "by"
STATE = "state"


def params_of(notifications: Iterable[Notification]) -> dict[UUID, dict[str, Any]]:
    """What each says, ready for words in any language. One query for the names in all of them."""
    listed = list(notifications)
    names = names_of(UUID(item.params[NAME]) for item in listed if NAME in item.params)
    return {item.pk: _ready(item.params, names=names) for item in listed}


def sentence(notification: Notification, params: Mapping[str, Any], *, language: str) -> str:
    """The one sentence of a notification."""
    spoken = dict(params)
    if STATE in spoken and has_words(f"campaign.state.{spoken[STATE]}"):
        spoken[STATE] = say(f"campaign.state.{spoken[STATE]}", language=language)
    return say(f"notification.{notification.kind}", language=language, **spoken)


def address(notification: Notification, *, language: str) -> str:
    """The page it leads to, without the host; empty where an installation has no such page."""
    with override(language):
        try:
            return reverse(kinds()[notification.kind].route, kwargs=notification.route_args)
        except NoReverseMatch:
            return ""


def whole_address(path: str) -> str:
    """An address of this site as a mail or a calendar needs it."""
    return f"{settings.MIQYAS_BASE_URL.rstrip('/')}{path}"


def _ready(params: Mapping[str, Any], *, names: Mapping[UUID, str]) -> dict[str, Any]:
    spoken = {key: Text(value) if isinstance(value, dict) else value for key, value in params.items()}
    if NAME in spoken:
        spoken[NAME] = names[UUID(str(spoken[NAME]))]
    return spoken
