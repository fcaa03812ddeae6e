"""The registry is kept by the authority and the administrator; who looks on may read it."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.access import Person, Policy, Verdict, register
from miqyas.workspace.accounts.roles import ADMINISTRATOR, COORDINATOR, LEAD, VIEWER


def _at_large(*roles: str) -> Policy:
    """Holders of a role that counts everywhere: the registry belongs to no one campaign."""

    def policy(person: Person, target: Any) -> Verdict:
        return Verdict.ALLOWED if person.holds(*roles) else Verdict.FORBIDDEN

    return policy


register("registry.list", _at_large(ADMINISTRATOR, LEAD, COORDINATOR, VIEWER))
register("registry.edit", _at_large(ADMINISTRATOR, LEAD, COORDINATOR))
