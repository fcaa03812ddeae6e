"""The people of a campaign, and the government they work in.

Amina leads the authority, Karim coordinates. At the ministry of health Salma signs, Noor leads, Bruno
contributes; at the ministry of education Tariq signs and Farid contributes. Chen, Gita and Hugo look as
strangers do, Ines decides where they differ. Jamal may look on. Elif administers. Dana has an account and
no part in anything.
"""

from dataclasses import dataclass, fields
from typing import Any

import pytest
from django.db import transaction

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.registry.models import Entity, EntityKind, Portal, PortalKind
from tests.cast import person

NATIONAL_PORTAL = "https://portal.example.org/"


@dataclass(frozen=True)
class CampaignCast:
    """The people, and the three bodies of a small government."""

    amina: User
    karim: User
    salma: User
    noor: User
    bruno: User
    tariq: User
    farid: User
    chen: User
    gita: User
    hugo: User
    ines: User
    jamal: User
    elif_: User
    dana: User
    authority: Entity
    health: Entity
    education: Entity

    def people(self) -> dict[str, User]:
        """Everybody by name."""
        return {
            field.name.rstrip("_"): person
            for field in fields(self)
            if isinstance(person := getattr(self, field.name), User)
        }


def entity(
    code: str, *, kind: str, name_ar: str, name_en: str, mandates: list[str], sector: str = ""
) -> Entity:
    return Entity.objects.create(
        code=code, kind=kind, name={"ar": name_ar, "en": name_en}, mandates=mandates, sector=sector
    )


@pytest.fixture
def campaign_cast(db: None, settings: Any) -> CampaignCast:
    """The people with their roles, the entities, and the national portal."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with transaction.atomic():
        return made()


def made() -> CampaignCast:
    authority = entity(
        "authority", kind=EntityKind.AUTHORITY, name_ar="الهيئة الرقمية", name_en="Digital authority",
        mandates=["digital_authority"],
    )  # fmt: skip
    health = entity(
        "health", kind=EntityKind.MINISTRY, name_ar="وزارة الصحة", name_en="Ministry of Health",
        mandates=["health_ministry"], sector="health",
    )  # fmt: skip
    education = entity(
        "education", kind=EntityKind.MINISTRY, name_ar="وزارة التربية", name_en="Ministry of Education",
        mandates=["education_ministry"], sector="education",
    )  # fmt: skip
    Portal.objects.create(
        entity=authority,
        kind=PortalKind.NATIONAL,
        address=NATIONAL_PORTAL,
        languages=["ar", "en"],
        is_main=True,
    )
    roles: dict[str, tuple[str, Entity | None]] = {
        "amina": ("lead", None),
        "karim": ("coordinator", None),
        "salma": ("signatory", health),
        "noor": ("entity_lead", health),
        "bruno": ("contributor", health),
        "tariq": ("signatory", education),
        "farid": ("contributor", education),
        "chen": ("assessor", None),
        "gita": ("assessor", None),
        "hugo": ("assessor", None),
        "ines": ("adjudicator", None),
        "jamal": ("viewer", None),
        "elif": ("administrator", None),
        "dana": ("", None),
    }
    people = {}
    for name, (role, of) in roles.items():
        people[name] = person(name)
        if role:
            role_grant(people[name], role=role, by=None, entity=of.id if of else None)
    people["elif_"] = people.pop("elif")
    return CampaignCast(**people, authority=authority, health=health, education=education)
