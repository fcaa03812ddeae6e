"""A country's own list: what is understood, what is refused and in which words, and files that mean harm."""

import io
import zipfile

import pytest
import xlsxwriter

from miqyas.catalogue import instrument, instrument_from_bytes, instruments, instruments_in, read_list
from miqyas.kernel.datasets import ActiveSet
from miqyas.reports.tables import write_csv
from miqyas.reports.tables.catalogue import (
    instrument_table,
    instrument_workbook,
    list_template,
    list_template_text,
)
from miqyas.sheets import LARGEST_FILE
from tests.catalogue.lists import ABOUT, ROW, text_of

both_languages = pytest.mark.parametrize("language", ["ar", "en"])


def codes_of(plan):
    return [(problem.full_code, problem.place.line, problem.place.name) for problem in plan.problems]


class TestWhatIsUnderstood:
    def test_a_list_becomes_an_instrument_with_its_own_code(self):
        plan = read_list(text_of(), name="own.csv")
        assert plan.problems == ()
        own = plan.instrument
        assert (own.code, own.version, own.title["en"]) == ("NAKHL", "1", "List of palms")
        assert own.parts.keys() == {"OSI.SP"}
        feature = own.features[0]
        assert (feature.sector, feature.audience, feature.scale) == ("general", "everyone", "yes_no")
        assert feature.find is None
        assert feature.recency is None

    def test_it_is_a_dataset_that_reads_back_to_the_same_instrument(self):
        plan = read_list(text_of(), name="own.csv")
        assert plan.dataset.kind == "instrument"
        assert instrument_from_bytes(plan.dataset.content) == plan.instrument
        assert plan.dataset.origin["file"] == "own.csv"

    def test_laid_over_it_stands_beside_the_packaged_ones(self):
        dataset = read_list(text_of(), name="own.csv").dataset
        found = instruments_in(ActiveSet((dataset,)))
        assert found.keys() == {*instruments(), "NAKHL"}
        assert "NAKHL" not in instruments_in(ActiveSet())

    def test_names_in_either_language_and_codes_mean_the_same(self):
        rows = [
            {**ROW, "code": f"NAKHL-SP-00{number}", "sector": sector, "subindex": subindex}
            for number, (sector, subindex) in enumerate(
                [("health", "OSI.SP"), ("Health", "osi.sp"), ("الصحة", "OSI.SP – Services provision")],
                start=1,
            )
        ]
        plan = read_list(text_of(*rows), name="own.csv")
        assert plan.problems == ()
        assert {(one.sector, one.subindex) for one in plan.instrument.features} == {("health", "OSI.SP")}

    def test_tags_and_related_frameworks(self):
        plan = read_list(text_of({**ROW, "tags": "open_data; open_data", "related": "gtmi.psdi; gems.usage"}))
        feature = plan.instrument.features[0]
        assert feature.tags == ("open_data",)
        assert [(link.framework, link.part) for link in feature.related] == [
            ("gtmi", "psdi"),
            ("gems", "usage"),
        ]

    def test_semicolons_and_utf16_are_read_too(self):
        text = text_of().decode().replace(",", ";").encode("utf-16")
        assert read_list(text, name="own.csv").problems == ()

    def test_signs_that_turn_the_direction_are_taken_out(self):
        plan = read_list(text_of({**ROW, "question_en": "Can a \u202enursery\u202c be licensed online?"}))
        assert plan.instrument.features[0].question["en"] == "Can a nursery be licensed online?"

    def test_features_stand_in_the_order_of_the_sub_indices(self):
        rows = [{**ROW, "subindex": "OSI.TEC"}, {**ROW, "code": "NAKHL-IF-001", "subindex": "OSI.IF"}]
        plan = read_list(text_of(*rows))
        assert [one.subindex for one in plan.instrument.features] == ["OSI.IF", "OSI.TEC"]


class TestTemplate:
    @both_languages
    def test_the_example_is_passed_over(self, language):
        for content, name in (
            (list_template(language=language), "t.xlsx"),
            (list_template_text(language=language), "t.csv"),
        ):
            assert codes_of(read_list(content, name=name))[0][0] == "catalogue.no_features"

    @both_languages
    def test_the_example_under_another_code_is_a_whole_feature(self, language):
        content = list_template_text(language=language).replace(b"EXAMPLE-001", b"NAKHL-SP-001")
        feature = read_list(content, name="t.csv").instrument.features[0]
        assert feature.find
        assert feature.recency == 12
        assert feature.scale == "service_stage"

    @pytest.mark.parametrize(("language", "is_mirrored"), [("ar", True), ("en", False)])
    def test_sheets_run_in_the_direction_of_their_language_with_drop_downs(self, language, is_mirrored):
        with zipfile.ZipFile(io.BytesIO(list_template(language=language))) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert ('rightToLeft="1"' in sheet) is is_mirrored
        assert sheet.count('type="list"') >= 7

    @both_languages
    def test_an_instrument_taken_away_and_renamed_comes_back_whole(self, language):
        osi = instrument("OSI")
        content = instrument_workbook(osi, language=language)
        assert [code for code, *_ in codes_of(read_list(content, name="osi.xlsx"))] == [
            "catalogue.packaged_stem"
        ]
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(target, "w") as renamed:
            for part in book.namelist():
                renamed.writestr(part, book.read(part).replace(b"OSI-", b"OWN-"))
        own = read_list(target.getvalue(), name="own.xlsx").instrument
        assert len(own.features) == len(osi.features)
        for before, after in zip(osi.features, own.features, strict=True):
            assert (after.question, after.recency, after.related) == (
                before.question,
                before.recency,
                before.related,
            )
            assert (after.theme, after.sector, after.owner) == (before.theme, before.sector, before.owner)

    def test_a_formula_in_a_wording_is_no_formula_in_the_table_taken_away(self):
        plan = read_list(text_of({**ROW, "find_ar": "=1+1", "find_en": '=HYPERLINK("http://x.example")'}))
        assert plan.instrument.features[0].find["en"].startswith("=HYPERLINK")
        assert b",'=1+1," in write_csv(instrument_table(plan.instrument))
        with zipfile.ZipFile(io.BytesIO(instrument_workbook(plan.instrument, language="en"))) as book:
            assert not any(b"<f>" in book.read(part) for part in book.namelist() if "worksheets" in part)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("change", "code", "column"),
        [
            ({"code": ""}, "cell_empty", "code"),
            ({"code": "nakhl sp 1"}, "row_code_shape", "code"),
            ({"code": "X" * 5000}, "long_text", "code"),
            ({"code": "OSI-SP-900"}, "packaged_stem", "code"),
            ({"subindex": ""}, "cell_empty", "subindex"),
            ({"subindex": "OSI.XX"}, "unknown_cell", "subindex"),
            ({"question_ar": ""}, "cell_empty", "question_ar"),
            ({"question_en": "x" * 301}, "long_text", "question_en"),
            ({"find_ar": "", "find_en": "A page."}, "one_language", "find_ar"),
            ({"good_en": "x" * 2001, "good_ar": "س"}, "long_text", "good_en"),
            ({"sector": "opera"}, "unknown_cell", "sector"),
            ({"scale": "1-10"}, "unknown_cell", "scale"),
            ({"recency_months": "0"}, "months", "recency_months"),
            ({"recency_months": "-1"}, "months", "recency_months"),
            ({"recency_months": "9" * 50}, "months", "recency_months"),
            ({"recency_months": "12.5"}, "months", "recency_months"),
            ({"tags": "open_data; opera"}, "unknown_cell", "tags"),
            ({"related": "gtmi.opera"}, "unknown_cell", "related"),
            ({"related": "opera"}, "unknown_cell", "related"),
        ],
    )
    def test_a_wrong_cell_is_placed_and_has_words(self, change, code, column):
        plan = read_list(text_of({**ROW, **change}), name="own.csv")
        assert plan.instrument is None
        assert plan.dataset is None
        assert (f"catalogue.{code}", 5, column) in codes_of(plan)
        for language in ("ar", "en"):
            assert all(problem.render(language) for problem in plan.problems)

    def test_every_row_is_told_not_the_first_alone(self):
        rows = [{**ROW, "code": f"NAKHL-SP-{number:03}", "sector": "opera"} for number in range(1, 8)]
        assert [line for _, line, _ in codes_of(read_list(text_of(*rows)))] == [5, 6, 7, 8, 9, 10, 11]

    def test_beyond_two_hundred_problems_the_rest_is_counted(self):
        rows = [{**ROW, "code": f"NAKHL-SP-{number:03}", "sector": "opera"} for number in range(1, 251)]
        plan = read_list(text_of(*rows))
        assert (len(plan.problems), plan.unlisted) == (200, 50)

    def test_a_code_used_twice_names_the_other_line(self):
        plan = read_list(text_of(ROW, {**ROW, "code": "nakhl-sp-001"}))
        assert codes_of(plan) == [("catalogue.row_code_twice", 6, "code")]
        assert "line 5" in plan.problems[0].problem("en")

    def test_codes_that_begin_otherwise(self):
        plan = read_list(text_of(ROW, {**ROW, "code": "TAMR-SP-001"}))
        assert codes_of(plan) == [("catalogue.other_stem", 6, "code")]

    def test_a_list_without_a_title(self):
        assert codes_of(read_list(text_of(ROW, about=None)))[0][0] == "catalogue.no_title"
        assert codes_of(read_list(text_of(about={**ABOUT, "title_en": ""})))[0][0] == "catalogue.cell_empty"

    def test_a_version_is_not_said_again_with_other_content(self):
        first = read_list(text_of()).instrument
        known = {**instruments(), first.code: first}
        assert read_list(text_of(), known=known).instrument == first
        changed = text_of({**ROW, "sector": "health"})
        assert codes_of(read_list(changed, known=known))[0][0] == "catalogue.version_again"
        newer = text_of({**ROW, "sector": "health"}, about={**ABOUT, "version": "2"})
        assert read_list(newer, known=known).instrument.version == "2"

    def test_too_many_features(self):
        rows = [{**ROW, "code": f"NAKHL-SP-{number}"} for number in range(5_001)]
        assert codes_of(read_list(text_of(*rows)))[0][0] == "catalogue.too_many_features"


class TestFilesThatMeanHarm:
    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (b"", "own.csv", "import.empty_file"),
            (b"a" * (LARGEST_FILE + 1), "own.csv", "import.too_large"),
            (b"%PDF-1.7 code,subindex", "own.xlsx", "import.wrong_type"),
            (b"<svg onload=alert(1)>", "own.csv", "import.one_column"),
            (b"\x89PNG\r\n", "own.csv", "import.wrong_type"),
            (b"PK\x03\x04 code,subindex", "own.csv", "import.damaged_workbook"),
            (b"code,subindex\n\x00,OSI.SP\n", "own.csv", "import.nul_bytes"),
            ("code,subindex\nقائمة,OSI.SP\n".encode("cp1256"), "own.csv", "import.unknown_encoding"),
            (b"name,age\nA,3\n", "own.csv", "import.no_form"),
            (b'code,subindex\n"A,OSI.SP\n', "own.csv", "import.quotes"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_it_is_refused_calmly(self, content, name, code):
        plan = read_list(content, name=name)
        assert plan.instrument is None
        assert plan.problems[0].full_code == code
        assert plan.problems[0].render("ar")

    def test_a_formula_that_no_program_has_worked_out_is_refused(self):
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        sheet = book.add_worksheet()
        for column, name in enumerate(ROW):
            sheet.write_string(0, column, name)
            sheet.write_formula(1, column, '=HYPERLINK("http://x.example")', value="")
        book.close()
        assert codes_of(read_list(target.getvalue(), name="own.xlsx"))[0][0] == "import.formula_unsaved"

    def test_a_workbook_that_unpacks_without_end_is_refused(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/workbook.xml", b"0" * (101 * 2**20))
        assert codes_of(read_list(target.getvalue(), name="own.xlsx"))[0][0] == "import.zip_bomb"

    def test_markup_stays_text(self):
        question = '<script>alert("x")</script>?'
        plan = read_list(text_of({**ROW, "question_en": question}))
        assert plan.instrument.features[0].question["en"] == question

    def test_a_path_that_is_not_there(self, tmp_path):
        assert read_list(tmp_path / "none.xlsx").problems[0].full_code == "import.unreadable"
