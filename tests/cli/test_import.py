"""`miqyas import` and `miqyas datasets`: a file of one's own, accepted or refused whole."""

import csv
from pathlib import Path

import pytest

from miqyas.observations.tables import read_table


@pytest.fixture
def new_results(tmp_path) -> Path:
    """Made-up results of 2026: those of 2024 under another year."""
    rows = [row for row in read_table("survey_results") if row["edition"] == "2024"]
    file = tmp_path / "made-up-2026.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "edition": "2026"} for row in rows)
    return file


def test_without_yes_nothing_changes(cli, new_results):
    shown = cli("import", str(new_results))
    assert shown.code == 0
    assert "Nothing changed" in shown.out
    assert cli("datasets", "--json").json["set"] == "release"


def test_accepted_results_become_the_newest_edition(cli, new_results):
    assert cli("import", str(new_results), "--yes").code == 0
    found = cli("country", "BHR", "--json").json
    assert (found["edition"], found["rank"]) == (2026, 18)
    assert cli("method", "2028", "--json").json["status"] == "draft"


def test_the_way_back(cli, new_results):
    cli("import", str(new_results), "--yes")
    assert cli("datasets", "--json").json["datasets"][0]["name"] == "made-up-2026.csv"
    assert "release" in cli("datasets", "--revert").out
    assert cli("rank", "--json").json["edition"] == 2024


def test_problems_come_row_by_row_with_their_lines(cli, new_results):
    lines = new_results.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace(lines[3].split(",")[3], "1.4")
    new_results.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    shown = cli("import", str(new_results), "--yes")
    assert shown.code == 2
    assert "Nothing changed" in shown.out
    assert str(len(lines) + 1) in shown.out
    assert cli("datasets", "--json").json["set"] == "release"


def test_a_refused_file_as_json(cli, tmp_path):
    file = tmp_path / "empty.csv"
    file.write_text("", encoding="utf-8")
    shown = cli("import", str(file), "--json", "--yes")
    assert (shown.code, shown.json["accepted"]) == (2, False)
    assert shown.json["plan"]["problems"]


def test_a_file_that_is_not_there(cli, tmp_path):
    assert cli("import", str(tmp_path / "nowhere.csv")).code == 2


def test_an_unknown_kind(cli, new_results):
    shown = cli("import", str(new_results), "--kind", "poem")
    assert shown.code == 2
    assert "results, raw, losi" in shown.err


def test_an_altered_dataset_is_refused(cli, new_results, tmp_path):
    cli("import", str(new_results), "--yes")
    stored = next((tmp_path / "data" / "datasets").glob("*.bin"))
    stored.write_bytes(stored.read_bytes() + b"x")
    shown = cli("rank")
    assert shown.code == 2
    assert "does not match its name" in shown.err
