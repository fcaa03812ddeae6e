"""What each kind of package may say, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from miqyas.analysis.twinning.package_errors import fault
from miqyas.kernel.text import OPTIONAL_LANGUAGES, REQUIRED_LANGUAGES, plain_line, plain_lines

T = TypeVar("T")
LANGUAGES: Final = frozenset({*REQUIRED_LANGUAGES, *OPTIONAL_LANGUAGES})
LONGEST_TEXT: Final = 4_000
LONGEST_TITLE: Final = 200
MOST_GOALS: Final = 30
MOST_PEOPLE: Final = 1_000_000
ROLES: Final = ("seeker", "giver")
EXCHANGES: Final = ("visit", "webinar", "code", "experts")
STATES: Final = ("planned", "held", "cancelled")
MEASURE: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
CODE: Final = re.compile(r"[A-Za-z0-9._-]{1,60}")
Check = Callable[[Any, str], Any]


def demand(value: Any, kind: type[T], name: str) -> T:
    """The value, if it is of that type and of nothing like it. Raises `PackageError`.

    >>> demand("a", str, "code")
    'a'
    """
    if type(value) is not kind:
        raise fault("type", name)
    return value


def check_words(value: Any, name: str) -> dict[str, str]:
    """Words by language, at least in one, without signs that cannot be seen. Raises `PackageError`.

    >>> check_words({"en": "Digital identity"}, "title")
    {'en': 'Digital identity'}
    """
    given = demand(value, dict, name)
    if not given or not set(given) <= LANGUAGES:
        raise fault("languages", name, given=", ".join(given)[:60])
    for language, text in given.items():
        _text(text, f"{name}.{language}")
    return dict(given)


def check_title(value: Any, name: str) -> dict[str, str]:
    """Words as they stand in one line. Raises `PackageError`.

    >>> check_title({"en": "Digital identity"}, "title")
    {'en': 'Digital identity'}
    """
    for language, text in check_words(value, name).items():
        if len(text) > LONGEST_TITLE:
            raise fault("text_long", f"{name}.{language}", n=len(text), limit=LONGEST_TITLE)
        if text != plain_line(text):
            raise fault("text_hidden", f"{name}.{language}")
    return dict(value)


def check_content(kind: str, value: Any) -> dict[str, Any]:
    """The content of a package of that kind. Raises `PackageError`.

    >>> check_content("answer", {"accepts": True, "text": {"en": "Gladly."}})["accepts"]
    True
    """
    given = demand(value, dict, "content")
    shape = _SHAPES[kind]
    if set(given) != set(shape):
        raise fault("members", "content", given=", ".join(sorted(set(given) ^ set(shape)))[:200])
    for name, check in shape.items():
        check(given[name], f"content.{name}")
    if "starts_on" in given and given["starts_on"] > given["ends_on"]:
        raise fault("ends_first", "content.ends_on")
    return dict(given)


def _text(value: Any, name: str) -> None:
    text = demand(value, str, name)
    if len(text) > LONGEST_TEXT:
        raise fault("text_long", name, n=len(text), limit=LONGEST_TEXT)
    if not text or text != plain_lines(text):
        raise fault("text_hidden", name)


def _may_lack(value: Any, name: str) -> None:
    if demand(value, dict, name):
        check_words(value, name)


def _bool(value: Any, name: str) -> None:
    demand(value, bool, name)


def _day(value: Any, name: str) -> None:
    text = demand(value, str, name)
    try:
        is_day = date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise fault("value", name, given=text[:60])


def _one_of(known: tuple[str, ...]) -> Check:
    def check(value: Any, name: str) -> None:
        if demand(value, str, name) not in known:
            raise fault("value", name, given=value[:60])

    return check


def _like(pattern: re.Pattern[str]) -> Check:
    def check(value: Any, name: str) -> None:
        if not pattern.fullmatch(demand(value, str, name)):
            raise fault("value", name, given=value[:60])

    return check


def _people(value: Any, name: str) -> None:
    if not 0 <= demand(value, int, name) <= MOST_PEOPLE:
        raise fault("value", name, given=str(value))


def _id(value: Any, name: str) -> None:
    text = demand(value, str, name)
    try:
        is_id = str(UUID(text)) == text
    except ValueError:
        is_id = False
    if not is_id:
        raise fault("value", name, given=text[:60])


def _rows(shape: Mapping[str, Check]) -> Check:
    def check(value: Any, name: str) -> None:
        rows = demand(value, list, name)
        if len(rows) > MOST_GOALS:
            raise fault("too_many", name, n=len(rows), limit=MOST_GOALS)
        for number, row in enumerate(rows, start=1):
            at = f"{name}[{number}]"
            if set(demand(row, dict, at)) != set(shape):
                raise fault("members", at, given=", ".join(sorted(set(row) ^ set(shape)))[:200])
            for part, one in shape.items():
                one(row[part], f"{at}.{part}")

    return check


_GOAL: Final[Mapping[str, Check]] = {
    "indicator": _like(CODE),
    "baseline": _like(MEASURE),
    "target": _like(MEASURE),
    "due": _day,
}
_TERMS: Final[Mapping[str, Check]] = {
    "title": check_title,
    "purpose": _may_lack,
    "role": _one_of(ROLES),
    "starts_on": _day,
    "ends_on": _day,
    "goals": _rows(_GOAL),
}
_SHAPES: Final[Mapping[str, Mapping[str, Check]]] = {
    "invitation": _TERMS,
    "answer": {"accepts": _bool, "text": _may_lack},
    "agreement": _TERMS,
    "exchange": {
        "id": _id,
        "kind": _one_of(EXCHANGES),
        "title": check_title,
        "starts_on": _day,
        "ends_on": _day,
        "people": _people,
        "shared": _may_lack,
        "state": _one_of(STATES),
    },
    "result": {
        "readings": _rows({"indicator": _like(CODE), "due": _day, "value": _like(MEASURE), "on": _day}),
        "text": _may_lack,
    },
}
