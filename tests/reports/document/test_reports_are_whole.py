"""Every public report is written whole in every format, in each language that it speaks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from miqyas.reports.briefs import REPORTS
from miqyas.reports.document import DataTable, Document, Heading, KeyFigures
from miqyas.reports.document.write import FORMS, write
from tests.reports.briefs.cases import CAST, MADE_ON, WORLD, made
from tests.reports.document.read_pdf import Pdf, bare
from tests.reports.document.reading import READERS
from tests.reports.document.wanted import missing

ARABIC = re.compile("[\u0621-\u064a]")
BRIEF = "country_brief"
ASKED = [
    *((BRIEF, language, country) for language in REPORTS[BRIEF].languages for country in CAST),
    *(
        (name, language, "BHR" if name == "portfolio_proposal" else "TUN")
        for name, report in REPORTS.items()
        if name != BRIEF
        for language in report.languages
    ),
    ("country_report", "en", "COM"),
]


def lost(document: Document, content: bytes, *, form: str) -> list[str]:
    """What a report says that a file of it does not."""
    if form != "pdf":
        return missing(document, READERS[form](content), form=form)
    text = Pdf(content).text.replace(" ", "")
    facts = sorted({fact for fact in map(bare, document.facts()) if fact})
    gone = [fact for fact in facts if not ARABIC.search(fact) and fact.replace(" ", "") not in text]
    # Glyphs of Arabic stand in the order of the eye, so that words are compared by their letters.
    letters = Counter(letter for fact in document.facts() for letter in ARABIC.findall(fact))
    return gone + [str(letter) for letter in letters - Counter(ARABIC.findall(text))]


@pytest.mark.parametrize(("name", "language", "country"), ASKED)
def test_every_number_is_in_every_format(name: str, language: str, country: str) -> None:
    document = made(name, language, country=country)
    for form in FORMS:
        assert lost(document, write(document, form=form), form=form) == [], form


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize(
    ("form", "kind"),
    [*((form, DataTable) for form in FORMS), *((form, KeyFigures) for form in READERS)],
)
def test_a_report_without_one_of_its_blocks_is_found_out(form: str, kind: type, language: str) -> None:
    """The test above can fail: what one table or the key figures say is missed once they are left out.

    On paper each key figure stands a second time in a chart or a sentence of the brief.
    """
    document = made(BRIEF, language, country="COM")
    short = replace(document, blocks=tuple(one for one in document.blocks if not isinstance(one, kind)))
    assert lost(document, write(short, form=form), form=form)


@pytest.mark.parametrize("form", FORMS)
def test_one_number_that_is_another_is_found_out(form: str) -> None:
    document = made(BRIEF, "en", country="BHR")
    (first, *others), table = document.tables[0].rows, document.tables[0]
    told = replace(table, rows=((first[0], 0.98765, *first[2:]), *others))
    asked = replace(document, blocks=tuple(told if one is table else one for one in document.blocks))
    assert lost(asked, write(document, form=form), form=form) == ["0.98765" if form == "xlsx" else "0.988"]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", [BRIEF, "country_report", "audit_report"])
def test_of_a_country_without_any_value_no_chapter_is_empty_in_any_format(name: str, language: str) -> None:
    report = REPORTS[name]
    document = report.make(WORLD, country="SSD", edition=2008, language=language, made_on=MADE_ON)
    levels = [one.level if isinstance(one, Heading) else 9 for one in document.blocks]
    assert all(level < after for level, after in pairwise([*levels, 1]) if level < 9), (
        "a heading over nothing"
    )
    for form in FORMS:
        assert lost(document, write(document, form=form), form=form) == [], form


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", REPORTS)
def test_equal_reports_are_equal_bytes_with_their_versions_and_their_day(name: str, form: str) -> None:
    document = made(name, "ar")
    content = write(document, form=form)
    assert content == write(replace(document), form=form)
    words = Pdf(content).text if form == "pdf" else READERS[form](content)
    assert document.versions["data"] in words
    assert MADE_ON[:4] in words


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_draft_of_any_report_says_so(name: str, form: str) -> None:
    words = []
    for is_draft in (True, False):
        content = write(replace(made(name, "en"), is_draft=is_draft), form=form)
        text = Pdf(content).text if form == "pdf" else READERS[form](content)
        words.append(len(re.findall(r"\bDraft\b", text)))
    assert words[0] > words[1] == 0
