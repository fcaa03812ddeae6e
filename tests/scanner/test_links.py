"""A link is looked at as a stranger would: does the page still hold what it proved?"""

import pytest

from miqyas.scanner.gather.client import Client, Fetched
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.links import Look, Outcome, judge, look_at, missing_words
from tests.scanner.website import Answer, website

HOME = b"<title>Home</title>"


def look(answers: dict[str, Answer], path: str, *, otherwise: Answer = (404, {}, b"")) -> Look:
    with website(lambda asked: answers.get(asked, otherwise)) as site:
        return look_at(f"{site}{path}", client=Client(laboratory=Laboratory(["127.0.0.1"])))


def test_a_page_that_is_there_is_alive() -> None:
    found = look({"/law/5": (200, {}, b"<h1>Law 5</h1>")}, "/law/5")
    assert (found.outcome, found.status, found.details) == (Outcome.ALIVE, 200, {})


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_dead(status: int) -> None:
    assert look({"/law/5": (status, {}, b"")}, "/law/5").outcome is Outcome.DEAD


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_page_behind_a_door_is_refused(status: int) -> None:
    assert look({"/law/5": (status, {}, b"")}, "/law/5").outcome is Outcome.REFUSED


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_in_trouble_is_unreachable_and_not_dead(status: int) -> None:
    assert look({"/law/5": (status, {}, b"")}, "/law/5").outcome is Outcome.UNREACHABLE


def test_a_permanent_move_tells_where_to() -> None:
    answers: dict[str, Answer] = {
        "/law/5": (301, {"Location": "/laws/5"}, b""),
        "/laws/5": (200, {}, b"Law"),
    }
    found = look(answers, "/law/5")
    assert found.outcome is Outcome.MOVED
    assert found.final_address.endswith("/laws/5")


def test_a_passing_redirect_is_no_move() -> None:
    answers: dict[str, Answer] = {
        "/law/5": (302, {"Location": "/ar/law/5"}, b""),
        "/ar/law/5": (200, {}, b"Law"),
    }
    assert look(answers, "/law/5").outcome is Outcome.ALIVE


def test_a_slash_at_the_end_is_no_move() -> None:
    answers: dict[str, Answer] = {"/law": (301, {"Location": "/law/"}, b""), "/law/": (200, {}, b"Law")}
    assert look(answers, "/law").outcome is Outcome.ALIVE


@pytest.mark.parametrize("home", ["/", "/ar", "/en/index.html", "/home"])
def test_a_page_that_sends_everybody_home_is_missing(home: str) -> None:
    answers: dict[str, Answer] = {"/law/5": (302, {"Location": home}, b""), home: (200, {}, HOME)}
    found = look(answers, "/law/5")
    assert (found.outcome, found.details["why"]) == (Outcome.SOFT_MISSING, "sent_home")


@pytest.mark.parametrize(
    "page",
    [
        "<title>404 - Ministry</title>",
        "<h1>عذراً، الصفحة غير موجودة</h1>",
        "<title>Ministry</title><h1>Page <b>not found</b></h1>",
        "<H1 class='x'>Page introuvable</H1>",
    ],
)
def test_a_page_that_says_it_is_not_there_is_missing(page: str) -> None:
    assert look({"/law/5": (200, {}, page.encode())}, "/law/5").outcome is Outcome.SOFT_MISSING


@pytest.mark.parametrize(
    "page",
    [
        "<title>Missing persons</title>",
        "<h1>Law 5</h1><p>page not found</p>",
        "<title>الأشخاص المفقودون</title>",
        "",
        "<title>",
        "<title>" * 50_000,
        "<h1" + " a=1" * 50_000,
        "<h1>Law 5</h1>" + "<h1>" * 50_000 + "page not found",
        "\x00\x01",
    ],
)
def test_words_elsewhere_do_not_count(page: str) -> None:
    assert missing_words(page.encode()) == ""


def test_a_site_that_says_yes_to_everything_is_told_of() -> None:
    found = look({}, "/law/5", otherwise=(200, {}, b"<div id=app></div>"))
    assert found.outcome is Outcome.ALIVE
    assert found.details == {"same_for_any": True}


def test_an_address_that_is_not_gone_to_is_refused_with_its_reason() -> None:
    found = look_at("http://10.0.0.1/", client=Client())
    assert (found.outcome, found.details["why"]) == (Outcome.REFUSED, "address.not_public")


def test_nothing_came_back() -> None:
    found = judge(Fetched("https://a.example/", "https://a.example/", failure="tls"))
    assert (found.outcome, found.details) == (Outcome.UNREACHABLE, {"why": "tls"})
