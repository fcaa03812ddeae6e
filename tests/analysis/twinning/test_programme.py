"""A programme: who is paired, who is left out and why, and files with every way to be wrong."""

import io
import re

import pytest
import xlsxwriter

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.twinning import (
    Entry,
    Programme,
    match_programme,
    partners,
    read_programme,
    template_rows,
)
from miqyas.analysis.twinning.records import matched_record
from miqyas.analysis.world import load_world

WORLD = load_world()
GULF = tuple(Entry(iso3) for iso3 in ("BHR", "KWT", "OMN", "QAT"))
LEADERS = (Entry("DNK"), Entry("EST"), Entry("SGP"))


def as_xlsx(rows):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return target.getvalue()


def as_csv(*lines):
    return "\n".join(lines).encode()


def told(problems, language="en"):
    return [re.sub(r"[\u2066-\u2069]", "", problem.render(language)) for problem in problems]


# Matching


def test_a_pair_s_benefit_is_the_mean_of_its_two_views_and_a_wish_is_the_total_of_a_partner():
    matched = match_programme(WORLD, Programme(GULF, LEADERS))
    for pair in matched.best.pairs:
        assert pair.benefit == pytest.approx((pair.wish + pair.favour) / 2)
        found = partners(WORLD, iso3=pair.seeker)
        total = next(partner.total for partner in found.partners if partner.iso3 == pair.giver)
        assert pair.wish == pytest.approx(total)
    assert matched.best.total == pytest.approx(sum(pair.benefit for pair in matched.best.pairs))


def test_stability_costs_something_or_nothing_and_then_nobody_would_leave():
    matched = match_programme(WORLD, Programme(GULF, LEADERS))
    assert matched.cost >= -1e-12
    assert matched.stable.blocking == ()
    for pair in matched.best.blocking:
        assert (pair.seeker, pair.giver) not in {(one.seeker, one.giver) for one in matched.best.pairs}


def test_the_order_of_entries_changes_nothing():
    one = match_programme(WORLD, Programme(GULF, LEADERS))
    other = match_programme(WORLD, Programme(GULF[::-1], LEADERS[::-1]))
    assert matched_record(one) == matched_record(other)


def test_more_seekers_than_places_leaves_out_and_says_why():
    matched = match_programme(WORLD, Programme(GULF, LEADERS))
    for matching in (matched.best, matched.stable):
        assert len(matching.pairs) == 3
        assert [(one.lacking, one.why) for one in matching.left_out] == [(1, "full")]


def test_capacities_of_both_sides_are_kept():
    givers = (Entry("DNK", capacity=3), Entry("EST"))
    matched = match_programme(WORLD, Programme((Entry("BHR", capacity=2), *GULF[1:]), givers))
    for matching in (matched.best, matched.stable):
        seekers = [pair.seeker for pair in matching.pairs]
        assert len(matching.pairs) == 4
        assert seekers.count("BHR") <= 2
        assert [pair.giver for pair in matching.pairs].count("DNK") <= 3


@pytest.mark.parametrize(
    ("seeker", "givers", "minimum", "why"),
    [
        (Entry("DNK"), (Entry("TCD"),), 0.0, "nothing"),
        (Entry("BHR", without=("EST",)), (Entry("EST"),), 0.0, "excluded"),
        (Entry("BHR"), (Entry("EST", without=("BHR",)),), 0.0, "excluded"),
        (Entry("BHR"), (Entry("EST"),), 0.99, "minimum"),
        (Entry("BHR", capacity=2), (Entry("EST"),), 0.0, "nothing"),
    ],
)
def test_why_a_seeker_is_left_out(seeker, givers, minimum, why):
    matched = match_programme(WORLD, Programme((seeker,), givers, minimum))
    assert [one.why for one in matched.best.left_out] == [why]


def test_a_country_may_seek_and_give_but_never_pairs_with_itself():
    both = (Entry("BHR"), Entry("OMN"))
    matched = match_programme(WORLD, Programme(both, both))
    assert [(pair.seeker, pair.giver) for pair in matched.best.pairs] == [("OMN", "BHR")]
    assert [one.iso3 for one in matched.best.left_out] == ["BHR"]


def test_needs_of_a_seeker_change_its_wish():
    plain = match_programme(WORLD, Programme((Entry("BHR"),), LEADERS))
    asked = match_programme(WORLD, Programme((Entry("BHR", needs=("TII",)),), LEADERS))
    assert plain.best.pairs[0].wish != asked.best.pairs[0].wish


@pytest.mark.parametrize(
    ("programme", "detail"),
    [
        (Programme((), LEADERS), "twin_no_seekers"),
        (Programme(GULF, ()), "twin_no_givers"),
        (Programme((*GULF, Entry("BHR", line=9)), LEADERS), "twin_twice"),
        (Programme(GULF, (Entry("EST", capacity=0),)), "twin_capacity"),
        (Programme(GULF, (Entry("EST", capacity=-1),)), "twin_capacity"),
        (Programme(GULF, LEADERS, float("nan")), "twin_minimum"),
        (Programme(GULF, LEADERS, 1.5), "twin_minimum"),
        (Programme((Entry("BHR", needs=("OGDI",)),), LEADERS), "twin_need"),
        (Programme((Entry("XXX"),), LEADERS), "unknown_country"),
        (Programme((Entry("BHR", without=("XXX",)),), LEADERS), "unknown_country"),
    ],
)
def test_a_programme_that_cannot_be_matched_is_refused(programme, detail):
    with pytest.raises(AnalysisError, match=detail) as caught:
        match_programme(WORLD, programme)
    assert caught.value.render("en")
    assert caught.value.render("ar")


def test_an_unranked_country_is_placed_in_its_file():
    programme = Programme((Entry("LBY", line=4),), LEADERS, name="few.csv")
    with pytest.raises(AnalysisError, match="not_ranked") as caught:
        match_programme(WORLD, programme, edition=2012)
    assert (caught.value.place.file, caught.value.place.line) == ("few.csv", 4)


# Files


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_template_reads_back_as_a_programme(language):
    rows = template_rows(language=language)
    for content in (as_xlsx(rows), as_csv(*(",".join(row) for row in rows))):
        read = read_programme(content, name="template")
        assert read.problems == ()
        assert read.programme.seekers == (Entry("BHR", 1, ("HCI",), (), 2),)
        assert read.programme.givers == (Entry("EST", 2, (), (), 3),)


def test_names_codes_and_lists_are_read_in_either_language():
    read = read_programme(
        as_csv(
            "role;country;capacity;needs;without",
            "seeker;البحرين;2;HCI، المشاركة الإلكترونية;",
            'طالبة;Oman;;"human capital";"EST, Denmark"',
            "GIVER;est;3.0;;",
        ),
        name="mixed.csv",
    )
    assert read.problems == ()
    assert read.programme.seekers == (
        Entry("BHR", 2, ("HCI", "EPI"), (), 2),
        Entry("OMN", 1, ("HCI",), ("EST", "DNK"), 3),
    )
    assert read.programme.givers == (Entry("EST", 3, (), (), 4),)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("helper,BHR,1,,", "few.csv:2 (role): The role “helper” is not known."),
        ("seeker,Bahrian,1,,", "few.csv:2 (country): The country “Bahrian” is not known."),
        ("seeker,,1,,", "few.csv:2 (country): The country “” is not known."),
        ("seeker,BHR,0,,", "few.csv:2 (capacity): “0” is not a number of partners."),
        ("seeker,BHR,-3,,", "few.csv:2 (capacity): “-3” is not a number of partners."),
        ("seeker,BHR,1.5,,", "few.csv:2 (capacity): “1.5” is not a number of partners."),
        ("seeker,BHR,nan,,", "few.csv:2 (capacity): “nan” is not a number of partners."),
        ("seeker,BHR,1,money,", "few.csv:2 (needs): “money” is not an index that can be asked for."),
        ("seeker,BHR,1,,Atlantis", "few.csv:2 (without): The country “Atlantis” is not known."),
    ],
)
def test_a_row_that_is_wrong_is_placed_and_the_others_are_read_on(line, says):
    rest = ("giver,EST,1,,", "giver,nowhere,1,,")
    read = read_programme(as_csv("role,country,capacity,needs,without", line, *rest), name="few.csv")
    assert read.programme is None
    problems = told(read.problems)
    assert problems[0].startswith(says)
    assert problems[1].startswith("few.csv:4 (country): The country “nowhere”")
    assert all(told(read.problems, "ar"))


def test_the_likely_name_is_offered():
    read = read_programme(as_csv("role,country", "seeker,Bahrian", "giver,EST"), name="few.csv")
    assert "Bahrain" in told(read.problems)[0]


def test_the_same_country_twice_in_a_role_is_said_once():
    read = read_programme(as_csv("role,country", "seeker,BHR", "seeker,Bahrain", "giver,EST"), name="few.csv")
    assert told(read.problems) == [
        (
            "few.csv:3 (country): Bahrain stands twice in the same role. "
            "Keep one row, and raise its capacity if need be."
        )
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"name,number\nBHR,1\n", "no line of headings with the columns role and country"),
        (b"role,country\n", "Nobody in the programme seeks"),
        (b"role,country\nseeker,BHR\n", "Nobody in the programme offers"),
        (b"%PDF-1.7 something", "PDF"),
        (b"PK\x03\x04 damaged", "damaged"),
    ],
)
def test_a_file_that_is_no_programme_is_refused(content, says):
    read = read_programme(content, name="few.csv")
    assert read.programme is None
    assert says.lower() in told(read.problems)[0].lower()


def test_a_thousand_wrong_rows_are_not_all_told():
    read = read_programme(as_csv("role,country", *["seeker,nowhere"] * 1000), name="few.csv")
    assert len(read.problems) == 100


def test_a_path_that_is_not_there_is_refused(tmp_path):
    assert read_programme(tmp_path / "none.csv").programme is None
