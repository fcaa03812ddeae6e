"""Two installations in one test, and what they say to each other.

There is one database in a test. An installation keeps its own rows and its own key; while one is played, the
rows of the other are away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from miqyas.workspace.twinning.fields import GoalFields, ProfileFields, TwinFields
from miqyas.workspace.twinning.models import (
    Exchange,
    Foreseen,
    Goal,
    Message,
    Profile,
    ProfileContact,
    Reading,
    Signer,
    Twin,
)
from miqyas.workspace.twinning.receiving import PackagePlan, package_plan
from miqyas.workspace.twinning.services import profile_create, twin_begin
from miqyas.workspace.twinning.signers import signer_confirm

TABLES: tuple[type[models.Model], ...] = (
    Profile, ProfileContact, Signer, Twin, Goal, Reading, Exchange, Foreseen, Message,
)  # fmt: skip


class Installation:
    """A country with its own key, its own rows and its own profile."""

    def __init__(self, settings: Any, folder: Path, fields: ProfileFields) -> None:
        self.settings, self.key = settings, folder / f"{fields.code}.pem"
        self.fields = fields
        self.rows: list[list[models.Model]] | None = None

    @contextmanager
    def at_work(self) -> Iterator["Installation"]:
        """Its rows and its key are there; afterwards they are put away."""
        before, mark = self.settings.MIQYAS_HISTORY_KEY, transaction.savepoint()
        self.settings.MIQYAS_HISTORY_KEY = self.key
        try:
            self._unpack()
            yield self
            self.rows = [list(table._default_manager.all()) for table in TABLES]
        finally:
            transaction.savepoint_rollback(mark)
            self.settings.MIQYAS_HISTORY_KEY = before

    def _unpack(self) -> None:
        if self.rows is None:
            profile_create(self.fields, by=None, is_home=True)
            return
        for table, rows in zip(TABLES, self.rows, strict=True):
            table._default_manager.bulk_create(rows)


def bahrain() -> ProfileFields:
    return ProfileFields(
        code="bhr", name={"ar": "البحرين", "en": "Bahrain"}, iso3="BHR", offers=("identity", "payments"),
        needs=("HCI", "skills"), languages=("ar", "en"), capacity=3,
    )  # fmt: skip


def estonia() -> ProfileFields:
    return ProfileFields(
        code="est", name={"ar": "إستونيا", "en": "Estonia", "fr": "Estonie"}, iso3="EST",
        offers=("skills", "HCI"), needs=("payments",), languages=("en", "et"), capacity=2,
    )  # fmt: skip


def skills(**changes: Any) -> TwinFields:
    """Estonia is to help Bahrain with skills."""
    today = timezone.localdate()
    given = {
        "code": "skills", "title": {"ar": "المهارات الرقمية", "en": "Digital skills"}, "seeker": "bhr",
        "giver": "est", "starts_on": today, "ends_on": today + timedelta(400),
        "purpose": {"en": "Teachers learn from teachers."},
        "goals": (GoalFields("HCI", "0.86804", "0.9", date(2030, 3, 1)),),
    }  # fmt: skip
    return TwinFields(**(given | changes))


def invited_by_bahrain() -> Twin:
    """At Bahrain: Estonia has a profile, and the twinning is a draft."""
    profile_create(estonia(), by=None)
    return twin_begin(skills(), by=None)


def told(content: bytes, *, name: str = "package.json") -> PackagePlan:
    return package_plan(content, name=name)


def details(plan: PackagePlan) -> list[str]:
    """What speaks against a package."""
    return [f"{one.code}.{one.detail}" for one in plan.problems]


def confirmed(content: bytes) -> Signer:
    """The fingerprint was compared by telephone."""
    plan = told(content)
    assert plan.package
    return signer_confirm(content, spoken=plan.package.fingerprint, how="A call", by=None)
