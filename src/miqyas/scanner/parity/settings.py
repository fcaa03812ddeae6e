"""The bounds and words of `parity.yaml`, read once, in the form in which they are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from miqyas.kernel.documents import read_document
from miqyas.kernel.text import fold

FILE = "parity.yaml"


@dataclass(frozen=True)
class Settings:
    """What is compared by; words are folded, `bounds` as the file explains them."""

    bounds: Mapping[str, float]
    weights: Mapping[str, int]
    near_home_weight: int
    right_to_left: frozenset[str]
    no_blanks: frozenset[str]
    scripts: Mapping[str, str]
    parameters: frozenset[str]
    tokens: Mapping[str, str]
    services: frozenset[str]
    documents: frozenset[str]
    mistaken: Mapping[str, str]
    known_codes: frozenset[str]
    gregorian: tuple[int, int]
    hijri: tuple[int, int]
    hijri_marks: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    whole_of: frozenset[str]
    ago: frozenset[str]
    joining: frozenset[str]
    hours: frozenset[str]
    units: frozenset[str]
    money: frozenset[str]
    scales: Mapping[str, int]
    spelled: Mapping[str, Mapping[int, tuple[str, ...]]]
    roles: tuple[tuple[str, str], ...]
    role_languages: frozenset[str]


@cache
def settings() -> Settings:
    """The settings that the package carries.

    >>> settings().scales["مليون"], settings().tokens["arabic"]
    (1000000, 'ar')
    """
    text = files(__package__).joinpath(FILE).read_text("utf-8")
    loaded: dict[str, Any] = read_document(text, file=FILE)
    addresses, codes, languages = loaded["addresses"], loaded["codes"], loaded["languages"]
    return Settings(
        bounds=loaded["bounds"],
        weights=loaded["weights"],
        near_home_weight=loaded["near_home_weight"],
        right_to_left=frozenset(languages["right_to_left"]),
        no_blanks=frozenset(languages["no_blanks"]),
        scripts=languages["scripts"],
        parameters=frozenset(addresses["parameters"]),
        tokens={word.lower(): code for code, words in addresses["tokens"].items() for word in words},
        services=frozenset(word.lower() for word in addresses["services"]),
        documents=frozenset(loaded["documents"]),
        mistaken=codes["mistaken"],
        known_codes=frozenset(codes["known"]),
        gregorian=tuple(loaded["years"]["gregorian"]),
        hijri=tuple(loaded["years"]["hijri"]),
        hijri_marks=_folded(loaded["hijri_marks"]),
        before=_folded(loaded["not_facts"]["before"]),
        after=_folded(loaded["not_facts"]["after"]),
        whole_of=_folded(loaded["not_facts"]["whole_of"]),
        ago=_folded(loaded["not_facts"]["ago"]),
        joining=_folded(loaded["joining"]),
        hours=_folded(loaded["not_facts"]["hours"]),
        units=_folded(word for group in loaded["units"].values() for word in group),
        money=_folded(loaded["units"]["money"]),
        scales={fold(word): int(scale) for scale, words in loaded["scales"].items() for word in words},
        spelled={code: _numbers(told) for code, told in loaded["spelled"].items()},
        roles=tuple((fold(words), role) for role, listed in loaded["roles"].items() for words in listed),
        role_languages=frozenset(languages["roles"]),
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(fold, words)))


def _numbers(told: Mapping[str, Mapping[Any, list[str]]]) -> dict[int, tuple[str, ...]]:
    """All spellings by number: those that are listed, and units with tens in either order."""
    units = {int(number): list(map(fold, words)) for number, words in told["units"].items()}
    tens = {int(number): list(map(fold, words)) for number, words in told["tens"].items()}
    found = {number: list(words) for number, words in units.items()}
    for number, words in tens.items():
        found.setdefault(number, []).extend(words)
    for ten, tens_words in tens.items():
        if ten % 10 or ten >= 100:
            continue
        for unit in range(1, 10):
            pairs = [(one, other) for one in units[unit] for other in tens_words]
            made = [form for one, other in pairs for form in (f"{other} {one}", f"{one} و{other}")]
            found.setdefault(ten + unit, []).extend(made)
    return {number: tuple(dict.fromkeys(words)) for number, words in found.items()}
