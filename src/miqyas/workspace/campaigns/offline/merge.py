"""Three sides of a cell: what stood there when the file was written, what the file says, what is here now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

SIGNS = 16


class Outcome(Enum):
    """What becomes of a cell."""

    SAME = "same"
    """Both sides say the same."""
    KEEP = "keep"
    """The file says nothing new: what stands here stays."""
    TAKE = "take"
    """Only the file has changed: its words come in."""
    CONFLICT = "conflict"
    """Both have changed: somebody has to decide."""


@dataclass(frozen=True)
class Cell:
    """A cell of a row, with what becomes of it."""

    name: str
    here: str
    file: str
    outcome: Outcome


def fingerprint(text: str) -> str:
    """A short name of a text, by which it is known whether it has changed.

    >>> fingerprint("yes") == fingerprint("yes"), fingerprint("") == fingerprint(" ")
    (True, False)
    """
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:SIGNS]


def says_something(file: str, *, seen: str) -> bool:
    """Whether a cell was filled in, or changed, since the file was written; by the file alone.

    >>> says_something("yes", seen=fingerprint("yes")), says_something("", seen="")
    (False, False)
    >>> says_something("yes", seen=fingerprint("no")), says_something("yes", seen="")
    (True, True)
    """
    return fingerprint(file) != seen if seen else bool(file)


def merged(name: str, *, here: str, file: str, seen: str) -> Cell:
    """What becomes of a cell. `seen` is the fingerprint of what stood in the file at first; empty: not known.

    >>> merged("grade", here="no", file="yes", seen=fingerprint("no")).outcome
    <Outcome.TAKE: 'take'>
    >>> merged("grade", here="no", file="yes", seen=fingerprint("yes")).outcome
    <Outcome.KEEP: 'keep'>
    >>> merged("note", here="one", file="two", seen=fingerprint("")).outcome
    <Outcome.CONFLICT: 'conflict'>
    """
    return Cell(name, here, file, _outcome(here=here, file=file, seen=seen))


def _outcome(*, here: str, file: str, seen: str) -> Outcome:
    if file == here:
        return Outcome.SAME
    if not says_something(file, seen=seen):
        return Outcome.KEEP
    if fingerprint(here) == seen or not here:
        return Outcome.TAKE
    return Outcome.CONFLICT
