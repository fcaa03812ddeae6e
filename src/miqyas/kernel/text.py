"""Text as a map of languages, and the isolates that keep numbers and codes in place inside Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import category, combining, normalize

REQUIRED_LANGUAGES: Final = ("ar", "en")
OPTIONAL_LANGUAGES: Final = ("fr",)
FALLBACK_LANGUAGE: Final = "en"
PSEUDO_LANGUAGE: Final = "en-xa"
"""A made-up language in which tests see text that nobody put into a catalogue."""
RIGHT_TO_LEFT: Final = frozenset({"ar"})

LRI, RLI, FSI, PDI = (
    "\N{LEFT-TO-RIGHT ISOLATE}",
    "\N{RIGHT-TO-LEFT ISOLATE}",
    "\N{FIRST STRONG ISOLATE}",
    "\N{POP DIRECTIONAL ISOLATE}",
)


class Text(Mapping[str, str]):
    """A text in several languages: Arabic and English always, others when they are there.

    >>> name = Text({"ar": "البحرين", "en": "Bahrain"})
    >>> name.in_language("en"), name.in_language("fr"), name.has("fr")
    ('Bahrain', 'Bahrain', False)
    """

    __slots__ = ("_words",)

    def __init__(self, words: Mapping[str, str]) -> None:
        missing = [language for language in REQUIRED_LANGUAGES if not words.get(language, "").strip()]
        if missing:
            raise ValueError(f"text lacks {', '.join(missing)}: {dict(words)!r}")
        self._words = dict(words)

    def __getitem__(self, language: str) -> str:
        return self._words[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __repr__(self) -> str:
        return f"Text({self._words!r})"

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._words.items())))

    def has(self, language: str) -> bool:
        """Whether the language itself is there, not a fallback for it."""
        return language in self._words

    def in_language(self, language: str) -> str:
        """The words in the language, else in the fallback language."""
        if language == PSEUDO_LANGUAGE:
            return pseudo(self._words[FALLBACK_LANGUAGE])
        return self._words.get(language) or self._words[FALLBACK_LANGUAGE]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words with the language that they are in."""

    text: str
    language: str


def nearest(words: Mapping[str, str], language: str) -> Wording:
    """The words of a map that may lack languages: the one asked for, else a required one, else any.

    Who shows them says in which language they are, where it is not the one that was asked for.

    >>> nearest({"en": "A draft"}, "ar")
    Wording(text='A draft', language='en')
    >>> nearest({}, "ar").text
    ''
    """
    for code in (language, *REQUIRED_LANGUAGES, *words):
        if words.get(code):
            return Wording(words[code], code)
    return Wording("", language)


def pseudo(text: str) -> str:
    """A readable imitation of a foreign language: accented letters between brackets.

    >>> pseudo("Rank of 193")
    '⟦Řáñķ óf 193⟧'
    """
    return f"⟦{text.translate(_ACCENTED)}⟧"


_ACCENTED: Final = str.maketrans("aceiknorsuyRECS", "áçéíķñóřšúýŘÉČŠ")


def direction(language: str) -> str:
    """Either rtl or ltr.

    >>> direction("ar"), direction("en")
    ('rtl', 'ltr')
    """
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def isolate(text: str) -> str:
    """Wrap in a left-to-right isolate: for numbers, codes, signs, file names inside Arabic text.

    >>> len(isolate("+0.15"))
    7
    """
    return f"{LRI}{text}{PDI}"


def isolate_right_to_left(text: str) -> str:
    """Wrap in a right-to-left isolate: for Arabic in server-drawn SVG, whose base is left to right."""
    return f"{RLI}{text}{PDI}"


def plain_line(text: str) -> str:
    r"""What somebody typed, as one line: signs that cannot be seen or that turn the direction are taken out.

    >>> plain_line(" Ministry\u202e of  Health ")
    'Ministry of Health'
    """
    return " ".join(_UNSEEN.sub(" ", text).split())


def plain_lines(text: str) -> str:
    r"""The same of a text of several lines, which stay apart.

    >>> plain_lines("One\u202e\r\n\n two\0 \n")
    'One\n\ntwo'
    """
    return "\n".join(map(plain_line, text.strip().splitlines())).strip()


_UNSEEN: Final = re.compile("[\x00-\x1f\x7f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]+")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A form in which two spellings of a name are equal: case, accents, Arabic variants, punctuation.

    >>> fold("Côte d’Ivoire") == fold("cote d'ivoire"), fold("الأُردن") == fold("الاردن")
    (True, True)
    """
    bare = text.casefold() if text.isascii() else _bare(text)
    return _BETWEEN_WORDS.sub(" ", bare).strip()


def _bare(text: str) -> str:
    """The letters of a text without the signs above and below them, and without those that cannot be seen."""
    decomposed = normalize("NFKD", normalize("NFKD", text).casefold())
    letters = "".join(one for one in decomposed if not combining(one) and category(one) != "Cf")
    return letters.translate(_ARABIC_VARIANTS)


_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_ARABIC_VARIANTS: Final = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "", "ı": "i"}
)
