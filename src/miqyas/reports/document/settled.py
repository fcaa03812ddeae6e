"""Archives without a clock: equal content gives equal bytes, whenever and wherever it is packed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

_WHEN: Final = (1980, 1, 1, 0, 0, 0)
_FIRST: Final = "[Content_Types].xml"
_UNIX: Final = 3
_ABOUT: Final = "docProps/core.xml"
_MOMENT: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MADE: Final = b"1980-01-01T00:00:00Z"


def packed(entries: Mapping[str, bytes]) -> bytes:
    """A zip of the entries by name, the list of types of an Office file first.

    >>> packed({"b": b"1", "a": b"2"}) == packed({"a": b"2", "b": b"1"})
    True
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as kept:
        for name in sorted(entries, key=lambda name: (name != _FIRST, name)):
            about = zipfile.ZipInfo(name, date_time=_WHEN)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, _UNIX
            kept.writestr(about, entries[name])
    return target.getvalue()


def settled(content: bytes) -> bytes:
    """The same archive without the times at which its files were written.

    Workbooks within it, behind the charts of slides, also lose the time that they say they were made at.

    >>> later = packed({"a": b"1"})
    >>> settled(later) == later
    True
    """
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        entries = {name: given.read(name) for name in given.namelist()}
    return packed(
        {name: _timeless(each) if name.endswith(".xlsx") else each for name, each in entries.items()}
    )


def _timeless(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        entries = {name: given.read(name) for name in given.namelist()}
    return packed(entries | {_ABOUT: _MOMENT.sub(_MADE, entries[_ABOUT])})
