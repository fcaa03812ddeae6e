"""How searches end, where the scent was lost, and what one link would have saved."""

from dataclasses import replace

import pytest

from miqyas.catalogue import load as catalogue
from miqyas.scanner.artifacts.model import Channel, Reason
from miqyas.scanner.artifacts.model import Outcome as Looked
from miqyas.scanner.findings import judge
from miqyas.scanner.journey.journeys import journeys
from miqyas.scanner.journey.model import Journey, Move, Outcome
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.site import Visit, site_of
from tests.scanner.journey.sites import FILLING, PASSPORT, SEARCH_BOX, Made, page, passport, path_of, walked
from tests.scanner.rules.examples import HOST, TODAY

ALL = [feature.code for one in catalogue.instruments().values() for feature in one.features]


def saved(journey):
    one = journey.saved_by
    return one and (path_of(one.begin.address), path_of(one.target.address), one.clicks, one.words)


def test_what_stands_on_the_first_page_needs_no_click():
    home = page("Home", ("News", "/news"), around=SEARCH_BOX)
    journey = Made({"/": home, "/news": page("News", around=SEARCH_BOX)}).journey("OSI-TEC-001")
    assert (journey.outcome, journey.clicks, journey.saved_by) == (Outcome.FOUND, 0, None)
    assert path_of(journey.found_at.address) == "/"
    assert journey.in_words("en") == "It stands on the first page, without a click, seen in about 5 seconds."


def test_a_long_way_without_a_detour_would_be_shorter_by_a_link_at_its_start():
    site = Made(
        {
            "/": page("Home", ("Services", "/s")),
            "/s": page("Services", ("Travel services", "/t")),
            "/t": page("Travel", ("Passport", "/p")),
            "/p": passport(),
        }
    )
    assert saved(site.journey()) == ("/", "/p", 2, "")


def test_a_detour_would_have_been_saved_by_a_link_where_it_began():
    site = Made(
        {
            "/": page("Home", ("Services", "/s")),
            "/s": page("Services", ("Passport offices", "/offices"), ("Citizens", "/c")),
            "/offices": page("Offices"),
            "/c": page("Citizens", ("Renew a passport", "/p")),
            "/p": passport(),
        }
    )
    journey = site.journey()
    assert walked(journey)[1] == ("Passport offices", "page")
    assert journey.clicks == 4
    assert saved(journey) == ("/s", "/p", 2, "")


def test_a_short_way_asks_for_no_link():
    pages = {"/": page("Home", ("Services", "/s")), "/s": page("S", ("Passport", "/p")), "/p": passport()}
    assert saved(Made(pages).journey()) is None


def test_the_scent_is_lost_where_the_words_of_the_right_link_say_nothing():
    site = Made(
        {
            "/": page("Home", ("Services", "/s")),
            "/s": page("Services", ("Click here", "/p")),
            "/p": passport(),
        }
    )
    journey = site.journey()
    assert journey.outcome is Outcome.LOST
    assert path_of(journey.lost_at.address) == "/s"
    assert saved(journey) == ("/s", "/p", 0, "Click here")
    assert "The link “Click here” on “Services” leads there" in journey.in_words("en")
    assert "الرابط «\u2066Click here\u2069»" in journey.in_words("ar")


def test_the_last_page_of_the_right_way_counts_and_not_the_last_of_all():
    site = Made(
        {
            "/": page("Home", ("Services", "/s"), ("Individuals", "/i")),
            "/s": page("Services", ("Passport offices", "/o")),
            "/o": page("Offices"),
            "/i": page("Individuals", ("Department 7", "/d")),
            "/d": page("Department 7", ("Click here", "/p")),
            "/p": passport(),
        }
    )
    journey = site.journey()
    assert path_of(journey.lost_at.address) == "/i"
    begin, target, _, words = saved(journey)
    assert (begin, target, words) == ("/i", "/p", "")


def test_what_no_link_leads_to_is_said_to_be_unlinked():
    site = Made({"/": page("Home", ("Services", "/s")), "/s": page("Services"), "/p": passport()})
    journey = site.journey()
    assert journey.outcome is Outcome.UNLINKED
    assert saved(journey) == ("/s", "/p", 0, "")


def test_what_no_link_leads_to_is_missed_most_where_one_expects_it():
    site = Made(
        {
            "/": page("Home", ("Passport offices", "/offices"), ("Citizens", "/c")),
            "/offices": page("Offices"),
            "/c": page("Citizens"),
            "/p": passport(),
        }
    )
    assert saved(site.journey()) == ("/offices", "/p", 0, "")


def test_what_is_there_in_another_language_alone():
    site = Made(
        {
            "/": page("Home", ("العربية", "/ar"), ("Passport", "/ar/p")),
            "/ar": page("البوابة", ("الخدمات", "/ar/s"), ("English", "/"), language="ar"),
            "/ar/s": page("الخدمات", ("تجديد جواز السفر", "/ar/p"), language="ar"),
            "/ar/p": passport("ar"),
        }
    )
    english, arabic = site.journeys(PASSPORT, languages=("en", "ar"))
    assert (english.outcome, arabic.outcome) == (Outcome.OTHER_LANGUAGE, Outcome.FOUND)
    assert walked(english) == [("Passport", "other_language")]
    switch = arabic.steps[1]
    assert (switch.move, switch.words, arabic.clicks) == (Move.LANGUAGE, "العربية", 3)
    assert arabic.steps[2].words == "الخدمات"
    assert "not in English" in english.in_words("en")


def test_what_an_unseen_page_may_hold_is_not_said_to_be_in_another_language_alone():
    site = Made(
        {
            "/": page("Home", ("العربية", "/ar"), ("Passport", "/p")),
            "/ar": page("البوابة", ("تجديد جواز السفر", "/ar/p"), ("English", "/"), language="ar"),
            "/ar/p": passport("ar"),
        }
    )
    journey = site.journey()
    assert (journey.outcome, walked(journey)) == (Outcome.UNTOLD, [("Passport", "unseen")])


def test_a_page_in_both_languages_serves_both():
    arabic, english = passport("ar"), passport("en")
    both = english.replace("</body></html>", arabic[arabic.index("<main>") :])
    home = page("Home", ("Passport", "/p"), ("جواز السفر", "/p"), text=f"<p>{FILLING['ar']}</p>")
    site = Made({"/": home, "/p": both})
    for journey in site.journeys(PASSPORT, languages=("ar", "en")):
        assert (journey.outcome, journey.clicks) == (Outcome.FOUND, 1), journey.language


def test_a_page_that_says_that_it_is_another_in_another_language_is_the_same_thing():
    alternate = '<link rel="alternate" hreflang="ar" href="/ar/p">'
    site = Made(
        {
            "/": page("Home", ("العربية", "/ar"), ("Passport", "/p")),
            "/p": passport().replace("<head>", f"<head>{alternate}"),
            "/ar": page("البوابة", ("خدمات السفر", "/ar/p"), language="ar"),
            "/ar/p": page("وثائق السفر", language="ar"),
        }
    )
    assert site.journey(language="ar").is_found


def test_more_pages_are_right_than_findings_keep():
    notice = "<h1>{0}</h1><p>{1}</p>"
    arabic = notice.format("سياسة الخصوصية", "نجمع البيانات الشخصية للغرض المبيّن ونحتفظ بها سنة واحدة. " * 5)
    english = notice.format(
        "Privacy policy", "We collect personal data for a purpose and keep them a year. " * 5
    )
    pages = {
        "/": page(
            "البوابة", *[("سياسة الخصوصية", f"/{n}") for n in range(6)], ("English", "/en"), language="ar"
        ),
        "/en": page("Home", *[(f"Matter {n}", "#") for n in range(20)], ("Privacy policy", "/en/privacy")),
        "/en/privacy": page("Privacy policy", text=english),
        **{f"/{n}": page("سياسة الخصوصية", language="ar", text=arabic) for n in range(6)},
    }
    journey = Made(pages).journey("OSI-CP-004")
    assert (journey.outcome, walked(journey)[-1]) == (Outcome.FOUND, ("Privacy policy", "found"))


def test_a_file_is_in_the_language_of_the_links_to_it():
    site = Made(
        {
            "/": page("Home", ("العربية", "/ar"), ("News", "/news")),
            "/ar": page("البوابة", ("الاستراتيجية الرقمية الوطنية 2022–2030", "/plan.pdf"), language="ar"),
            "/news": page("News"),
        },
        answers={"/plan.pdf": {"type": "application/pdf"}},
    )
    english, arabic = site.journeys("OSI-IF-006", languages=("en", "ar"))
    assert (english.outcome, arabic.outcome) == (Outcome.OTHER_LANGUAGE, Outcome.FOUND)


def test_a_page_that_says_itself_where_it_stands_in_another_language():
    alternate = '<link rel="alternate" hreflang="ar" href="/ar">'
    pages = {
        "/": page("Home", head=alternate),
        "/ar": page("البوابة", ("جواز السفر", "/ar/p"), language="ar"),
    }
    journey = Made({**pages, "/ar/p": passport("ar")}).journey(language="ar")
    assert (journey.outcome, journey.steps[1].move, journey.clicks) == (Outcome.FOUND, Move.LANGUAGE, 2)


def test_a_page_that_only_asks_where_to_go_leads_on():
    splash = '<html lang="en"><title>Kingdom</title><a href="/en">Enter</a> <a href="/ar">دخول</a></html>'
    pages = {
        "/": splash,
        "/en": page("Home", ("Passport", "/p")),
        "/ar": page("البوابة", ("جواز السفر", "/ar/p"), language="ar"),
        "/ar/p": passport("ar"),
        "/p": passport(),
    }
    for journey in Made(pages).journeys(PASSPORT, languages=("en", "ar")):
        assert journey.is_found, journey.language


def test_without_a_home_page_in_the_language_nothing_begins():
    journey = Made({"/": page("Home", ("Passport", "/p")), "/p": passport()}).journey(language="ar")
    assert journey == Journey(PASSPORT, "ar", Outcome.NO_START)
    assert journey.start == ""
    assert "Arabic" in journey.in_words("en")


def test_an_empty_site_has_journeys_that_do_not_begin():
    journey = Made({}, is_finished=False).journey()
    assert (journey.outcome, journey.steps) == (Outcome.NO_START, ())


def test_nothing_is_looked_for_that_no_rule_knows_or_that_belongs_elsewhere():
    site = Made({"/": page("Home")}, places={HOST: "portal"})
    assert site.journeys(*(code for code in ALL if code not in rules().by_feature)) == ()
    assert site.journeys("LOSI-IF-007") == ()
    assert site.journeys("OSI-TEC-013") == ()


def test_what_is_absent_is_looked_for_in_vain():
    journey = Made({"/": page("Home", ("Services", "/s")), "/s": page("Services")}).journey()
    assert (journey.outcome, journey.clicks, journey.saved_by) == (Outcome.ABSENT, 1, None)
    assert journey.in_words("en").startswith("Not found after one click and about ")


def test_what_was_not_seen_is_never_said_to_be_absent():
    site = Made({"/": page("Home", ("Passport", "/p"))}, is_finished=False, least_pages=50)
    assert site.journey("OSI-SP-003").outcome is Outcome.UNTOLD
    later = Made({"/": page("Home", ("Passport", "/p"), ("Services", "/s")), "/s": page("S", ("Next", "/x"))})
    look = Made({"/": "", "/x": passport()}).visits[1]
    site = site_of([*later.visits, look], today=TODAY, is_finished=True, least_pages=1)
    features = [catalogue.feature(PASSPORT)[1]]
    (journey,) = journeys(
        site,
        judge(site, rules=rules(), features=features),
        rules=rules(),
        features=features,
        ways=later.ways,
        languages=("en",),
    )
    assert walked(journey)[0] == ("Passport", "unseen")
    assert (journey.outcome, journey.dead_ends) == (Outcome.UNTOLD, 0)


def test_a_page_that_may_be_it_has_to_be_looked_at():
    page_of_it = page("Passport", text="<h1>Passport</h1><button>Start now</button>")
    journey = Made({"/": page("Home", ("Passport", "/p")), "/p": page_of_it}).journey()
    assert (journey.outcome, journey.is_found) == (Outcome.TO_REVIEW, False)
    assert path_of(journey.found_at.address) == "/p"


def test_what_may_be_it_and_was_not_reached_leaves_the_end_open():
    page_of_it = page("Passport", text="<h1>Passport</h1><button>Start now</button>")
    site = Made(
        {"/": page("Home", ("العربية", "/ar")), "/p": page_of_it, "/ar": page("البوابة", language="ar")}
    )
    for journey in site.journeys(PASSPORT, languages=("en", "ar")):
        assert journey.outcome is Outcome.UNTOLD, journey.language


def test_a_sign_in_that_all_services_share_is_none_of_them():
    start = page(
        "Passport", text='<h1>Passport</h1><p>Required documents and fees.</p><a href="/in">Start now</a>'
    )
    home = page("Home", ("Online services", "/in"), ("Citizens", "/c"))
    pages = {"/": home, "/c": page("Citizens", ("Passport", "/p")), "/p": start}
    journey = Made(pages, answers={"/in": {"reason": "login_wall"}}).journey()
    assert walked(journey) == [("Online services", "wall"), ("Citizens", "page"), ("Passport", "found")]


def test_a_document_is_found_where_its_file_is():
    pages = {"/": page("Home", ("National digital strategy 2022–2030", "/strategy.pdf"))}
    answers = {"/strategy.pdf": {"type": "application/pdf"}}
    journey = Made(pages, answers=answers).journey("OSI-IF-006")
    assert (journey.outcome, path_of(journey.found_at.address)) == (Outcome.FOUND, "/strategy.pdf")


def test_the_national_portal_is_where_a_stranger_begins():
    other = "https://the-laws.example/"
    pages = {
        "/": page("Portal", ("Laws", other)),
        other: page("Laws", text="<h1>Laws</h1>"),
    }
    places = {HOST: "portal", "the-laws.example": "law_portal"}
    site = Made(pages, depth=(other,), places=places)
    assert path_of(site.journey("OSI-INF-013").start) == "/"
    apart = Made(pages, depth=(other,), places={HOST: "ministry_site", "the-laws.example": "law_portal"})
    assert apart.journey("OSI-INF-013").start == other


def test_titles_that_pages_share_name_none_of_them():
    pages = {
        "/": page("Portal", ("Services", "/s")),
        "/s": page("Portal", ("Click here", "/p")),
        "/p": passport(),
    }
    journey = Made(pages).journey()
    assert journey.lost_at.title == ""
    assert f"https://{HOST}/s" in journey.in_words("en")


def many():
    """A site with something of everything, for what must hold of all journeys."""
    return Made(
        {
            "/": page("Home", ("العربية", "/ar"), ("Services", "/s"), ("Laws", "/l"), ("Policies", "#")),
            "/s": page("Services", ("Passport", "/p"), ("Traffic fines", "/gone"), ("Home", "/")),
            "/l": page("Laws", ("National digital strategy 2030", "/strategy.pdf")),
            "/p": passport(),
            "/ar": page("البوابة", ("الخدمات", "/ar/s"), language="ar"),
            "/ar/s": page("الخدمات", ("تجديد جواز السفر", "/ar/p"), language="ar"),
            "/ar/p": passport("ar"),
        },
        answers={"/gone": {"status": "404"}, "/strategy.pdf": {"type": "application/pdf"}},
        searched={"renew a passport": page("Results", ("Passport", "/p"))},
    )


@pytest.fixture(scope="module")
def walks():
    return many().journeys(*ALL, languages=("ar", "en"))


def test_journeys_do_not_depend_on_the_order_in_which_pages_were_seen(walks):
    made = many()
    made.site = site_of(made.visits[::-1], today=TODAY, is_finished=True, least_pages=1)
    assert made.journeys(*ALL, languages=("ar", "en"), ways=made.ways[::-1]) == walks


def test_journeys_do_not_depend_on_what_else_is_looked_for(walks):
    (alone,) = many().journeys(PASSPORT)
    assert alone in walks


def test_every_journey_goes_from_record_to_journey_and_back(walks):
    assert {journey.outcome for journey in walks} >= {Outcome.FOUND, Outcome.ABSENT}
    for journey in walks:
        assert Journey.from_record(journey.as_record()) == journey
        assert journey.seconds >= (journey.steps[-1].seconds if journey.steps else 0)


def test_a_record_of_another_form_is_refused(walks):
    record = walks[0].as_record()
    for broken in ({**record, "form": "x/1"}, {**record, "outcome": "won"}):
        with pytest.raises(ValueError, match=r"form|won"):
            Journey.from_record(broken)


def test_a_look_by_a_browser_and_one_without_agree_on_one_page():
    made = Made({"/": page("Home"), "/p": passport()})
    drawn = Made({"/": page("Home", ("Passport", "/p"))})
    look = drawn.visits[0]
    looks = [*made.visits, Visit(replace(look.artifact, channel=Channel.BROWSER), look.page)]
    made.site = site_of(looks, today=TODAY, is_finished=True, least_pages=1)
    for ways in ([*made.ways, *drawn.ways], [*drawn.ways, *made.ways]):
        assert made.journey(ways=ways).is_found


def test_what_the_scan_left_out_is_unseen():
    made = Made({"/": page("Home", ("Passport", "/p"))})
    left = Made({"/p": ""}).visits[0].artifact
    left = Visit(replace(left, outcome=Looked.not_tested(Reason.BUDGET), body=None, status=None, depth=1))
    made.site = site_of([*made.visits, left], today=TODAY, is_finished=True, least_pages=1)
    journey = made.journey()
    assert journey.outcome is Outcome.TO_REVIEW
    assert walked(journey) == [("Passport", "found")]
