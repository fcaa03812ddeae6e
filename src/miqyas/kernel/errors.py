"""One base for every error a person can meet.

An error is public API: it has a code, a place, the parameters of the problem, and words that say
what is wrong and how to mend it. The words live in the rooms' `words` files under
``error.<code>.problem`` and ``error.<code>.remedy``; they are looked up when the error is shown,
never when it is raised, so that the same error reads in any language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a file, a line (from 1), a dotted name inside it; any may be unknown.

    >>> str(Place(file="tii.yaml", line=7, name="TII.MS.weight"))
    'tii.yaml:7 (TII.MS.weight)'
    """

    file: str = ""
    line: int | None = None
    name: str = ""

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}" if self.file and self.line else self.file
        if not head and self.line:
            head = f"line {self.line}"
        if head and self.name:
            return f"{head} ({self.name})"
        return head or self.name

    def as_dict(self) -> dict[str, Any]:
        """The place as plain values for JSON."""
        return {"file": self.file or None, "line": self.line, "name": self.name or None}


class MiqyasError(Exception):
    """Base of all errors of Miqyas: subclasses fix ``code`` or take it at the time of raising.

    >>> class Unknown(MiqyasError):
    ...     code = "country.unknown"
    >>> error = Unknown(place=Place(name="XYZ"), given="XYZ")
    >>> error.code, error.params["given"], str(error)
    ('country.unknown', 'XYZ', "country.unknown at XYZ: given='XYZ'")
    """

    code: ClassVar[str] = "unexpected"

    def __init__(self, detail: str = "", *, place: Place | None = None, **params: Any) -> None:
        self.detail = detail
        self.place = place or Place()
        self.params: Mapping[str, Any] = params
        super().__init__(detail)

    @property
    def full_code(self) -> str:
        """The code with its detail: ``methodology.malformed.weight_sum``."""
        return f"{self.code}.{self.detail}" if self.detail else self.code

    def __str__(self) -> str:
        where = f" at {self.place}" if str(self.place) else ""
        given = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.full_code}{where}: {given}" if given else f"{self.full_code}{where}"

    def problem(self, language: str) -> str:
        """What is wrong, in the words of the language."""
        from miqyas.kernel.words import say

        return say(f"error.{self.full_code}.problem", language=language, **self.params)

    def remedy(self, language: str) -> str:
        """How to mend it, in the words of the language."""
        from miqyas.kernel.words import say

        return say(f"error.{self.full_code}.remedy", language=language, **self.params)

    def render(self, language: str) -> str:
        """Place, problem and remedy as one short paragraph."""
        from miqyas.kernel.text import isolate

        where = str(self.place)
        lead = f"{isolate(where)}: " if where else ""
        return f"{lead}{self.problem(language)} {self.remedy(language)}"

    def as_dict(self, language: str) -> dict[str, Any]:
        """The error as plain values: code, place, problem, remedy, params."""
        return {
            "code": self.full_code,
            "place": self.place.as_dict(),
            "problem": self.problem(language),
            "remedy": self.remedy(language),
            "params": {name: value for name, value in self.params.items() if _is_plain(value)},
        }


def _is_plain(value: object) -> bool:
    if isinstance(value, (str, int, float, bool)) or value is None:
        return True
    return isinstance(value, Sequence) and all(_is_plain(item) for item in value)
