"""What a page may have a browser do, it does not do: reach this network, send, hang, open, download."""

import gzip
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from miqyas.scanner.artifacts.model import Channel, Reason
from miqyas.scanner.gather.browser import PROGRAMS, Browser, BrowserBounds, BrowserError
from miqyas.scanner.gather.guard import Laboratory, system_resolve
from miqyas.scanner.gather.judging import outcome_of
from tests.scanner.hostile.certificates import Authority
from tests.scanner.hostile.server import Asked, Hostile, hostile

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="needs a Chromium"),
]
BOUNDS = BrowserBounds(seconds=20, settle_seconds=0.3, traffic=3 * 2**20, picture_height=1500)
LATE = 90.0
OPEN = ("portal.example", "open.example")
SECRETS = (
    "secret.example",
    "foo.localhost",
    "127.0.0.1",
    "10.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0x7f000001",
)


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The portal is in the laboratory; other names lead to this machine as well, and are not."""
    if host == "turning.example":
        return ("127.0.0.1", "93.184.216.34")
    return ("127.0.0.1",) if host.endswith((".example", "localhost")) else system_resolve(host, port)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(laboratory=Laboratory(OPEN), resolve=resolve, bounds=BOUNDS) as found:
        yield found


@pytest.fixture(scope="module")
def impatient() -> Iterator[Browser]:
    bounds = replace(BOUNDS, seconds=3.0)
    with Browser(laboratory=Laboratory(OPEN), resolve=resolve, bounds=bounds) as found:
        yield found


def served(server: Hostile, path: str = "/") -> str:
    return f"http://portal.example:{server.port}{path}"


def one_page(content: str):
    def route(asked: Asked) -> None:
        asked.answer(content.encode()) if asked.path == "/" else asked.answer(
            b"other", status="404 Not Found"
        )

    return route


def test_a_page_is_seen_after_its_scripts_with_its_elements(browser: Browser) -> None:
    page = """<title>x</title><div id=app></div><script>
    app.innerHTML = '<h1>الخدمات</h1><a href="/pay" aria-label="Pay a fine">ادفع</a>';
    </script>"""
    with hostile(one_page(page)) as server:
        shown = browser.show(served(server))
    assert shown.fetched.status == 200
    assert "<h1>الخدمات</h1>" in shown.fetched.content.decode()
    assert shown.picture.startswith(b"\x89PNG")
    assert [(box.tag, box.name) for box in shown.boxes] == [("h1", "الخدمات"), ("a", "Pay a fine")]
    assert shown.boxes[1].y > shown.boxes[0].y
    assert server.asked[0] == ("GET", "/")


def everything_from(base: str) -> str:
    """Whatever a page may have loaded from an address."""
    return f"""
        <img src="{base}img"><iframe src="{base}frame"></iframe><script src="{base}script"></script>
        <link rel=stylesheet href="{base}style"><link rel=prefetch href="{base}prefetch">
        <link rel=preconnect href="{base}"><link rel=dns-prefetch href="{base}">
        <video src="{base}video"></video><object data="{base}object"></object>
        <script>
          fetch("{base}fetch").catch(() => 0);
          navigator.sendBeacon("{base}beacon");
          new EventSource("{base}events");
          for (const made of [
            () => new WebSocket("{base.replace("http", "ws")}socket"),
            () => new Worker("{base}worker"),
            () => new RTCPeerConnection({{iceServers: [{{urls: "stun:{base[7:-1]}"}}]}}).createOffer(),
          ]) try {{ made() }} catch (e) {{}}
        </script>"""


def test_nothing_of_a_page_reaches_this_network(browser: Browser) -> None:
    """Pictures, frames, styles, scripts, questions, sockets, beacons, to every kind of address."""
    with hostile(lambda asked: asked.answer(b"secret", Access_Control_Allow_Origin="*")) as secret:
        bases = [f"http://{host}:{port}/" for host in SECRETS for port in (secret.port, 8080)]
        page = "<h1>Here</h1>" + "".join(map(everything_from, bases))
        with hostile(one_page(page)) as server:
            shown = browser.show(served(server))
    assert secret.asked == []
    assert shown.fetched.status == 200
    assert shown.facts["refused"]


def test_a_redirect_of_the_page_or_of_a_part_does_not_lead_there(browser: Browser) -> None:
    with hostile(lambda asked: asked.answer(b"secret")) as secret:

        def route(asked: Asked) -> None:
            if asked.path == "/":
                asked.answer(b'<img src="/away"><h1>Here</h1>')
            else:
                asked.answer(status="302 Found", Location=f"http://127.0.0.1:{secret.port}/")

        with hostile(route) as server:
            assert browser.show(served(server)).fetched.status == 200
            led = browser.show(served(server, "/away"))
    assert secret.asked == []
    assert outcome_of(led.fetched, channel=Channel.BROWSER).reason is Reason.ADDRESS_REFUSED


def test_a_script_that_leads_the_page_there_sees_nothing(browser: Browser) -> None:
    with hostile(lambda asked: asked.answer(b"secret")) as secret:
        page = f"<script>location.href='http://secret.example:{secret.port}/'</script>"
        with hostile(one_page(page)) as server:
            shown = browser.show(served(server))
    assert secret.asked == []
    assert b"secret</" not in shown.fetched.content


def test_a_name_with_one_private_address_is_refused(browser: Browser) -> None:
    assert browser.show("http://turning.example/").fetched.failure == "refused"


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding inside the browser: the browser itself has no way to ask for a name."""
    answers = {"rebinding.example": iter([("93.184.216.34",), *[("127.0.0.1",)] * 20])}
    connected = []

    def connect(address: tuple[str, int], timeout: float) -> None:
        connected.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr("miqyas.scanner.gather.proxy.socket.create_connection", connect)
    with Browser(bounds=BOUNDS, resolve=lambda host, port: next(answers[host])) as browser:
        assert browser.show("http://rebinding.example:8080/").fetched.failure in {"connect", "refused"}
    assert connected == [("93.184.216.34", 8080)]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "chrome://version",
        "data:text/html,x",
        "javascript:1",
        "http://10.0.0.1/",
        "http://x.example:22/",
    ],
)
def test_other_addresses_are_not_opened(browser: Browser, address: str) -> None:
    assert browser.show(address).fetched.failure == "refused"


def test_files_of_this_machine_are_not_shown_in_a_page(browser: Browser) -> None:
    page = "<iframe src='file:///etc/passwd'></iframe><script>location.href='file:///etc/passwd'</script><h1>Here</h1>"
    with hostile(one_page(page)) as server:
        shown = browser.show(served(server))
    assert b"root:" not in shown.fetched.content
    assert b"Here" in shown.fetched.content


def test_nothing_is_sent(browser: Browser) -> None:
    page = """<form id=f method=post action="/sent"><input name=a value=1></form><script>
    fetch('/fetched', {method: 'POST', body: 'x'}).catch(() => 0);
    fetch('/put', {method: 'DELETE'}).catch(() => 0);
    navigator.sendBeacon('/beacon', 'x'); f.submit()</script>"""
    with hostile(one_page(page)) as server:
        shown = browser.show(served(server))
    assert {method for method, _ in server.asked} <= {"GET", "HEAD", "OPTIONS"}
    assert shown.facts["not_sent"] >= 3


@pytest.mark.parametrize(
    "page",
    [
        "<script>new Worker('/w.js')</script>",
        "<script>new SharedWorker('/w.js')</script>",
        "<form id=f method=post target=_blank action=/sent><input name=a></form><script>f.submit()</script>",
        "<iframe name=i></iframe><form id=f method=post target=i action=s></form><script>f.submit()</script>",
    ],
    ids=["worker", "shared worker", "window", "frame"],
)
def test_nothing_is_sent_by_ways_around_the_page(browser: Browser, page: str) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/w.js":
            asked.answer(b"fetch('/sent', {method: 'POST', body: 'x'})", Content_Type="text/javascript")
        else:
            asked.answer(f"<p>{'word ' * 60}{page}".encode())

    with hostile(route) as server:
        assert browser.show(served(server)).fetched.status == 200
        time.sleep(0.5)
    assert {method for method, _ in server.asked} == {"GET"}


def test_pages_of_a_host_share_a_context_until_it_is_worn_out(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cookies tell it: they live as long as the context does."""
    monkeypatch.setattr("miqyas.scanner.gather.browser.PAGES_OF_A_CONTEXT", 3)
    told: list[str | None] = []

    def route(asked: Asked) -> None:
        if asked.path == "/":
            told.append(asked.headers.get("cookie"))
        asked.answer(b"<h1>Here</h1>", Set_Cookie="seen=1; Path=/")

    with hostile(route) as first, hostile(route) as other:
        for server in (first, first, first, first, other, first):
            browser.show(served(server))
    assert told == [None, "seen=1", "seen=1", None, None, None]


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Here</h1><script>while (true) {}</script>",
        "<h1>Here</h1><script>while (true) alert(1)</script>",
    ],
    ids=["endless", "alerts"],
)
def test_a_page_that_hangs_is_killed_and_the_next_is_shown(impatient: Browser, page: str) -> None:
    began = time.monotonic()
    with hostile(one_page(page)) as server:
        shown = impatient.show(served(server))
    assert (shown.fetched.failure, outcome_of(shown.fetched).reason) == ("timeout", Reason.TIMEOUT)
    with hostile(one_page("<h1>Next</h1>")) as server:
        assert b"Next" in impatient.show(served(server)).fetched.content
    assert time.monotonic() - began < LATE


@pytest.mark.parametrize(
    "page",
    ["<script>location.href = '/secret'</script>", "<meta http-equiv=refresh content='0;url=/secret'>"],
)
def test_a_page_does_not_lead_on_to_where_robots_may_not_go(page: str) -> None:
    def may_go(address: str) -> bool:
        return "/secret" not in address

    with hostile(lambda asked: asked.answer(f"<p>{'word ' * 60}{page}".encode())) as server:
        told = {"laboratory": Laboratory(OPEN), "resolve": resolve, "bounds": BOUNDS}
        with Browser(may_go=may_go, **told) as careful:
            shown = careful.show(served(server))
    assert outcome_of(shown.fetched, channel=Channel.BROWSER).reason is Reason.ROBOTS
    assert "/secret" not in server.paths()


HOARDS = "const kept = []; while (true) { const more = new Uint8Array(2e7); more.fill(1); kept.push(more); }"


@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="the system does not tell of memory")
@pytest.mark.parametrize("kind", ["hoard", "bomb"])
def test_a_page_that_eats_memory_is_ended_and_the_next_is_shown(kind: str) -> None:
    """A script that hoards; a bomb of gzip, which a browser unpacks whatever we ask for."""
    packed = gzip.compress(b"<p>" + b"word " * 40_000_000, 9)

    def route(asked: Asked) -> None:
        if kind == "bomb":
            asked.answer(packed, Content_Encoding="gzip")
        else:
            asked.answer(f"<h1>Here</h1><script>{HOARDS}</script>".encode())

    bounds = replace(BOUNDS, memory=350 * 2**20, seconds=30.0)
    with Browser(laboratory=Laboratory(OPEN), resolve=resolve, bounds=bounds) as small:
        with hostile(route) as server:
            shown = small.show(served(server))
        assert (shown.fetched.failure, outcome_of(shown.fetched).reason) == ("bomb", Reason.TOO_LARGE)
        with hostile(one_page("<h1>Next</h1>")) as server:
            assert b"Next" in small.show(served(server)).fetched.content


@pytest.mark.parametrize(
    "page",
    [
        "<meta http-equiv=refresh content='0;url=/'>",
        "<script>location.reload()</script>",
        "<script>location.href = '/?' + Math.random()</script>",
    ],
)
def test_a_page_that_leads_to_itself_for_ever_ends(impatient: Browser, page: str) -> None:
    with hostile(lambda asked: asked.answer(page.encode())) as server:
        shown = impatient.show(served(server))
    assert shown.fetched.failure in {"too_many_redirects", "timeout"}


def test_redirects_without_end_are_told(browser: Browser) -> None:
    with hostile(lambda asked: asked.answer(status="302 Found", Location=f"{asked.path}x")) as server:
        assert browser.show(served(server)).fetched.failure == "too_many_redirects"


def test_redirects_are_passed_through_and_told(browser: Browser) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/":
            asked.answer(status="301 Moved", Location="/there")
        else:
            asked.answer(b"<h1>There</h1>")

    with hostile(route) as server:
        shown = browser.show(served(server))
        assert shown.fetched.hops == ((301, served(server)),)
        assert shown.fetched.final_address == served(server, "/there")


def test_windows_are_closed_and_downloads_are_not_kept(browser: Browser, tmp_path: Path) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/file":
            asked.answer(
                b"x" * 1000, Content_Type="application/octet-stream", Content_Disposition="attachment"
            )
        else:
            asked.answer(
                b"<h1>Here</h1><iframe src=/file></iframe><script>for (n = 0; n < 20; n++) open('/')</script>"
            )

    with hostile(route) as server:
        assert b"Here" in browser.show(served(server)).fetched.content
        assert browser.show(served(server, "/file")).fetched.failure == "download"


def test_a_page_of_more_bytes_than_it_may_have_is_ended(browser: Browser) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/":
            asked.answer(b"<h1>Here</h1>" + b"".join(b"<img src=/%d>" % n for n in range(10)))
        elif asked.path[1:].isdigit():
            asked.send(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
            asked.pour(b"x" * 65536)
        else:
            asked.answer(status="404 Not Found")

    with hostile(route) as server:
        assert b"Here" in browser.show(served(server)).fetched.content


def test_a_service_worker_does_not_stay(browser: Browser) -> None:
    def route(asked: Asked) -> None:
        if asked.path == "/worker.js":
            asked.answer(
                b"onfetch = e => e.respondWith(new Response('taken over'))", Content_Type="text/javascript"
            )
        else:
            asked.answer(b"<h1>Here</h1><script>navigator.serviceWorker?.register('/worker.js')</script>")

    with hostile(route) as server:
        for _ in range(2):
            assert b"Here" in browser.show(served(server)).fetched.content
    assert "/worker.js" not in server.paths()


def crash(browser: Browser, page: Any, visit: object) -> None:
    page.unroute_all()
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.content()


def test_a_renderer_that_crashes_is_told(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Browser, "_look", crash)
        assert browser.show("http://portal.example/").fetched.failure == "crashed"
    with hostile(one_page("<h1>Next</h1>")) as server:
        assert b"Next" in browser.show(served(server)).fetched.content


def test_a_page_that_lies_about_its_elements_breaks_nothing(browser: Browser) -> None:
    page = """<h1>Here</h1><script>
    Element.prototype.getBoundingClientRect = () => ({x: 'a', y: null, width: 1e99, height: 5});
    Object.defineProperty(document.documentElement, 'scrollHeight', {get: () => 'tall'});
    </script>"""
    with hostile(one_page(page)) as server:
        shown = browser.show(served(server))
    assert b"Here" in shown.fetched.content
    assert [(box.tag, box.name) for box in shown.boxes] == [("h1", "Here")]


def test_hosts_that_cannot_be_shown_are_told(browser: Browser, tmp_path: Path) -> None:
    with hostile(lambda asked: asked.answer()) as gone:
        pass
    assert browser.show(served(gone)).fetched.failure == "connect"
    assert browser.show("http://nowhere.invalid/").fetched.failure == "dns"
    with hostile(
        lambda asked: asked.answer(), context=Authority(tmp_path).context(host="portal.example")
    ) as server:
        assert browser.show(f"https://portal.example:{server.port}/").fetched.failure == "tls"
    assert server.asked == []


def test_a_machine_without_a_browser_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miqyas.scanner.gather.browser.PROGRAMS", ("no-such-browser",))
    with pytest.raises(BrowserError, match="no_program") as error:
        Browser()
    assert error.value.remedy("ar")
    with Browser(program="/bin/false") as broken, pytest.raises(BrowserError, match="no_start"):
        broken.show("http://portal.example/")
