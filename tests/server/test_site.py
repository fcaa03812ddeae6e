"""The site as a whole: health, headers, doctor, and numbers that Django prints."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.test import Client
from django.utils import timezone, translation

from miqyas.jobs.models import WorkerPresence
from miqyas.server.config import config
from miqyas.server.doctor import checks
from miqyas.server.logs import without_links
from miqyas.server.run import first_login_link


def test_passwords_are_kept_with_argon2() -> None:
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_django_prints_a_point_as_a_point(language: str) -> None:
    template = engines["django"].from_string("{{ score }} {{ score|floatformat:2 }} {{ rows }}")
    with translation.override(language):
        assert template.render({"score": 0.2784, "rows": 2308}) == "0.2784 0.28 2308"


@pytest.mark.django_db
class TestAnswers:
    """What every answer carries."""

    def test_health_tells_whether_the_database_answers(self, client: Client) -> None:
        response = client.get("/healthz")
        assert (response.status_code, response.json()["status"]) == (200, "ok")

    def test_the_policy_allows_nothing_from_outside(self, client: Client) -> None:
        policy = client.get("/healthz")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy

    def test_the_other_headers(self, client: Client) -> None:
        headers = client.get("/healthz").headers
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]

    def test_nothing_waits_to_be_migrated(self) -> None:
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
class TestDoctor:
    """What the operator is told."""

    def found(self) -> dict[str, bool]:
        return {check.name: check.ok for check in checks("ar")}

    def test_all_parts_are_looked_at(self) -> None:
        assert list(self.found()) == ["database", "migrations", "static_files", "workers", "events"]

    @pytest.mark.parametrize(("age", "alive"), [(timedelta(0), True), (timedelta(hours=1), False)])
    def test_a_worker_is_alive_while_it_shows_life(self, age: timedelta, alive: bool) -> None:
        WorkerPresence.objects.create(worker="w", seen_at=timezone.now() - age)
        assert self.found()["workers"] is alive

    def test_no_worker_is_said_in_words(self) -> None:
        (found,) = [check for check in checks("en") if check.name == "workers"]
        assert "miqyas worker" in found.words


@pytest.mark.django_db
def test_the_first_login_link_is_on_the_address_that_is_served() -> None:
    assert first_login_link("0.0.0.0", 8123).startswith("http://127.0.0.1:8123/ar/account/first/")


@pytest.mark.django_db
def test_behind_a_proxy_it_is_on_the_address_that_people_use(monkeypatch: pytest.MonkeyPatch) -> None:
    known = config().model_copy(update={"base_url": "https://miqyas.example"})
    monkeypatch.setattr("miqyas.server.config.config", lambda: known)
    assert first_login_link("0.0.0.0", 8000).startswith("https://miqyas.example/ar/account/first/")


def test_no_log_line_shows_a_first_login_link() -> None:
    line = {
        "event": "Gone: /ar/account/first/s3cr-et_/",
        "path": "/en/account/first/s3cr-et_/",
        "status": 410,
    }
    assert without_links(None, "", line) == {
        "event": "Gone: /ar/account/first/…/",
        "path": "/en/account/first/…/",
        "status": 410,
    }
