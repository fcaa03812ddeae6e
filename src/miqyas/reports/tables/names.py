"""Names of sheets and of columns that Excel accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

LONGEST_NAME: Final = 31
LONGEST_HEADING: Final = 255
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_RESERVED: Final = "history"


def sheet_names(titles: Sequence[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Titles as names of sheets: 31 signs as Excel counts them, none of its own, no two alike.

    >>> sheet_names(["Ranks: 2024/2022", "ranks  2024 2022", ""])
    ['Ranks 2024 2022', 'ranks 2024 2022 2', '–']
    """
    names: list[str] = []
    used = {name.casefold() for name in (*taken, _RESERVED)}
    for title in titles:
        bare = " ".join(_FORBIDDEN.sub(" ", title).split()) or "–"
        name = _unique(bare, used, most=LONGEST_NAME)
        used.add(name.casefold())
        names.append(name)
    return names


def headings(labels: Sequence[str]) -> list[str]:
    """Headings of the columns of one table: none empty, no two alike.

    >>> headings(["Rank", "rank", ""])
    ['Rank', 'rank 2', '–']
    """
    names: list[str] = []
    used: set[str] = set()
    for label in labels:
        name = _unique(label.strip() or "–", used, most=LONGEST_HEADING)
        used.add(name.casefold())
        names.append(name)
    return names


def _unique(title: str, used: set[str], *, most: int) -> str:
    name, number = _cut(title, most), 2
    while name.casefold() in used:
        ending = f" {number}"
        name = f"{_cut(title, most - len(ending))}{ending}"
        number += 1
    return name


def _cut(text: str, most: int) -> str:
    """So many units of UTF-16, in which Excel counts, and no half of a sign."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore").strip()
