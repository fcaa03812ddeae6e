"""The report as a record and in words, and sites that are large, wild or out of shape."""

import json
import pickle
import re

import pytest

from miqyas.catalogue.load import feature
from miqyas.kernel.words import catalogue
from miqyas.scanner.artifacts.model import Artifact, Body, Channel
from miqyas.scanner.document.model import Alternate, Block, Landmark, Link, Page
from miqyas.scanner.parity import (
    Difference,
    Issue,
    Kind,
    ParityReport,
    Spot,
    Standing,
    compared,
    looked,
    pairing_in_words,
    parity_of,
    shown,
    standing_in_words,
)
from miqyas.scanner.parity.model import How, Pair, group_of
from miqyas.scanner.parity.settings import settings
from tests.scanner.parity.sites import TEXT, alternates, body, kinds, look, site, two

LATIN = re.compile(r"[A-Za-z]{4,}")


def mixed_site():
    return site(
        {
            "/ar/1": body("ar", "<p>الرسوم ٢٠ دينارًا</p>", lang=""),
            "/en/1": body("en", "<p>The fee is 15 dinars</p>", head=alternates(ar_BH="/ar/1")),
            "/ar/2": body("ar"),
            "/en/2": body("ar", lang="en", direction="rtl"),
            "/ar/3": body("ar"),
        }
    )


def test_a_report_comes_back_from_its_record():
    report = parity_of(mixed_site())
    assert len(report.issues) >= 3
    assert ParityReport.from_record(json.loads(json.dumps(report.as_record()))) == report


@pytest.mark.parametrize(
    "damage", [{"form": "miqyas-parity/0"}, {"standing": "?"}, {"languages": ["ar"]}, {"pairs": 3}]
)
def test_a_damaged_record_is_refused(damage):
    with pytest.raises((ValueError, KeyError, TypeError)):
        ParityReport.from_record({**parity_of(mixed_site()).as_record(), **damage})


def test_pages_may_be_read_in_another_process():
    looks = mixed_site()
    carried = pickle.loads(pickle.dumps([looked(*one) for one in looks]))
    assert compared(carried).as_record() == parity_of(looks).as_record()


def test_every_kind_has_a_weight_and_a_group():
    assert set(settings().weights) == {kind.value for kind in Kind}
    assert all(group_of(kind) for kind in Kind)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_kind_says_what_where_and_how_to_mend(kind, language):
    details = {
        "code": "ar_bh",
        "right": "ar",
        "share": 0.4,
        "days": 40,
        "n": 3,
        "words": 9,
        "other_words": 90,
    }
    issue = Issue(
        kind,
        "ar",
        (Spot("https://a.example/", "ar", "x"),),
        count=3,
        details=details,
        differences=(Difference("1", "2"),),
    )
    report = ParityReport(("ar", "en"), Standing.COMPARED, issues=(issue,))
    ((group,),) = [shown(report, language=language)]
    (one,) = group.issues
    said = (group.title, one.what, one.where, one.mend, one.extent, one.differences[0].words)
    assert all(said)
    assert not any("{" in text for text in said)
    if language == "ar":
        bare = re.sub(r"html|body|hreflang|inline-start|inline|start|right|left|lang|CSS", "", " ".join(said))
        assert not LATIN.findall(bare)


def test_what_is_wrong_is_said_of_the_right_language():
    issue = Issue(Kind.SERVICE_ONE_SIDE, "en", ())
    report = ParityReport(("ar", "en"), Standing.COMPARED, issues=(issue,))
    assert shown(report, language="en")[0].issues[0].what == "A service is there in Arabic and not in English"
    assert shown(report, language="ar")[0].issues[0].what == "خدمة موجودة بالعربية ولا توجد بالإنجليزية"


def test_a_mark_up_of_another_language_is_mended_by_its_own():
    issue = Issue(Kind.LANG_MISSING, "ar", ())
    report = ParityReport(("ar", "en"), Standing.COMPARED, issues=(issue,))
    assert shown(report, language="en")[0].issues[0].mend == "Set lang to ar on the html element."


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_feature_is_named_by_its_question_and_a_section_by_its_address(language):
    def subject(kind, code):
        issue = Issue(kind, "en", (), details={"code": code})
        return (
            shown(ParityReport(("ar", "en"), Standing.COMPARED, issues=(issue,)), language=language)[0]
            .issues[0]
            .subject
        )

    asked = feature("OSI-CP-004")[1].question.in_language(language)
    assert subject(Kind.FEATURE_ONE_SIDE, "OSI-CP-004") == asked
    assert subject(Kind.PAGE_ONE_SIDE, "https://a.example/ar/news/") == "https://a.example/ar/news/"
    assert subject(Kind.SERVICE_ONE_SIDE, "of another list") == ""
    assert subject(Kind.HREFLANG_CODE, "ar_bh") == ""


def test_groups_stand_in_one_order_and_the_weightiest_first():
    groups = shown(parity_of(mixed_site(), is_finished=True), language="en")
    assert [group.group.value for group in groups] == ["one_side", "stale", "text", "markup"]
    for group in groups:
        weights = [issue.weight for issue in group.issues]
        assert weights == sorted(weights, reverse=True)


def test_a_difference_on_one_side_names_its_language():
    report = two("<p>يعمل في المركز ٤٥٠ موظفًا</p>", "<p>Staff work in the centre</p>")
    (difference,) = shown(report, language="en")[0].issues[0].differences
    assert difference.words == "“450” in Arabic only"
    assert difference.first_text == "يعمل في المركز ٤٥٠ موظفًا"


def test_what_is_near_the_home_page_weighs_more():
    def weight(depth):
        looks = [look("/ar/1", body("ar", lang=""), depth=depth), look("/en/1", body("en"), depth=depth)]
        return parity_of(looks).issues[0].weight

    assert weight(1) > weight(3)


def test_how_pages_were_paired_is_said_with_numbers():
    pairs = (Pair("a", "b", (How.ADDRESS, How.LINK)), Pair("c", "d", (How.ADDRESS,)))
    report = ParityReport(
        ("ar", "en"), Standing.COMPARED, not_readable=2, pairs=pairs, unpaired={"ar": 1, "en": 0}
    )
    assert pairing_in_words(report, language="en") == (
        "their addresses differ by the language alone: 2",
        "One page in Arabic may or may not have a counterpart.",
        "2 pages cannot be read before their scripts have run.",
    )


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_standing_is_said(standing, language):
    report = ParityReport(("ar", "en"), standing, pages={"ar": 3, "en": 0})
    assert "{" not in standing_in_words(report, language=language)


def test_no_word_is_there_that_nobody_says():
    ends = {"what", "where", "mend"}
    said = {f"parity.{kind.value}.{end}" for kind in Kind for end in ends}
    said |= {f"parity.standing.{one.value}" for one in Standing} | {f"parity.how.{how.value}" for how in How}
    said |= {f"parity.group.{group_of(kind).value}" for kind in Kind}
    said |= {
        "parity.in_language",
        "parity.unpaired",
        "parity.not_readable",
        "parity.pages_alike",
        "parity.paired_by",
        "parity.value.days",
    }
    said |= {"parity.difference.both", "parity.difference.one"}
    assert {key for key in catalogue() if key.startswith("parity.")} == said


# Large, wild and out of shape


def small(path, code):
    text = f"{TEXT[code]} {len(path) * 17}"
    address = f"https://portal.example/{code}/{path}"
    page = Page(
        address,
        lang=code,
        direction={"ar": "rtl"}.get(code, "ltr"),
        alternates=(
            Alternate("ar", f"https://portal.example/ar/{path}"),
            Alternate("en", f"https://portal.example/en/{path}"),
        ),
        blocks=(Block(text, Landmark.MAIN, code), Block("20", Landmark.MAIN, code)),
        links=tuple(
            Link(f"{place}", f"https://portal.example/{code}/{place}", Landmark.NAV, place)
            for place in range(20)
        ),
    )
    body_ = Body("0", 1, media_type="text/html")
    return Artifact(address, channel=Channel.HTTP, status=200, depth=2, body=body_), page


def test_ten_thousand_pages_are_all_paired():
    pages = (small(f"section/{number}", code) for number in range(5_000) for code in ("ar", "en"))
    report = parity_of(pages, is_finished=True)
    assert (len(report.pairs), report.pages) == (5_000, {"ar": 5_000, "en": 5_000})
    assert report.paired_by == {How.HREFLANG_BOTH: 5_000}
    assert report.issues == ()


def test_a_thousand_pages_that_all_name_one_partner_make_one_issue():
    shared = alternates(en="/en/1")
    pages = {f"/ar/{number}": "<main><p>نص</p></main>" + shared for number in range(1_000)}
    report = parity_of(site({**pages, "/en/1": body("en")}))
    assert len(report.pairs) == 1
    assert len(report.issues) <= 2


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="alternate" hreflang="en" href="http://[">',
        '<link rel="alternate" hreflang="en" href="javascript:alert(1)">',
        '<link rel="alternate" hreflang="\u202een" href="//">',
        f'<link rel="alternate" hreflang="{"e" * 5000}" href="/{"x" * 5000}">',
        '<link rel="alternate" hreflang="en" href="">',
        '<link rel="alternate" hreflang="en" href="#top">',
        '<link rel="canonical" href="http://[">',
        "<title>\x00\u202e</title>",
    ],
)
def test_wild_heads_do_no_harm(head):
    report = parity_of(site({"/ar/x": body("ar", head=head), "/en/x": body("en")}))
    assert len(report.pairs) == 1
    assert kinds(report) <= {"hreflang_code", "hreflang_self"}


def test_an_arabic_text_of_half_a_million_letters_takes_no_time():
    long = "كلمة ١٢٣ " * 50_000
    assert len(two(f"<p>{long}</p>", "<p>Text</p>").pairs) == 1


def test_thousands_of_short_texts_without_a_partner_are_left_alone():
    many = "".join(f"<p>بند {number % 90 + 13} يومًا</p>" for number in range(380))
    assert two(many, "<p>Text of 5 days</p>").of(Kind.NUMBERS_DIFFER) == ()


def test_a_page_without_anything_is_compared_with_nothing():
    assert kinds(parity_of(site({"/ar/x": "", "/en/x": ""}))) == set()
