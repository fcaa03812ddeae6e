"""A row of a file beside what is there: what all rows of the roadmap's files have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from miqyas.sheets.plans import Doing
from miqyas.workspace.roadmaps.fields import plain

Fields = TypeVar("Fields")


@dataclass(frozen=True)
class ComparedLine(Generic[Fields]):
    """What something would become, and what it is now; None where it is not there."""

    fields: Fields
    before: Fields | None

    @property
    def doing(self) -> Doing:
        """Whether it would be added, changed, or left."""
        if self.before is None:
            return "add"
        return "change" if self.changed else "same"

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The fields that would be others."""
        if self.before is None:
            return ()
        now, then = plain(self.before), plain(self.fields)
        return tuple(name for name in then if then[name] != now[name])

    @property
    def told(self) -> Any:
        """All that it would do, and over what."""
        return [plain(self.fields), plain(self.before) if self.before else None]
