"""What is wrong with pages in language and direction, and what is not."""

import pytest

from miqyas.scanner.parity import Kind, parity_of
from tests.scanner.parity.sites import ARABIC, ENGLISH, TEXT, alternates, body, kinds, site


def page(code, path="", **told):
    """The kinds of faults of one page."""
    return kinds(parity_of(site({path or f"/{code}/x": body(code, **told)}))) if told is not None else set()


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"lang": ""}, "lang_missing"),
        ({"lang": "en"}, "lang_wrong"),
        ({"lang": "ar_BH"}, "lang_malformed"),
        ({"lang": "arabic"}, "lang_malformed"),
        ({"direction": ""}, "dir_missing"),
        ({"direction": "ltr"}, "dir_wrong"),
    ],
)
def test_language_and_direction_of_an_arabic_page(told, kind):
    assert page("ar", **told) == {kind}


@pytest.mark.parametrize("lang", ["ar", "ar-BH", "AR", "ar-arab"])
def test_right_languages_of_an_arabic_page(lang):
    assert page("ar", lang=lang) == set()


@pytest.mark.parametrize("direction", ["rtl", "RTL", "auto"])
def test_right_directions_of_an_arabic_page(direction):
    assert page("ar", direction=direction) == set()


@pytest.mark.parametrize(
    ("told", "found"),
    [({"direction": ""}, set()), ({"direction": "rtl"}, {"dir_wrong"}), ({"lang": "ar"}, {"lang_wrong"})],
)
def test_language_and_direction_of_an_english_page(told, found):
    assert page("en", **told) == found


def test_a_page_of_few_words_is_not_judged():
    assert page("ar", main="<p>مرحبًا</p>", filler=False, lang="", direction="") == set()


def test_what_all_pages_share_is_told_once():
    pages = {f"/ar/{number}": body("ar", lang="") for number in range(50)}
    (issue,) = parity_of(site(pages)).issues
    assert (issue.kind, issue.count, len(issue.spots)) == (Kind.LANG_MISSING, 50, 20)


# Text


@pytest.mark.parametrize("lang", ["en", "ar", ""])
def test_an_english_page_with_arabic_text_is_not_translated(lang):
    copy = body("ar", lang=lang, direction="rtl")
    report = parity_of(site({"/ar/x": body("ar"), "/en/x": copy}))
    (issue,) = report.of(Kind.UNTRANSLATED)
    assert issue.language == "en"
    assert issue.spots[0].address.endswith("/en/x")
    assert issue.spots[0].text.startswith("تقدم الوزارة")
    assert report.of(Kind.LANG_WRONG) == ()


def test_a_page_that_is_called_english_by_another_alone_is_not_translated():
    ar = body("ar", head=alternates(en="/p/2"))
    report = parity_of(site({"/p/1": ar, "/p/2": body("ar", lang="en", direction="rtl")}))
    assert [issue.language for issue in report.of(Kind.UNTRANSLATED)] == ["en"]


@pytest.mark.parametrize(
    ("arabic", "english", "found"), [(3, 3, {"mixed"}), (6, 1, set()), (1, 3, {"mixed"})]
)
def test_a_page_of_two_languages_is_mixed(arabic, english, found):
    main = f"<p>{ARABIC}</p>" * arabic + f"<p>{ENGLISH}</p>" * english
    assert page("ar", path="/ar/x", main=main, filler=False) == found


def test_names_and_addresses_in_the_other_script_make_no_page_mixed():
    main = "<p>WCAG 2.2</p><p>Portal Example Digital</p><p>info@portal.example</p>" * 20
    assert page("ar", main=main) == set()


def test_french_on_an_english_page_is_told_by_its_words():
    main = f"<p>{TEXT['fr']}</p><p>{ENGLISH * 3}</p>"
    report = parity_of(site({"/en/x": body("en", main, filler=False)}), pair=("en", "fr"))
    assert kinds(report) == {"mixed"}


def test_menus_in_the_other_language_are_told():
    words = ["Home", "About us", "Services", "Open data", "News", "Events", "Careers", "Contact us", "Help"]
    menu = "".join(f'<a href="/{place}">{word}</a>' for place, word in enumerate(words))
    (issue,) = parity_of(site({"/ar/x": body("ar", around=menu), "/en/x": body("en", around=menu)})).issues
    assert (issue.kind, issue.language) == (Kind.MENU_UNTRANSLATED, "ar")
    assert issue.spots[0].text.startswith("Home · About us")


def test_menus_in_a_third_language_are_not_said_to_be_in_the_other():
    words = [
        "Home",
        "About us",
        "All services of the state",
        "Open data",
        "News",
        "Events",
        "Careers",
        "Help",
        "Contact",
    ]
    menu = "".join(f'<a href="/{place}">{word}</a>' for place, word in enumerate(words))
    pages = {"/ar/x": body("ar", around=menu), "/fr/x": body("fr", around=menu)}
    assert kinds(parity_of(site(pages), pair=("ar", "fr"))) == set()


def test_names_of_languages_and_of_networks_are_no_menu():
    names = [
        "English",
        "Français",
        "Español",
        "Facebook",
        "YouTube",
        "LinkedIn",
        "Instagram",
        "X",
        "Português",
        "Deutsch",
    ]
    around = "".join(f'<a href="/{name}">{name}</a>' for name in names) + '<a href="/h">الرئيسة</a>'
    pages = {"/ar/x": body("ar", around=around), "/en/x": body("en", around=around)}
    assert "menu_untranslated" not in kinds(parity_of(site(pages)))


def test_a_title_that_stays_is_told_and_a_name_is_not():
    def titled(title):
        head = f"<title>{title}</title>"
        return kinds(parity_of(site({"/ar/x": body("ar", head=head), "/en/x": body("en", head=head)})))

    assert titled("Ministry of Health Services") == {"title_untranslated"}
    assert titled("Miqyas") == set()
    assert titled("وزارة الصحة وخدماتها") == {"title_untranslated"}


def test_a_much_shorter_page_is_told_with_its_words():
    en = body("en", f"<p>{ENGLISH * 30}</p>")
    (issue,) = parity_of(site({"/ar/x": body("ar"), "/en/x": en})).issues
    assert (issue.kind, issue.language) == (Kind.SHORTENED, "ar")
    assert issue.details["words"] * 3 < issue.details["other_words"]


def test_arabic_needs_fewer_words_and_that_is_no_fault():
    assert (
        kinds(
            parity_of(
                site(
                    {
                        "/ar/x": body("ar", f"<p>{ARABIC * 10}</p>"),
                        "/en/x": body("en", f"<p>{ENGLISH * 14}</p>"),
                    }
                )
            )
        )
        == set()
    )


# Switching


def switched(target):
    pages = {"/en/": body("en")}
    for number in range(4):
        pages[f"/ar/s/{number}"] = body("ar", around=f'<a href="{target.format(number)}">English</a>')
        pages[f"/en/s/{number}"] = body("en", around=f'<a href="/ar/s/{number}">العربية</a>')
    return parity_of(site(pages))


def test_a_language_link_to_the_home_page_loses_the_page():
    (issue,) = switched("/en").of(Kind.SWITCH_LOSES)
    assert (issue.language, issue.count) == ("ar", 4)


@pytest.mark.parametrize("target", ["/en/s/{}", "/switch?to=en&back=/ar/s/{}", "#"])
def test_a_language_link_that_may_lead_to_the_page_is_no_fault(target):
    assert switched(target).of(Kind.SWITCH_LOSES) == ()
