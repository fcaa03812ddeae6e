"""What is there in one language alone: said where it is known, counted where it is not."""

from dataclasses import replace

import pytest

from miqyas.scanner.artifacts.model import Channel
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.findings import Finding, Searched
from miqyas.scanner.parity import Kind, Standing, parity_of, shown, standing_in_words
from miqyas.scanner.rules.clues import Surface
from miqyas.scanner.rules.model import Proof, State
from miqyas.scanner.rules.verdict import Hit
from tests.scanner.parity.sites import HOST, alternates, body, kinds, look, site

SERVICE, FEATURE = "OSI-SP-001", "OSI-CP-004"


def pages(count, *, named=True):
    """So many pages in both languages; ``named``: each names the other in its head."""
    found = {}
    for number in range(count):
        head = alternates(ar=f"/ar/{number}", en=f"/en/{number}") if named else ""
        found[f"/ar/{number}"] = body("ar", head=head)
        found[f"/en/{number}"] = body("en", head=head)
    return found


def addresses(report, kind):
    return [(one.language, one.spots[0].address.removeprefix(HOST)) for one in report.of(kind)]


def test_after_a_whole_scan_a_page_without_partner_is_told():
    report = parity_of(site({**pages(3, named=False), "/ar/only": body("ar")}), is_finished=True)
    assert addresses(report, Kind.PAGE_ONE_SIDE) == [("en", "/ar/only")]
    assert report.unpaired == {"ar": 0, "en": 0}


def test_before_its_end_it_is_counted_and_not_told():
    report = parity_of(site({**pages(3, named=False), "/ar/only": body("ar")}))
    assert report.issues == ()
    assert report.unpaired == {"ar": 1, "en": 0}


def test_where_all_others_name_their_partners_one_that_names_none_is_told():
    report = parity_of(site({**pages(6), "/ar/only": body("ar")}))
    assert addresses(report, Kind.PAGE_ONE_SIDE) == [("en", "/ar/only")]


def test_a_partner_that_was_named_and_not_looked_at_is_not_missing():
    only = body("ar", head=alternates(en="/en/only"))
    report = parity_of(site({**pages(6), "/ar/only": only}), is_finished=True)
    assert report.issues == ()
    assert report.unpaired == {"ar": 1, "en": 0}


def test_a_partner_that_is_named_and_gone_is_told():
    gone = look("/en/only", "<p>Not found</p>", status=404)
    only = body("ar", around='<a href="/en/only">English</a>')
    report = parity_of([*site({**pages(3), "/ar/only": only}), gone])
    assert addresses(report, Kind.PARTNER_MISSING) == [("en", "/ar/only")]
    assert kinds(report) == {"partner_missing"}


def test_where_the_address_of_a_partner_was_looked_at_in_vain_the_page_stands_alone():
    gone = look("/en/only", "<p>Not found</p>", status=404)
    report = parity_of([*site({**pages(3), "/ar/only": body("ar")}), gone])
    assert addresses(report, Kind.PAGE_ONE_SIDE) == [("en", "/ar/only")]
    assert kinds(report) == {"page_one_side"}


def test_a_page_that_says_that_it_is_not_there_counts_as_gone():
    soft = look("/en/only", body("en"), is_soft_missing=True)
    only = body("ar", head=alternates(en="/en/only"))
    report = parity_of([*site({**pages(3), "/ar/only": only}), soft])
    assert kinds(report) == {"partner_missing"}


def test_looks_without_a_page_tell_what_is_gone():
    gone = (look("/en/only", status=410)[0], None)
    only = body("ar", head=alternates(en="/en/only"))
    assert kinds(parity_of([*site({**pages(3), "/ar/only": only}), gone])) == {"partner_missing"}


def test_a_partner_that_could_not_be_opened_is_not_gone():
    down = look("/en/only", "", status=503)
    report = parity_of([*site({**pages(6), "/ar/only": body("ar", head=alternates(en="/en/only"))}), down])
    assert report.issues == ()


def test_further_pages_of_a_list_and_copies_are_not_told():
    more = {
        "/ar/1?page=2": body("ar"),
        "/ar/copy": body("ar", head=f'<link rel="canonical" href="{HOST}/ar/1">'),
    }
    report = parity_of(site({**pages(6), **more}), is_finished=True)
    assert report.issues == ()


def test_a_page_with_next_to_no_text_is_not_told():
    report = parity_of(
        site({**pages(3), "/ar/only": body("ar", "<p>نص</p>", filler=False)}), is_finished=True
    )
    assert report.issues == ()


def test_where_pages_cannot_be_paired_none_is_called_missing():
    found = {f"/p/{number}": body("ar" if number % 2 else "en") for number in range(40)}
    report = parity_of(site(found), is_finished=True)
    assert (report.standing, report.issues) == (Standing.NOT_PAIRED, ())
    assert report.unpaired == {"ar": 20, "en": 20}


def test_a_page_of_a_service_is_told_as_a_service():
    found = {**pages(3), "/ar/services/permit": body("ar")}
    report = parity_of(site(found), is_finished=True)
    assert addresses(report, Kind.SERVICE_ONE_SIDE) == [("en", "/ar/services/permit")]


def test_a_whole_section_without_partners_is_told_once():
    news = {f"/ar/news/{number}": body("ar") for number in range(30)}
    report = parity_of(site({**pages(12), **news}), is_finished=True)
    (issue,) = report.issues
    assert (issue.kind, issue.count, len(issue.spots)) == (Kind.PAGE_ONE_SIDE, 30, 20)
    assert issue.details == {"code": f"{HOST}/ar/news/"}
    assert shown(report, language="ar")[0].issues[0].extent == "في \u206630\u2069 صفحة"


def test_one_language_only_is_said_and_nothing_is_guessed():
    report = parity_of(site({f"/ar/{number}": body("ar") for number in range(9)}), is_finished=True)
    assert (report.standing, report.pages, report.issues) == (Standing.ONE_LANGUAGE, {"ar": 9, "en": 0}, ())
    assert standing_in_words(report, language="en") == (
        "Pages were seen in Arabic only (9); none was seen in English, so nothing was compared."
    )
    assert standing_in_words(report, language="ar").startswith("فُحصت صفحات بالعربية وحدها")


def test_one_language_still_shows_its_own_faults():
    report = parity_of(site({"/ar/1": body("ar", lang="", direction="")}))
    assert kinds(report) == {"lang_missing", "dir_missing"}


def test_an_empty_site_says_that_nothing_was_seen():
    report = parity_of([])
    assert (report.standing, report.pairs, report.issues) == (Standing.NOTHING_SEEN, (), ())
    assert shown(report, language="ar") == ()


# Documents


def document(code, *links):
    listed = "".join(f'<li><a href="{address}">{words}</a></li>' for address, words in links)
    return body(code, f"<ul>{listed}</ul>")


def test_a_document_with_nothing_in_its_place_is_told():
    found = {"/ar/1": document("ar", ("/files/plan.pdf", "الخطة")), "/en/1": body("en")}
    (issue,) = parity_of(site(found)).issues
    assert (issue.kind, issue.language, issue.details) == (Kind.DOCUMENT_ONE_SIDE, "en", {"n": 1})
    assert issue.spots[0].text == "الخطة"


@pytest.mark.parametrize(
    ("ar", "en"),
    [
        ("/files/plan.pdf", "/files/plan.pdf"),
        ("/files/plan-ar.pdf", "/files/plan-en.pdf"),
        ("/ar/files/plan.pdf", "/en/files/plan.pdf"),
        ("/files/%D8%A7%D9%84%D8%AE%D8%B7%D8%A9.pdf", "/files/plan.pdf"),
        ("/files/plan.pdf?lang=ar", "/files/plan.pdf?lang=en"),
        ("/files/plan.docx", "/files/plan.pdf"),
    ],
)
def test_documents_that_may_be_each_other_are_not_told(ar, en):
    found = {"/ar/1": document("ar", (ar, "الخطة")), "/en/1": document("en", (en, "Plan"))}
    assert kinds(parity_of(site(found))) == set()


def test_a_document_that_stands_on_another_page_of_the_other_side_is_there():
    found = {
        "/ar/1": document("ar", ("/files/plan.pdf", "الخطة")),
        "/en/1": body("en"),
        "/en/downloads": document("en", ("/files/plan.pdf", "Plan")),
    }
    assert kinds(parity_of(site(found))) == set()


def test_feeds_and_answers_of_interfaces_are_no_documents():
    links = [("/feed.xml", "آر إس إس"), ("/api.json", "واجهة"), ("/notes.txt", "نص")]
    assert kinds(parity_of(site({"/ar/1": document("ar", *links), "/en/1": body("en")}))) == set()


def test_a_document_of_all_pages_is_told_once():
    found = {}
    for number in range(5):
        found[f"/ar/{number}"] = document("ar", ("/files/plan.pdf", "الخطة"))
        found[f"/en/{number}"] = body("en")
    assert len(parity_of(site(found)).issues) == 1


# Features


def finding(feature=FEATURE, *, found=("ar",), target="/ar/target", state=State.PRESENT, **searched):
    told = {"pages": 20, "languages": ("ar", "en"), "seconds": 1.0, "is_budget_met": True, "coverage": 1.0}
    address = f"{HOST}{target}" if target else ""
    hit = Hit(
        "x", f"{HOST}/ar/1", "الخصوصية", "", "ar", Proof.LIVE, Surface.LINK, Landmark.FOOTER, target=address
    )
    return Finding(feature, "x", 1, state, Searched(**{**told, **searched}), hits=(hit,), languages=found)


@pytest.mark.parametrize(
    ("feature", "kind"), [(FEATURE, Kind.FEATURE_ONE_SIDE), (SERVICE, Kind.SERVICE_ONE_SIDE)]
)
def test_a_feature_found_in_one_language_alone_is_told(feature, kind):
    (issue,) = parity_of(site(pages(6)), [finding(feature)]).issues
    assert (issue.kind, issue.language, issue.details) == (kind, "en", {"code": feature})
    assert issue.spots[0].text == "الخصوصية"


@pytest.mark.parametrize(
    "one",
    [
        finding(found=("ar", "en")),
        finding(found=()),
        finding(found=("fr",)),
        finding(state=State.NEEDS_REVIEW),
        finding(state=State.ABSENT),
        finding(is_budget_met=False),
        finding(languages=("ar",)),
        finding(target="/ar/3"),
        finding(target="/ar/en-only/../3"),
        finding(target=""),
        replace(finding(), hits=()),
    ],
)
def test_a_feature_that_may_be_there_in_both_is_not_told(one):
    assert kinds(parity_of(site(pages(6)), [one])) == set()


def test_a_feature_that_the_other_side_links_to_as_well_is_not_told():
    found = pages(6)
    found["/en/2"] = body(
        "en", around=f'<a href="{HOST}/ar/target/">Privacy</a>', head=alternates(ar="/ar/2")
    )
    assert kinds(parity_of(site(found), [finding()])) == set()


def test_a_few_pages_of_the_other_side_do_not_say_that_it_lacks_something():
    assert kinds(parity_of(site(pages(4)), [finding()])) == set()


def test_looks_at_other_things_than_pages_are_left_aside():
    looks = [
        look("/ar/x", body("ar"), channel=channel)
        for channel in Channel
        if channel.value not in {"http", "browser"}
    ]
    assert parity_of(looks).standing is Standing.NOTHING_SEEN
