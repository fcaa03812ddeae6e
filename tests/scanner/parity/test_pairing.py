"""Which pages are one page in two languages: by what is said, never guessed, and each in one pair alone."""

import random

import pytest

from miqyas.scanner.artifacts.model import Channel
from miqyas.scanner.parity import How, Kind, Standing, parity_of
from tests.scanner.parity.sites import HOST, alternates, body, kinds, look, site


def pairs(report):
    return {(one.first.removeprefix(HOST), one.second.removeprefix(HOST)) for one in report.pairs}


def ways(report):
    return {one.hows[0] for one in report.pairs}


@pytest.mark.parametrize(
    ("ar", "en"),
    [
        ("/ar/about", "/en/about"),
        ("/ar-BH/about", "/en-GB/about"),
        ("/arabic/about", "/english/about"),
        ("/ar/about", "/about"),
        ("/about?lang=ar", "/about?lang=en"),
        ("/about?id=3&language=ar", "/about?id=3&language=en"),
        ("/about?locale=ar_BH&id=3", "/about?id=3"),
        ("/about.ar.html", "/about.en.html"),
        ("/about_ar.aspx", "/about_en.aspx"),
        ("/about/ar.html", "/about/index.html"),
        ("/%D8%B9%D8%B1%D8%A8%D9%8A/about", "/en/about"),
        ("https://ar.portal.example/about", "https://en.portal.example/about"),
        ("https://ar.portal.example/about", "https://www.portal.example/about"),
        ("/ar/login?next=/ar/forms", "/en/login?next=/en/forms"),
        ("/ar/", "/en/"),
    ],
)
def test_addresses_that_differ_by_a_language_alone_are_one_page(ar, en):
    report = parity_of(site({ar: body("ar"), en: body("en")}))
    assert [one.hows for one in report.pairs] == [(How.ADDRESS,)]
    assert kinds(report) == set()


@pytest.mark.parametrize(
    ("ar", "en"),
    [
        ("/ar/about", "/en/contact"),
        ("/ar/en/about", "/ar/about"),
        ("/market/about", "/mend/about"),
        ("/ar/about", "/en/about/us"),
        ("https://ar.portal.example/about", "https://en.ministry.example/about"),
    ],
)
def test_addresses_that_differ_in_more_are_not(ar, en):
    assert parity_of(site({ar: body("ar"), en: body("en")})).pairs == ()


def test_alternates_of_both_pages_are_the_surest():
    ar = body("ar", head=alternates(en="/en/us", ar="/ar/about"))
    en = body("en", head=alternates(ar="/ar/about", en="/en/us", x_default="/en/us"))
    report = parity_of(site({"/ar/about": ar, "/en/us": en, "/en/about": body("en")}))
    assert pairs(report) == {("/ar/about", "/en/us")}
    assert ways(report) == {How.HREFLANG_BOTH}


def test_language_links_of_both_pages_pair_them():
    ar = body("ar", around='<a href="/page/17">English</a>')
    en = body("en", around='<a href="/page/16">العربية</a>')
    report = parity_of(site({"/page/16": ar, "/page/17": en}))
    assert pairs(report) == {("/page/16", "/page/17")}
    assert ways(report) == {How.LINK_BOTH}


def test_a_language_link_to_the_home_page_pairs_nothing_else():
    link = '<a href="/home-en">English</a>'
    pages = {f"/page/{number}": body("ar", around=link) for number in range(4)}
    report = parity_of(site({**pages, "/home-en": body("en")}))
    assert report.pairs == ()
    assert report.standing is Standing.NOT_PAIRED


def test_one_page_that_names_another_is_enough_where_nobody_else_does():
    report = parity_of(site({"/a": body("ar", head=alternates(en="/b")), "/b": body("en")}))
    assert ways(report) == {How.HREFLANG}


def test_alternates_in_a_ring_make_no_page_two_partners():
    ring = {
        "/1": body("ar", head=alternates(en="/2")),
        "/2": body("en", head=alternates(ar="/3")),
        "/3": body("ar", head=alternates(en="/4")),
        "/4": body("en", head=alternates(ar="/1")),
    }
    report = parity_of(site(ring))
    members = [address for one in report.pairs for address in (one.first, one.second)]
    assert len(members) == len(set(members)) == 4


def test_a_page_that_names_itself_as_its_translation_has_none():
    ar = body("ar", head=alternates(en="/ar/x", ar="/ar/x"))
    report = parity_of(site({"/ar/x": ar}))
    assert report.pairs == ()
    assert report.standing is Standing.ONE_LANGUAGE
    (issue,) = report.of(Kind.HREFLANG_SELF)
    assert issue.details == {"code": "en", "right": "ar"}


def test_naming_itself_in_its_own_language_and_by_default_is_right():
    heads = alternates(ar="/ar/x", en="/en/x", x_default="/ar/x")
    report = parity_of(site({"/ar/x": body("ar", head=heads), "/en/x": body("en", head=heads)}))
    assert kinds(report) == set()
    assert ways(report) == {How.HREFLANG_BOTH}


def test_the_default_alone_pairs_nothing():
    report = parity_of(site({"/a": body("ar", head=alternates(x_default="/b")), "/b": body("en")}))
    assert report.pairs == ()


@pytest.mark.parametrize(("code", "right"), [("ar_BH", "ar"), ("arabic", "ar"), ("ae", "ar"), ("xx", "xx")])
def test_wrong_codes_are_told_once_for_all_pages(code, right):
    head = f'<link rel="alternate" hreflang="{code}" href="/ar/x">'
    pages = {f"/en/{number}": body("en", head=head) for number in range(30)}
    (issue,) = parity_of(site(pages)).of(Kind.HREFLANG_CODE)
    assert (issue.count, issue.details) == (30, {"code": code.lower(), "right": right})
    assert len(issue.spots) == 20


@pytest.mark.parametrize(
    "code", ["ar", "ar-BH", "en-GB", "zh-Hans-CN", "es-419", "sr-Latn", "x-default", "ckb"]
)
def test_right_codes_are_not_told(code):
    head = f'<link rel="alternate" hreflang="{code}" href="/other">'
    assert parity_of(site({"/en/1": body("en", head=head)})).of(Kind.HREFLANG_CODE) == ()


def test_a_wrong_code_still_tells_the_partner():
    head = '<link rel="alternate" hreflang="ar_BH" href="/p/2">'
    report = parity_of(site({"/p/1": body("en", head=head), "/p/2": body("ar")}))
    assert pairs(report) == {("/p/2", "/p/1")}


def test_two_pages_that_name_one_partner_do_not_both_get_it():
    shared = alternates(en="/en/news")
    pages = {
        "/ar/news": body("ar", head=shared),
        "/ar/events": body("ar", head=shared),
        "/en/news": body("en", head=alternates(ar="/ar/news")),
    }
    report = parity_of(site(pages), is_finished=True)
    assert pairs(report) == {("/ar/news", "/en/news")}
    (issue,) = report.of(Kind.PARTNER_SHARED)
    assert [spot.address.removeprefix(HOST) for spot in issue.spots] == ["/ar/events", "/en/news"]
    assert report.of(Kind.PAGE_ONE_SIDE) == ()


def test_a_copy_that_says_whose_copy_it_is_takes_no_partner_and_is_no_fault():
    head = alternates(en="/en/news") + '<link rel="canonical" href="/ar/news">'
    pages = {
        "/ar/news": body("ar", head=head),
        "/ar/news?print=1": body("ar", head=head),
        "/en/news": body("en", head=alternates(ar="/ar/news")),
    }
    report = parity_of(site(pages), is_finished=True)
    assert len(report.pairs) == 1
    assert kinds(report) == set()


def test_alternates_that_are_not_returned_are_told_where_the_other_page_has_some():
    ar = body("ar", head=alternates(en="/en/x"))
    en = body("en", head=alternates(en="/en/x", fr="/fr/x"))
    (issue,) = parity_of(site({"/ar/x": ar, "/en/x": en})).issues
    assert (issue.kind, issue.language) == (Kind.HREFLANG_ONE_WAY, "en")


def test_three_languages_are_paired_two_by_two():
    named = alternates(ar="/ar/x", en="/en/x", fr="/fr/x")
    looks = site({f"/{code}/x": body(code, head=named) for code in ("ar", "en", "fr")})
    for pair in (("ar", "en"), ("ar", "fr"), ("fr", "en")):
        report = parity_of(looks, pair=pair, is_finished=True)
        assert pairs(report) == {(f"/{pair[0]}/x", f"/{pair[1]}/x")}
        assert (report.pages, report.other_pages) == (dict.fromkeys(pair, 1), 1)
        assert kinds(report) == set()


def test_what_a_page_is_follows_from_its_text_where_its_markup_is_of_another_page():
    report = parity_of(site({"/p/1": body("ar", lang="en"), "/p/2": body("en")}))
    assert report.pages == {"ar": 1, "en": 1}
    assert report.of(Kind.LANG_WRONG)[0].details == {"code": "en", "right": "ar"}


def test_one_address_that_answers_in_two_languages_is_two_pages():
    looks = [
        look("/home", body("ar"), asked_language="ar"),
        look("/home", body("en"), asked_language="en"),
    ]
    report = parity_of(looks)
    assert report.pages == {"ar": 1, "en": 1}
    assert ways(report) == {How.ADDRESS}


def test_what_a_browser_saw_counts_before_what_the_server_sent():
    looks = [
        look("/ar/x", "<script></script><p>…</p>"),
        look("/ar/x", body("ar", "<p>الرسوم ٢٠ دينارًا</p>"), channel=Channel.BROWSER),
        look("/en/x", body("en", "<p>The fee is 15 dinars</p>")),
    ]
    report = parity_of(looks)
    assert kinds(report) == {"numbers_differ"}
    assert report.not_readable == 0


def test_pages_that_are_empty_without_scripts_are_counted_and_not_compared():
    looks = [look("/ar/x", "<script></script><p>…</p>"), look("/en/x", body("en"))]
    report = parity_of(looks, is_finished=True)
    assert (report.not_readable, report.pages, report.issues) == (1, {"ar": 0, "en": 1}, ())


def test_the_order_in_which_pages_come_does_not_count():
    pages = {}
    for number in range(12):
        target = (number * 7) % 12
        pages[f"/ar/{number}"] = body(
            "ar", f"<p>الرسوم {number + 20} دينارًا</p>", head=alternates(en=f"/en/{target}")
        )
        pages[f"/en/{number}"] = body(
            "en", f"<p>Fee {number + 21} dinars</p>", head=alternates(ar=f"/ar/{number}")
        )
    looks = site(pages)
    known = parity_of(looks).as_record()
    for seed in range(3):
        random.Random(seed).shuffle(looks)
        assert parity_of(looks).as_record() == known


@pytest.mark.parametrize("pair", [("ar", "ar"), ("", "en")])
def test_two_languages_are_needed(pair):
    with pytest.raises(ValueError, match="two languages"):
        parity_of([], pair=pair)
