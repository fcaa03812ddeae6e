"""`miqyas twinning inspect`: what a package says, and whether its signature holds."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.analysis.twinning.test_packages import invitation


@pytest.fixture
def file(tmp_path):
    package = invitation()
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    made = tmp_path / "invitation.json"
    made.write_bytes(package.signed(b64encode(key.sign(package.signed_bytes)).decode()).as_bytes())
    return made


def test_a_package_as_it_was_signed_holds(cli, file):
    told = cli("twinning", "inspect", str(file))
    assert (told.code, told.err) == (0, "")
    assert "The signature holds" in told.out
    assert "Bahrain invites Estonia." in told.out
    assert "التوقيع سليم" in cli("twinning", "inspect", str(file), "--lang", "ar").out


def test_it_needs_no_installation(program, file):
    assert program("twinning", "inspect", str(file)).returncode == 0


def test_a_changed_target_is_found(cli, file):
    file.write_bytes(file.read_bytes().replace(b'"0.9"', b'"0.5"'))
    told = cli("twinning", "inspect", str(file))
    assert told.code == 1
    assert "The signature does not hold" in told.out
    assert "Bahrain invites Estonia." not in told.out


def test_what_is_no_package_is_refused_in_words(cli, file):
    file.write_bytes(b"[" * 99_999)
    told = cli("twinning", "inspect", str(file))
    assert told.code == 2
    assert "The file is not a twinning package that can be read." in told.err


def test_as_json(cli, file):
    told = cli("twinning", "inspect", str(file), "--json").json
    assert (told["holds"], told["kind"], told["sender"]["code"]) == (True, "invitation", "bhr")
