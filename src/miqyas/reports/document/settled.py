"""Archives without a clock: equal content gives equal bytes, whenever and wherever it is packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

_WHEN: Final = (1980, 1, 1, 0, 0, 0)
_FIRST: Final = "[Content_Types].xml"
_UNIX: Final = 3


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
    """The same archive without the times at which its files were written; archives within it, too.

    >>> from zipfile import ZipFile
    >>> later = packed({"a": b"1"})
    >>> settled(later) == later
    True
    """
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        entries = {name: given.read(name) for name in given.namelist()}
    return packed(
        {name: settled(each) if name.endswith(_ARCHIVES) else each for name, each in entries.items()}
    )


_ARCHIVES: Final = (".xlsx",)
