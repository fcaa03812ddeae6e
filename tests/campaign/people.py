"""The people of the campaign, each with an account and nothing more: what they may do is given in the story.

Amina leads the authority, Karim coordinates, Elif administers. At the ministry of health Salma signs, Noor
leads, Bruno contributes; Tariq signs and Farid contributes at education. Chen and Gita look as strangers do,
Ines decides where they differ. Jamal looks on. Yara knows hospitals, works elsewhere, and is asked nothing.
Dana has no part in anything.
"""

from typing import Any

import pytest
from django.core.cache import cache

from miqyas.workspace.accounts.services import role_grant, user_create
from tests.cast import PASSWORD

PEOPLE = (
    "amina", "karim", "elif", "salma", "noor", "bruno", "tariq", "farid", "chen", "gita", "ines", "jamal",
    "yara", "dana",
)  # fmt: skip
ROLES = {
    "amina": ("lead", ""),
    "karim": ("coordinator", ""),
    "salma": ("signatory", "health"),
    "noor": ("entity_lead", "health"),
    "bruno": ("contributor", "health"),
    "tariq": ("signatory", "education"),
    "farid": ("contributor", "education"),
    "chen": ("assessor", ""),
    "gita": ("assessor", ""),
    "ines": ("adjudicator", ""),
    "jamal": ("viewer", ""),
}
"""What Elif gives to whom, and for which entity."""
FEATURES = {
    "BOOK": (
        "CIVIC-SP-001",
        "OSI.SP",
        "service_stage",
        "health",
        "Can a visit to a hospital be booked online?",
    ),
    "LIST": ("CIVIC-CP-002", "OSI.CP", "yes_no", "health", "Is there a list of all hospitals?"),
    "SCHOOL": ("CIVIC-SP-003", "OSI.SP", "yes_no", "education", "Can a child be enrolled online?"),
    "PLAN": ("CIVIC-IF-004", "OSI.IF", "yes_no", "education", "Is there a plan for digital schools?"),
}
"""The country's own list: code, sub-index, grading, who owns it, the question."""
BOOK, LIST, SCHOOL, PLAN = (row[0] for row in FEATURES.values())
QUESTION = {row[0]: row[4] for row in FEATURES.values()}
PORTAL = "https://portal.example.org/"
"""The address from which strangers begin."""


def own_list() -> bytes:
    """The list as the authority keeps it, in a text with commas."""
    lines = ["version,title_ar,title_en", "1,قائمة الخدمات المدنية,List of civic services", ""]
    lines.append("code,subindex,scale,sector,owner,question_ar,question_en")
    for code, subindex, scale, entity, question in FEATURES.values():
        lines.append(f"{code},{subindex},{scale},{entity},{entity}_ministry,هل هذا متاح؟ {code},{question}")
    return "\n".join(lines).encode()


@pytest.fixture
def people(db: None, settings: Any) -> None:
    """Accounts for everybody; Elif administers, which is said at the command line."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    for name in PEOPLE:
        made = user_create(f"{name}@example.org", by=None, display_name=name.capitalize(), password=PASSWORD)
        if name == "elif":
            role_grant(made, role="administrator", by=None)
