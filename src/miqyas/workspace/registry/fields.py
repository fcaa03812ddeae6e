"""What an entity and a portal are said to be, and whether they may be so: plain values, no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from miqyas.catalogue import vocabulary
from miqyas.kernel.errors import Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, plain_line
from miqyas.workspace.registry.errors import RegistryError
from miqyas.workspace.registry.models import EntityKind, PortalKind

LONGEST_CODE: Final = 60
LONGEST_NAME: Final = 200
LONGEST_GROUP: Final = 60
LONGEST_ADDRESS: Final = 500
CODE: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class EntityFields:
    """What an entity is said to be; `parent` is a code, `mandates` are owners of the vocabulary."""

    code: str
    name: Mapping[str, str]
    kind: str
    parent: str = ""
    mandates: tuple[str, ...] = ()
    sector: str = ""
    group: str = ""
    position: int = 0

    def tidied(self) -> EntityFields:
        """The same without signs that cannot be seen, the code in small letters."""
        return EntityFields(
            code=plain_line(self.code).lower(),
            name=_tidy_words(self.name),
            kind=self.kind,
            parent=plain_line(self.parent).lower(),
            mandates=tuple(dict.fromkeys(self.mandates)),
            sector=self.sector,
            group=plain_line(self.group),
            position=self.position,
        )


@dataclass(frozen=True)
class PortalFields:
    """What a portal is said to be; `is_main` names the national portal from which assessors start."""

    kind: str
    address: str
    languages: tuple[str, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    is_main: bool = False

    def tidied(self) -> PortalFields:
        """The same without signs that cannot be seen, the address with its scheme."""
        return PortalFields(
            kind=self.kind,
            address=web_address(plain_line(self.address)),
            languages=tuple(dict.fromkeys(plain_line(one).lower() for one in self.languages if one.strip())),
            title=_tidy_words(self.title),
            is_main=self.is_main,
        )


def _tidy_words(words: Mapping[str, str]) -> dict[str, str]:
    tidy = {language: plain_line(text) for language, text in words.items()}
    return {language: text for language, text in tidy.items() if text}


def entity_faults(fields: EntityFields) -> tuple[RegistryError, ...]:
    """What is wrong with an entity by itself, all at once."""
    return (
        *_code_faults(fields),
        *_name_faults(fields.name, stem="name", missing="name_missing", needed=True),
        *_list_faults(fields),
    )


def portal_faults(fields: PortalFields) -> tuple[RegistryError, ...]:
    """What is wrong with a portal by itself, all at once."""
    found = [
        *_address_faults(fields.address),
        *_name_faults(fields.title, stem="title", missing="title_missing", needed=False),
    ]
    if fields.kind not in PortalKind.values:
        found.append(_fault("kind_unknown", "kind", given=fields.kind, known=", ".join(PortalKind.values)))
    found += [
        _fault("language_unknown", "languages", given=code)
        for code in fields.languages
        if not LANGUAGE.fullmatch(code)
    ]
    if fields.is_main and fields.kind != PortalKind.NATIONAL:
        found.append(_fault("main_not_national", "is_main"))
    return tuple(found)


def _code_faults(fields: EntityFields) -> Iterator[RegistryError]:
    if not fields.code:
        yield _fault("code_missing", "code")
    elif len(fields.code) > LONGEST_CODE or not CODE.fullmatch(fields.code):
        yield _fault("code_malformed", "code", given=fields.code[:LONGEST_CODE], limit=LONGEST_CODE)
    if fields.parent and fields.parent == fields.code:
        yield _fault("own_parent", "parent")


def _name_faults(
    words: Mapping[str, str], *, stem: str, missing: str, needed: bool
) -> Iterator[RegistryError]:
    """Both languages or, where the name is not needed, neither."""
    for language in REQUIRED_LANGUAGES:
        if not words.get(language) and (needed or words):
            yield _fault(missing, f"{stem}_{language}")
    for language, text in words.items():
        if len(text) > LONGEST_NAME:
            yield _fault("too_long", f"{stem}_{language}", n=len(text), limit=LONGEST_NAME)


def _list_faults(fields: EntityFields) -> Iterator[RegistryError]:
    words = vocabulary()
    if fields.kind not in EntityKind.values:
        yield _fault("kind_unknown", "kind", given=fields.kind, known=", ".join(EntityKind.values))
    for owner in fields.mandates:
        if owner not in words.owners:
            yield _fault("mandate_unknown", "mandates", given=owner)
    if fields.sector and fields.sector not in words.sectors:
        yield _fault("sector_unknown", "sector", given=fields.sector, known=", ".join(words.sectors))
    if len(fields.group) > LONGEST_GROUP:
        yield _fault("too_long", "group", n=len(fields.group), limit=LONGEST_GROUP)


def _address_faults(address: str) -> Iterator[RegistryError]:
    if not address:
        yield _fault("address_missing", "address")
    elif len(address) > LONGEST_ADDRESS:
        yield _fault("too_long", "address", n=len(address), limit=LONGEST_ADDRESS)
    elif not is_web_address(address):
        yield _fault("address_malformed", "address", given=address[:80])


def web_address(typed: str) -> str:
    """An address as people type it, completed with https where it only lacks that; anything else as it is.

    >>> web_address("portal.example.org/laws"), web_address("http://portal.example.org/")
    ('https://portal.example.org/laws', 'http://portal.example.org/')
    >>> web_address("javascript:alert(1)"), web_address("a word")
    ('javascript:alert(1)', 'a word')
    """
    completed = f"https://{typed}"
    return completed if "://" not in typed and is_web_address(completed) else typed


def is_web_address(address: str) -> bool:
    """Whether a browser opens it as a page of a public site: no other scheme, no name or password in it."""
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and "." in (parts.hostname or "")
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and has_host and parts.username is None and " " not in address


def cycle_in(parents: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of a ring of entities of which each is below the next; empty where there is none.

    >>> cycle_in({"a": "b", "b": "a", "c": ""})
    ('a', 'b')
    """
    safe: set[str] = set()
    for start in parents:
        trail: list[str] = []
        code = start
        while code and code not in safe and code not in trail:
            trail.append(code)
            code = parents.get(code, "")
        if code in trail:
            return tuple(trail[trail.index(code) :])
        safe.update(trail)
    return ()


def _fault(detail: str, name: str, **params: Any) -> RegistryError:
    return RegistryError(detail, place=Place(name=name), **params)
