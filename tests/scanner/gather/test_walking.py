"""A site is gone through from its start: what matters first, all of it, once."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from miqyas.kernel.execution import map_chunks, open_engine
from miqyas.scanner.artifacts.model import Channel, Outcome, Reason
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.gather.many import gather, gather_chunk
from miqyas.scanner.gather.plan import Site
from tests.scanner.gather.sites import QUICK, gathered, linked
from tests.scanner.hostile.server import Asked, hostile, pages


def test_every_page_is_seen_once_from_the_start(tmp_path: Path) -> None:
    site = pages({
        "/": linked("/a", "/b", "/a#top", "/a?utm_source=x"),
        "/a": linked("/", "/c"),
        "/b": linked("/index.html", "/gone"),
        "/c": linked(),
    })  # fmt: skip
    with hostile(site) as server:
        found = gathered(f"{server.address}", tmp_path)
    assert sorted(found.pages) == ["/", "/a", "/b", "/c", "/gone"]
    assert found.pages["/gone"].status == 404
    assert found.pages["/gone"].outcome.is_seen
    assert found.pages["/c"].parent.endswith("/a")
    assert (found.pages["/c"].link_text, found.pages["/c"].depth) == ("c", 2)
    assert (found.end.ended_by, found.end.pages, found.end.waiting) == ("exhausted", 5, 0)
    assert len(server.paths()) == len(set(server.paths()))


def test_bytes_are_kept_with_what_they_claim_to_be(tmp_path: Path) -> None:
    page = "<meta charset=utf-8><title>وزارة المالية</title>".encode("windows-1256")
    with hostile(lambda asked: asked.answer(page, Content_Type="text/html; charset=windows-1256")) as server:
        found = gathered(server.address, tmp_path)
    look = found.pages["/"]
    assert look.body is not None
    assert (look.body.charset, look.body.charset_from, look.body.media_type) == (
        "windows-1256",
        "header",
        "text/html",
    )
    assert Store(tmp_path).body(look) == page


def test_pages_of_tasks_come_first(tmp_path: Path) -> None:
    plan = replace(QUICK, cues=("pay fine", "تجديد الرخصة"))
    links = (
        '<a href="/t1">News of traffic</a><a href="/pay-fine">Here</a><a href="/t3">تجديد رخصة القيادة</a>'
    )
    site = pages(
        {"/": linked("/news", "/about", "/x1") + links + '<a href="/t2">أخبار المرور</a>'},
        otherwise=lambda asked: asked.answer(asked.path.encode()),
    )
    with hostile(site) as server:
        found = gathered(server.address, tmp_path, plan=plan, pages=3)
    assert set(found.pages) == {"/", "/pay-fine", "/t3"}
    assert found.end.ended_by == "pages"
    assert found.end.waiting == 5


def test_pinned_pages_come_first_and_are_told_of_where_the_budget_ends(tmp_path: Path) -> None:
    with hostile(pages({"/": linked("/a"), "/p": linked(), "/q": linked()})) as server:
        site = Site(server.address, pinned=(f"{server.address}/p", f"{server.address}/q"))
        found = gathered("", tmp_path, site=site, pages=2)
    assert found.pages["/p"].outcome.is_seen
    assert found.pages["/q"].outcome == Outcome.not_tested(Reason.BUDGET)
    assert "/a" not in found.pages


def test_a_budget_that_grew_is_used_where_the_walk_ended(tmp_path: Path) -> None:
    with hostile(pages({"/": linked("/a"), "/a": linked("/b"), "/b": linked(), "/q": linked()})) as server:
        site = Site(server.address, pinned=(f"{server.address}/q",))
        gathered("", tmp_path, site=site, pages=1)
        found = gathered("", tmp_path, site=site, pages=9)
    assert sorted(path for path, look in found.pages.items() if look.outcome.is_seen) == [
        "/",
        "/a",
        "/b",
        "/q",
    ]
    assert server.paths().count("/") == 1


def test_languages_of_the_home_page_and_refreshes_are_followed(tmp_path: Path) -> None:
    home = '<link rel=alternate hreflang=en href="/en"><meta http-equiv=refresh content="0;url=/ar">'
    with hostile(pages({"/": home, "/en": linked(), "/ar": linked()})) as server:
        assert sorted(gathered(server.address, tmp_path).pages) == ["/", "/ar", "/en"]


def test_a_refresh_to_itself_ends(tmp_path: Path) -> None:
    page = '<meta http-equiv=refresh content="0;url=/">'
    with hostile(
        lambda asked: asked.answer(page.encode() if asked.path == "/" else b"", status="200 OK")
    ) as server:
        assert list(gathered(server.address, tmp_path).pages) == ["/"]


def test_other_sites_and_deeds_are_left_alone(tmp_path: Path) -> None:
    links = linked(
        "http://other.example/",
        "/logout",
        "/user/delete?id=1",
        "/print/5",
        "/x.png",
        "/ok",
        "mailto:a@b.example",
    )
    with hostile(pages({"/": links, "/ok": linked()})) as server:
        found = gathered(server.address, tmp_path)
    assert sorted(found.pages) == ["/", "/ok"]
    assert found.end.left_out == {"does_something": 3}


def test_what_does_something_elsewhere_or_gives_a_file_is_not_even_asked_for(tmp_path: Path) -> None:
    """Signing out of an account elsewhere, in any language, and a file that is made by printing."""
    asked: list[tuple[str, str]] = []
    with hostile(lambda one: (asked.append((one.method, one.path)), one.answer(b"x"))[1]) as other:
        away = other.address.replace("127.0.0.1", "localhost")
        links = linked(f"{away}/sso/logout", f"{away}/fine", "/print/5.pdf", "/law.pdf")
        links += f'<a href="{away}/x1">تسجيل الخروج</a><a href="{away}/x2">Cerrar sesión</a>'
        plan = replace(QUICK, laboratory=Laboratory(["127.0.0.1", "localhost"]))
        with hostile(pages({"/": links})) as server:
            found = gathered(server.address, tmp_path, plan=plan, outward=10)
    assert {path for _, path in asked} == {"/robots.txt", "/fine"}
    assert "/law.pdf" in server.paths()
    assert "/print/5.pdf" not in server.paths()
    assert found.end.left_out == {"does_something": 4}


def test_files_are_asked_for_and_not_fetched(tmp_path: Path) -> None:
    def law(asked: Asked) -> None:
        asked.answer(b"%PDF" * 1000, Content_Type="application/pdf")

    with hostile(pages({"/": linked("/law.pdf", "/old.pdf")}, otherwise=law)) as server:
        found = gathered(server.address, tmp_path)
    look = found.by(Channel.PROBE, where=lambda look: look.facts["what"] == "file")["/law.pdf"]
    assert (look.status, look.headers["content-type"], look.headers["content-length"]) == (
        200,
        "application/pdf",
        "4000",
    )
    assert look.body is None
    assert ("HEAD", "/law.pdf") in server.asked
    assert ("GET", "/law.pdf") not in server.asked


def test_a_file_that_does_not_answer_to_head_is_begun(tmp_path: Path) -> None:
    def law(asked: Asked) -> None:
        if asked.method == "HEAD":
            asked.answer(status="405 Method Not Allowed")
        else:
            asked.answer(b"%PDF" * 100_000, Content_Type="application/pdf")

    with hostile(pages({"/": linked("/law.pdf")}, otherwise=law)) as server:
        found = gathered(server.address, tmp_path)
    look = found.by(Channel.PROBE)["/law.pdf"]
    assert look.outcome.is_seen
    assert look.body is not None
    assert (look.body.size, look.body.is_cut) == (64 * 1024, True)


def test_links_to_other_sites_are_asked_for_within_their_budget(tmp_path: Path) -> None:
    with hostile(lambda asked: asked.answer(b"there")) as other:
        links = linked(*(f"http://other.example:{other.port}/{n}" for n in range(5)))
        plan = replace(
            QUICK,
            laboratory=type(QUICK.laboratory)(["127.0.0.1", "other.example"]),
            resolve=lambda host, port: ["127.0.0.1"],
        )
        with hostile(pages({"/": links})) as server:
            found = gathered(server.address, tmp_path, plan=plan, outward=2)
    outward = [look for look in found.looks if look.facts.get("what") == "outward"]
    assert [look.status for look in outward] == [200, 200]
    assert other.asked == [("GET", "/robots.txt"), ("HEAD", "/0"), ("HEAD", "/1")]


def test_a_site_elsewhere_that_does_not_answer_is_no_page_of_this_one(tmp_path: Path) -> None:
    plan = replace(
        QUICK,
        laboratory=type(QUICK.laboratory)(["127.0.0.1", "other.example"]),
        resolve=lambda host, port: ["127.0.0.1"],
    )
    with hostile(pages({"/": linked("http://other.example:1/")})) as server:
        found = gathered(server.address, tmp_path, plan=plan, outward=1)
    assert list(found.pages) == ["/"]
    (elsewhere,) = [look for look in found.looks if look.address == "http://other.example:1/"]
    assert (elsewhere.channel, elsewhere.outcome.state.value) == (Channel.PROBE, "not_assessable")


def test_the_search_of_the_site_is_asked_our_questions(tmp_path: Path) -> None:
    plan = replace(QUICK, questions=("رخصة", "licence"))
    home = '<form role=search action="/find?in=all"><input name=q type=search></form>'
    with hostile(pages({"/": home}, otherwise=lambda asked: asked.answer(b"found"))) as server:
        found = gathered(server.address, tmp_path, plan=plan)
    asked = {look.facts["question"]: look for look in found.looks if look.channel is Channel.SEARCH}
    assert asked["licence"].address.endswith("/find?in=all&q=licence")
    assert asked["رخصة"].outcome.is_seen


@pytest.mark.parametrize(
    "form",
    [
        '<form method=post action="/find"><input name=q type=search></form>',
        '<form action="/login"><input name=user><input name=password type=password></form>',
        '<form action="/subscribe"><input name=email type=email></form>',
        '<form action="http://other.example/find"><input name=q type=search></form>',
    ],
)
def test_no_other_form_is_sent(tmp_path: Path, form: str) -> None:
    plan = replace(QUICK, questions=("licence",))
    with hostile(pages({"/": form})) as server:
        found = gathered(server.address, tmp_path, plan=plan)
    assert not [look for look in found.looks if look.channel is Channel.SEARCH]
    assert not [path for path in server.paths() if "licence" in path]


def test_what_every_site_is_asked(tmp_path: Path) -> None:
    with hostile(
        pages({"/": linked(), "/.well-known/security.txt": "Contact: mailto:a@b.example"})
    ) as server:
        found = gathered(server.address, tmp_path)
    probes = {look.facts["what"]: look for look in found.looks if look.channel is Channel.PROBE}
    assert (probes["security_txt"].status, probes["no_such_page"].status) == (200, 404)
    assert set(server.asked) == {
        ("GET", "/robots.txt"),
        ("GET", "/"),
        ("GET", "/miqyas-no-such-page-0f3a"),
        ("GET", "/.well-known/security.txt"),
        ("GET", "/sitemap.xml"),
    }


def test_how_many_at_once_changes_nothing(tmp_path: Path) -> None:
    site = {
        "/": linked(*(f"/p{n}" for n in range(6))),
        **{f"/p{n}": linked(f"/p{n + 1}", f"/q{n}") for n in range(6)},
    }

    def seen(at_once: int) -> set[tuple[str, str, str]]:
        folder = tmp_path / str(at_once)
        with hostile(pages(site)) as one, hostile(pages(site)) as two, hostile(pages(site)) as three:
            servers = [one, two, three]
            sites = [Site(server.address) for server in servers]
            names = {f"127.0.0.1:{server.port}": str(n) for n, server in enumerate(servers)}
            for _ in gather(sites, plan=QUICK, store=Store(folder), at_once=at_once):
                pass
        looks = Store(folder).artifacts()
        parts = [(look, look.address.split("/", 3)) for look in looks]
        return {
            (names[part[2]], part[3], look.channel.value + (look.body.hash if look.body else ""))
            for look, part in parts
        }

    assert seen(1) == seen(3)


def test_a_fault_of_our_own_is_not_swallowed(tmp_path: Path) -> None:
    def read(look: object, content: bytes) -> None:
        raise KeyError("a fault of ours")

    with hostile(pages({"/": linked()})) as server, pytest.raises(KeyError, match="a fault of ours"):
        list(gather([Site(server.address)], plan=QUICK, store=Store(tmp_path), read=read))


@pytest.mark.parametrize("number", [0, 129])
def test_no_more_at_once_than_a_process_bears(tmp_path: Path, number: int) -> None:
    with pytest.raises(ValueError, match="at once"):
        list(gather([Site("https://a.example")], plan=QUICK, store=Store(tmp_path), at_once=number))


def test_processes_see_what_one_thread_sees(tmp_path: Path) -> None:
    """Sites are handed out in chunks, as on a cluster; each process writes into the same store."""
    site = {"/": linked("/a", "/b"), "/a": linked("/c"), "/b": linked(), "/c": linked()}
    with hostile(pages(site)) as one, hostile(pages(site)) as two, open_engine("processes:2") as engine:
        chunks = [(Site(one.address),), (Site(two.address),)]
        work = partial(gather_chunk, plan=QUICK, folder=tmp_path)
        ends = [end for found in map_chunks(work, chunks, engine=engine) for end in found]
    assert [(end.ended_by, end.pages) for end in ends] == [("exhausted", 4), ("exhausted", 4)]
    pages_seen = [look for look in Store(tmp_path).artifacts() if look.channel is Channel.HTTP]
    assert len(pages_seen) == 8
    assert Store(tmp_path).ends() == {end.site: end for end in ends}
