from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from miqyas.kernel.text import FALLBACK_LANGUAGE, plain_line
from miqyas.kernel.words import say
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.roles import ADMINISTRATOR, COORDINATOR, ENTITY_LEAD, LEAD


def is_last_administrator(user: User) -> bool:
    """Whether nobody would be left to administer without this person."""
    grants = RoleGrant.objects.filter(role=ADMINISTRATOR, user__is_active=True)
    return grants.filter(user=user).exists() and not grants.exclude(user=user).exists()


def names_of(pseudonyms: Iterable[UUID | None]) -> dict[UUID, str]:
    """The name of each person as others see it; of one who is gone, that they are. One query.

    Where nobody acted (`None`: the installation itself), nobody is named.
    """
    asked = {pseudonym for pseudonym in pseudonyms if pseudonym}
    gone = say("account.erased", language=get_language() or FALLBACK_LANGUAGE)
    found = {user.pseudonym: str(user) for user in User.objects.filter(pseudonym__in=asked)}
    return dict.fromkeys(asked, gone) | found


def people_seen_by(person: Person) -> QuerySet[User]:
    """Those whom somebody may see in the list of people: all, or those of the entities that they lead."""
    people = User.objects.prefetch_related("grants")
    if person.holds(ADMINISTRATOR) or person.roles & {LEAD, COORDINATOR}:
        return people
    of_theirs = RoleGrant.objects.filter(entity__in=person.entities(ENTITY_LEAD))
    return people.filter(pk__in=of_theirs.values("user"))


def users_with(role: str, *, entity: UUID | None = None, campaign: UUID | None = None) -> QuerySet[User]:
    """Active people who hold the role for this entity and this campaign, as `Person.holds` has it."""
    grants = RoleGrant.objects.filter(
        Q(entity=None) | Q(entity=entity), Q(campaign=None) | Q(campaign=campaign), role=role
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user"))


def people_of(pseudonyms: Iterable[UUID | None]) -> dict[UUID, User]:
    """The active people among these, by pseudonym. One query."""
    asked = {pseudonym for pseudonym in pseudonyms if pseudonym}
    return {user.pseudonym: user for user in User.objects.filter(pseudonym__in=asked, is_active=True)}


def person_by_email(address: str) -> User | None:
    """The active person of an address as somebody typed it, in any case of letters."""
    return User.objects.filter(email__iexact=plain_line(address), is_active=True).first()
