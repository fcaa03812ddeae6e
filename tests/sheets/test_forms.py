"""Files that people fill in: tables are known by their headings, wherever these stand, in either language."""

import pytest

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.sheets import ImportedFileError
from miqyas.sheets.forms import FormLine, form_tables, read_form

TABLES = form_tables(
    """
people:
  name: {ar: الأشخاص, en: People}
  begins_with: [email]
  columns: {email: {ar: البريد الإلكتروني, en: e-mail}, name: {ar: الاسم, en: name}}
places:
  name: {ar: الأماكن, en: Places}
  begins_with: [place, kind]
  columns: {place: {ar: المكان, en: place}, kind: {ar: النوع, en: kind}, tags: {ar: الوسوم, en: tags}}
""",
    file="tables.yaml",
)


def lines_of(text: str) -> tuple[FormLine, ...]:
    return read_form(text.encode(), name="file.csv", tables=TABLES)


def test_headings_in_any_language_case_and_order() -> None:
    for head in ("E-MAIL,name", "البريد الالكتروني,الاسم", "email,الاسم"):
        (line,) = lines_of(f"{head}\na@example.org,A\n")
        assert (line.table, line.text("email"), line.text("name")) == ("people", "a@example.org", "A")


def test_tables_one_below_the_other_and_lines_before_them() -> None:
    found = lines_of("A government,\n\nname,email\nA,a@example.org\n\nplace,kind\nSea,city\nPalm,city\n")
    assert [(line.table, line.line) for line in found] == [("people", 4), ("places", 7), ("places", 8)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(delimiter: str) -> None:
    (line,) = lines_of(delimiter.join(("place", "kind")) + "\n" + delimiter.join(("Sea", "city")))
    assert line.text("place") == "Sea"


def test_columns_that_mean_nothing_are_passed_by_and_absent_ones_are_empty() -> None:
    (line,) = lines_of("colour,place,kind\nblue,Sea,city\n")
    assert (line.text("tags"), line.has("tags"), line.has("kind")) == ("", False, True)


def test_a_cell_of_several_items() -> None:
    (line,) = lines_of('place,kind,tags\nSea,city,"blue; deep؛ salt;; "\n')
    assert line.parts("tags") == ("blue", "deep", "salt")


def test_what_an_export_made_harmless_is_itself_again() -> None:
    (line,) = lines_of("place,kind\n'=1+1,'city\n")
    assert (line.text("place"), line.text("kind")) == ("=1+1", "'city")


def test_signs_that_turn_the_direction_are_taken_out() -> None:
    (line,) = lines_of("place,kind\n\u202eSea\u200f,city\n")
    assert line.text("place") == "Sea"


def test_a_place_names_the_heading_as_it_stands() -> None:
    (line,) = lines_of("المكان,kind\nSea,city\n")
    assert (line.place("place").line, line.place("place").name) == (2, "المكان")


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("a,b\n1,2\n", "no_form"),
        ("place,colour\nSea,blue\n", "no_form"),
        ("place,kind\n" + "a,b\n" * 50_001, "too_many_rows"),
        ("", "empty_file"),
        ("\x1c", "empty_file"),
        ("\u00a0\u2003\n", "empty_file"),
    ],
)
def test_a_file_without_a_table_is_refused_in_words(text: str, detail: str) -> None:
    with pytest.raises(ImportedFileError) as refused:
        lines_of(text)
    assert refused.value.detail == detail
    assert all(refused.value.render(language) for language in REQUIRED_LANGUAGES)
