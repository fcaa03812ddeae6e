"""Text that any file may hold: what XML cannot carry is shown as a sign that something stood there."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

_ILLEGIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_T = TypeVar("_T")
REPLACED: Final = "\N{REPLACEMENT CHARACTER}"


def legible(value: _T) -> _T:
    r"""A value, a document for one, with control signs and halves of signs in its texts replaced by U+FFFD.

    Goes through dataclasses, tuples, lists, sets and maps; what has nothing to replace stays the same object.

    >>> legible("Ministry\x00 of \ud800 Health"), legible(("a\tb", 1, None))
    ('Ministry� of � Health', ('a\tb', 1, None))
    """
    made: _T = _legible(value)
    return made


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        return _ILLEGIBLE.sub(REPLACED, value)
    if isinstance(value, tuple | list | frozenset):
        made = [_legible(item) for item in value]
        is_same = all(new is old for new, old in zip(made, value, strict=True))
        return value if is_same else type(value)(made)
    if isinstance(value, Mapping):
        return _map(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _dataclass(value)
    return value


def _map(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    made = {_legible(key): _legible(item) for key, item in value.items()}
    is_same = all(made.get(key) is item for key, item in value.items())
    return value if is_same else made


def _dataclass(value: Any) -> Any:
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    changed = {name: made for name, item in fields.items() if (made := _legible(item)) is not item}
    return dataclasses.replace(value, **changed) if changed else value
