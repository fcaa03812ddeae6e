"""Who may do what with twinning.

The authority keeps it; viewers look on; the people of entities read who helps whom, for they are the ones
who travel and teach, and the lead of an entity keeps the profile of the entity. What speaks for the whole
country, a package that is signed or taken in and a key that is trusted, is the lead's alone. Contacts are
personal: the authority reads them, and whoever keeps the profile.
"""

from __future__ import annotations

from typing import Any, Final

from miqyas.workspace.accounts.access import Person, Verdict, register, roles_only
from miqyas.workspace.accounts.roles import (
    CONTRIBUTOR,
    COORDINATOR,
    ENTITY_LEAD,
    LEAD,
    SIGNATORY,
    VIEWER,
)
from miqyas.workspace.twinning.models import Profile

KEEPERS: Final = (LEAD, COORDINATOR)
OF_ENTITY: Final = (ENTITY_LEAD, CONTRIBUTOR, SIGNATORY)


def _list(person: Person, target: Any) -> Verdict:
    may = person.holds(*KEEPERS, VIEWER) or person.entities(*OF_ENTITY)
    return Verdict.ALLOWED if may else Verdict.FORBIDDEN


def _profile(person: Person, target: Any) -> Verdict:
    """To change a profile, and to read its contacts."""
    if person.holds(*KEEPERS):
        return Verdict.ALLOWED
    is_own = isinstance(target, Profile) and target.entity_id in person.entities(ENTITY_LEAD)
    return Verdict.ALLOWED if is_own else Verdict.FORBIDDEN


register("twinning.list", _list)
register("twinning.profile", _profile)
register("twinning.edit", roles_only(*KEEPERS))
register("twinning.sign", roles_only(LEAD))
