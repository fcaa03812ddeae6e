"""What is published together: checksums, a bill of materials, an audit that claims no more than it did."""

import hashlib
import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import release
from dev import Stop


def test_checksums_are_of_every_file_and_in_order(tmp_path: Path) -> None:
    for name in ("b.whl", "a.tar.gz"):
        (tmp_path / name).write_text(name)
    release.write_sums(tmp_path)
    release.write_sums(tmp_path)
    expected = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}" for name in ("a.tar.gz", "b.whl")]
    assert (tmp_path / release.SUMS).read_text().splitlines() == expected


def test_nothing_is_released_that_nobody_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "git", lambda *words: " M src/x.py")
    with pytest.raises(Stop, match=r"src/x\.py"):
        release.release()


ALL = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"component": {"bom-ref": "root-component", "name": "miqyas", "type": "application"}},
    "components": [
        {"bom-ref": "django", "name": "Django", "type": "library", "version": "5"},
        {"bom-ref": "asgiref", "name": "asgiref", "type": "library", "version": "3"},
        {"bom-ref": "pytest", "name": "pytest", "type": "library", "version": "9"},
    ],
    "dependencies": [
        {"ref": "django", "dependsOn": ["asgiref"]},
        {"ref": "asgiref"},
        {"ref": "pytest", "dependsOn": ["asgiref"]},
    ],
}


@pytest.fixture
def bill() -> dict:
    return release.without_tools(ALL)


def test_the_bill_names_what_is_installed_and_no_tool(bill: dict) -> None:
    names = [part["name"] for part in bill["components"]]
    assert names[:2] == ["Django", "asgiref"]
    assert "pytest" not in names
    assert bill["metadata"]["component"]["version"] == release.version()


def test_the_bill_names_what_came_from_npm_with_its_hash(bill: dict) -> None:
    found = {part["purl"].partition("@5")[0]: part for part in bill["components"] if "purl" in part}
    bootstrap = found["pkg:npm/bootstrap"]
    assert bootstrap["licenses"] == [{"expression": "MIT"}]
    assert [len(one["content"]) for one in bootstrap["hashes"]] == [128]
    assert {"world-atlas", "axe-core"} <= {part["name"] for part in bill["components"]}
    assert "topojson-client" not in {part["name"] for part in bill["components"]}


def test_the_bill_says_what_needs_what(bill: dict) -> None:
    edges = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert edges["django"] == ["asgiref"]
    assert {"django", "npm:bootstrap"} <= set(edges["root-component"])
    assert "asgiref" not in edges["root-component"]


def test_the_bill_is_valid(bill: dict) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None


def told(*packages: dict) -> str:
    return json.dumps({"dependencies": list(packages)})


SOUND = {"name": "django", "version": "5", "vulns": []}
SILENT = {"name": "numpy", "skip_reason": "Dependency not found"}
FAULTY = {"name": "pillow", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}


def test_an_audit_without_findings() -> None:
    assert release.judged(told(SOUND), total=1) == "No known vulnerability in 1 packages."


@pytest.mark.parametrize("answer", ["", "ERROR: no route to host", told(), told(SILENT)])
def test_an_audit_without_an_answer_is_none(answer: str) -> None:
    assert release.judged(answer, total=1).startswith("NOT AUDITED: 1 of 1 packages")


def test_an_audit_half_answered_says_how_far() -> None:
    assert release.judged(told(SOUND, SILENT), total=2).startswith("NOT AUDITED: 1 of 2 packages")


def test_a_known_vulnerability_stops_it() -> None:
    with pytest.raises(Stop, match="pillow 1: CVE-1, mended by 2"):
        release.judged(told(SOUND, FAULTY, SILENT), total=3)
