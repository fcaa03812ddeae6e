"""Rows of a plan as bytes: kept while somebody looks at what a file would do, and read back as they were.

Dataclasses of this software, and the plain values that they are made of, are written as JSON and packed.
Nothing else is read back: a row is made of its fields, and never of a program.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any, Final
from uuid import UUID

_OURS: Final = "miqyas."
_QUICK: Final = 1
"""How hard the bytes are packed: rows are kept for minutes."""


def rows_packed(rows: Iterable[object]) -> bytes:
    """Rows as bytes. Raises `TypeError` for a value that could not be read back as it is.

    >>> from miqyas.sheets.plans import Row
    >>> rows_unpacked(rows_packed([Row("a", fields=(Decimal("1.50"), date(2000, 2, 1)), before=None)]))
    (Row(key='a', fields=(Decimal('1.50'), datetime.date(2000, 2, 1)), before=None, within=''),)
    """
    written = json.dumps([_plain(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(written.encode("utf-8", "surrogatepass"), _QUICK)


def rows_unpacked(packed: bytes) -> tuple[Any, ...]:
    """The rows again."""
    return tuple(map(_restored, json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))))


def _plain(value: Any) -> Any:
    """A value as JSON: what JSON knows stays, all else is a list that begins with what it is."""
    if value is None or type(value) in {str, int, float, bool}:
        return value
    if isinstance(value, str):
        return str(value)  # a member of a choice is its code
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        parts = [_plain(getattr(value, name)) for name in _names(kind)]
        return ["row", f"{kind.__module__}:{kind.__qualname__}", *parts]
    return _plain_of_many(value)


def _plain_of_many(value: Any) -> list[Any]:
    match value:
        case tuple():
            return ["tuple", *map(_plain, value)]
        case list():
            return ["list", *map(_plain, value)]
        case frozenset():
            return ["set", *sorted((_plain(one) for one in value), key=str)]
        case Mapping():
            return ["map", *([_plain(key), _plain(one)] for key, one in value.items())]
        case datetime():
            return ["moment", value.isoformat()]
        case date():
            return ["day", value.isoformat()]
        case Decimal():
            return ["decimal", str(value)]
        case UUID():
            return ["uuid", value.hex]
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _restored(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    what, *parts = value
    match what:
        case "row":
            kind = _class(parts[0])
            return kind(**dict(zip(_names(kind), map(_restored, parts[1:]), strict=True)))
        case "tuple":
            return tuple(map(_restored, parts))
        case "list":
            return list(map(_restored, parts))
        case "set":
            return frozenset(map(_restored, parts))
        case "map":
            return {_restored(key): _restored(one) for key, one in parts}
    return _SINGLE[what](parts[0])


_SINGLE: Final[Mapping[str, Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "decimal": Decimal,
    "uuid": UUID,
}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.init)


@cache
def _class(name: str) -> type:
    """A dataclass of this software by its name."""
    module, _, qualified = name.partition(":")
    if not module.startswith(_OURS):
        raise TypeError(f"{name} is not of this software")
    found: Any = import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    if not (isinstance(found, type) and is_dataclass(found)):
        raise TypeError(f"{name} is no row")
    return found
