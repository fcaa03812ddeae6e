from __future__ import annotations

from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.roles import ADMINISTRATOR


def is_last_administrator(user: User) -> bool:
    """Whether nobody would be left to administer without this person."""
    grants = RoleGrant.objects.filter(role=ADMINISTRATOR, user__is_active=True)
    return grants.filter(user=user).exists() and not grants.exclude(user=user).exists()
