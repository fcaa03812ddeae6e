"""Lock files pin every package by its hash and say nothing about where it came from."""

import json
import re

import pytest

from tests.architecture.tree import ROOT, pyproject

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def entries(lock) -> list[str]:
    """One string for each package, with its continued lines joined."""
    return lock.read_text(encoding="utf-8").replace("\\\n", " ").strip().splitlines()


def names(lock) -> set[str]:
    return {re.split(r"[=\[ ]", entry)[0].replace("_", "-").lower() for entry in entries(lock)}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_an_exact_version_and_a_hash(lock):
    loose = [line for line in entries(lock) if "==" not in line or "--hash=sha256:" not in line]
    assert not loose


def test_four_locks_are_there():
    assert [lock.stem for lock in LOCKS] == ["node", "run", "test", "uv"]


def test_what_pyproject_asks_for_is_locked():
    asked = {re.split(r"[\[<>=]", line)[0] for line in pyproject()["project"]["dependencies"]}
    assert asked <= names(ROOT / "requirements" / "run.txt")


def test_what_is_tested_is_what_runs():
    assert set(entries(ROOT / "requirements" / "run.txt")) <= set(entries(ROOT / "requirements" / "test.txt"))


def test_npm_packages_have_a_hash_and_no_address():
    packages = json.loads((ROOT / "front" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert name == "" or package["integrity"].startswith("sha512-"), name
