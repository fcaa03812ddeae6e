"""The register of names: how states are written in files and typed into search boxes, in any language."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from miqyas.kernel.documents import Located, read_document
from miqyas.kernel.text import Text, fold
from miqyas.observations.countries import Country, countries
from miqyas.observations.tables import ROOM

LEAST_LIKENESS: Final = 0.72
M49_DIGITS: Final = 3


@dataclass(frozen=True)
class OtherName:
    """A territory or entity that files of this kind list and that is no Member State."""

    code: str
    name: Text


def match_name(text: str) -> str | None:
    """The ISO code of the state written exactly so: a name in any language, an ISO code or an M49 number.

    Case, accents, punctuation and Arabic letter variants do not count; nothing is guessed.

    >>> match_name("Türkiye"), match_name("TURKEY"), match_name("الإمارات"), match_name("48")
    ('TUR', 'TUR', 'ARE', 'BHR')
    >>> match_name("Korea") is None
    True
    """
    folded = fold(text)
    if folded.isdecimal():
        folded = str(int(folded)).zfill(M49_DIGITS)
    return _states().get(folded)


def is_state(text: str) -> bool:
    """Whether a state is written exactly so.

    >>> is_state("Bahrain"), is_state("Atlantis")
    (True, False)
    """
    return match_name(text) is not None


def match_other(text: str) -> OtherName | None:
    """The known name that is no Member State.

    >>> match_other("Hong Kong SAR").code
    'HKG'
    """
    return _others().get(fold(text))


def suggest(text: str, *, limit: int = 3) -> tuple[str, ...]:
    """ISO codes of the states whose names look most like the text, best first: "did you mean".

    >>> suggest("Bahrian")[0]
    'BHR'
    """
    wanted = fold(text)
    if not wanted:
        return ()
    inside = [
        iso3 for spelling, iso3 in _names().items() if len(wanted) > 2 and f" {wanted} " in f" {spelling} "
    ]
    alike = difflib.get_close_matches(wanted, _names(), n=4 * limit, cutoff=LEAST_LIKENESS)
    found = dict.fromkeys([*inside, *(_names()[spelling] for spelling in alike)])
    return tuple(found)[:limit]


def search(text: str, *, limit: int = 10) -> tuple[str, ...]:
    """ISO codes for a search box: exact matches, beginnings, beginnings of a later word, parts, look-alikes.

    >>> search("bahr")[:1], search("امارات")[:1], search("guin")[:3]
    (('BHR',), ('ARE',), ('GIN', 'GNB', 'GNQ'))
    """
    wanted = fold(text)
    if not wanted:
        return ()
    ranked = sorted(
        (closeness, len(spelling), iso3)
        for spelling, iso3 in _states().items()
        if (closeness := _closeness(wanted, spelling)) is not None
    )
    found = dict.fromkeys([iso3 for _, _, iso3 in ranked] or suggest(text, limit=limit))
    return tuple(found)[:limit]


def _closeness(wanted: str, spelling: str) -> int | None:
    if spelling == wanted:
        return 0
    if spelling.startswith((wanted, f"ال{wanted}")):
        return 1
    if f" {wanted}" in spelling:
        return 2
    return 3 if wanted in spelling and len(wanted) > 1 else None


def spellings(iso3: str) -> tuple[str, ...]:
    """All names of a state as they are written, without codes; the usual names first.

    >>> "Swaziland" in spellings("SWZ")
    True
    """
    return tuple(dict.fromkeys(_written(countries()[iso3], _register()["states"].get(iso3) or {})))


def _written(country: Country, more: Mapping[str, list[str]]) -> Iterator[str]:
    yield from country.name.values()
    yield from country.formal_name.values()
    for names in more.values():
        yield from names


@cache
def _register() -> Located:
    text = ROOM.joinpath("names.yaml").read_text(encoding="utf-8")
    return read_document(text, file="names.yaml")


@cache
def _names() -> Mapping[str, str]:
    """Folded name to ISO code."""
    return {fold(name): iso3 for iso3 in countries() for name in spellings(iso3)}


@cache
def _states() -> Mapping[str, str]:
    """Folded name or code to ISO code."""
    codes = {
        code.casefold(): country.iso3
        for country in countries().values()
        for code in (country.iso3, country.iso2, country.m49)
    }
    return {**_names(), **codes}


@cache
def _others() -> Mapping[str, OtherName]:
    found = {}
    for code, entry in _register()["others"].items():
        other = OtherName(code, Text(entry["name"]))
        for written in (code, *entry["name"].values(), *entry.get("en", ()), *entry.get("ar", ())):
            found[fold(written)] = other
    return found
