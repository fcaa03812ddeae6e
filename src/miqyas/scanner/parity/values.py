"""Numbers as people write them: what a row of digits may mean, and whether words mean it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from miqyas.kernel.text import fold
from miqyas.scanner.document.dates import latin_digits
from miqyas.scanner.parity.settings import settings

GROUP: Final = "['’\u066c\u00a0\u202f\u2009.,]"
NUMBER: Final = re.compile(
    rf"(?<![\d_])(?<!\d[.,:/\u066b\u066c])\d{{1,3}}(?:(?P<sign>{GROUP})\d{{3}}(?:(?P=sign)\d{{3}})*)(?:[.,\u066b]\d+)?(?!\d)|"
    r"(?<![\d_])\d+(?:[.,\u066b]\d+)?"
)
DIGIT: Final = re.compile(r"\d")
_FOREIGN: Final = re.compile(r"[^\D0-9]")
_ARABIC_COMMA: Final = re.compile(r"(?<=\d)،(?=\d)")
_DIGITS: Final = re.compile(r"\d+(?:[.,'’\u066b\u066c\u00a0\u202f\u2009 ]\d+)*")
_THOUSAND: Final = 3
_HUNDRED: Final = 100
_ROMAN: Final = re.compile(r"(?<![A-Za-z])(?=[IVXLC])C{0,3}(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})(?![A-Za-z])")
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def latin(text: str) -> str:
    """A text with Latin digits, and between them the comma that is Arabic as one that is not.

    >>> latin("١،٢٥٠ دينار")
    '1,250 دينار'
    """
    plain = latin_digits(text) if _FOREIGN.search(text) else text
    return _ARABIC_COMMA.sub(",", plain) if "،" in plain else plain


def readings(text: str) -> frozenset[float]:
    """The values that a number may mean: where one sign may group or divide, both.

    >>> sorted(readings("1,250")), sorted(readings("1.250,50")), sorted(readings("٣٫٥"))
    ([1.25, 1250.0], [1250.5], [3.5])
    >>> sorted(readings("1 250 000")), sorted(readings("12,5"))
    ([1250000.0], [12.5])
    """
    plain = latin(text).replace("\u066b", "·")
    plain = re.sub(r"['’\u066c\u00a0\u202f\u2009 ]", "", plain)
    if "·" in plain:
        whole, _, rest = plain.partition("·")
        return frozenset({_value(re.sub(r"[.,]", "", whole), rest)})
    signs = [sign for sign in plain if sign in ".,"]
    if not signs:
        return frozenset({_value(plain, "")})
    if len(set(signs)) > 1:
        whole, _, rest = plain.rpartition(signs[-1])
        return frozenset({_value(re.sub(r"[.,]", "", whole), rest)})
    parts = plain.split(signs[0])
    is_grouped = all(len(part) == _THOUSAND for part in parts[1:]) and parts[0] != "0"
    found = {_value("".join(parts), "")} if is_grouped or len(parts) > 2 else set()
    if len(parts) == 2:
        found.add(_value(*parts))
    return frozenset(found)


def _value(whole: str, rest: str) -> float:
    digits = f"{whole[:40] or '0'}.{rest[:20] or '0'}"
    try:
        return round(float(digits), 6)
    except ValueError:
        return 0.0


def loose_values(text: str) -> Iterator[float]:
    """Every value that digits of a text may mean, grouped or each run of digits alone.

    >>> sorted(set(loose_values("١٬٢٥٠ في 2025-2026")))
    [1.0, 250.0, 1250.0, 2025.0, 2026.0]
    """
    if not DIGIT.search(text):
        return
    plain = latin(text)
    for match in _DIGITS.finditer(plain):
        yield from readings(match[0])
        for run in re.findall(r"\d+", match[0]):
            yield float(run[:40])
        for number in NUMBER.finditer(match[0]):
            yield from readings(number[0])


def spelled(value: float, text: str, *, language: str) -> bool:
    """Whether a text says a number in words.

    >>> spelled(15, "خلال خمسة عشر يومًا", language="ar"), spelled(25, "Twenty-five days", language="en")
    (True, True)
    >>> spelled(3, "Three days", language="ar"), spelled(100_000, "مائة ألف نسمة", language="ar")
    (False, True)
    >>> spelled(250, "Two hundred and fifty", language="en"), spelled(14, "Chapter XIV", language="en")
    (True, True)
    """
    is_said = value == int(value) and _is_said(int(value), f" {fold(text)} ", language)
    return is_said or value in _roman(text)


def _is_said(value: int, folded: str, language: str) -> bool:
    """Whether words say a whole number: its own, hundreds and the rest, or so many thousands."""
    phrases = settings().spelled.get(language, {})
    if any(f" {one} " in folded or f" و{one} " in folded for one in phrases.get(value, ())):
        return True
    if _HUNDRED < value < 10 * _HUNDRED:
        hundreds = (*phrases.get(_HUNDRED, ()), *phrases.get(2 * _HUNDRED, ()))
        has_hundred = any(one in folded for one in hundreds)
        rest = value % _HUNDRED
        return has_hundred and (not rest or _is_said(rest, folded, language))
    for word, scale in settings().scales.items():
        if value >= scale and value % scale == 0 and f" {word} " in folded:
            count = value // scale
            if count == 1 or _is_said(count, folded, language):
                return True
    return False


@lru_cache(maxsize=1000)
def _roman(text: str) -> frozenset[float]:
    """The values of Roman numerals in a text."""
    found = set()
    for match in _ROMAN.finditer(text):
        digits = [_ROMAN_VALUES[sign] for sign in match[0]]
        following = [*digits[1:], 0]
        found.add(float(sum(-one if one < two else one for one, two in zip(digits, following, strict=True))))
    return frozenset(found)
