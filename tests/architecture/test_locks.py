"""Lock files pin every package by its hash and say nothing about where it came from."""

import json
import re
from itertools import chain

import pytest

from tests.architecture.tree import ROOT, pyproject

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def entries(lock) -> list[str]:
    """One string for each package, with its continued lines joined."""
    return lock.read_text(encoding="utf-8").replace("\\\n", " ").strip().splitlines()


def names(lock) -> set[str]:
    return {re.split(r"[=\[ ]", entry)[0].replace("_", "-").lower() for entry in entries(lock)}


def pins(lock: str) -> set[tuple[str, ...]]:
    """Name with version, and hashes, of each package; not the platforms that it is for."""
    found = entries(ROOT / "requirements" / f"{lock}.txt")
    return {(entry.split()[0], *re.findall(r"--hash=\S+", entry)) for entry in found}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_an_exact_version_and_a_hash(lock):
    loose = [line for line in entries(lock) if "==" not in line or "--hash=sha256:" not in line]
    assert not loose


def test_five_locks_are_there():
    assert [lock.stem for lock in LOCKS] == ["node", "run", "scanner", "test", "uv"]


def asked(*extras: str) -> set[str]:
    """What pyproject asks for: the library itself, and these extras."""
    project = pyproject()["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return {re.split(r"[\[<>=]", line)[0] for line in chain(*lists)}


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("run", ["web", "reports", "postgres"]),
        ("scanner", ["browser"]),
        ("test", list(pyproject()["project"]["optional-dependencies"])),
    ],
    ids=["run", "scanner", "test"],
)
def test_what_pyproject_asks_for_is_locked(lock, extras):
    assert asked(*extras) <= names(ROOT / "requirements" / f"{lock}.txt")


def test_what_scans_from_elsewhere_serves_nothing():
    assert not {"django", "gunicorn", "typst"} & names(ROOT / "requirements" / "scanner.txt")


@pytest.mark.parametrize("lock", ["run", "scanner"])
def test_what_is_tested_is_what_runs(lock):
    assert pins(lock) <= pins("test")


def test_npm_packages_have_a_hash_and_no_address():
    packages = json.loads((ROOT / "front" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert name == "" or package["integrity"].startswith("sha512-"), name
