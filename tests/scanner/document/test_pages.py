"""What is read of a page: links with their places, forms with their words, text with its language."""

from urllib.parse import urljoin

import pytest

from miqyas.scanner.document.model import Landmark
from miqyas.scanner.document.parse import read_page

PORTAL = """
<!DOCTYPE html><html lang="ar" dir="rtl"><head>
<meta charset="utf-8"><title>البوابة الوطنية</title>
<meta name="description" content="خدمات الحكومة"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="600; url=/ar">
<link rel="canonical" href="/ar"><link rel="alternate" hreflang="en" href="/en">
<link rel="alternate" type="application/rss+xml" href="/feed">
<script type="application/ld+json">{"@type": "GovernmentOrganization", "dateModified": "2026-10-01"}</script>
</head><body>
<header><a href="/"><img src="x" alt="شعار الدولة"></a>
  <form role="search" action="/search"><label for="q">ابحث في البوابة</label>
  <input id="q" name="q" type="search">
  <button>بحث</button></form>
  <a href="/en" lang="en" hreflang="en">English</a></header>
<nav><a href="#" aria-haspopup="true">الخدمات</a><a href="javascript:void(0)">الأخبار</a></nav>
<main><header><h1>الخ\u200fدمات <b>العامة</b></h1></header>
<p>نص عن الخدمات. آخر تحديث: ١ أكتوبر ٢٠٢٦</p><p lang="en">Some words of the portal in English.</p>
<a href="guide.pdf">الدليل (٢٫٥ ميجا)</a><a href="guide2.pdf">Guide, 1.2 MB</a></main>
<footer>هاتف ١٧٠٠٠٠٠٠ <a href="mailto:Info@Portal.example">راسلنا</a>
<a href="https://www.facebook.com/portal">فيسبوك</a>
<a href="https://facebook.com/sharer.php?u=1">شارك</a></footer></body></html>
"""


def page():
    return read_page(PORTAL.encode(), address="https://portal.example/ar/home")


def test_the_head_says_what_the_page_is():
    read = page()
    assert (read.title, read.lang, read.direction) == ("البوابة الوطنية", "ar", "rtl")
    assert read.description == "خدمات الحكومة"
    assert read.canonical == "https://portal.example/ar"
    assert [(one.lang, one.address) for one in read.alternates] == [("en", "https://portal.example/en")]
    assert read.feeds == ("https://portal.example/feed",)
    assert (read.refresh.seconds, read.refresh.address) == (600.0, "https://portal.example/ar")
    assert read.schema_types == ("GovernmentOrganization",)


def test_links_have_words_address_and_place():
    links = {link.words: link for link in page().links}
    assert links["شعار الدولة"].landmark is Landmark.HEADER
    assert (links["English"].hreflang, links["English"].lang) == ("en", "en")
    assert links["الخدمات"].is_dead
    assert links["الخدمات"].is_toggle
    assert links["الأخبار"].is_dead
    assert not links["الأخبار"].is_toggle
    guide = links["الدليل (٢٫٥ ميجا)"]
    assert (guide.address, guide.file_kind) == ("https://portal.example/ar/guide.pdf", "pdf")
    assert guide.landmark is Landmark.MAIN
    assert links["Guide, 1.2 MB"].file_size == 1_200_000
    assert links["فيسبوك"].landmark is Landmark.FOOTER
    assert [link.order for link in page().links] == list(range(len(page().links)))


def test_forms_have_role_fields_and_words():
    (form,) = page().forms
    assert (form.role, form.method, form.action) == ("search", "get", "https://portal.example/search")
    assert [(field.kind, field.label) for field in form.fields] == [("search", "ابحث في البوابة")]
    assert form.submit == ("بحث",)


def test_fields_without_a_form_are_one_form_of_their_part_of_the_page():
    read = read_page(
        b"<nav><input type=search placeholder=Search><input name=b></nav>", address="https://a.example/"
    )
    (form,) = read.forms
    assert (form.method, form.landmark) == ("", Landmark.NAV)
    assert [field.label for field in form.fields] == ["Search", ""]


def test_text_is_in_blocks_with_place_and_language():
    read = page()
    blocks = {block.text: block for block in read.blocks}
    assert blocks["الخدمات العامة"].landmark is Landmark.MAIN, "the head of an article is part of the article"
    assert blocks["Some words of the portal in English."].lang == "en"
    assert [heading.text for heading in read.headings] == ["الخدمات العامة"]
    assert read.language == "ar"
    assert 0 < read.languages["en"] < read.languages["ar"] < 1


def test_text_behind_a_block_is_a_block_of_its_own():
    read = read_page(b"<h2>Fees</h2>none <p>one <b>two</b></p>three", address="https://a.example/")
    assert [block.text for block in read.blocks] == ["Fees", "none", "one two", "three"]


def test_dates_know_their_calendar_and_role():
    assert [(one.day.isoformat(), one.role) for one in page().dates] == [
        ("2026-10-01", "updated"),
        ("2026-10-01", "updated"),
    ]


def test_ways_to_reach_somebody_are_found():
    read = page()
    assert read.emails == ("info@portal.example",)
    assert read.phones == ("17000000",)
    assert read.social == ("facebook",), "a button that shares is no account"


def test_parts_of_older_sites_are_known_by_their_names():
    read = read_page(b"<div id=footer><a href=/a>A</a></div><a href=/b>B</a>", address="https://a.example/")
    assert [link.landmark for link in read.links] == [Landmark.FOOTER, Landmark.BODY]


def test_roles_count_as_elements_do():
    read = read_page(
        b"<div role=navigation><p><a href=/a>A</a></p></div><a href=/b>B</a>", address="https://a.example/"
    )
    assert [link.landmark for link in read.links] == [Landmark.NAV, Landmark.BODY]


def test_what_is_no_page_says_what_it_is():
    read = read_page(b"%PDF-1.7", address="https://a.example/x.pdf", media_type="application/pdf")
    assert (read.media_type, read.links, read.text) == ("application/pdf", (), "")
    answer = b'{"success": true, "result": ["a"]}'
    assert (
        read_page(
            answer, address="https://a.example/api/3/action/package_list", media_type="application/json"
        ).api
        == "ckan"
    )


HREFS = [
    *("a", "a/b.html", "a.html?x=1&y=2", "/a/b/", "/", "?x=1", "a b", "./a", "../a", "/a/../b", "a//b"),
    *(
        "//b.example/c",
        "https://b.example/x#y",
        "a#b",
        "خدمات/جديد",
        "a:b",
        "a.",
        "/a?q=/../b",
        "%D8%AE",
        "a/./b",
    ),
]


@pytest.mark.parametrize("href", HREFS)
@pytest.mark.parametrize(
    "address", ["https://a.example/", "https://a.example/x/y?z=/1", "http://a.example/x/y/"]
)
def test_addresses_are_joined_as_browsers_do(address, href):
    (link,) = read_page(f'<a href="{href}">x</a>'.encode(), address=address).links
    joined = urljoin(address, href).split("#")[0]
    assert link.address == (joined if joined.startswith("http") else "")


def test_of_languages_that_have_as_much_for_them_always_the_same_is_told():
    read = read_page(b"<p>Sign in</p>", address="https://a.example/")
    assert read.language == "en", "the word is one of Italian and of German too"


def test_what_is_not_read_may_stand_inside_what_is_not_read():
    markup = (
        "<p>One<noscript><style>a{}</style><p>two</noscript><template><script>three()</script></template>"
        "<template><template><p>four</template></template><svg><style>five</style></svg> six"
    )
    read = read_page(markup.encode(), address="https://a.example/")
    assert "One" in read.text
    assert "six" in read.text
    assert not any(word in read.text for word in ("a{}", "three", "four", "five"))
