"""Pages that nobody here wrote, in Arabic and other languages: what is told of them is true, and little."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Artifact, Body, Channel
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.parity import How, Kind, compared, looked

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "multilingual"
HOST = "https://guidance.example/"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus “multilingual” is not there")


@pytest.fixture(scope="module")
def looks():
    found = []
    for file in sorted(CORPUS.rglob("*.html")):
        path = file.relative_to(CORPUS).as_posix().removesuffix(".html").removesuffix("index")
        body = Body("0", 1, media_type="text/html")
        artifact = Artifact(HOST + path, channel=Channel.HTTP, status=200, depth=2, body=body)
        found.append(looked(artifact, read_page(file.read_bytes(), address=artifact.address)))
    return found


@pytest.fixture(scope="module")
def report(looks):
    return cache(lambda code: compared(looks, pair=(code, "en")))


def folders(code):
    return {file.parent for file in CORPUS.rglob(f"{code}*.html")}


@pytest.mark.parametrize(
    "code", ["ar", "cs", "de", "el", "es", "fr", "id", "ja", "ko", "nl", "pl", "pt", "ru", "zh"]
)
def test_every_translation_is_paired_with_its_original(report, code):
    told = report(code)
    found = {(one.first.rpartition("/")[0], one.second.rstrip("/")) for one in told.pairs}
    assert found == {(HOST + str(folder.relative_to(CORPUS).as_posix()),) * 2 for folder in folders(code)}
    assert {one.hows[0] for one in told.pairs} == {How.LINK_BOTH}


def test_of_arabic_is_told_what_its_pages_say_of_their_own_age(report):
    told = report("ar")
    assert {issue.kind for issue in told.issues} == {Kind.UPDATED_OLDER}
    older = {issue.spots[0].address.removeprefix(HOST): issue.spots[0].text for issue in told.issues}
    assert older == {
        "fundamentals/accessibility-intro/ar": "2019-07-16",
        "standards-guidelines/ar": "2020-10-26",
        "standards-guidelines/mobile/ar": "2021-05-17",
    }


def test_numbers_of_sections_in_another_order_are_no_stale_translations(report):
    for code in ("ar", "es", "fr", "pl", "ja", "el"):
        assert report(code).of(Kind.NUMBERS_DIFFER) == ()


@pytest.mark.parametrize("code", ["cs", "id", "ko", "ru", "zh"])
def test_a_year_of_a_text_that_was_rewritten_is_told(report, code):
    (issue,) = report(code).of(Kind.NUMBERS_DIFFER)
    assert [(one.first, one.second) for one in issue.differences] == [("2018", "")]


def test_a_page_of_which_a_third_was_left_in_english_is_mixed(report):
    (issue,) = report("ru").of(Kind.MIXED)
    assert issue.spots[0].address.endswith("accessibility-principles/ru")


@pytest.mark.parametrize("first", ["ar", "fr"])
def test_of_translations_next_to_each_other_only_what_is_true_is_told(looks, first):
    others = {"ar", "cs", "el", "es", "fr", "id", "ja", "ko", "pl", "ru", "zh"} - {first}
    told = [issue for other in sorted(others) for issue in compared(looks, pair=(first, other)).issues]
    assert {issue.kind for issue in told} <= {Kind.UPDATED_OLDER, Kind.NUMBERS_DIFFER}
    values = {one.first or one.second for issue in told for one in issue.differences}
    assert values <= {"2018"}
    ages = [[spot.text for spot in issue.spots] for issue in told if issue.kind is Kind.UPDATED_OLDER]
    assert ages
    assert all(abs((date.fromisoformat(one) - date.fromisoformat(other)).days) > 30 for one, other in ages)
