"""The one catalogue of words: YAML language maps that the rooms carry, with plurals and numbers.

A room ships ``words.yaml`` or ``words/*.yaml``: a key, and for each language a sentence or, where a
number governs it, a map of CLDR plural categories chosen by the parameter ``n``::

    places_up:
      ar: {one: تقدم مركزًا واحدًا, two: تقدم مركزين, few: "تقدم {n} مراكز", other: "تقدم {n} مركزًا"}
      en: {one: "{n} place up", other: "{n} places up"}

Parameters are written ``{name}`` or ``{name:kind}``, the kind being one of `kernel.numbers`, or
``day`` for a date in ISO form, which is said with the name of its month. What an entry says of ``zero`` is
said of nothing in every language, also where its grammar has no form for it.
In right-to-left languages numbers and Latin parameters are isolated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Final

from miqyas.kernel.documents import read_document
from miqyas.kernel.numbers import KINDS, format_number
from miqyas.kernel.text import (
    FALLBACK_LANGUAGE,
    OPTIONAL_LANGUAGES,
    PSEUDO_LANGUAGE,
    REQUIRED_LANGUAGES,
    RIGHT_TO_LEFT,
    Text,
    isolate,
    pseudo,
)

if TYPE_CHECKING:
    from babel import Locale

Entry = Mapping[str, str | Mapping[str, str]]
Wrap = Callable[[str], str]
PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
_WITHOUT_WORDS: Final = frozenset({"static", "templates", "__pycache__", "tables", "editions", "manual"})
DAY: Final = "day"
_SPACED: Final[Mapping[str, Wrap]] = {"fr": lambda number: re.sub(",|(?=%)", "\xa0", number)}
"""In French a space parts thousands and stands before a percent sign; 10,000 would be ten."""
LONGEST_LANGUAGE_CODE: Final = 3
_PARAMETER: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_STRONG_RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class MissingWordsError(LookupError):
    """A key that no catalogue has: a fault of the program, found by the tests."""


def read_entries(text: str, *, file: str) -> dict[str, Entry]:
    """Parse one words file and check each entry; raise `ValueError` naming file and key.

    >>> read_entries("hello: {ar: مرحبًا, en: Hello}", file="words.yaml")["hello"]["en"]
    'Hello'
    """
    loaded = read_document(text, file=file)
    for key, entry in loaded.items():
        _check_entry(entry, where=f"{file}: {key}")
    return loaded


def _check_entry(entry: object, *, where: str) -> None:
    if not isinstance(entry, dict):
        raise ValueError(f"{where}: expected a map of languages")
    for language in REQUIRED_LANGUAGES:
        if not entry.get(language):
            raise ValueError(f"{where}: no words in {language!r}")
    for language, words in entry.items():
        forms = words.values() if isinstance(words, dict) else [words]
        if isinstance(words, dict) and not (set(words) <= PLURALS and "other" in words):
            raise ValueError(
                f"{where}: {language!r} needs plural categories with 'other', has {sorted(words)}"
            )
        for form in forms:
            if not isinstance(form, str):
                raise ValueError(f"{where}: {language!r} holds {form!r}, not text")
            for _, kind in _PARAMETER.findall(form):
                if kind and kind not in {*KINDS, DAY}:
                    raise ValueError(f"{where}: {kind!r} is no kind of number")


@cache
def catalogue(package: str = "miqyas") -> Mapping[str, Entry]:
    """All words of the package's rooms, by key; a key in two files is an error."""
    entries: dict[str, Entry] = {}
    for path in _word_files(files(package)):
        for key, entry in read_entries(path.read_text(encoding="utf-8"), file=str(path)).items():
            if key in entries:
                raise ValueError(f"{path}: {key} is already in another words file")
            entries[key] = entry
    return entries


def _word_files(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda child: child.name):
        if item.is_dir() and item.name not in _WITHOUT_WORDS:
            yield from _word_files(item)
        elif item.name == "words.yaml" or (folder.name == "words" and item.name.endswith(".yaml")):
            yield item


@cache
def language_name(code: str, *, language: str) -> str:
    """The name of a language in another, from Unicode CLDR; the code itself where it has none.

    >>> language_name("fr", language="ar"), language_name("xyz", language="en")
    ('الفرنسية', 'xyz')
    """
    return str(_locale(language).languages.get(code, code))


def language_code(given: str) -> str:
    """The code of a language that goes by a name, Arabic or English, or by its code; empty for none.

    >>> language_code("الفرنسية"), language_code("English"), language_code("AR"), language_code("moonish")
    ('fr', 'en', 'ar', '')
    """
    return _codes_of_languages().get(given.strip().casefold(), "")


@cache
def _codes_of_languages() -> Mapping[str, str]:
    named = [(str(name), code) for one in REQUIRED_LANGUAGES for code, name in _locale(one).languages.items()]
    short = {name.casefold(): code for name, code in named if len(code) <= LONGEST_LANGUAGE_CODE}
    return {**short, **{code: code for code in short.values()}}


def day_in_words(iso: str, *, language: str) -> str:
    """A date in ISO form with the name of its month; what is none stays as it is.

    >>> day_in_words("2026-12-01", language="en"), day_in_words("–", language="en")
    ('1 December 2026', '–')
    """
    from babel.dates import format_date

    try:
        return format_date(date.fromisoformat(iso), "d MMMM y", locale=_locale(language))
    except ValueError:
        return iso


@cache
def _locale(language: str) -> Locale:
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK_LANGUAGE)


def say(key: str, /, *, language: str, wrap: Wrap | None = None, **params: Any) -> str:
    """The words of `key` in `language` with its parameters filled in.

    `wrap` dresses each number (default: a Unicode isolate in right-to-left languages). Raises
    `MissingWordsError` for an unknown key and `KeyError` for a missing parameter: faults of the program.

    >>> say("language.name", language="en"), say("language.name", language="ar")
    ('English', 'العربية')
    """
    try:
        entry = catalogue()[key]
    except KeyError:
        raise MissingWordsError(key) from None
    return fill(entry, language=language, wrap=wrap, **params)


def has_words(key: str) -> bool:
    """Whether some catalogue has the key."""
    return key in catalogue()


@cache
def offered_languages() -> tuple[str, ...]:
    """Languages that people may choose: the required ones, and others once every key has words in them.

    >>> offered_languages()[:2]
    ('ar', 'en')
    """
    whole = (code for code in OPTIONAL_LANGUAGES if all(code in entry for entry in catalogue().values()))
    return (*REQUIRED_LANGUAGES, *whole)


def fill(entry: Entry, /, *, language: str, wrap: Wrap | None = None, **params: Any) -> str:
    """`say` for an entry at hand, such as the note of a table.

    >>> fill({"ar": "{n} دول", "en": {"one": "{n} state", "other": "{n} states"}}, language="en", n=2)
    '2 states'
    """
    if language == PSEUDO_LANGUAGE:
        return pseudo(fill(entry, language=FALLBACK_LANGUAGE, wrap=wrap, **params))
    used = language if language in entry else FALLBACK_LANGUAGE
    words = entry[used]
    if not isinstance(words, str):
        n = abs(params["n"])
        words = words.get(
            "zero" if not n and "zero" in words else _locale(used).plural_form(n), words["other"]
        )
    dress = wrap or (isolate if used in RIGHT_TO_LEFT else _SPACED.get(used, str))

    def replace(match: re.Match[str]) -> str:
        value = params[match[1]]
        if isinstance(value, Text):
            return value.in_language(language)
        if match[2] == DAY or isinstance(value, date):
            return day_in_words(str(value), language=used)
        if isinstance(value, str):
            needs_isolate = used in RIGHT_TO_LEFT and value and not _STRONG_RIGHT_TO_LEFT.search(value)
            return isolate(value) if needs_isolate else value
        return dress(format_number(value, match[2] or ("count" if isinstance(value, int) else "plain")))

    return _PARAMETER.sub(replace, words)
