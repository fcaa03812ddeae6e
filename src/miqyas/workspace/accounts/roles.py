"""The roles, read from `roles.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

import yaml

EVERYONE: Final = "everyone"
SIGNED_IN: Final = "signed_in"
ADMINISTRATOR: Final = "administrator"
LEAD: Final = "lead"
COORDINATOR: Final = "coordinator"
SIGNATORY: Final = "signatory"
ENTITY_LEAD: Final = "entity_lead"
CONTRIBUTOR: Final = "contributor"
ASSESSOR: Final = "assessor"
ADJUDICATOR: Final = "adjudicator"
VIEWER: Final = "viewer"

INSTALLATION: Final = "installation"
CAMPAIGN: Final = "campaign"
ENTITY: Final = "entity"


@dataclass(frozen=True)
class Role:
    """A role: its code, whether somebody grants it or it comes of itself, and what a grant may name."""

    code: str
    granted: bool
    scope: str

    def fits(self, *, entity: UUID | None, campaign: UUID | None) -> bool:
        """Whether a grant of this role may name this entity and this campaign."""
        is_campaign_right = campaign is None or self.scope in {CAMPAIGN, ENTITY}
        return is_campaign_right and (entity is not None) == (self.scope == ENTITY)


@cache
def roles() -> dict[str, Role]:
    """All roles by code, in the order of the file."""
    loaded = yaml.safe_load(files("miqyas.workspace.accounts").joinpath("roles.yaml").read_text("utf-8"))
    return {code: Role(code=code, **entry) for code, entry in loaded.items()}


def granted_roles() -> tuple[Role, ...]:
    """The roles that somebody grants."""
    return tuple(role for role in roles().values() if role.granted)
