"""What stands in the way of a campaign's next step, or should be known before it is taken.

Applications above this one add theirs in the same way::

    @hinders("freeze")
    def undecided(campaign: Campaign) -> Iterator[Hindrance]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import say
from miqyas.workspace.campaigns.models import Campaign


@dataclass(frozen=True)
class Hindrance:
    """Something unfinished: its code, whether it forbids the step, and what its words need."""

    code: str
    blocks: bool
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> Text:
        """It in every language."""
        return Text({language: self.sentence(language) for language in REQUIRED_LANGUAGES})

    def sentence(self, language: str) -> str:
        """It in words: those of `campaign.hinders.<code>`."""
        return say(f"campaign.hinders.{self.code}", language=language, **self.params)


Check = Callable[[Campaign], Iterable[Hindrance]]
C = TypeVar("C", bound=Check)
_checks: dict[str, list[Check]] = {}


def hinders(*actions: str) -> Callable[[C], C]:
    """Have a function asked before each of the steps."""

    def decorate(check: C) -> C:
        for action in actions:
            _checks.setdefault(action, []).append(check)
        return check

    return decorate


def hindrances_of(campaign: Campaign, action: str) -> tuple[Hindrance, ...]:
    """All that stands in the way of a step, what forbids it first."""
    found = [one for check in _checks.get(action, ()) for one in check(campaign)]
    return tuple(sorted(found, key=lambda one: not one.blocks))
