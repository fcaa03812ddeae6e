"""Pages that nobody here wrote, in Arabic and other languages: what is told of them is true, and little."""

from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Artifact, Body, Channel
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.parity import How, Kind, parity_of

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
        found.append((artifact, read_page(file.read_bytes(), address=artifact.address)))
    return found


def folders(code):
    return {file.parent for file in CORPUS.rglob(f"{code}*.html")}


@pytest.mark.parametrize(
    "code", ["ar", "cs", "de", "el", "es", "fr", "id", "ja", "ko", "nl", "pl", "pt", "ru", "zh"]
)
def test_every_translation_is_paired_with_its_original(looks, code):
    report = parity_of(looks, pair=(code, "en"))
    found = {(one.first.rpartition("/")[0], one.second.rstrip("/")) for one in report.pairs}
    assert found == {(HOST + str(folder.relative_to(CORPUS).as_posix()),) * 2 for folder in folders(code)}
    assert {one.hows[0] for one in report.pairs} == {How.LINK_BOTH}


def test_of_arabic_is_told_what_its_pages_say_of_their_own_age(looks):
    report = parity_of(looks, pair=("ar", "en"))
    assert {issue.kind for issue in report.issues} == {Kind.UPDATED_OLDER}
    older = {issue.spots[0].address.removeprefix(HOST): issue.spots[0].text for issue in report.issues}
    assert older == {
        "fundamentals/accessibility-intro/ar": "2019-07-16",
        "standards-guidelines/ar": "2020-10-26",
        "standards-guidelines/mobile/ar": "2021-05-17",
    }


def test_numbers_of_sections_in_another_order_are_no_stale_translations(looks):
    for code in ("ar", "es", "fr", "pl", "ja", "el"):
        assert parity_of(looks, pair=(code, "en")).of(Kind.NUMBERS_DIFFER) == ()


@pytest.mark.parametrize("code", ["cs", "id", "ko", "ru", "zh"])
def test_a_year_of_a_text_that_was_rewritten_is_told(looks, code):
    (issue,) = parity_of(looks, pair=(code, "en")).of(Kind.NUMBERS_DIFFER)
    assert [(one.first, one.second) for one in issue.differences] == [("2018", "")]


def test_a_page_of_which_a_third_was_left_in_english_is_mixed(looks):
    (issue,) = parity_of(looks, pair=("ru", "en")).of(Kind.MIXED)
    assert issue.spots[0].address.endswith("accessibility-principles/ru")
