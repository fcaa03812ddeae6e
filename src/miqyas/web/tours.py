"""The first tour of each role, shown on the first page of the workspace until its reader puts it away."""

from __future__ import annotations

from dataclasses import dataclass

from miqyas.web.helping import help_address, tours
from miqyas.web.shell import route
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.models import User


@dataclass(frozen=True, slots=True)
class TourStep:
    """A step: its words are `tour.<role>.<code>` and `.why`."""

    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Tour:
    """What somebody new to a role looks at first."""

    role: str
    steps: tuple[TourStep, ...]


def tour_of(user: User, person: Person, *, again: str = "") -> Tour | None:
    """The first tour of the person's roles that they have not put away, or the one they ask for again."""
    held = [role for role in tours() if role in person.roles]
    waiting = [role for role in held if role not in user.tours_seen]
    role = again if again in held else next(iter(waiting), "")
    return Tour(role, tuple(_steps(role))) if role else None


def _steps(role: str) -> list[TourStep]:
    """The steps that lead somewhere in this installation."""
    found = [
        TourStep(step["step"], route(step["route"]) if "route" in step else help_address(step["help"]))
        for step in tours()[role]
    ]
    return [step for step in found if step.url]
