"""What the browser found in a page, judged from the bytes that were kept of it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from miqyas.scanner.document.languages import languages_by_script, script_of
from miqyas.scanner.gather.examining.examine import FORM
from miqyas.scanner.technology.checks import bounds, check_of, checks
from miqyas.scanner.technology.model import Fault, PageExamined, Place, Speed

_MOST_FOUND: Final = 400
_LETTERS: Final = re.compile(r"[^\W\d_]")
_ARABIC: Final = frozenset({"ar", "fa", "ur", "ps", "ckb", "sd", "ug"})
_LATIN: Final = frozenset({"en", "fr", "es", "it", "pt", "de", "nl", "pl", "cs", "id", "tr", "sw", "so"})
_TEXTS: Final = "texts"


def page_examined(address: str, content: bytes) -> PageExamined:
    """What was found in a page; of bytes that are none of ours, that nothing was finished.

    >>> page_examined("https://a.example/", b"?").unfinished
    'broken'
    """
    try:
        told = json.loads(content)
        if told.get("form") != FORM:
            raise ValueError(FORM)
    except (ValueError, AttributeError, RecursionError):
        return PageExamined(address, unfinished="broken")
    found = [one for one in _list(told.get("found"))[:_MOST_FOUND] if isinstance(one, dict)]
    done = [str(one) for one in _list(told.get("done"))]
    is_whole = "end" in done and not told.get("unfinished")
    return PageExamined(
        address,
        tuple(_faults(address, [*found, *_languages(found), *_slow(told.get("phone"))])),
        is_checked=is_whole,
        is_probed="probes" in done,
        unfinished=str(told.get("unfinished") or ("" if told.get("has_axe") or not is_whole else "no_axe")),
        speed=_speed(told.get("phone")),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _faults(address: str, found: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    """Faults in the order of the checks; what several rules find of one kind is one fault."""
    by_check: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in found:
        if check := check_of().get(str(one.get("check"))):
            by_check[check.id].append(one)
    for check in checks().values():
        if some := by_check.get(check.id):
            places = [_place(address, node) for one in some for node in _list(one.get("nodes"))]
            total = sum(one["total"] for one in some if isinstance(one.get("total"), int))
            rules = sorted({str(one["check"]) for one in some})
            yield check.fault(filter(None, places), total=total, sources=rules)


def _place(address: str, node: Any) -> Place | None:
    if not isinstance(node, list) or len(node) != 4:
        return None
    selector, box, snippet, detail = node
    is_box = isinstance(box, list) and len(box) == 4 and all(isinstance(side, int) for side in box)
    return Place(address, _text(selector), tuple(box) if is_box else (), _text(snippet), _text(detail))


def _text(value: Any) -> str:
    return str(value).replace("\x00", "")[:300]


def _languages(found: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Texts that are in another language than they say."""
    for one in found:
        for node in _list(one.get("nodes")) if one.get("check") == _TEXTS else ():
            if not (isinstance(node, list) and len(node) == 4):
                continue
            code, _, words = str(node[3]).partition("\n")
            is_page = str(node[0]) == "html"
            other = other_language(
                code, words, least=bounds()["language_letters" if is_page else "part_letters"]
            )
            if other:
                rule = "language_wrong" if is_page else "language_of_part_wrong"
                yield {"check": rule, "total": 1, "nodes": [[*node[:3], f"{code}: {other}"]]}


def other_language(code: str, words: str, *, least: int) -> str:
    """The language of words, if it is plainly another than the code says; empty where that cannot be told.

    >>> other_language("en", "خدمات حكومية إلكترونية للمواطنين والمقيمين", least=20)
    'ar'
    >>> other_language("ar", "خدمات حكومية إلكترونية للمواطنين والمقيمين", least=20)
    ''
    """
    told, script = code.split("-")[0].lower(), script_of(words)
    if not told or len(_LETTERS.findall(words)) < least:
        return ""
    if script == "arabic":
        return "ar" if told in _LATIN else ""
    if script != "latin" or told not in _LATIN | _ARABIC:
        return ""
    guessed = languages_by_script({"latin": [words]}, told="" if told in _ARABIC else told)["latin"]
    return "" if guessed == told else guessed


def _speed(told: Any) -> Speed | None:
    if not isinstance(told, dict) or not isinstance(told.get("bytes"), int):
        return None
    lcp, cls = told.get("lcp_ms"), told.get("cls")
    return Speed(
        round(lcp) if isinstance(lcp, int | float) else None,
        round(float(cls), 4) if isinstance(cls, int | float) else 0.0,
        told["bytes"],
        told["requests"] if isinstance(told.get("requests"), int) else 0,
        is_late=told.get("is_late") is True,
    )


def _slow(told: Any) -> Iterator[Mapping[str, Any]]:
    """What of a load on a slow phone is beyond the bounds, as if a rule had found it."""
    speed = _speed(told)
    if speed is None:
        return
    if speed.lcp_ms is not None and speed.lcp_ms > bounds()["lcp_ms"][0]:
        yield _beyond("slow", told.get("lcp_node"), f"{speed.lcp_ms / 1000:.1f} s")
    if speed.cls > bounds()["cls"][0]:
        yield _beyond("jumping", told.get("cls_node"), f"{speed.cls:.2f}")
    if speed.bytes > bounds()["bytes"][0]:
        yield _beyond("heavy", None, f"{speed.bytes / 10**6:.1f} MB")


def _beyond(check: str, node: Any, detail: str) -> Mapping[str, Any]:
    at = node if isinstance(node, list) and len(node) == 4 else ["", [], "", ""]
    return {"check": check, "total": 1, "nodes": [[*at[:3], detail]]}
