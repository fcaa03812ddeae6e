"""What a page says to machines: JSON-LD in it, or a body that is JSON and speaks a catalogue's interface."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

LONGEST_JSON: Final = 1_000_000
_DEEPEST: Final = 20
_MOST_VALUES: Final = 5_000
_TOO_NESTED: Final = 200
_DATES: Final = {"dateModified": "updated", "datePublished": "published"}
_OPENING: Final = frozenset("[{")
_BRACKETS: Final = re.compile(r"[\[\]{}]")


def parsed(text: str) -> Any:
    """The value of a JSON text; None where it is none, too long, or nested too deep.

    >>> parsed('{"a": [1]}'), parsed("{"), parsed("[" * 100000)
    ({'a': [1]}, None, None)
    """
    if len(text) > LONGEST_JSON or _is_too_nested(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_too_nested(text: str) -> bool:
    """Whether a text could be nested too deep: by the brackets that are open at one time, at most."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth = depth + 1 if match[0] in _OPENING else max(0, depth - 1)
        if depth > _TOO_NESTED:
            return True
    return False


def _maps(value: Any) -> Iterator[dict[str, Any]]:
    """Every map in a value, in no more than so many steps."""
    waiting, looked = [(value, 0)], 0
    while waiting and looked < _MOST_VALUES:
        one, depth = waiting.pop()
        looked += 1
        if depth > _DEEPEST:
            continue
        if isinstance(one, dict):
            yield one
            waiting.extend((child, depth + 1) for child in one.values())
        elif isinstance(one, list):
            waiting.extend((child, depth + 1) for child in one[:_MOST_VALUES])


def types_of(value: Any) -> list[str]:
    """The schema.org types that a JSON-LD value names.

    >>> types_of({"@graph": [{"@type": ["GovernmentService", "Service"]}]})
    ['GovernmentService', 'Service']
    """
    found = []
    for one in _maps(value):
        named = one.get("@type")
        found += [str(name)[:80] for name in (named if isinstance(named, list) else [named]) if name]
    return found


def dates_of(value: Any) -> list[tuple[str, str]]:
    """The dates that a JSON-LD value gives the page, as (role, text)."""
    return [(role, str(one[key])) for one in _maps(value) for key, role in _DATES.items() if one.get(key)]


def api_of(value: Any) -> str:
    """The interface that an answer in JSON speaks: "ckan", "dcat", or empty.

    Sources: the CKAN Action API (``success`` and ``result``), the DCAT-US schema (``conformsTo`` and
    ``dataset``), the W3C's DCAT in JSON-LD.

    >>> api_of({"help": "…", "success": True, "result": []}), api_of({"success": True})
    ('ckan', '')
    """
    if not isinstance(value, dict):
        return ""
    if value.get("success") is True and "result" in value:
        return "ckan"
    if isinstance(value.get("dataset"), list) and "conformsTo" in value:
        return "dcat"
    types = (str(one.get("@type", "")) for one in _maps(value))
    return "dcat" if any(name.endswith(("dcat:Catalog", "#Catalog")) for name in types) else ""
