"""Keys of partners, and packages that must not be believed: each is refused in words, and nothing is kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from miqyas.analysis.twinning.package import package_read
from miqyas.analysis.world import load_world
from miqyas.jobs.programme.twinning import package_take
from miqyas.workspace.history.keys import public_key, sign
from miqyas.workspace.twinning.errors import TwinningError
from miqyas.workspace.twinning.issuing import answer_issue, invitation_issue
from miqyas.workspace.twinning.models import Message, Signer, Twin
from miqyas.workspace.twinning.signers import signer_confirm, signer_revoke
from tests.workspace.twinning.twins_given import (
    Installation,
    bahrain,
    confirmed,
    details,
    estonia,
    invited_by_bahrain,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def tallinn(settings: Any, tmp_path: Path) -> Installation:
    return Installation(settings, tmp_path, estonia())


def invitation_from(settings: Any, folder: Path, **changes: Any) -> bytes:
    """An invitation of an installation with a key of its own; `changes` are made before it is signed."""
    folder.mkdir(exist_ok=True)
    with Installation(settings, folder, bahrain()).at_work():
        package = package_read(invitation_issue(invited_by_bahrain(), by=None).text.encode())
        bare = replace(package, **changes)
        return bare.signed(sign(bare.signed_bytes)).as_bytes()


def test_a_fingerprint_that_was_heard_wrongly_confirms_nothing(
    tallinn: Installation, settings: Any, tmp_path: Path
) -> None:
    invitation = invitation_from(settings, tmp_path / "a")
    with tallinn.at_work():
        with pytest.raises(TwinningError, match="fingerprint_differs"):
            signer_confirm(invitation, spoken="6668 7aad", how="A call", by=None)
        right = package_read(invitation).fingerprint
        with pytest.raises(TwinningError, match="how_missing"):
            signer_confirm(invitation, spoken=right, how=" ", by=None)
        assert not Signer.objects.exists()
        spoken = f" {right[:4].upper()} {right[4:]}"
        assert signer_confirm(invitation, spoken=spoken, how="A call", by=None).fingerprint == right


def test_a_partner_that_comes_with_another_key_is_not_believed(
    tallinn: Installation, settings: Any, tmp_path: Path
) -> None:
    first = invitation_from(settings, tmp_path / "a")
    second = invitation_from(settings, tmp_path / "b")
    with tallinn.at_work():
        signer = confirmed(first)
        assert details(told(second)) == ["package.signer_changed"]
        with pytest.raises(TwinningError, match="key_changed"):
            confirmed(second)
        signer_revoke(signer, why="They lost it", by=None)
        assert details(told(first)) == ["package.signer_revoked"]
        with pytest.raises(TwinningError, match="key_revoked"):
            confirmed(first)
        assert details(told(second)) == ["package.signer_unknown"]
        confirmed(second)
        assert details(told(second)) == []


def test_a_confirmed_partner_cannot_speak_for_another(
    tallinn: Installation, settings: Any, tmp_path: Path
) -> None:
    own = invitation_from(settings, tmp_path / "a")
    sender = replace(package_read(own).sender, code="sau", iso3="SAU")
    folder = tmp_path / "a"
    with Installation(settings, folder, bahrain()).at_work():
        other = replace(package_read(own), sender=sender, id=uuid4())
        forged = other.signed(sign(other.signed_bytes)).as_bytes()
    with tallinn.at_work():
        confirmed(own)
        assert details(told(forged)) == ["package.signer_other"]


def test_without_a_profile_of_its_own_an_installation_takes_nothing_in(settings: Any, tmp_path: Path) -> None:
    invitation = invitation_from(settings, tmp_path / "a")
    settings.MIQYAS_HISTORY_KEY = tmp_path / "c.pem"
    assert details(told(invitation)) == ["twinning.no_home"]


def test_an_answer_of_somebody_else_does_not_fit(settings: Any, tmp_path: Path) -> None:
    manama = Installation(settings, tmp_path, bahrain())
    with manama.at_work():
        invitation = invitation_issue(invited_by_bahrain(), by=None).text.encode()
    finland = replace(estonia(), code="fin", iso3="FIN", name={"en": "Finland"})
    with Installation(settings, tmp_path, estonia()).at_work():
        confirmed(invitation)
        package_take(told(invitation), world=load_world(), by=None)
        answer = package_read(answer_issue(Twin.objects.get(), accepts=True, text={}, by=None).text.encode())
    with Installation(settings, tmp_path, finland).at_work():
        stolen = replace(
            answer, sender=replace(answer.sender, code="fin", iso3="FIN"), key=public_key(), id=uuid4()
        )
        forged = stolen.signed(sign(stolen.signed_bytes)).as_bytes()
    with manama.at_work():
        confirmed(forged)
        assert details(told(forged)) == ["package.turn_answer"]
        assert Twin.objects.get().state == "invited"


def test_what_is_new_to_our_catalogue_is_said_before_anything_is_kept(
    tallinn: Installation, settings: Any, tmp_path: Path
) -> None:
    goal = {"indicator": "XYZ", "baseline": "1", "target": "2", "due": "2030-01-01"}
    plain = package_read(invitation_from(settings, tmp_path / "a"))
    unknown = invitation_from(settings, tmp_path / "a", content={**plain.content, "goals": [goal]})
    with tallinn.at_work():
        confirmed(unknown)
        assert details(told(unknown)) == ["twinning.indicator_unknown"]
        with pytest.raises(TwinningError):
            package_take(told(unknown), world=load_world(), by=None)
        assert not Message.objects.exists()


def test_an_invitation_that_was_declined_ends_there(settings: Any, tmp_path: Path) -> None:
    manama = Installation(settings, tmp_path, bahrain())
    with manama.at_work():
        invitation = invitation_issue(invited_by_bahrain(), by=None).text.encode()
    with Installation(settings, tmp_path, estonia()).at_work():
        confirmed(invitation)
        package_take(told(invitation), world=load_world(), by=None)
        text = {"fr": "Pas cette année."}
        answer = answer_issue(Twin.objects.get(), accepts=False, text=text, by=None).text.encode()
        assert Twin.objects.get().state == "declined"
    with manama.at_work():
        confirmed(answer)
        package_take(told(answer), world=load_world(), by=None)
        twin = Twin.objects.get()
        assert (twin.state, twin.answer["text"]) == ("declined", text)
