"""Names of states: whoever types or imports one finds the state, and no other."""

from collections import defaultdict

import pytest

from miqyas.kernel.text import fold
from miqyas.observations import names
from miqyas.observations.countries import countries
from miqyas.observations.names import match_name, match_other, search, spellings, suggest
from miqyas.observations.tables import read_table

WRITTEN = {
    "Türkiye": "TUR",
    "Turkey": "TUR",
    "TURKIYE": "TUR",
    "Côte d'Ivoire": "CIV",
    "Cote d’Ivoire": "CIV",
    "Ivory Coast": "CIV",
    "ساحل العاج": "CIV",
    "Swaziland": "SWZ",
    "Eswatini": "SWZ",
    "Czech Republic": "CZE",
    "Czechia": "CZE",
    "Cape Verde": "CPV",
    "Cabo Verde": "CPV",
    "The former Yugoslav Republic of Macedonia": "MKD",
    "Libyan Arab Jamahiriya": "LBY",
    "Burma": "MMR",
    "Republic of Moldova": "MDA",
    "Iran (Islamic Republic of)": "IRN",
    "Iran, Islamic Rep.": "IRN",
    "Bolivia (Plurinational State of)": "BOL",
    "Venezuela, RB": "VEN",
    "United Republic of Tanzania": "TZA",
    "Lao People's Democratic Republic": "LAO",
    "Lao PDR": "LAO",
    "Syrian Arab Republic": "SYR",
    "سورية": "SYR",
    "Republic of Korea": "KOR",
    "كوريا الجنوبية": "KOR",
    "Democratic People's Republic of Korea": "PRK",
    "Congo": "COG",
    "Congo, Rep.": "COG",
    "Democratic Republic of the Congo": "COD",
    "DR Congo": "COD",
    "Micronesia (Federated States of)": "FSM",
    "Gambia, The": "GMB",
    "Gambia (Republic of The)": "GMB",
    "Bahamas": "BHS",
    "Viet Nam": "VNM",
    "Vietnam": "VNM",
    "UAE": "ARE",
    "الإمارات": "ARE",
    "دولة الإمارات": "ARE",
    "السعودية": "SAU",
    "المملكة العربية السعودية": "SAU",
    "قطر": "QAT",
    "البحرين": "BHR",
    "UK": "GBR",
    "USA": "USA",
    "United States of America": "USA",
    "East Timor": "TLS",
    "Timor-Leste": "TLS",
    "Holland": "NLD",
    "Saint Lucia": "LCA",
    "St. Lucia": "LCA",
    "Antigua and Barbuda": "ATG",
    "Antigua & Barbuda": "ATG",
    "Allemagne": "DEU",
    "BHR": "BHR",
    "bh": "BHR",
    "048": "BHR",
    "48": "BHR",
    "٤٨": "BHR",
}


@pytest.mark.parametrize(("written", "iso3"), WRITTEN.items())
def test_a_name_is_understood(written: str, iso3: str) -> None:
    assert match_name(written) == iso3


@pytest.mark.parametrize("written", ["Korea", "كوريا", "Atlantis", "", "  ", "999", "England", "Hong Kong"])
def test_nothing_is_guessed(written: str) -> None:
    assert match_name(written) is None


def test_every_state_is_found_by_every_spelling_and_code() -> None:
    assert len(countries()) == 193
    for iso3, country in countries().items():
        for written in (*spellings(iso3), iso3, iso3.lower(), country.iso2, country.m49):
            assert match_name(written) == iso3, written


def test_no_two_states_share_a_spelling() -> None:
    owners = defaultdict(set)
    for iso3, country in countries().items():
        for written in (*spellings(iso3), iso3, country.iso2, country.m49):
            owners[fold(written)].add(iso3)
    for written in names._others():
        owners[written].add(names._others()[written].code)
    assert {written: who for written, who in owners.items() if len(who) > 1} == {}


def test_the_register_names_only_member_states() -> None:
    assert set(names._register()["states"]) == {row["iso3"] for row in read_table("countries")}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Palestine", "PSE"),
        ("State of Palestine", "PSE"),
        ("فلسطين", "PSE"),
        ("Holy See", "VAT"),
        ("الفاتيكان", "VAT"),
        ("Kosovo", "XKX"),
        ("Taiwan, China", "TWN"),
        ("Hong Kong, China", "HKG"),
        ("Macau", "MAC"),
    ],
)
def test_a_known_name_that_is_no_member_state(written: str, code: str) -> None:
    other = match_other(written)
    assert other is not None
    assert other.code == code
    assert match_name(written) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Bahrian", "BHR"),
        ("Untied Arab Emirates", "ARE"),
        ("Kyrgistan", "KGZ"),
        ("البحريين", "BHR"),
        ("السعوديه", "SAU"),
    ],
)
def test_did_you_mean(typed: str, first: str) -> None:
    assert suggest(typed)[0] == first


def test_an_ambiguous_name_suggests_both_states() -> None:
    assert {"KOR", "PRK"} <= set(suggest("Korea"))


def test_nothing_is_suggested_for_nonsense() -> None:
    assert suggest("qqqqqqqq") == ()
    assert suggest("") == ()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bah", "BHR"),
        ("بحر", "BHR"),
        ("البح", "BHR"),
        ("سعود", "SAU"),
        ("emir", "ARE"),
        ("côte", "CIV"),
        ("allem", "DEU"),
        ("om", "OMN"),
    ],
)
def test_the_search_box_finds_beginnings_in_any_language(typed: str, first: str) -> None:
    assert first in search(typed)[:2]


def test_the_search_box_forgives_a_slip() -> None:
    assert "BHR" in search("Bahrian")


def test_the_search_box_is_short() -> None:
    assert len(search("a", limit=4)) == 4
    assert search("") == ()
