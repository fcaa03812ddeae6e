"""The language of a text: by its script, and among languages of one script by their commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from miqyas.scanner.document.model import Block

_ARABIC: Final = re.compile(r"[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]+")
LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]+")
"""Latin letters."""
_OTHER: Final = re.compile(r"[\u0370-\u05ff\u0900-\u1fff\u3040-\ud7ff]+")
_NOT_ARABIC: Final = re.compile(r"[A-Za-zÀ-ɏ\u0370-\u05ff\u0900-\u1fff\u3040-\ud7ff]")
_NOT_LATIN: Final = re.compile(r"[\u0370-\u1fff\u3040-\ud7ff\ufb50-\ufdff\ufe70-\ufefc]")
_MOST: Final = 60_000
"""Characters of a page by which its languages are told."""
_MOST_FOR_LATIN: Final = 10_000
_UNKNOWN: Final = "und"
"""A language that nobody names, as BCP 47 has it."""
_CLEARLY: Final = 1.2
_LEAST_WORDS: Final = 2
"""Different common words that overrule what a page says of its language: "I love SVG!" has one."""
_OWN_WEIGHT: Final = 3
"""A common word that only one of the languages has says more than one that several have."""


def script_of(text: str) -> str:
    """The script of most letters: "arabic", "latin", "other", or empty where there are none.

    >>> script_of("خدمات e-services للجميع"), script_of("2024"), script_of("Services")
    ('arabic', '', 'latin')
    """
    if text.isascii() or not _NOT_LATIN.search(text):
        return "latin" if LATIN.search(text) else ""
    if not _NOT_ARABIC.search(text):
        return "arabic" if _ARABIC.search(text) else ""
    counted = {
        "arabic": sum(map(len, _ARABIC.findall(text))),
        "latin": sum(map(len, LATIN.findall(text))),
        "other": sum(map(len, _OTHER.findall(text))),
    }
    best = max(counted, key=lambda name: counted[name])
    return best if counted[best] else ""


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("languages.yaml").read_text("utf-8"))
    return loaded


@cache
def _says() -> Mapping[str, tuple[str, ...]]:
    """The languages in which a word is common."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in _data()["common"].items():
        for word in dict.fromkeys(words.split()):
            found[word] = (*found.get(word, ()), code)
    return found


@cache
def language_names() -> Mapping[str, tuple[str, ...]]:
    """The names by which links lead to a language, by its code."""
    return {code: tuple(names) for code, names in _data()["names"].items()}


@cache
def words_beside_names() -> frozenset[str]:
    """Words that stand beside the name of a language in a link to it: "English version"."""
    return frozenset(_data()["beside_names"])


def languages_by_script(texts: Mapping[str, Sequence[str]], *, told: str) -> Mapping[str, str]:
    """The language of each script on a page, from its texts by their script.

    ``told`` is what the page says of itself: it counts where the words do not tell clearly.

    >>> languages_by_script({"latin": ["The services of the ministry"]}, told="fr")["latin"]
    'en'
    >>> languages_by_script({"latin": ["I love SVG!"]}, told="en")["latin"]
    'en'
    >>> languages_by_script({"other": ["Услуги"]}, told="uk")["other"]
    'uk'
    >>> languages_by_script({"other": ["Υπηρεσίες"]}, told="en")["other"]
    'el'
    """
    told = told.split("-")[0].lower()
    is_persian = told in _data()["arabic_script"]
    latin = _latin_language(texts.get("latin", ()), told=told)
    is_own = told and told not in {"ar", *_data()["common"]}
    other = told if is_own else _other_language(texts.get("other", ()))
    return {"arabic": told if is_persian else "ar", "latin": latin, "other": other}


@cache
def _letters() -> Mapping[str, re.Pattern[str]]:
    return {code: re.compile(f"[{letters}]") for code, letters in _data()["letters"].items()}


def _other_language(texts: Iterable[str]) -> str:
    """The language in whose letters most is written; Japanese where kana stand among Chinese characters."""
    text = " ".join(texts)[:_MOST_FOR_LATIN].lower()
    counted = Counter({code: len(letters.findall(text)) for code, letters in _letters().items()})
    best, most = counted.most_common(1)[0]
    if not most:
        return _UNKNOWN
    return "ja" if best == "zh" and counted["ja"] * 10 > most else best


def _latin_language(texts: Iterable[str], *, told: str) -> str:
    """The language of texts in Latin letters; what the page says of itself where the words do not tell.

    Of languages that have as much for them the first in the data counts, so that it is always the same one.
    """
    counted, says = Counter(" ".join(texts)[:_MOST_FOR_LATIN].lower().split()), _says()
    votes: Counter[str] = Counter(dict.fromkeys(_data()["common"], 0))
    kinds: Counter[str] = Counter()
    for word in counted.keys() & says.keys():
        kinds.update(says[word])
        for code in says[word]:
            votes[code] += counted[word] * (_OWN_WEIGHT if len(says[word]) == 1 else 1)
    (best, most), (_, second) = votes.most_common(2)
    is_told = kinds[best] >= _LEAST_WORDS and most >= _OWN_WEIGHT
    if is_told and most > second * _CLEARLY and votes[told] * 2 < most:
        return best
    if told and told != "ar" and told not in _data()["arabic_script"]:
        return told
    return best


def shares(blocks: Iterable[Block]) -> dict[str, float]:
    """The shares of letters by language, the greatest first."""
    counted: Counter[str] = Counter()
    left = _MOST
    for block in blocks:
        if block.lang:
            counted[block.lang] += len(block.text)
        left -= len(block.text)
        if left < 0:
            break
    whole = sum(counted.values())
    return {code: round(count / whole, 4) for code, count in counted.most_common()}
