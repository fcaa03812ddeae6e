"""Files as people have them: exports in several encodings and separators, our own forms, city tables."""

import csv
import io
from pathlib import Path

import pytest

from miqyas.observations.imports import ImportPlan, plan_sentences, read_import

FILES = Path(__file__).parent / "files"


def read(name: str) -> ImportPlan:
    plan = read_import(FILES / name)
    assert [problem.render("en") for problem in plan.problems] == []
    assert plan.is_ready
    return plan


def rows_of(plan: ImportPlan) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(plan.datasets[0].content.decode("utf-8"))))


def notices_of(plan: ImportPlan) -> set[str]:
    return {notice.full_code.removeprefix("import.") for notice in plan.notices} - {"states_absent"}


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("export.csv", "UTF-8", ","),
        ("export-bom-crlf.csv", "UTF-8 (BOM)", ","),
        ("export-utf16.csv", "UTF-16", ","),
        ("export-utf16-no-mark.csv", "UTF-16", ","),
        ("export-windows-1252.csv", "Windows-1252", ","),
        ("export-windows-1256.csv", "Windows-1256", ","),
        ("export-semicolons.csv", "UTF-8", ";"),
        ("export-tabs.csv", "UTF-8", "\t"),
    ],
)
def test_encoding_and_separator_are_found(name: str, encoding: str, delimiter: str) -> None:
    plan = read(name)
    assert plan.kind == "results"
    assert plan.understood is not None
    assert (plan.understood.encoding, plan.understood.delimiter) == (encoding, delimiter)
    assert rows_of(plan)[0] | {"iso3": ""} == {
        "edition": "2026",
        "iso3": "",
        "egdi": rows_of(plan)[0]["egdi"],
        "egdi_rank": rows_of(plan)[0]["egdi_rank"],
        "osi": rows_of(plan)[0]["osi"],
        "tii": rows_of(plan)[0]["tii"],
        "hci": rows_of(plan)[0]["hci"],
        "epi": rows_of(plan)[0]["epi"],
        "status": "ranked",
        "note": "",
    }
    assert "BHR" in plan.understood.countries


def test_the_same_table_in_any_encoding_is_the_same_dataset() -> None:
    names = [
        "export.csv",
        "export-bom-crlf.csv",
        "export-utf16.csv",
        "export-semicolons.csv",
        "export-tabs.csv",
    ]
    assert len({read(name).datasets[0].sha256 for name in names}) == 1


def test_names_of_windows_1252_are_read_right() -> None:
    assert {row["iso3"] for row in rows_of(read("export-windows-1252.csv"))} == {"BHR", "TUR", "CIV", "STP"}


def test_the_origin_names_the_original() -> None:
    origin = read("export.csv").datasets[0].origin
    assert origin["file"] == "export.csv"
    assert len(origin["sha256"]) == 64
    assert (origin["format"], origin["encoding"], origin["rows"]) == ("csv", "UTF-8", 3)


def test_headings_in_other_case_and_spacing_and_further_columns() -> None:
    plan = read("export-spaced-headings.csv")
    assert plan.understood is not None
    assert plan.understood.ignored_columns == ("E-Participation Rank",)
    assert rows_of(plan)[0]["epi"] == "0.8"


def test_a_title_above_and_a_source_below_are_no_part_of_the_table() -> None:
    plan = read("export-title-and-footnote.csv")
    assert plan.understood is not None
    assert (plan.understood.header_line, plan.understood.rows) == (3, 3)
    assert notices_of(plan) == {"stray_line"}


def test_what_is_no_member_state_is_told_and_left_out() -> None:
    plan = read("export-non-member.csv")
    assert notices_of(plan) == {"not_a_member"}
    assert len(rows_of(plan)) == 3


def test_a_zero_that_stands_for_nothing_becomes_not_ranked() -> None:
    rows = {row["iso3"]: row for row in rows_of(read("export-not-ranked.csv"))}
    libya, somalia = rows["LBY"], rows["SOM"]
    assert (libya["egdi"], libya["egdi_rank"], libya["status"]) == ("", "", "not_ranked")
    assert (libya["osi"], libya["hci"]) == ("0.0", "0.85")
    assert (somalia["status"], somalia["hci"], somalia["tii"]) == ("not_ranked", "", "0.0")
    assert "epi: not assessed" in somalia["note"]


def test_ranks_that_do_not_follow_the_index_are_told_not_refused() -> None:
    assert notices_of(read("export-rank-order.csv")) == {"rank_order"}


def test_several_editions_in_one_file() -> None:
    understood = read("several-editions.csv").understood
    assert understood is not None
    assert understood.editions == (2026, 2028)


def test_our_own_form_of_the_table() -> None:
    turkiye = rows_of(read("canonical.csv"))[1]
    assert (turkiye["status"], turkiye["egdi"], turkiye["note"]) == ("not_ranked", "", "not assessed")


def test_five_inputs_of_a_single_country() -> None:
    plan = read("raw-long-one-country.csv")
    assert plan.kind == "raw"
    assert plan.understood is not None
    assert plan.understood.countries == ("BHR",)
    assert {row["code"]: row["value"] for row in rows_of(plan)}["TII.AF.MOBILE"] == "1.41"


def test_one_column_for_each_indicator() -> None:
    rows = {
        (row["iso3"], row["code"]): (row["value"], row["status"]) for row in rows_of(read("raw-wide.csv"))
    }
    assert rows["BHR", "HCI.GER"] == ("104.2", "observed")
    assert rows["SOM", "TII.IU"] == ("0.0", "observed")
    assert rows["ARE", "HCI.GER"] == ("", "not_assessed")
    assert ("ARE", "TII.MS") not in rows


def test_another_name_of_a_sub_index_is_taken() -> None:
    assert {row["code"] for row in rows_of(read("raw-osi-parts.csv"))} == {
        "OSI.IF",
        "OSI.CP",
        "OSI.SP",
        "OSI.TEC",
        "EPI",
    }


def test_percentages_given_as_shares_are_told() -> None:
    assert notices_of(read("percent-as-share.csv")) == {"looks_like_share"}


def test_cities_with_totals() -> None:
    plan = read("cities.csv")
    assert plan.kind == "losi"
    assert [(row["city"], row["code"], row["value"]) for row in rows_of(plan)] == [
        ("Manama", "LOSI", "0.5"),
        ("المحرق", "LOSI", "0.25"),
    ]


def test_single_indicators_of_a_city() -> None:
    assert [(row["code"], row["value"], row["status"]) for row in rows_of(read("city-indicators.csv"))] == [
        ("LOSI.CP.01", "1.0", "observed"),
        ("LOSI.CP.02", "0.0", "observed"),
        ("LOSI.CP.03", "", "not_assessed"),
    ]


def test_arabic_digits_and_marks_are_numbers() -> None:
    text = "edition,iso3,code,value\n٢٠٢٤,BHR,TII.MS,١٤٨٫٤\n2024,BHR,TII.IU,\u200e100\n"
    plan = read_import(text.encode(), name="digits.csv")
    assert {row["value"] for row in rows_of(plan)} == {"148.4", "100.0"}


@pytest.mark.parametrize("name", sorted(file.name for file in FILES.glob("export*.csv")))
def test_what_was_understood_is_said_in_both_languages(name: str) -> None:
    plan = read_import(FILES / name)
    for language in ("ar", "en"):
        sentences = plan_sentences(plan, language=language)
        assert len(sentences) >= 5
    assert sentences[-1] == "All is well; nothing changes until you accept it."
