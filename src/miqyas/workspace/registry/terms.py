"""The words of choices in the registry's forms and files: a code, or its name in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from miqyas.catalogue import vocabulary
from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES, Text, fold
from miqyas.kernel.words import language_name, say
from miqyas.workspace.accounts.roles import granted_roles
from miqyas.workspace.registry.models import EntityKind, PortalKind


def text_of(key: str) -> Text:
    """The words of a key in the languages that are always there."""
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})


@cache
def entity_kinds() -> Mapping[str, Text]:
    """The kinds of entities."""
    return {kind: text_of(f"registry.kind.{kind}") for kind in EntityKind.values}


@cache
def portal_kinds() -> Mapping[str, Text]:
    """The kinds of portals."""
    return {kind: text_of(f"registry.portal.{kind}") for kind in PortalKind.values}


@cache
def owners() -> Mapping[str, Text]:
    """What entities answer for: the owners of the catalogue."""
    return {code: term.name for code, term in vocabulary().owners.items()}


@cache
def sectors() -> Mapping[str, Text]:
    """The sectors of the catalogue."""
    return {code: term.name for code, term in vocabulary().sectors.items()}


@cache
def role_names() -> Mapping[str, Text]:
    """The roles that somebody grants."""
    return {role.code: text_of(f"role.{role.code}") for role in granted_roles()}


@cache
def languages() -> Mapping[str, Text]:
    """The languages of this program; others go by their codes."""
    return {
        code: Text({language: language_name(code, language=language) for language in REQUIRED_LANGUAGES})
        for code in (*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES)
    }


@cache
def yes_no() -> Mapping[str, Text]:
    """Yes and no."""
    return {code: text_of(f"registry.{code}") for code in ("yes", "no")}


def code_in(terms: Mapping[str, Text], given: str) -> str:
    """The code that is meant by a code or a name in any language; what was given where none is."""
    asked = fold(given)
    for code, words in terms.items():
        if asked in {fold(code), *map(fold, words.values())}:
            return code
    return given


def names_joined(codes: Iterable[str], terms: Mapping[str, Text]) -> Text | str:
    """The names of codes, divided as the cells of a file are."""
    names = [terms.get(code, code) for code in codes]
    if not names:
        return ""
    return Text(
        {
            language: "; ".join(
                name.in_language(language) if isinstance(name, Text) else name for name in names
            )
            for language in REQUIRED_LANGUAGES
        }
    )
