"""The country brief: what it says of whom, and what it says where there is nothing to say."""

import pytest

from miqyas.analysis.features import worth
from miqyas.analysis.profile import headroom
from miqyas.kernel import words as catalogue
from miqyas.reports.briefs import country_brief
from miqyas.reports.document import KeyFigures, PageBreak, Paragraph
from miqyas.reports.document.pdf import write_pdf
from tests.reports.briefs.cases import (
    CAST,
    MADE_ON,
    NEWEST,
    WORLD,
    headings,
    made,
    table,
    words,
    world_with_gap,
)
from tests.reports.document.read_pdf import Pdf

LANGUAGES = ("ar", "en", "fr")


def figures(document):
    return next(block for block in document.blocks if isinstance(block, KeyFigures)).figures


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", CAST)
def test_its_figures_are_those_of_the_world(country, language):
    standing = WORLD.standing(country, NEWEST)
    shown = [figure.value for figure in figures(made("country_brief", language, country=country))]
    assert shown == [standing.rank, standing.egdi, standing.osi, standing.tii, standing.hci]


def test_it_answers_four_questions_each_under_a_finding():
    brief = made("country_brief")
    assert headings(brief, 1) == ["Where we stand", "Why", "What moves us", "What we ask for"]
    assert headings(brief, 2) == [
        "Rank 18 of 193: 36 places up since 2022",
        "Since 2022: +48.5 places of its own, −12.5 from the others",
        "5 points of online services: between nothing and 5 places in 2026",
        "Human capital first, then online services and infrastructure",
    ]


@pytest.mark.parametrize("country", CAST)
def test_what_is_asked_for_follows_from_what_it_is_worth(country):
    asked = table(made("country_brief", country=country), "can still bring most").rows
    parts = [part for part in headroom(WORLD, iso3=country, edition=NEWEST) if part.gain >= 0.0005]
    assert [row[1] for row in asked] == [part.gain for part in parts]
    found = worth(WORLD, iso3=country)
    gains = {f"{gain.egdi_gain:+.4f}" for gain in found.gains}
    assert {row[4].removeprefix("≥ ") for row in asked} <= gains


def test_a_lower_bound_and_an_inference_are_told_as_such():
    human, services, _ = table(made("country_brief"), "can still bring most").rows
    assert human[4].startswith("≥")
    assert human[6] == "Inferred"
    assert services[6] == "Verified numerically"


def test_the_first_state_has_nobody_ahead_and_no_higher_rank():
    text = words(made("country_brief", country="DNK"))
    assert "Nobody is ahead of Denmark" in text
    assert "There is no rank above the first." in text


def test_the_last_state_has_nobody_behind():
    last = WORLD.ranking(NEWEST)[-1]
    brief = made("country_brief", country=last.iso3)
    assert figures(brief)[0].value == last.rank
    assert "no ranked state stands behind it" in words(brief)


def test_a_shared_rank_names_who_shares_it():
    assert "Shares this rank with" in words(made("country_brief", country="ISL", edition=2022))


def test_an_older_edition_is_told_without_a_forecast():
    brief = made("country_brief", country="TUN", edition=2014)
    assert "a forecast starts from the newest edition, 2024" in words(brief)
    assert {source.key for source in brief.sources} == {"survey_results", "worth"}


def test_an_edition_before_groups_and_the_first_one_of_all_still_make_a_brief():
    brief = made("country_brief", edition=2003)
    assert figures(brief)[1].note == ""
    assert headings(brief, 2)[1] == "No earlier edition with a rank, so there is no change to explain"


def test_a_state_without_a_rank_is_told_why_and_asked_for_what_a_rank_needs():
    brief = made("country_brief", country="LBY", edition=2012)
    assert headings(brief, 2) == [
        "Not ranked in 2012",
        "No rank in 2012, so there is no change to explain",
        "Without a rank, nothing can be weighed",
        "A value above 0, without which this edition gives no rank: Online Service Index",
    ]
    assert [figure.value for figure in figures(brief)[:2]] == [None, None]


def test_an_edition_before_a_state_was_a_member_has_no_figures_at_all():
    brief = made("country_brief", country="SSD", edition=2008)
    assert not any(isinstance(block, KeyFigures) for block in brief.blocks)
    assert (brief.tables, brief.charts) == ((), ())
    assert "was not a Member State of the United Nations" in words(brief)


def test_a_missing_component_compares_with_nobody():
    world = world_with_gap()
    brief = country_brief(world, country="BHR", edition=world.latest, language="en", made_on=MADE_ON)
    assert "Not all values of Bahrain are known for 2026" in words(brief)
    assert "Telecommunication Infrastructure Index" in headings(brief, 2)[-1]


def test_what_was_imported_stands_among_the_sources():
    world = world_with_gap()
    brief = country_brief(world, country="TUN", edition=world.latest, language="en", made_on=MADE_ON)
    assert "Imported" in [source.mark for source in brief.sources]
    assert any("SYNTHETIC with a gap" in source.title for source in brief.sources)


def test_a_known_error_of_the_publication_is_not_passed_over():
    brief = made("country_brief", country="KHM", edition=2008)
    quiet = [block.text for block in brief.blocks if isinstance(block, Paragraph) and block.style == "quiet"]
    assert "Cambodia" in quiet[-1]


def test_the_second_page_begins_with_what_moves_us():
    blocks = made("country_brief").blocks
    (at,) = [at for at, block in enumerate(blocks) if isinstance(block, PageBreak)]
    assert blocks[at + 1].text == "What moves us"


@pytest.mark.parametrize("country", [*CAST, "LBY"])
def test_in_french_every_word_of_it_is_french(country, monkeypatch):
    english = []
    fill = catalogue.fill

    def watched(entry, /, *, language, wrap=None, **params):
        if language == "fr" and "fr" not in entry:
            english.append(entry["en"])
        return fill(entry, language=language, wrap=wrap, **params)

    monkeypatch.setattr(catalogue, "fill", watched)
    country_brief(WORLD, country=country, edition=NEWEST, language="fr", made_on=MADE_ON)
    assert english == []


@pytest.mark.parametrize(
    ("language", "country", "edition"),
    [
        ("en", "BHR", NEWEST),
        ("ar", "BHR", NEWEST),
        ("fr", "COM", NEWEST),
        ("ar", "TUN", NEWEST),
        ("fr", "VCT", NEWEST),
        ("en", "LBY", 2012),
        ("ar", "KHM", 2008),
        ("fr", "BHR", 2003),
        ("ar", "SSD", 2008),
    ],
)
def test_it_has_two_pages(language, country, edition):
    brief = made("country_brief", language, country=country, edition=edition)
    assert len(Pdf(write_pdf(brief)).pages) == 2
