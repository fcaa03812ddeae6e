"""Texts as they go into a template: in isolates where directions meet, with places to break long words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from miqyas.kernel.numbers import NO_NUMBER
from miqyas.kernel.text import LRI, PDI, RLI, isolate, isolate_right_to_left
from miqyas.reports.charts.theme import FONT
from miqyas.reports.document.directed import has_arabic
from miqyas.reports.document.model import Value, shown

LONG_WORD: Final = 32
"""Signs of a word that any column of text has room for."""
SIBLING: Final = "IBM Plex Sans"
"""The type of the house without Arabic, for letters that the house has not."""
_EXTENDED: Final = re.compile("[\u0100-\u052f\u1e00-\u1fff]")
_WITH_SIGNS: Final = re.compile("[^\\W\\d_][\u0300-\u036f]+")
_ISOLATES: Final = frozenset(f"{LRI}{RLI}{PDI}")
_UNTOLD: Final = frozenset({"Mn", "Me", "Cf"})
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_PIECES: Final = re.compile(r"[^\s/-]+[/-]*|[/-]+")
_ADDRESS: Final = re.compile(r"https?://\S*[\w/]")
_WEB: Final = ("https://", "http://", "mailto:")


def breakable(text: str, *, most: int = LONG_WORD) -> str:
    r"""The text with a place to break it in every word of more than `most` signs.

    >>> breakable("abcdef gh", most=4)
    'abcd\u200bef gh'
    """
    return re.sub(rf"\S{{{most}}}(?=\S)", rf"\g<0>{_BREAK}", text)


def broken_to_fit(text: str, *, most: int, holds: Callable[[str], bool]) -> str:
    r"""The same where it is known what has room: pieces of words that a place holds whole are not broken.

    A word may be broken after a stroke or a hyphen anyway, so that addresses break there.

    >>> broken_to_fit("example.org/abcdef", most=4, holds=lambda piece: len(piece) < 13)
    'example.org/abcdef'
    >>> broken_to_fit("example.org/abcdef", most=4, holds=lambda piece: len(piece) < 8)
    'exam\u200bple.\u200borg/abcdef'
    """

    def piece(found: re.Match[str]) -> str:
        whole = found[0]
        return whole if len(whole) <= most or holds(whole) else breakable(whole, most=most)

    return _PIECES.sub(piece, text)


def lines(text: str, *, base: str) -> list[str]:
    """The lines of a text, each with places to break it; addresses inside Arabic keep their order.

    >>> lines("One" + chr(10) + "Two", base="ltr")
    ['One', 'Two']
    """
    return [_line(line, base) for line in text.splitlines()]


def _line(line: str, base: str) -> str:
    if base == "rtl" and has_arabic(line):
        return breakable(_ADDRESS.sub(lambda found: isolate(found[0]), line))
    return aside(line, base=base) if base == "rtl" else breakable(line)


def aside(text: str, *, base: str, broken: Callable[[str], str] = breakable) -> str:
    r"""What somebody wrote, in its own direction inside a document of the direction `base`.

    >>> aside("Manama", base="ltr"), aside("Manama (2)", base="rtl")
    ('Manama', '\u2066Manama (2)\u2069')
    """
    whole, is_arabic = broken(text), has_arabic(text)
    if not text or is_arabic == (base == "rtl"):
        return whole
    return isolate_right_to_left(whole) if is_arabic else isolate(whole)


def value(given: Value, kind: str, *, base: str, broken: Callable[[str], str] = breakable) -> str:
    r"""A value as it is shown; a number reads from left to right everywhere.

    >>> value(-0.15, "signed", base="ltr"), value(12, "rank", base="rtl")
    ('−0.1500', '\u206612\u2069')
    """
    if isinstance(given, str):
        return aside(given, base=base, broken=broken)
    number = shown(given, kind)
    return isolate(number) if base == "rtl" else number


def told_by_letter(drawing: str) -> str:
    r"""A drawing in which each glyph tells its letter, as PDF/UA asks.

    Inside an SVG Typst cannot tell the letters of signs above and below others, nor of those that are not
    seen: they are left out. A reader of Arabic does without them; the description of the drawing, which is
    read aloud, keeps them. Where Latin letters have such signs as a part of them, the sibling of the type
    comes first, which has them whole.

    >>> told_by_letter("<text>يُحتسب كاملًا, cafe\u0301</text>")
    '<text>يحتسب كاملا, café</text>'
    """
    bare = "".join(
        sign for sign in composed(drawing) if sign in _ISOLATES or unicodedata.category(sign) not in _UNTOLD
    )
    return bare.replace(f'"{FONT},', f'"{SIBLING}, {FONT},') if _EXTENDED.search(bare) else bare


def composed(text: str) -> str:
    r"""Letters and the signs above them as one; what is no letter, such as the end of a tag, takes none.

    >>> composed("cafe\u0301 >\u0338") == "caf\xe9 >\u0338"
    True
    """
    return _WITH_SIGNS.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def visible(text: str) -> str:
    """The text, or a dash where nothing in it is seen.

    >>> visible("Oman"), visible(" ")
    ('Oman', '–')
    """
    return text if any(unicodedata.category(sign)[0] in "LNPS" for sign in text) else NO_NUMBER


def web_address(address: str) -> str:
    """An address that a reader may follow; empty for any other, which is printed and leads nowhere.

    >>> web_address("https://example.org/"), web_address("javascript:alert(1)")
    ('https://example.org/', '')
    """
    return address if address.startswith(_WEB) else ""
