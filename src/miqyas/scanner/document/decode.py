"""Bytes become text: by signature, header, meta element, and what the bytes themselves say. Never raises."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 4_000_000
"""Bytes of a page that are read; what follows is cut."""
_META: Final = re.compile(
    rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_SIGNATURES: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABELS: Final = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "windows-1254": "cp1254",
    "windows-1256": "cp1256",
    "iso-8859-6": "iso8859-6",
    "iso-8859-15": "iso8859-15",
    "iso-8859-2": "iso8859-2",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1253": "cp1253",
    "windows-1255": "cp1255",
    "koi8-r": "koi8-r",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "euc-jp": "euc-jp",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""What pages call their encoding, as browsers take it, and its codec. Nothing else is decoded by."""
_LEGACY: Final = frozenset({"cp1252", "iso8859-15", "cp1254", "utf-8", ""})
"""Encodings that a page is told to be in when it is really in one for Arabic."""
_ARABIC_WORD: Final = re.compile(r"[\u0621-\u064a]{3,}")
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_WIDE: Final = re.compile(rb"<\0[A-Za-z!?/]\0|\0<\0[A-Za-z!?/]")
_LEAST_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding that it was read in, how that was known, and whether bytes were cut off."""

    text: str
    charset: str
    known_from: str
    is_cut: bool = False


def decode(content: bytes, *, told: str = "") -> Decoded:
    """The text of a page; ``told`` is the charset that its header names.

    UTF-8 that is valid is UTF-8, whatever the page says. Where header or meta element name a Western encoding
    and the bytes make Arabic words, they are read as Arabic.

    >>> decode("مرحبا بكم في البوابة".encode("windows-1256"), told="iso-8859-1").text
    'مرحبا بكم في البوابة'
    >>> decode("un café noir".encode("latin-1"), told="zip").charset
    'cp1252'
    """
    is_cut = len(content) > MOST_BYTES
    content = content[:MOST_BYTES]
    for signature, charset in _SIGNATURES:
        if content.startswith(signature):
            text = content[len(signature) :].decode(charset, "replace")
            return Decoded(text, charset, "bom", is_cut)
    charset, known_from = _told(content, told)
    if _is_wide(content):
        charset = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        return Decoded(content.decode(charset, "replace"), charset, "content", is_cut)
    valid = _as_utf8(content)
    if valid is not None:
        return Decoded(valid, "utf-8", known_from if charset == "utf-8" else "content", is_cut)
    charset, known_from = _legacy(content, charset, known_from)
    return Decoded(content.decode(charset, "replace"), charset, known_from, is_cut)


def _told(content: bytes, header: str) -> tuple[str, str]:
    charset = _LABELS.get(header.strip().strip("\"'").lower(), "")
    if charset:
        return charset, "header"
    found = _META.search(content[:4096])
    charset = _LABELS.get(found[1].decode("ascii").lower(), "") if found else ""
    # A meta element that could be read is not written in two bytes a letter.
    if charset.startswith("utf-16"):
        return "utf-8", "meta"
    return (charset, "meta") if charset else ("", "default")


def _is_wide(content: bytes) -> bool:
    """Whether the first element is written in two bytes a letter."""
    return bool(_WIDE.search(content[:512]))


def _as_utf8(content: bytes) -> str | None:
    """The text where the bytes are UTF-8, but for a letter that is cut in two at the end."""
    try:
        return codecs.getincrementaldecoder("utf-8")("strict").decode(content, final=False)
    except UnicodeDecodeError as error:
        # A single stray byte in a long page does not make it another encoding.
        text = content.decode("utf-8", "replace")
        wrong = text.count("\ufffd")
        is_stray = wrong * 200 < sum(map(len, _HIGH.findall(content))) and error.start >= 0
        return text if is_stray else None


def _legacy(content: bytes, charset: str, known_from: str) -> tuple[str, str]:
    if charset not in _LEGACY:
        return charset, known_from
    runs = _HIGH.findall(content[:400_000])
    high = sum(map(len, runs)) or 1
    best, most = "", 0
    for name in ("cp1256", "iso8859-6"):
        words = [word for run in runs for word in _ARABIC_WORD.findall(run.decode(name, "replace"))]
        letters = sum(map(len, words))
        if len(words) >= _LEAST_WORDS and letters * 2 > high and letters > most:
            best, most = name, letters
    if best:
        return best, "content"
    return (charset, known_from) if charset and charset != "utf-8" else ("cp1252", "content")
