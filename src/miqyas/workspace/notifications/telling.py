"""What every handler does: find the people of a role, and tell them once of what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from miqyas.kernel.text import REQUIRED_LANGUAGES, nearest
from miqyas.workspace.accounts.queries import users_with
from miqyas.workspace.events.models import Event
from miqyas.workspace.notifications.services import notifications_add


def tell(
    event: Event,
    people: Iterable[UUID],
    *,
    params: Mapping[str, Any],
    route_args: Mapping[str, Any],
    kind: str = "",
    key: str = "",
) -> None:
    """Tell people of an event, apart from whoever did it.

    `kind` and `key` are those of the event where nothing else is said: one event may be several kinds of
    news, and news of one event may lead different people to different pages.
    """
    by = event.payload.get("by")
    notifications_add(
        kind or event.kind,
        recipients=people,
        key=key or event.key,
        params=params,
        route_args=route_args,
        but_not=UUID(by) if by else None,
    )


def holding(roles: Iterable[str], *, entity: UUID | None = None, campaign: UUID | None = None) -> set[UUID]:
    """The active people who hold one of the roles for this entity and this campaign, or at large."""
    return {
        pseudonym
        for role in roles
        for pseudonym in users_with(role, entity=entity, campaign=campaign).values_list(
            "pseudonym", flat=True
        )
    }


def whole(words: Mapping[str, str]) -> dict[str, str]:
    """Words in every language that is always there: some are in one alone, which stands for the others."""
    return {language: nearest(words, language).text for language in REQUIRED_LANGUAGES}
