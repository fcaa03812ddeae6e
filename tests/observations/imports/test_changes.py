"""What accepting a file would change, and that a new edition moves everything on."""

import io

import pytest
import xlsxwriter

from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import ActiveSet
from miqyas.observations.imports import change_sentences, diff, read_import
from miqyas.observations.tables import read_table
from tests.observations.imports.synthetic import (
    EDITION,
    NAME,
    as_export,
    published,
    synthetic_export,
    synthetic_rows,
)

EDITIONS = sorted({int(row["edition"]) for row in read_table("survey_results")})


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_export_of_a_published_edition_changes_nothing(edition: int) -> None:
    plan = read_import(as_export(published(edition)), name=f"{edition}.csv")
    assert [problem.render("en") for problem in plan.problems] == []
    changes = diff(plan)
    assert changes.is_nothing
    assert changes.unchanged == len(published(edition))


def test_a_new_edition_is_seen_and_nothing_changes_until_it_is_accepted() -> None:
    plan = read_import(synthetic_export(), name=NAME)
    assert [problem.render("en") for problem in plan.problems] == []
    changes = diff(plan)
    assert (changes.new_editions, changes.added, changes.changed) == ((EDITION,), 193, 0)
    assert load_world().latest == max(EDITIONS)
    assert change_sentences(changes, language="en") == ("New editions: 2026.", "193 new rows.")


def test_an_accepted_edition_moves_the_world_on() -> None:
    plan = read_import(synthetic_export(), name=NAME)
    world = load_world(ActiveSet().with_dataset(plan.datasets[0]))
    assert world.latest == EDITION
    assert world.draft.edition > EDITION
    expected = {row["iso3"]: int(row["egdi_rank"]) for row in synthetic_rows(seed=1)}
    assert world.standing("BHR", EDITION).rank == expected["BHR"]


def test_the_synthetic_edition_is_the_same_each_time_and_says_what_it_is() -> None:
    assert synthetic_export(seed=7) == synthetic_export(seed=7) != synthetic_export(seed=8)
    assert synthetic_export().startswith(b'"SYNTHETIC figures') or b"SYNTHETIC" in synthetic_export()[:40]


def test_published_figures_that_would_change_are_said() -> None:
    rows = published(2024)
    bahrain = next(row for row in rows if row["iso3"] == "BHR")
    bahrain["osi"] = "0.5"
    changes = diff(read_import(as_export(rows), name="changed.csv"))
    assert (changes.changed, changes.unchanged, len(changes.published)) == (1, 192, 1)
    (move,) = changes.moves
    assert (move.iso3, move.column, move.after) == ("BHR", "osi", "0.5")
    said = change_sentences(changes, language="en")
    assert "Note: this changes 1 published figure." in said
    assert said[-1].startswith("Bahrain, 2024, Online Service Index: from ")
    assert "تنبيه: يغيّر رقمًا منشورًا واحدًا." in change_sentences(changes, language="ar")


def test_a_second_import_is_compared_with_the_first() -> None:
    first = read_import(synthetic_export(seed=1), name=NAME)
    active = ActiveSet().with_dataset(first.datasets[0])
    assert diff(first, active=active).is_nothing
    second = diff(read_import(synthetic_export(seed=2), name=NAME), active=active)
    assert (second.new_editions, second.added) == ((), 0)
    assert second.changed == 193
    assert second.published == ()
    sizes = [move.size for move in second.biggest()]
    assert sizes == sorted(sizes, reverse=True)


def test_raw_inputs_are_compared_by_indicator() -> None:
    first = read_import(b"edition,iso3,code,value\n2024,BHR,TII.IU,100\n", name="a.csv")
    second = read_import(b"edition,iso3,code,value\n2024,BHR,TII.IU,98\n2024,BHR,TII.MS,148\n", name="b.csv")
    changes = diff(second, active=ActiveSet().with_dataset(first.datasets[0]))
    assert (changes.added, changes.changed) == (1, 1)
    assert [(move.column, move.before, move.after) for move in changes.moves] == [("TII.IU", "100.0", "98.0")]


def test_a_workbook_and_a_text_file_of_the_same_table_are_one_dataset() -> None:
    rows = synthetic_rows(seed=1)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("SYNTHETIC")
    columns = ("edition", "iso3", "egdi", "egdi_rank", "osi", "tii", "hci", "epi")
    sheet.write_row(0, 0, columns)
    for line, row in enumerate(rows, start=1):
        cells = [row[name] if name == "iso3" else float(row[name]) for name in columns]
        sheet.write_row(line, 0, cells)
    book.close()
    from_workbook = read_import(target.getvalue(), name="SYNTHETIC-2026.xlsx")
    from_text = read_import(synthetic_export(seed=1), name=NAME)
    assert from_workbook.datasets[0].sha256 == from_text.datasets[0].sha256
