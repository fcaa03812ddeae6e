"""A small portal in two languages, written as offices write: what is planted in it is told alone."""

from pathlib import Path

import pytest

from miqyas.scanner.parity import How, parity_of
from tests.scanner.parity.sites import kinds, site

FOLDER = Path(__file__).parent / "portal"
PAGES = {
    f"/{file.relative_to(FOLDER).with_suffix('').as_posix()}": file.read_text("utf-8")
    for file in sorted(FOLDER.rglob("*.html"))
}


def test_nothing_is_told_of_a_portal_that_says_the_same_in_both_languages():
    report = parity_of(site(PAGES), is_finished=True)
    assert kinds(report) == set()
    assert {one.hows[0] for one in report.pairs} == {How.LINK_BOTH}
    assert len(report.pairs) == len(PAGES) / 2


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("/en/passport", "BD 22.000", "BD 25.000", ("22", "25.000")),
        ("/en/passport", "BHD 50", "BHD 40", ("50", "40")),
        ("/en/law", "BD 20,000", "BD 25,000", ("", "25,000")),
        ("/en/law", "15 days", "45 days", ("", "45")),
        ("/en/law", "12 July 2018", "12 July 2019", ("12 يوليو 2018", "12 July 2019")),
        ("/en/law", "(30) of", "(31) of", ("", "31")),
        ("/en/stats", "98.7%", "95.2%", ("98٫7", "95.2")),
        ("/en/stats", "1,501,635", "1,463,265", ("1٬501٬635", "1,463,265")),
        ("/en/stats", "12 per cent", "14 per cent", ("12", "14")),
        ("/en/about", "450", "300", ("450", "300")),
        ("/en/about", "of 2024", "of 2022", ("2024", "2022")),
        ("/en/budget", "4,624.9", "4,264.9", ("4,624.9", "4,264.9")),
        ("/en/consult", "February 3, 2025", "March 3, 2025", ("3 فبراير 2025", "until March 3, 2025")),
        ("/en/consult", "312", "212", ("312", "212")),
        ("/ar/about", "رؤية ٢٠٣٠", "رؤية ٢٠٢٥", ("2025", "2030")),
    ],
)
def test_what_is_planted_there_is_told_and_nothing_else(path, old, new, told):
    assert PAGES[path].count(old) >= 1
    report = parity_of(site({**PAGES, path: PAGES[path].replace(old, new, 1)}))
    (issue,) = report.issues
    assert [(one.first, one.second) for one in issue.differences] == [told]
    assert issue.spots[0].address.endswith(path.removeprefix("/en").removeprefix("/ar"))
