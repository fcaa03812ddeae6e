"""From what people type to what it means: a country, a group, by code or name, or what may be meant by it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, fold
from miqyas.kernel.words import say
from miqyas.observations.countries import CountryError, countries, groups
from miqyas.observations.names import match_name, match_other, suggest


def find_country(text: str) -> str:
    """ISO code of a country by code or name; raises `CountryError` with what may be meant.

    >>> find_country("البحرين"), find_country("Viet Nam"), find_country("bhr")
    ('BHR', 'VNM', 'BHR')
    """
    if found := match_name(text):
        return found
    if other := match_other(text):
        raise CountryError("not_a_state", given=other.name)
    near = [countries()[iso3].name for iso3 in suggest(text)]
    if not near:
        raise CountryError("unknown", given=text)
    raise CountryError("meant", given=text, names=_in_a_row(near))


def find_group(text: str) -> str:
    """Code of a group of countries by code or name; raises `CountryError` with the nearest codes.

    >>> find_group("GCC"), find_group("العالم")
    ('gcc', 'world')
    """
    known, wanted = _spellings_of_groups(), fold(text)
    if wanted in known:
        return known[wanted]
    near = dict.fromkeys(known[name] for name in difflib.get_close_matches(wanted, known, n=3, cutoff=0.5))
    codes = ", ".join(near or (code for code in groups() if "." not in code))
    raise CountryError("group_meant", given=text, codes=codes)


def find_subject(text: str) -> str:
    """Code of a country or of a group of countries.

    >>> find_subject("GCC"), find_subject("Bahrain")
    ('gcc', 'BHR')
    """
    return text.lower() if text.lower() in groups() else find_country(text)


@cache
def _spellings_of_groups() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for code, group in groups().items():
        for name in (code, *group.name.values(), *group.short.values()):
            known.setdefault(fold(name), code)
    return known


def _in_a_row(names: Iterable[Text]) -> Text:
    """Names in a row as each language divides them."""
    rows = list(names)
    return Text(
        {
            language: say("country.list_comma", language=language).join(
                name.in_language(language) for name in rows
            )
            for language in REQUIRED_LANGUAGES
        }
    )
