"""From what people type to what it means: a country by code or name, a group, an edition."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from miqyas.cli.errors import CommandError

if TYPE_CHECKING:
    from miqyas.cli.session import Session


def find_country(session: Session, text: str) -> str:
    """ISO code of a country by code or name; raises `CommandError` with what may be meant."""
    from miqyas.observations.countries import countries
    from miqyas.observations.names import match_name, match_other, suggest

    found = match_name(text)
    if found:
        return found
    other = match_other(text)
    if other:
        raise CommandError("not_a_state", given=other.name)
    names = [countries()[iso3].name.in_language(session.language) for iso3 in suggest(text)]
    if not names:
        raise CommandError("unknown_country", given=text)
    raise CommandError("country_meant", given=text, names=listed(session, names))


def find_subject(session: Session, text: str) -> str:
    """Code of a country or of a group of countries."""
    from miqyas.observations.countries import groups

    return text.lower() if text.lower() in groups() else find_country(session, text)


def find_group(text: str) -> str:
    """Code of a group of countries by code or name; raises `CommandError` with the nearest codes."""
    from miqyas.kernel.text import fold
    from miqyas.observations.countries import groups

    known: dict[str, str] = {}
    for code, group in groups().items():
        for name in (code, *group.name.values(), *group.short.values()):
            known.setdefault(fold(name), code)
    wanted = fold(text)
    if wanted in known:
        return known[wanted]
    near = dict.fromkeys(known[name] for name in difflib.get_close_matches(wanted, known, n=3, cutoff=0.5))
    of_kind = [code for code in groups() if "." not in code]
    codes = ", ".join(near or of_kind)
    raise CommandError("unknown_group", given=text, codes=codes)


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
