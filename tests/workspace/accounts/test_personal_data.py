"""Personal data: every field of it is in the inventory, told, taken away, and removed when it is old."""

import io
import json
import re
import time
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.utils import timezone

from miqyas.workspace.accounts import personal
from miqyas.workspace.accounts.inventory import inventory
from miqyas.workspace.accounts.invitations import person_invite
from miqyas.workspace.accounts.models import ApiToken, Invitation, User
from miqyas.workspace.accounts.personal import person_erase, person_told, purge_old, purged_kinds
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.accounts.services import AccountError
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.events.models import Event
from miqyas.workspace.history.queries import records_of
from tests.cast import PASSWORD, Cast, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

SECRET = "JBSWY3DPEHPK3PXP"
THINGS = {
    "campaign", "entity", "handle", "in_reply_to", "lease_token", "object_id", "package", "ticket",
}  # fmt: skip
"""Identifiers of things, not of people."""
OF_PEOPLE = re.compile(
    r"^(user_agent|username|display_name|text|note|.*_note|reasons?|justification|explanation|quote|mentions|draft"
    r"|extra_data|session_data|post_data|get_data|ip|email)$"
)
"""Names of fields in which people, or what they wrote, may stand."""


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    """A code that was used is remembered in a cache that outlives a test."""
    cache.clear()


def may_be_personal(field: Any) -> bool:
    if field.is_relation:
        return field.related_model is User
    if isinstance(field, models.UUIDField):
        return not field.primary_key and field.name not in THINGS
    if isinstance(field, models.EmailField | models.GenericIPAddressField):
        return True
    return bool(OF_PEOPLE.match(field.name)) and isinstance(
        field, models.CharField | models.TextField | models.JSONField
    )


def fields_of_people() -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False) and may_be_personal(field)
    ]


class TestInventory:
    """What is held, why and how long."""

    def test_every_field_that_may_hold_personal_data_is_in_it(self) -> None:
        missing = [
            label
            for label in fields_of_people()
            if not any(kind.covers(label) for kind in inventory().values())
        ]
        assert not missing, "put these fields into accounts/personal_data.yaml"

    def test_it_names_no_field_that_is_not_there(self) -> None:
        labels = [
            f"{model._meta.label}.{field.name}"
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.get_fields()
        ]
        for kind in inventory().values():
            for pattern in kind.fields:
                alone = personal.inventory()[kind.code].__class__(
                    code="x", fields=(pattern,), what=kind.what, why=kind.why, how_long=kind.how_long
                )
                assert any(alone.covers(label) for label in labels), pattern

    def test_what_has_an_age_is_removed_by_something(self) -> None:
        assert purged_kinds() == {kind.code for kind in inventory().values() if kind.days is not None}

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_page_shows_it(self, cast: Cast, language: str) -> None:
        page = signed_in(cast.amina).get(f"/{language}/account/my-data/").content.decode()
        first = next(iter(inventory().values()))
        assert first.what.in_language(language) in page


def rich(user: User) -> User:
    """Somebody of whom much is held."""
    TOTP.activate(user, SECRET)
    token_create(user, name="report", scope="read", days=1)
    Client().post("/en/account/login/", {"login": user.email, "password": "wrong"})
    browser = Client()
    browser.post("/en/account/login/", {"login": user.email, "password": PASSWORD})
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    browser.post("/en/account/security/authenticate/", {"code": code})
    return user


class TestTelling:
    """A person's data as a file."""

    def test_it_holds_what_is_known_and_no_secret(self, cast: Cast) -> None:
        archive = ZipFile(io.BytesIO(person_told(rich(cast.amina))))
        told = json.loads(archive.read("account.json"))
        assert told["account"]["email"] == "amina@example.org"
        assert told["tokens"][0]["name"] == "report"
        assert told["failed_attempts"]
        assert told["second_factors"][0]["type"] == "totp"
        whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
        for secret in (SECRET, cast.amina.password, ApiToken.objects.get().token_hash):
            assert secret not in whole

    def test_history_tells_what_they_did(self, cast: Cast) -> None:
        archive = ZipFile(io.BytesIO(person_told(cast.elif_)))
        actions = {record["action"] for record in json.loads(archive.read("history.json"))}
        assert {"user.create", "role.grant"} <= actions

    def test_it_is_for_its_owner_after_confirming(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        assert browser.get("/en/account/my-data/file/").status_code == 302
        browser.post("/en/account/again/", {"password": PASSWORD})
        answer = browser.get("/en/account/my-data/file/")
        assert json.loads(ZipFile(io.BytesIO(answer.content)).read("account.json"))
        assert "no-store" in answer["Cache-Control"]

    def test_an_application_above_adds_its_part(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(personal, "_holders", dict(personal._holders))
        gone: list[User] = []
        personal.personal_register("moons", tell=lambda user: ["luna"], erase=gone.append)
        archive = ZipFile(io.BytesIO(person_told(cast.amina)))
        assert json.loads(archive.read("moons.json")) == ["luna"]
        person_erase(cast.amina, by=None)
        assert gone == [cast.amina]
        with pytest.raises(ValueError, match="registered already"):
            personal.personal_register("moons", tell=lambda user: [])


class TestErasing:
    """A person goes; the pseudonym stays and leads to nobody."""

    def test_nothing_that_names_them_is_left(self, cast: Cast) -> None:
        amina = rich(cast.amina)
        key = UserSession.objects.get(user=amina).session_key
        person_erase(amina, by=cast.elif_.pseudonym)
        assert not User.objects.filter(email="amina@example.org").exists()
        assert not ApiToken.objects.exists()
        assert not AccessAttempt.objects.filter(username__contains="amina").exists()
        assert not Session.objects.filter(session_key=key).exists()
        assert names_of([amina.pseudonym])[amina.pseudonym] in {"Erased person", "شخص حُذفت بياناته"}

    def test_history_stays_whole(self, cast: Cast) -> None:
        before = records_of("user", cast.amina.pseudonym).count()
        person_erase(cast.amina, by=cast.elif_.pseudonym)
        records = records_of("user", cast.amina.pseudonym)
        assert records.count() == before + 1
        assert "amina" not in str(list(records.values())).lower()

    def test_those_who_work_with_them_hear_of_it(self, cast: Cast) -> None:
        person_erase(cast.amina, by=None)
        event = Event.objects.get(kind="person.erased")
        assert event.payload == {"person": str(cast.amina.pseudonym)}

    def test_the_last_administrator_stays(self, cast: Cast) -> None:
        with pytest.raises(AccountError, match="last_administrator"):
            person_erase(cast.elif_, by=None)
        assert User.objects.filter(pk=cast.elif_.pk).exists()

    def test_their_address_is_free_again(self, cast: Cast) -> None:
        person_erase(cast.amina, by=None)
        anew, _ = person_invite("amina@example.org", by=None)
        assert anew.user.pseudonym != cast.amina.pseudonym

    def test_people_erase_themselves_after_typing_their_address(self, cast: Cast) -> None:
        browser = signed_in(cast.amina)
        browser.post("/en/account/again/", {"password": PASSWORD})
        page = browser.post("/en/account/my-data/erase/", {"email": "x@example.org"})
        assert "not the address of the account" in page.content.decode()
        page = browser.post("/en/account/my-data/erase/", {"email": "Amina@example.org"})
        assert "Your account is erased" in page.content.decode()
        assert not User.objects.filter(pk=cast.amina.pk).exists()
        assert browser.get("/en/account/").status_code == 302


class TestRetention:
    """What is old goes."""

    def test_each_kind_goes_at_its_age_and_not_before(self, cast: Cast) -> None:
        now = timezone.now()
        rich(cast.amina)
        person_invite("huda@example.org", by=None)
        long_ago = now - timedelta(days=400)
        assert sum(purge_old(now).values()) == 0
        AccessAttempt.objects.update(attempt_time=long_ago)
        ApiToken.objects.update(expires_at=long_ago)
        Invitation.objects.update(expires_at=long_ago)
        Session.objects.update(expire_date=long_ago)
        removed = purge_old(now)
        assert removed["failed_attempts"] == removed["tokens"] == removed["invitations"] == 1
        assert removed["sessions"] >= 2
        assert not UserSession.objects.exists()

    def test_an_invitation_that_was_taken_up_stays_with_its_account(self, cast: Cast) -> None:
        invitation, _ = person_invite("huda@example.org", by=None)
        long_ago = timezone.now() - timedelta(days=400)
        Invitation.objects.update(expires_at=long_ago, used_at=long_ago)
        purge_old(timezone.now())
        assert Invitation.objects.filter(pk=invitation.pk).exists()

    def test_the_round_of_every_day_does_it(self, cast: Cast) -> None:
        from miqyas.jobs.registry import rounds

        assert rounds()["personal.retention"] == timedelta(days=1)
