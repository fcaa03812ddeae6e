"""The packaged tables: described, whole, and as they were handed over."""

import csv
import io

import pytest

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.methodology import indicators
from miqyas.observations.countries import CountryError, countries, group, groups
from miqyas.observations.known_errors import known_errors
from miqyas.observations.raw import world_figures
from miqyas.observations.tables import about_table, read_table, release_version, table_names, table_text

tables = pytest.mark.parametrize("name", table_names())
KINDS = {"world", "region", "subregion", "income", "situation", "membership"}


class TestDescriptions:
    @tables
    def test_every_column_is_described_and_no_other(self, name):
        header = next(csv.reader(io.StringIO(table_text(name))))
        assert list(about_table(name).columns) == header

    @tables
    def test_what_unit_and_source_in_both_languages(self, name):
        about = about_table(name)
        for text in (about.title, about.what, about.unit, *about.columns.values()):
            assert all(text.has(language) for language in REQUIRED_LANGUAGES)
        assert all((about.source, about.licence, about.checked))

    @tables
    def test_every_row_has_every_cell(self, name):
        rows = read_table(name)
        assert rows
        assert all(None not in row and None not in row.values() for row in rows)

    @tables
    def test_no_blank_around_a_value(self, name):
        assert all(value == value.strip() for row in read_table(name) for value in row.values())

    def test_the_release_is_named_by_its_content(self):
        assert len(release_version()) == 12


class TestSurveyResults:
    rows = read_table("survey_results")

    def test_twelve_editions_and_2308_rows(self):
        assert len(self.rows) == 2308
        assert len({row["edition"] for row in self.rows}) == 12
        assert len({(row["edition"], row["iso3"]) for row in self.rows}) == 2308

    def test_ranked_or_not_is_a_status(self):
        for row in self.rows:
            is_ranked = row["status"] == "ranked"
            assert row["status"] in {"ranked", "not_ranked"}
            assert bool(row["egdi"]) == bool(row["egdi_rank"]) == is_ranked, row

    def test_indices_lie_between_0_and_1_but_for_the_declared(self):
        declared = {
            (str(error.edition), iso3, error.field) for error in known_errors() for iso3 in error.countries
        }
        for row in self.rows:
            for column in ("egdi", "osi", "tii", "hci", "epi"):
                if row[column] and not 0 <= float(row[column]) <= 1:
                    assert (row["edition"], row["iso3"], column.upper()) in declared

    def test_every_state_is_a_member(self):
        assert {row["iso3"] for row in self.rows} == set(countries())


class TestKnownErrors:
    def test_each_speaks_both_languages_and_gives_evidence(self):
        for error in known_errors():
            for text in (error.what, error.evidence):
                assert all(text.has(language) for language in REQUIRED_LANGUAGES), error.id

    def test_each_names_rows_that_are_there(self):
        rows = {(int(row["edition"]), row["iso3"]) for row in read_table("survey_results")}
        assert {(error.edition, iso3) for error in known_errors() for iso3 in error.countries} <= rows
        assert len({error.id for error in known_errors()}) == len(known_errors())


class TestCountriesAndGroups:
    def test_193_member_states_by_code(self):
        assert len(countries()) == 193
        assert list(countries()) == sorted(countries())
        for code in ("iso2", "m49"):
            assert len({getattr(country, code) for country in countries().values()}) == 193

    def test_every_state_has_one_region_and_one_subregion(self):
        for country in countries().values():
            kinds = [groups()[code].kind for code in country.groups]
            assert [kinds.count(kind) for kind in ("world", "region", "subregion")] == [1, 1, 1], country.iso3
            assert kinds.count("income") <= 1, country.iso3

    def test_no_group_is_empty_or_of_an_unknown_kind(self):
        for found in groups().values():
            assert found.members, found.code
            assert found.kind in KINDS
            assert set(found.members) <= set(countries())

    @pytest.mark.parametrize(("code", "size"), [("world", 193), ("gcc", 6), ("arab-league", 21), ("eu", 27)])
    def test_well_known_groups(self, code, size):
        assert len(group(code).members) == size

    def test_an_unknown_group_is_refused(self):
        with pytest.raises(CountryError, match="unknown_group"):
            group("atlantis")


class TestWorldFigures:
    figures = world_figures(2024)

    def test_every_dimension_is_an_indicator(self):
        assert len(self.figures) == len(read_table("dimension_stats_2024")) == 21
        assert set(self.figures) <= set(indicators())

    def test_means_lie_between_the_extremes(self):
        for code, found in self.figures.items():
            assert found.count == 193
            assert found.low < found.mean < found.high, code
            assert 0 < found.deviation < found.high - found.low, code

    @pytest.mark.parametrize("code", ["OSI", "TII", "HCI"])
    def test_they_are_those_of_the_published_values(self, code):
        values = [
            float(row[code.lower()]) for row in read_table("survey_results") if row["edition"] == "2024"
        ]
        assert self.figures[code].mean == pytest.approx(sum(values) / 193, abs=5e-5)

    def test_of_other_editions_there_are_none(self):
        assert world_figures(2022) == {}
