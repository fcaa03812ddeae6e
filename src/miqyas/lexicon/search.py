"""Search in Arabic and English: words as they are compared, and the place in a text where they stand.

Built on `text.fold`, which makes spellings equal. On top of it digits of every script are the same, and the
Arabic article and the particles written onto it are taken off, so that "والخدمات" finds "خدمات".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from miqyas.kernel.text import fold

LONGEST_WORD: Final = 40
"""Letters of a word that count; a longer one is known by its beginning."""
MOST_WORDS: Final = 12
"""Words of a question that count; people do not type more, and machines may not."""
LONGEST_QUESTION: Final = 1000
_ARTICLE: Final = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=.{3})")
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0640\u064b-\u065f\u0670])*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it is a word that was looked for."""

    text: str
    is_match: bool = False


def stem(word: str) -> str:
    """A folded word without the article and the particles on it, taken off as long as there are any.

    Three letters stay at least, so that a short word is not taken for an article with nothing behind it.

    >>> [stem(fold(word)) for word in ("والخدمات", "بالخدمات", "للخدمات", "الخدمات", "خدمات")]
    ['خدمات', 'خدمات', 'خدمات', 'خدمات', 'خدمات']
    >>> stem("الم"), stem("services")
    ('الم', 'services')
    """
    bare = _ARTICLE.sub("", word)
    return stem(bare) if bare != word else word[:LONGEST_WORD]


def searchable(text: str) -> str:
    """A text as it is searched: its words in order, each in the form in which it is compared.

    >>> searchable("الخِدْمـــات الإلكترونيّة، ٢٠٢٤")
    'خدمات كترونيه 2024'
    """
    return " ".join(map(stem, fold(_latin_digits(text)).split()))


def question_words(text: str) -> tuple[str, ...]:
    """The words that somebody looks for, each once; signs and quotation marks say nothing.

    >>> question_words('"الخدمات" AND NOT (خدمات*) ---')
    ('خدمات', 'and', 'not')
    >>> question_words("!!")
    ()
    """
    return tuple(dict.fromkeys(searchable(text[:LONGEST_QUESTION]).split()))[:MOST_WORDS]


def pieces(text: str, words: Sequence[str], *, length: int) -> tuple[Piece, ...]:
    """A stretch of a text of about so many characters around the first of the words, these marked.

    A word is found by its beginning. Where none stands in the text, it is the beginning of the text.

    >>> [piece.text for piece in pieces("كل الرخص تُنجز في يوم", ["رخص"], length=40)]
    ['كل ', 'الرخص', ' تُنجز في يوم']
    """
    found = [match.span() for match in _WORD.finditer(text) if _is_one_of(match.group(), words)]
    begin, end = _window(text, at=found[0][0] if found else 0, length=length)
    return tuple(_cut(text, begin, end, found))


def _is_one_of(word: str, words: Sequence[str]) -> bool:
    compared = searchable(word)
    return any(compared.startswith(one) for one in words)


def _window(text: str, *, at: int, length: int) -> tuple[int, int]:
    """Where the stretch begins and ends: between words, with the place in its first half."""
    begin = max(0, at - length // 3)
    if begin:
        begin = min(at, text.find(" ", begin) + 1 or at)
    end = begin + length
    if end >= len(text):
        return begin, len(text)
    space = text.rfind(" ", at, end)
    return begin, space if space > at else end


def _cut(text: str, begin: int, end: int, found: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    if begin:
        yield Piece("… ")
    place = begin
    for first, last in found:
        if begin <= first and last <= end:
            if first > place:
                yield Piece(text[place:first])
            yield Piece(text[first:last], is_match=True)
            place = last
    if place < end:
        yield Piece(text[place:end])
    if end < len(text):
        yield Piece(" …")


def _latin_digits(text: str) -> str:
    """Digits of every script as those of Latin; other signs as they are."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text
    )
