"""From what people type to what it means to a run of the program: an edition, a method, names in a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from miqyas.cli.session import Session


def find_edition(session: Session, edition: int | None) -> int:
    """The edition asked for, else the newest; raises `AnalysisError` for one without results."""
    return session.world.published(session.world.latest if edition is None else edition).edition


def find_method(session: Session, edition: int) -> int:
    """An edition with a method: one with results or the draft of the next."""
    world = session.world
    return edition if edition == world.draft.edition else world.published(edition).edition


def listed(session: Session, names: Iterable[str]) -> str:
    """Names in a row as the language divides them."""
    return session.screen.words("cli.list_comma").join(names)
