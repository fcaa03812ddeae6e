"""The search itself: which link is pressed, when one turns back, when one gives up."""

from dataclasses import replace

import pytest

from miqyas.scanner.journey.manner import usual
from miqyas.scanner.journey.model import End, Move, Outcome, Search
from tests.scanner.journey.sites import SEARCH_BOX, Made, page, passport, path_of, walked

HOME = page("Home", ("News", "/news"), ("Services", "/services"))


def test_the_best_smelling_link_is_followed_until_it_is_found():
    site = Made(
        {
            "/": HOME,
            "/services": page("Services", ("Driving", "/d"), ("Passport renewal", "/passport")),
            "/news": page("News"),
            "/d": page("Driving"),
            "/passport": passport(),
        }
    )
    journey = site.journey()
    assert walked(journey) == [("Services", "page"), ("Passport renewal", "found")]
    assert (journey.outcome, journey.clicks, journey.dead_ends) == (Outcome.FOUND, 2, 0)
    assert path_of(journey.found_at.address) == "/passport"
    assert [step.depth for step in journey.steps] == [0, 1, 2]


def test_time_is_estimated_by_what_is_done():
    site = Made({"/": page("Home", ("Passport", "/p")), "/p": passport()})
    costs = usual().costs
    assert site.journey().seconds == round(2 * costs.page + costs.link + costs.click, 1)


def test_links_that_stand_first_are_read_first():
    links = [(f"Matter {number}", f"/{number}") for number in range(30)]
    first = Made({"/": page("Home", ("Passport", "/p"), *links), "/p": passport()}).journey()
    last = Made({"/": page("Home", *links, ("Passport", "/p")), "/p": passport()}).journey()
    assert first.seconds < last.seconds


def test_of_equal_words_those_of_the_menu_come_before_those_of_the_footer():
    around = '<footer><a href="/old">Passport</a></footer>'
    site = Made(
        {
            "/": page("Home", ("Passport", "/p"), around=around),
            "/p": passport(),
            "/old": page("Passport news"),
        }
    )
    assert walked(site.journey()) == [("Passport", "found")]


DEAD = {
    "#": (End.DEAD_LINK, {}),
    "/404": (End.MISSING, {"status": "404"}),
    "/soft": (End.SOFT_MISSING, {"soft": "yes"}),
    "/wall": (End.WALL, {"reason": "login_wall"}),
    "/down": (End.CLOSED, {"reason": "server_error"}),
    "/form.pdf": (End.FILE, {"type": "application/pdf"}),
    "/unseen.pdf": (End.FILE, None),
    "/unseen": (End.UNSEEN, None),
    "/robots": (End.UNSEEN, {"reason": "robots"}),
}


@pytest.mark.parametrize("href", DEAD)
def test_one_turns_back_from_what_leads_nowhere(href):
    end, answer = DEAD[href]
    site = Made(
        {
            "/": page("Home", ("Passport renewal", href), ("Services", "/s")),
            "/s": page("Services", ("Renew your passport", "/p")),
            "/p": passport(),
        },
        answers={} if answer is None or href == "#" else {href: answer},
    )
    journey = site.journey()
    assert walked(journey) == [
        ("Passport renewal", end.value),
        ("Services", "page"),
        ("Renew your passport", "found"),
    ]
    assert journey.dead_ends == (end is not End.UNSEEN)
    assert journey.clicks == 3


def test_a_page_in_another_language_and_a_sign_in_are_dead_ends():
    login = '<form method="post"><input name="u"><input type="password" name="p"></form>'
    site = Made(
        {
            "/": page("Home", ("Passport", "/ar/p"), ("Passport services", "/login"), ("Services", "/s")),
            "/ar/p": page("جوازات", language="ar"),
            "/login": page("Sign in", text=login),
            "/s": page("Services", ("Passport renewal", "/p")),
            "/p": passport(),
        }
    )
    assert walked(site.journey())[:2] == [("Passport", "other_language"), ("Passport services", "wall")]


def test_what_stands_first_in_the_text_comes_before_what_stands_last_in_a_long_menu():
    menu = [(f"Matter {number}", "#") for number in range(100)]
    text = '<p><a href="/p">Passport</a></p>'
    site = Made(
        {
            "/": page("Home", *menu, ("Passport", "/old"), text=text),
            "/p": passport(),
            "/old": page("Archive"),
        }
    )
    assert walked(site.journey()) == [("Passport", "found")]


def test_one_rather_goes_on_than_back_to_what_smells_alike():
    site = Made(
        {
            "/": page("Home", ("Passport offices", "/offices"), ("Citizens", "/c")),
            "/offices": page("Offices", ("Old", "#"), ("News", "#"), ("Individuals", "/i")),
            "/i": page("Individuals", ("Renew a passport", "/p")),
            "/c": page("Citizens"),
            "/p": passport(),
        }
    )
    journey = site.journey()
    assert [step.words for step in journey.steps[2:]] == ["Individuals", "Renew a passport"]


def test_a_faint_scent_is_not_followed():
    far = "Foreign exhibitors arrive in the old harbour for a week of music and of boats"
    site = Made({"/": page("Home", (far, "/boats")), "/boats": page("Boats")})
    assert walked(site.journey("OSI-SP-006")) == []


def test_one_goes_back_to_what_smells_better_than_what_is_at_hand():
    site = Made(
        {
            "/": page("Home", ("Passport offices", "/offices"), ("Passport and travel", "/travel")),
            "/offices": page("Offices", ("About us", "/about")),
            "/about": page("About"),
            "/travel": page("Travel", ("Renew a passport", "/p")),
            "/p": passport(),
        }
    )
    journey = site.journey()
    assert walked(journey) == [
        ("Passport offices", "page"),
        ("Passport and travel", "page"),
        ("Renew a passport", "found"),
    ]
    assert [step.backs for step in journey.steps] == [0, 0, 1, 0]
    costs = usual().costs
    read = 1 + 1 + 2 + 1
    assert journey.seconds == round(4 * costs.page + 3 * costs.click + costs.back + read * costs.link, 1)
    assert [step.depth for step in journey.steps] == [0, 1, 1, 2]


def test_who_goes_home_from_far_away_does_so_by_one_click():
    deep = {f"/{n}": page(f"Services {n}", ("Online services", f"/{n + 1}")) for n in range(6)}
    site = Made(
        {
            "/": page("Home", ("Services", "/0"), ("More", "/more")),
            **deep,
            "/6": page("End"),
            "/more": page("More", ("Passport", "/p")),
            "/p": passport(),
        }
    )
    journey = site.journey()
    more = next(step for step in journey.steps if step.words == "More")
    assert journey.is_found
    assert more.backs == 0
    assert journey.clicks == len(journey.steps)


def test_the_same_thing_is_not_tried_twice():
    links = [("Passport", "#"), ("Passport", "/gone"), ("Passport form", "/gone")]
    site = Made(
        {"/": page("Home", *links, ("Services", "/s")), "/s": page("Services", *links)},
        answers={"/gone": {"status": "404"}},
    )
    assert walked(site.journey()) == [
        ("Passport", "dead_link"),
        ("Passport", "missing"),
        ("Services", "page"),
    ]


def test_a_search_ends_when_its_clicks_or_its_seconds_are_used_up():
    trap = {f"/{n}": page(f"Services {n}", ("Passport services", f"/{n + 1}")) for n in range(60)}
    pages = {"/": page("Home", ("Passport services", "/0")), **trap, "/60": passport()}
    site = Made(pages)
    journey = site.journey()
    assert (journey.outcome, journey.clicks) == (Outcome.OVER_BUDGET, usual().clicks)
    short = replace(usual(), seconds=30.0)
    assert site.journey(manner=short).clicks < 6
    patient = replace(usual(), clicks=100, seconds=10_000.0)
    assert site.journey(manner=patient).is_found


def test_circles_and_a_page_that_leads_to_itself_end():
    site = Made(
        {
            "/": page("Home", ("Services", "/a"), ("Services", "/")),
            "/a": page("A", ("Services", "/b"), ("Services", "/a")),
            "/b": page("B", ("Services", "/a"), ("Home services", "/")),
        }
    )
    journey = site.journey()
    assert [path_of(step.address) for step in journey.steps] == ["/", "/a", "/b"]
    alone = Made({"/": page("Home", ("Services", "/"), ("Online services", "/#x"))}).journey()
    assert (len(alone.steps), alone.clicks, alone.outcome) == (1, 0, Outcome.ABSENT)


def test_a_calendar_does_not_lead_a_stranger_on():
    days = {
        f"/day/{n}": page(f"Day {n}", ("Next day", f"/day/{n + 1}"), (f"{n} March", f"/day/{n + 2}"))
        for n in range(60)
    }
    site = Made({"/": page("Home", ("Calendar", "/day/0"), ("Services", "/s")), "/s": page("S"), **days})
    assert walked(site.journey()) == [("Services", "page")]


def test_of_twenty_thousand_links_the_first_are_read():
    links = [(f"Services {number}", f"/{number}") for number in range(20_000)]
    site = Made({"/": page("Home", *links)})
    journey = site.journey()
    assert journey.clicks == usual().clicks
    assert journey.steps[1].words == "Services 0"


RESULTS = page("Results", ("Passport renewal", "/p"))


def test_where_nothing_smells_one_asks_the_search_of_the_site():
    pages = {"/": page("Home", ("News", "/news"), around=SEARCH_BOX), "/p": passport()}
    journey = Made(pages, searched={"birth certificate": RESULTS, "renew a passport": RESULTS}).journey()
    search = journey.steps[1]
    assert (search.move, search.words, search.end) == (Move.SEARCH, "renew a passport", End.PAGE)
    assert (journey.outcome, journey.search, journey.clicks) == (Outcome.FOUND, Search.USED, 2)


def test_what_was_not_asked_is_said_to_be_not_tried():
    pages = {"/": page("Home", ("News", "/news"), around=SEARCH_BOX), "/p": passport()}
    journey = Made(pages, searched={"birth certificate": RESULTS}).journey()
    assert (journey.outcome, journey.search) == (Outcome.UNLINKED, Search.NOT_TRIED)
    assert "did not ask" in journey.in_words("en")


def test_no_search_is_asked_where_there_is_none_or_where_links_lead_on():
    pages = {"/": page("Home", ("News", "/news")), "/p": passport()}
    assert Made(pages, searched={"renew a passport": RESULTS}).journey().search is Search.NONE
    pages["/"] = page("Home", ("Passport", "/p"), around=SEARCH_BOX)
    journey = Made(pages, searched={"renew a passport": RESULTS}).journey()
    assert (journey.search, walked(journey)) == (Search.NOT_NEEDED, [("Passport", "found")])


def test_a_search_that_was_not_tried_was_not_needed_where_links_led_there_after_all():
    around = SEARCH_BOX + '<footer><a href="/map">Site map</a></footer>'
    pages = {"/": page("Home", around=around), "/map": page("Map", ("Passport", "/p")), "/p": passport()}
    journey = Made(pages).journey()
    assert (journey.outcome, journey.search) == (Outcome.FOUND, Search.NOT_NEEDED)


def test_a_search_that_finds_nothing_is_left_again():
    around = SEARCH_BOX + '<footer><a href="/map">Site map</a></footer>'
    pages = {"/": page("Home", around=around), "/map": page("Map", ("Passport", "/p")), "/p": passport()}
    journey = Made(pages, searched={"renew a passport": page("No results")}).journey()
    assert [step.move.value for step in journey.steps] == ["start", "search", "link", "link"]
    assert journey.is_found
