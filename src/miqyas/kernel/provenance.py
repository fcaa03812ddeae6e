"""Marks of confidence, and the versions that every result carries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Mark(StrEnum):
    """How far a fact may be trusted; it travels with the fact to the reader."""

    READ = "V"
    """Read in a primary text."""
    NUMERIC = "N"
    """Verified numerically on the published results."""
    SECONDARY = "S"
    """From a secondary source."""
    INFERRED = "I"
    """Inferred."""
    RECALLED = "R"
    """General knowledge, not yet confirmed."""

    @property
    def is_official(self) -> bool:
        """Whether the fact may be shown without a caution."""
        return self.strength == _OFFICIAL

    @property
    def strength(self) -> int:
        """How far to trust, from 0; reading and recomputing are worth the same."""
        return _STRENGTHS[self]


_OFFICIAL: Final = 3
_STRENGTHS: Final[Mapping[str, int]] = {"V": _OFFICIAL, "N": _OFFICIAL, "S": 2, "I": 1, "R": 0}


def weakest(marks: Iterable[Mark]) -> Mark:
    """The mark of what rests on several facts: a chain is as strong as its weakest link.

    >>> weakest([Mark.NUMERIC, Mark.RECALLED, Mark.SECONDARY]).value
    'R'
    """
    return min(marks, key=lambda mark: mark.strength)


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a result: software, method, data (name of the active set of datasets)."""

    software: str
    methodology: str
    data: str

    def as_dict(self) -> dict[str, str]:
        """Plain values for JSON."""
        return {"software": self.software, "methodology": self.methodology, "data": self.data}


def content_hash(parts: Iterable[bytes]) -> str:
    """SHA-256 of length-prefixed parts, in hexadecimal: equal parts in equal order give an equal name.

    >>> content_hash([b"ab", b"c"]) == content_hash([b"a", b"bc"])
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
