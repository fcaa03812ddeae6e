"""Sites made to hold a crawler for ever, to burst it, to lie to it. The scan goes on and says what it met."""

import gzip
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Channel, Reason
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.client import Bounds
from miqyas.scanner.gather.frontier import MOST_ALIKE
from miqyas.scanner.gather.pace import Politeness
from miqyas.scanner.gather.sitemaps import MOST_ADDRESSES, MOST_SITEMAPS, read_sitemap
from tests.scanner.gather.sites import QUICK, gathered, linked
from tests.scanner.hostile.server import Asked, hostile, pages


def test_a_calendar_without_end_is_left(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        day = int(asked.path.rpartition("/")[2] or 0) if asked.path.startswith("/calendar") else 0
        links = linked(f"/calendar/2026/{day + 1}", "/about", title=f"Day {day}")
        if asked.path in {"/robots.txt", "/sitemap.xml"} or "no-such" in asked.path:
            asked.answer(status="404 Not Found")
        else:
            asked.answer(links.encode())

    with hostile(route) as server:
        found = gathered(server.address, tmp_path, pages=200, depth=1000)
    assert found.end.ended_by == "exhausted"
    assert len(found.pages) <= MOST_ALIKE + 2
    assert found.end.left_out["alike"] == 1


@pytest.mark.parametrize(
    "grow",
    [
        lambda path, n: f"{path.rstrip('/')}/more",
        lambda path, n: f"{path}{'&' if '?' in path else '?'}f{n}=1",
        lambda path, n: f"/p?session={n:032x}",
        lambda path, n: f"/{n:040x}/page",
        lambda path, n: f"/p;jsessionid={n:032x}",
    ],
    ids=["path", "query", "session in the query", "session in the path", "session after a semicolon"],
)
def test_addresses_that_grow_are_left(tmp_path: Path, grow) -> None:
    """Each page is new, and leads to one more."""
    count = iter(range(10_000))

    def route(asked: Asked) -> None:
        if "no-such" in asked.path or asked.path in {"/robots.txt", "/sitemap.xml"}:
            asked.answer(status="404 Not Found")
        else:
            n = next(count)
            asked.answer(linked(grow(asked.path, n), title=f"Page {'x' * n}").encode())

    with hostile(route) as server:
        found = gathered(server.address, tmp_path, pages=200, depth=1000)
    assert found.end.ended_by == "exhausted"
    assert len(found.pages) <= MOST_ALIKE + 2


def test_the_same_page_under_ever_new_addresses_is_left(tmp_path: Path) -> None:
    same = linked(*(f"/id/{n}" for n in range(20)), title="Same")
    with hostile(pages({"/": linked("/id/0"), **{f"/id/{n}": same for n in range(20)}})) as server:
        found = gathered(server.address, tmp_path)
    assert len([path for path in found.pages if path.startswith("/id/")]) <= 6
    assert found.end.left_out["same_content"] >= 14


def test_twenty_thousand_links_are_borne(tmp_path: Path) -> None:
    with hostile(
        pages({"/": linked(*(f"/{'abcdefghij'[n % 10]}{'x' * (n % 90)}/p{n}" for n in range(20_000)))})
    ) as server:
        found = gathered(server.address, tmp_path, pages=5)
    assert found.end.ended_by == "pages"
    assert found.end.pages == 5


def test_a_robots_file_of_100_megabytes_is_read_to_its_limit(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/robots.txt":
            asked.send(
                b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\nUser-agent: *\nDisallow: /secret\n"
            )
            asked.pour(b"# nothing to see here\n" * 1000)
        else:
            asked.answer(linked("/secret", "/open").encode())

    with hostile(route) as server:
        found = gathered(server.address, tmp_path, pages=10)
    robots = found.by(Channel.ROBOTS)
    assert robots["/robots.txt"].body.size == 500 * 1024
    assert robots["/secret"].outcome.reason is Reason.ROBOTS
    assert "/open" in found.pages
    assert "/secret" not in server.paths()


@pytest.mark.parametrize(
    ("status", "reason"),
    [("500 Broken", Reason.SERVER_ERROR), ("503 Busy", Reason.SERVER_ERROR), ("429 No", Reason.REFUSED_429)],
)
def test_a_site_whose_robots_file_is_broken_is_not_looked_at(
    tmp_path: Path, status: str, reason: Reason
) -> None:
    def route(asked: Asked) -> None:
        asked.answer(status=status if asked.path == "/robots.txt" else "200 OK")

    with hostile(route) as server:
        found = gathered(server.address, tmp_path)
    assert found.pages["/"].outcome.reason is reason
    assert set(server.paths()) == {"/robots.txt"}


def test_a_site_without_a_word_about_robots_in_time_is_not_looked_at(tmp_path: Path) -> None:
    plan = replace(QUICK, bounds=Bounds(seconds=0.2, connect_seconds=0.2))
    with hostile(lambda asked: asked.drip(b"")) as server:
        found = gathered(server.address, tmp_path, plan=plan)
    assert found.pages["/"].outcome.reason is Reason.TIMEOUT
    assert set(server.paths()) == {"/robots.txt"}


@pytest.mark.parametrize("status", ["401 No", "403 No", "404 Not Found", "410 Gone"])
def test_a_site_without_a_robots_file_is_looked_at(tmp_path: Path, status: str) -> None:
    def route(asked: Asked) -> None:
        asked.answer(linked().encode(), status=status if asked.path == "/robots.txt" else "200 OK")

    with hostile(route) as server:
        assert gathered(server.address, tmp_path).pages["/"].outcome.is_seen


def test_a_redirect_does_not_lead_around_robots(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/robots.txt":
            asked.answer(b"User-agent: *\nDisallow: /secret")
        elif asked.path == "/door":
            asked.answer(status="302 Found", Location="/secret")
        else:
            asked.answer(linked("/door").encode())

    with hostile(route) as server:
        found = gathered(server.address, tmp_path)
    assert found.pages["/door"].outcome.reason is Reason.ROBOTS
    assert "/secret" not in server.paths()


def test_a_site_that_gives_no_answer_is_left_after_a_few_times(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path in {"/", "/robots.txt"}:
            asked.answer(linked(*(f"/p{'x' * n}" for n in range(20))).encode() if asked.path == "/" else b"")

    plan = replace(QUICK, politeness=replace(QUICK.politeness, failures=3))
    with hostile(route) as server:
        found = gathered(server.address, tmp_path, plan=plan)
    assert found.end.ended_by == "host_left"
    assert len(server.asked) == 5


def test_a_site_that_wants_to_be_left_alone_for_a_day_is_left(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/":
            asked.answer(linked("/a", "/b").encode())
        elif asked.path == "/a":
            asked.answer(status="429 Too Many Requests", Retry_After="86400")
        else:
            asked.answer(status="404 Not Found")

    plan = replace(QUICK, politeness=Politeness(pause=0.0, longest_pause=0.0, longest_wait=1.0))
    with hostile(route) as server:
        found = gathered(server.address, tmp_path, plan=plan)
    assert found.pages["/a"].outcome.reason is Reason.REFUSED_429
    assert (found.end.ended_by, found.end.waiting) == ("host_left", 1)


def test_laughing_entities_are_not_unfolded() -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    content = f'<!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]><urlset><url><loc>/&l9;</loc></url></urlset>'
    listed = read_sitemap(content.encode(), base="https://a.example/")
    assert (listed.problem, listed.pages) == ("entities", ())


def test_entities_from_outside_are_not_fetched(tmp_path: Path) -> None:
    with hostile(lambda asked: asked.answer(b"secret")) as server:
        entity = f'<!DOCTYPE s [<!ENTITY x SYSTEM "{server.address}/x">]>'
        content = f"{entity}<urlset><url><loc>/&x;</loc></url></urlset>"
        assert read_sitemap(content.encode(), base="https://a.example/").pages == ()
    assert server.asked == []


def test_a_bomb_of_a_sitemap_is_not_unpacked() -> None:
    packed = gzip.compress(b"<urlset>" + bytes(60 * 2**20))
    assert read_sitemap(packed, base="https://a.example/").problem == "bomb"


def test_a_sitemap_is_read_as_far_as_it_is_good() -> None:
    content = b"<urlset><url><loc>/a</loc></url><url><loc>/b</loc><url>"
    listed = read_sitemap(content, base="https://a.example/s.xml")
    assert (listed.pages, listed.problem) == (("https://a.example/a", "https://a.example/b"), "broken")


def test_a_sitemap_as_deep_as_the_sea_is_broken() -> None:
    assert read_sitemap(b"<a>" * 100_000, base="https://a.example/").problem == "broken"


def test_a_sitemap_of_a_million_addresses_is_read_to_its_limit() -> None:
    content = b"<urlset>" + b"".join(b"<url><loc>/%d</loc></url>" % n for n in range(2 * MOST_ADDRESSES))
    listed = read_sitemap(content, base="https://a.example/")
    assert (len(listed.pages), listed.problem) == (MOST_ADDRESSES, "too_many")


def test_an_index_that_lists_ever_new_sitemaps_comes_to_an_end(tmp_path: Path) -> None:
    count = iter(range(10_000))

    def route(asked: Asked) -> None:
        if "sitemap" in asked.path:
            index = f"<sitemapindex><sitemap><loc>/sitemap-{next(count)}.xml</loc></sitemap></sitemapindex>"
            asked.answer(index.encode(), Content_Type="application/xml")
        else:
            asked.answer(status="404 Not Found")

    with hostile(route) as server:
        found = gathered(server.address, tmp_path)
    assert len(found.by(Channel.SITEMAP)) == MOST_SITEMAPS


def test_pages_that_only_a_sitemap_knows_are_found(tmp_path: Path) -> None:
    packed = gzip.compress(
        b"<urlset><url><loc>/hidden</loc></url><url><loc>http://other.example/</loc></url></urlset>"
    )

    def route(asked: Asked) -> None:
        match asked.path:
            case "/robots.txt":
                asked.answer(b"Sitemap: /deep/map.xml.gz")
            case "/deep/map.xml.gz":
                asked.answer(packed, Content_Type="application/gzip")
            case "/" | "/hidden":
                asked.answer(linked().encode())
            case _:
                asked.answer(status="404 Not Found")

    with hostile(route) as server:
        found = gathered(server.address, tmp_path)
    assert sorted(found.pages) == ["/", "/hidden"]


def site_that_says_yes(asked: Asked) -> None:
    """Every address is answered 200; those that nobody made by a page that apologises."""
    text = (
        "We are very sorry that this could not be shown to you today. Please begin again at the start page. "
    )
    if asked.path == "/":
        asked.answer(linked("/real", "/dead").encode())
    elif asked.path == "/real":
        asked.answer(b"<h1>Permits</h1><p>Here you apply for a permit for building a house or a wall.</p>")
    elif asked.path == "/robots.txt":
        asked.answer(status="404 Not Found")
    else:
        asked.answer(f"<title>Ministry</title><p>{text}</p><!-- {asked.path} {time.time()} -->".encode())


def test_a_page_that_is_not_there_is_told_by_what_the_site_says_to_anything(tmp_path: Path) -> None:
    with hostile(site_that_says_yes) as server:
        found = gathered(server.address, tmp_path)
    assert {path: look.is_soft_missing for path, look in found.pages.items()} == {
        "/": False,
        "/real": False,
        "/dead": True,
    }
    assert not found.pages["/dead"].is_page


def test_a_site_that_sends_everybody_home_is_told(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path in {"/home", "/real"}:
            asked.answer(linked("/real", "/dead", title=asked.path).encode())
        else:
            asked.answer(
                status="404 Not Found" if asked.path == "/robots.txt" else "302 Found", Location="/home"
            )

    with hostile(route) as server:
        found = gathered(f"{server.address}/home", tmp_path)
    assert {path: look.is_soft_missing for path, look in found.pages.items()} == {
        "/home": False,
        "/real": False,
        "/dead": True,
    }


def test_a_shell_that_scripts_fill_is_not_taken_for_missing(tmp_path: Path) -> None:
    """The same bytes for any address: whether a page is there cannot be told without a browser."""
    shell = b"<html><body><div id=app></div><a href=/a>a</a><script src=/app.js></script></body></html>"
    with hostile(lambda asked: asked.answer(shell)) as server:
        found = gathered(server.address, tmp_path)
    assert not any(look.is_soft_missing for look in found.pages.values())


@pytest.mark.parametrize(
    "page",
    [
        b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
        b"<title>x</title>The requested URL was rejected. Please consult with your administrator.",
        b'<html><body><iframe src="/_Incapsula_Resource?x=1"></iframe></body></html>',
    ],
)
@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "503 Busy"])
def test_a_page_that_asks_whether_one_is_human_was_not_seen(tmp_path: Path, page: bytes, status: str) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/robots.txt":
            asked.answer(status="404 Not Found")
        else:
            asked.answer(page, status=status)

    with hostile(route) as server:
        found = gathered(server.address, tmp_path)
    assert found.pages["/"].outcome.reason is Reason.CHALLENGE


def test_a_contact_page_with_a_captcha_is_seen(tmp_path: Path) -> None:
    page = '<title>Contact us</title><form><div class="g-recaptcha"></div></form><script src="https://www.google.com/recaptcha/api.js">'
    with hostile(pages({"/": page})) as server:
        assert gathered(server.address, tmp_path).pages["/"].outcome.is_seen


@pytest.mark.parametrize(("links", "is_seen"), [(3, False), (80, True)])
def test_a_page_with_a_content_of_its_own_is_no_question(tmp_path: Path, links: int, is_seen: bool) -> None:
    """The makers of such questions watch pages too, and leave their marks there."""
    listed = "".join(f'<li><a href="/{number}">{number}</a></li>' for number in range(links))
    page = f"<title>Services</title><ul>{listed}</ul><script src=https://geo.captcha-delivery.com/x></script>"
    with hostile(pages({"/": page})) as server:
        assert gathered(server.address, tmp_path, pages=1).pages["/"].outcome.is_seen is is_seen


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("401 No", Reason.REFUSED_401),
        ("403 No", Reason.REFUSED_403),
        ("451 No", Reason.REFUSED_OTHER),
        ("500 No", Reason.SERVER_ERROR),
        ("304 Not Modified", Reason.PROTOCOL),
    ],
)
def test_what_the_site_refuses_is_told(tmp_path: Path, status: str, reason: Reason) -> None:
    def route(asked: Asked) -> None:
        asked.answer(status="404 No" if asked.path == "/robots.txt" else status)

    with hostile(route) as server:
        assert gathered(server.address, tmp_path).pages["/"].outcome.reason is reason


def test_a_sign_in_on_the_way_is_told_and_a_sign_in_itself_is_seen(tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/":
            asked.answer(linked("/guide", "/login").encode())
        elif asked.path == "/guide":
            asked.answer(status="302 Found", Location="/sso/login?back=/guide")
        elif "login" in asked.path:
            asked.answer(b"<title>Sign in</title><form method=post><input type=password></form>")
        else:
            asked.answer(status="404 Not Found")

    with hostile(route) as server:
        found = gathered(server.address, tmp_path)
    assert found.pages["/guide"].outcome.reason is Reason.LOGIN_WALL
    assert found.pages["/login"].outcome.is_seen


def test_what_cannot_be_judged_by_its_beginning_is_too_large(tmp_path: Path) -> None:
    plan = replace(QUICK, bounds=Bounds(body=10_000, seconds=2.0))
    kinds = {"/data": "application/json", "/page": "text/html"}

    def route(asked: Asked) -> None:
        if asked.path in kinds:
            asked.answer(b"x" * 20_000, Content_Type=kinds[asked.path])
        else:
            asked.answer(linked(*kinds).encode())

    with hostile(route) as server:
        found = gathered(server.address, tmp_path, plan=plan)
    assert found.pages["/data"].outcome.reason is Reason.TOO_LARGE
    assert found.pages["/page"].outcome.is_seen
    assert found.pages["/page"].body.is_cut


def test_a_start_that_leads_into_this_network_is_told(tmp_path: Path) -> None:
    plan = replace(QUICK, laboratory=type(QUICK.laboratory)())
    with hostile(lambda asked: asked.answer()) as server:
        found = gathered(
            "http://portal.example:8080", tmp_path, plan=replace(plan, resolve=lambda h, p: ["10.0.0.1"])
        )
    assert found.pages["/"].outcome.reason is Reason.ADDRESS_REFUSED
    assert server.asked == []


def test_words_that_break_files_are_kept_and_break_nothing(tmp_path: Path) -> None:
    words = "\x1b[31m=cmd|' /C calc'!A0 \u202egnp \ud83d <b>\x00"
    page = f'<a href="/a">{words}</a>'.encode("utf-8", "surrogatepass")
    with hostile(pages({"/": page, "/a": b"ok"})) as server:
        found = gathered(server.address, tmp_path)
    kept = {look.address: look for look in Store(tmp_path).artifacts()}
    assert kept[found.pages["/a"].address] == found.pages["/a"]


def test_one_hostile_site_does_not_hold_the_others(tmp_path: Path) -> None:
    """One drips for ever; the other is through long before."""
    from miqyas.scanner.gather.many import gather
    from miqyas.scanner.gather.plan import Site

    plan = replace(QUICK, bounds=Bounds(seconds=0.5, connect_seconds=0.5))
    is_through = threading.Event()

    def slow(asked: Asked) -> None:
        asked.answer(status="404 No") if asked.path == "/robots.txt" else asked.drip(b"x")

    with hostile(slow) as bad, hostile(pages({"/": linked("/a"), "/a": linked()})) as good:
        ends = {}
        for found in gather(
            [Site(bad.address), Site(good.address)], plan=plan, store=Store(tmp_path), at_once=2
        ):
            if not hasattr(found, "address"):
                ends[found.site] = found
                is_through.set()
    assert [end.ended_by for end in ends.values()] == ["exhausted", "exhausted"]
    assert next(iter(ends)) == good.address.split("//")[1]
