"""The answer of a catalogue of data: whose interface it speaks, what it lists, in which formats and licences.

An answer is read as far as its first million bytes and by signs that stand in its text, so that one that is
too long, or is made to harm, costs no more than any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any, Final

import yaml

from miqyas.scanner.document.dates import iso_day
from miqyas.scanner.document.model import Catalogue
from miqyas.scanner.document.seen import seen
from miqyas.scanner.document.structured import parsed

LARGEST: Final = 1_000_000
"""Bytes of an answer that are read."""
DCAT: Final = "dcat"
_CKAN: Final = "ckan"
_MOST: Final = 2_000
"""Places in a text at which formats, licences or dates are read."""
_LISTED: Final = 20
_PAGE: Final = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TYPED: Final = re.compile(r"(?<!</)dcat:Dataset\b|/dcat#Dataset\b")
_PUBLIC: Final = re.compile(r'"accessLevel"\s{0,9}:')
_LED_TO: Final = re.compile(r"(?:dcat:|dcat#)dataset\b")
_FORMAT: Final = re.compile(r"(?:[fF]ormat|[mM]edia_?[tT]ype)\b((?:(?!</|\.\s)[^,;]){1,160})")
_LICENCE: Final = re.compile(
    r"[lL]icen[sc]e(?:_id|_title)?\"?(?:\s{0,9}[:=>]|\s{1,9}rdf:resource=|\s{1,9})[\s\"'<\[{(]{0,20}"
    r"(?:@id\"\s{0,9}:\s{0,9}\")?([^\"<>,;\n\]})]{1,200})"
)
_TITLE: Final = re.compile(
    r"(?<![A-Za-z_])title\"?(?:\s{1,9}xml:lang=\"[^\"]{1,20}\")?\s{0,9}[:>]?\s{0,9}(?:\{\s{0,9}\"\w{2,5}\"\s{0,9}:\s{0,9})?"
    r"\"?((?:[^\"\\<>{}\[\]\n]|\\.){2,300})"
)
_CHANGED: Final = re.compile(r"(?<![a-z])(?:metadata_)?modified\b[^,;\n]{1,60}?(\d{4}-\d{2}-\d{2})")
_LETTERS: Final = re.compile(r"[a-z0-9]++(?!:)")
_NOT_LETTERS: Final = re.compile(r"[^\w]+|_")


def catalogue_of(content: bytes) -> Catalogue | None:
    """The catalogue that an answer tells of; None where it is no answer of one: a page, other JSON, nothing.

    >>> found = catalogue_of(
    ...     b'{"success": true, "result": {"count": 2, "results": [{"license_id": "cc-by"}]}}'
    ... )
    >>> found.kind, found.datasets, found.licences, found.works
    ('ckan', 2, ('cc-by',), True)
    >>> catalogue_of(b'{"success": false, "error": {"message": "Search error"}}').is_broken
    True
    >>> catalogue_of(b"<!doctype html><title>Home</title>"), catalogue_of(b'{"hello": 1}')
    (None, None)
    """
    text = content[:LARGEST].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text or _PAGE.match(text):
        return None
    is_whole = len(content) < LARGEST
    found = _of_json(text, is_whole=is_whole) if text[0] in "{[" else _of_rdf(text)
    return _described(found, text, is_whole=is_whole) if found else None


def _of_json(text: str, *, is_whole: bool) -> Catalogue | None:
    value = parsed(text)
    is_dcat = _speaks_dcat(text)
    if value is None:
        is_ckan = '"success"' in text and '"result"' in text
        kind = DCAT if is_dcat else _CKAN if is_ckan else ""
        datasets = _count(text) or None if is_dcat else None
        return Catalogue(kind, datasets, is_broken=is_whole or is_ckan) if kind else None
    if not isinstance(value, dict):
        return Catalogue(DCAT, _count(text)) if is_dcat else None
    for kind, shape in _known()["json"].items():
        if found := _of_shape(kind, value, shape):
            return found
    listed = value.get("dataset")
    if isinstance(listed, list) and (is_dcat or "conformsTo" in value):
        return Catalogue(DCAT, len(listed))
    return Catalogue(DCAT, _count(text)) if is_dcat else None


def _of_shape(kind: str, value: Mapping[str, Any], shape: Mapping[str, Any]) -> Catalogue | None:
    """What an object tells that is of the shape of a kind; it is broken where it says so itself."""
    if any(key not in value for key in shape["needs"]):
        return None
    if kind == _CKAN:
        if value["success"] is False and "error" in value:
            return Catalogue(kind, is_broken=True)
        if value["success"] is True and isinstance(value.get("result"), list):
            return Catalogue(kind, len(value["result"]))
        if value["success"] is not True:
            return None
    count, listed = _at(value, shape["count"]), _at(value, shape["listed"])
    is_number = isinstance(count, int) and not isinstance(count, bool) and count >= 0
    return Catalogue(kind, count) if is_number and isinstance(listed, list) else None


def _of_rdf(text: str) -> Catalogue | None:
    return Catalogue(DCAT, _count(text)) if _speaks_dcat(text) else None


def _speaks_dcat(text: str) -> bool:
    return any(
        re.search(rf"{re.escape(sign)}\b", text) if sign[-1].isalpha() else sign in text
        for sign in _known()["dcat"]
    )


def _count(text: str) -> int | None:
    """How many datasets a text describes; None where it leads to some and describes none."""
    count = max(sum(1 for _ in sign.finditer(text)) for sign in (_TYPED, _PUBLIC))
    return None if not count and _LED_TO.search(text) else count


def _described(found: Catalogue, text: str, *, is_whole: bool) -> Catalogue:
    """With the formats, licences and dates that stand in the text."""
    formats = _formats(match[1] for match in _some(_FORMAT, text))
    licences = (_plain(match[1]) for match in _some(_LICENCE, text))
    title = _TITLE.search(text)
    is_sorted = found.kind == _CKAN or (found.kind == DCAT and is_whole)
    return replace(
        found,
        formats=formats,
        licences=tuple(dict.fromkeys(one for one in licences if _names_one(one)))[:_LISTED],
        title=_plain(title[1]) if title else "",
        newest=_newest(match[1] for match in _some(_CHANGED, text)) if is_sorted else None,
    )


def _some(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    return (match for match, _ in zip(pattern.finditer(text), range(_MOST), strict=False))


def _formats(said: Iterable[str]) -> tuple[str, ...]:
    pieces = {piece for words in said for piece in _LETTERS.findall(words.lower())}
    return tuple(name for name, signs in _known()["formats"].items() if not pieces.isdisjoint(signs))


def _names_one(licence: str) -> bool:
    return _NOT_LETTERS.sub("", licence.lower()) not in _known()["no_licence"]


def _newest(days: Iterable[str]) -> date | None:
    return max(filter(None, map(iso_day, days)), default=None)


def _plain(written: str) -> str:
    r"""A text as it is read: `\u0645` and `&amp;` are letters.

    >>> _plain(r"\u0645\u062f\u0646"), _plain("A &amp; B "), _plain("\\u06")
    ('مدن', 'A & B', '\\u06')
    """
    if "\\" in written:
        with suppress(ValueError):
            written = json.loads(f'"{written}"')
    return seen(unescape(written))


def _at(value: Any, way: Iterable[str]) -> Any:
    for key in way:
        value = value.get(key) if isinstance(value, dict) else None
    return value


@cache
def _known() -> Mapping[str, Any]:
    text = files("miqyas.scanner.document").joinpath("catalogues.yaml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    return {**loaded, "no_licence": frozenset(loaded["no_licence"])}
