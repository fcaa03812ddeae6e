"""`miqyas verify`: every published row recomputed."""

import dataclasses

from miqyas.observations import known_errors


def test_all_rows_and_nothing_undeclared(cli):
    shown = cli("verify")
    assert shown.code == 0
    assert "Rows: 2,308" in shown.out
    assert "undeclared: 0" in shown.out
    assert "Groups and classes: not verified: no published column." in shown.out


def test_declared_errors_come_with_their_evidence(cli):
    assert "misses these two by more than 0.002" in cli("verify").out


def test_one_edition(cli):
    found = cli("verify", "--edition", "2020", "--json").json
    assert (found["rows"], found["declared"], found["undeclared"]) == (193, 4, 0)
    assert found["editions"][0]["checks"]["rank"]["declared"] == 4


def test_an_undeclared_difference_gives_exit_code_1(cli, monkeypatch):
    silent = [e for e in known_errors.known_errors() if e.edition != 2008]
    monkeypatch.setattr("miqyas.analysis.verify.known_errors", lambda: tuple(silent))
    shown = cli("verify", "--edition", "2008")
    assert shown.code == 1
    assert "Cambodia" in shown.out
    assert "undeclared: 0" not in shown.out


def test_a_declaration_that_outlived_its_error_gives_exit_code_1(cli, monkeypatch):
    first = known_errors.known_errors()[0]
    mended = dataclasses.replace(first, expect={"kind": "value_above", "bound": 9.0})
    monkeypatch.setattr("miqyas.analysis.verify.known_errors", lambda: (mended,))
    found = cli("verify", "--edition", str(first.edition), "--json")
    assert found.code == 1
    assert found.json["mended"] == [first.id]
