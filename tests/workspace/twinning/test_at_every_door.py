"""A package that must not be believed is refused on the page, by the interface and on the command line."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from miqyas.analysis.world import load_world
from miqyas.cli.main import app
from miqyas.jobs.programme.twinning import package_take
from miqyas.workspace.twinning.models import Message
from miqyas.workspace.twinning.services import profile_create
from miqyas.workspace.twinning.signers import signer_revoke
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.twinning.test_keys_and_packages import invitation_from
from tests.workspace.twinning.twins_given import confirmed, estonia, told

pytestmark = pytest.mark.django_db


class Ready:
    """An installation that is set up already."""

    def set_up(self) -> None:
        """Nothing to do: the tests have done it."""

    def checks(self, language: str) -> list[tuple[str, bool, str]]:
        return [("database", True, ""), ("migrations", True, "")]


def unknown(first: bytes, second: bytes) -> bytes:
    return first


def changed(first: bytes, second: bytes) -> bytes:
    confirmed(first)
    return second


def revoked(first: bytes, second: bytes) -> bytes:
    signer_revoke(confirmed(first), why="They lost it", by=None)
    return first


def replayed(first: bytes, second: bytes) -> bytes:
    confirmed(first)
    package_take(told(first), world=load_world(), by=None)
    return first


def expired(first: bytes, second: bytes) -> bytes:
    confirmed(first)
    return second


def tampered(first: bytes, second: bytes) -> bytes:
    confirmed(first)
    return first.replace(b"Digital skills", b"Something else")


CASES = {
    "signer_unknown": (unknown, "nobody here has confirmed this key"),
    "signer_changed": (changed, "is known here with another key"),
    "signer_revoked": (revoked, "This key was revoked here."),
    "replay": (replayed, "This very package was taken in before."),
    "expired": (expired, "The package expired on"),
    "tampered": (tampered, "The signature does not hold."),
}


@pytest.mark.parametrize("fault", CASES)
def test_it_is_refused_in_words_and_nothing_is_kept(
    fault: str, campaign_cast: CampaignCast, settings: Any, tmp_path: Path
) -> None:
    settings.MIQYAS_FOLDER, settings.MIQYAS_HISTORY_KEY = tmp_path, tmp_path / "own.pem"
    campaign_cast.amina.set_unusable_password()
    campaign_cast.amina.save()
    amina = signed_in(campaign_cast.amina)
    first = invitation_from(settings, tmp_path / "a")
    second = {
        "signer_changed": lambda: invitation_from(settings, tmp_path / "b"),
        "expired": lambda: invitation_from(settings, tmp_path / "a", **long_ago()),
    }.get(fault, lambda: b"")()
    profile_create(estonia(), by=None, is_home=True)
    make, words = CASES[fault]
    content = make(first, second)
    kept = Message.objects.count()
    assert words in on_the_page(amina, content)
    answered = amina.post(
        "/api/v1/workspace/twinning/packages",
        {"file": SimpleUploadedFile("package.json", content), "accept": "true"},
    ).json()
    assert [one["code"] for one in answered["problems"]] == [f"package.{fault}"]
    assert answered["is_done"] is False
    shown = on_the_command_line(content, tmp_path / "package.json")
    assert [one["code"] for one in shown["problems"]] == [f"package.{fault}"]
    assert shown["holds"] is (fault != "tampered")
    assert Message.objects.count() == kept


def long_ago() -> dict[str, Any]:
    return {"issued": timezone.now() - timedelta(90), "expires": timezone.now() - timedelta(1)}


def on_the_page(amina: Client, content: bytes) -> str:
    file = SimpleUploadedFile("package.json", content)
    sent = amina.post("/en/workspace/twinning/packages/", {"file": file})
    return str(amina.get(sent["Location"]).content.decode())


def on_the_command_line(content: bytes, file: Path) -> Any:
    file.write_bytes(content)
    result = CliRunner().invoke(app, ["twinning", "inspect", str(file), "--here", "--json"], obj=Ready())
    assert result.exit_code == 1
    return json.loads(result.stdout)
