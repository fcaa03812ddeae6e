"""Pages as a browser shows them: after their scripts, with a picture and the place of every element.

The browser is a Chromium that is installed on the machine; it has no way out but our own guarded proxy. It
loads and looks: nothing is sent but GET and HEAD, no download, no dialog, no window, no service worker. A
page has a number of seconds; what hangs then is killed and told of, and the next page gets a new browser.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from miqyas.kernel.errors import MiqyasError
from miqyas.scanner.artifacts.model import Box
from miqyas.scanner.gather.client import AGENT, LANGUAGES, Fetched
from miqyas.scanner.gather.examining.examine import FORM, NOTHING, Examine, examined
from miqyas.scanner.gather.examining.phone import Phone, on_phone, phone
from miqyas.scanner.gather.examining.settling import settle
from miqyas.scanner.gather.examining.world import World
from miqyas.scanner.gather.guard import (
    NO_LABORATORY,
    AddressRefusedError,
    Laboratory,
    Resolve,
    check_address,
    system_resolve,
)
from miqyas.scanner.gather.proxy import GuardedProxy
from miqyas.scanner.gather.weight import weight_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import (
        BrowserContext,
        Dialog,
        Page,
        Playwright,
        Request,
        Response,
        Route,
        ViewportSize,
    )

PROGRAMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
PAGES_OF_A_CONTEXT: Final = 50
MOST_BOXES: Final = 1000
MOST_NAVIGATIONS: Final = 10
_ASKED_AGAIN: Final = 4
_GLANCE: Final = 0.25
"""Seconds between two looks at how heavy the browser is."""
_MARGIN: Final = 1.0
"""Seconds before the end of a page in which nothing new is begun."""
_LEADING_ON: Final = ("is navigating", "context was destroyed")
"""What Playwright says of a page that is replaced while it is looked at."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SCHEMES: Final = frozenset({"http", "https", "data", "blob"})
_ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",
    "--block-new-web-contents",
    "--disable-blink-features=SharedWorker",
)
_BOXES: Final = """most => {
  const found = [];
  const wanted = 'a[href],button,input,select,textarea,summary,h1,h2,h3,form,header,nav,main,footer,[role]';
  for (const one of document.querySelectorAll(wanted)) {
    const box = one.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    const words = one.getAttribute('aria-label') || one.innerText || one.value || one.title || '';
    found.push([one.tagName.toLowerCase(), String(words).trim().slice(0, 120),
      box.x + scrollX, box.y + scrollY, box.width, box.height]);
    if (found.length >= most) break;
  }
  return found;
}"""


class BrowserError(MiqyasError):
    """A browser that cannot be had."""

    code = "browser"


@dataclass(frozen=True)
class BrowserBounds:
    """What one page may cost in the browser. Sizes of the window and of the picture are in CSS pixels.

    ``memory`` are bytes that the browser with all its processes may hold, where the system tells them.
    """

    seconds: float = 30.0
    settle_seconds: float = 1.5
    traffic: int = 20 * 2**20
    body: int = 4 * 2**20
    width: int = 1280
    height: int = 800
    picture_height: int = 4000
    examine_seconds: float = 10.0
    phone_seconds: float = 60.0
    memory: int = 800 * 2**20


@dataclass(frozen=True)
class Shown:
    """A page as it was shown: the document after its scripts as UTF-8, the picture as PNG, the elements.

    ``examined`` is what was found by looking for more, as `Examine` asked, in JSON.

    ``fetched.failure`` has, beside the words of `Fetched`, crashed and download. ``facts``: whether it was
    still loading (is_late), how many questions of the page were held back (not_sent), what the guard refused.
    """

    fetched: Fetched
    picture: bytes = b""
    width: int = 0
    height: int = 0
    boxes: tuple[Box, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    examined: bytes = b""


@dataclass
class _Visit:
    """What happened while a page was there."""

    address: str
    until: float
    examine: Examine = NOTHING
    phone: Phone | None = None
    shown: Shown | None = None
    failed_at: str = ""
    navigations: int = 0
    not_sent: int = 0
    is_crashed: bool = False
    is_download: bool = False
    is_killed: bool = False
    is_heavy: bool = False
    is_stopped: bool = False
    is_late: bool = False


class Browser:
    """A browser that shows one page after the other, open as a context.

    It lives in a thread of its own, whoever asks it. ``may_go`` is asked before a page leads on to another by
    its scripts; where it says no, ``failure`` is not_allowed. Raises `BrowserError` where there is none:
    ``no_extra`` without Playwright, ``no_program`` without a Chromium, ``no_start`` where it does not start.
    """

    def __init__(
        self,
        *,
        laboratory: Laboratory = NO_LABORATORY,
        resolve: Resolve = system_resolve,
        bounds: BrowserBounds = BrowserBounds(),
        program: str = "",
        languages: str = LANGUAGES,
        agent: str = AGENT,
        may_go: Callable[[str], bool] | None = None,
    ) -> None:
        self._bounds = bounds
        self._may_go = may_go
        self._laboratory = laboratory
        self._languages = languages
        self._agent = agent
        self._program = program or _installed()
        self._proxy = GuardedProxy(laboratory=laboratory, resolve=resolve)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._pid = 0
        self._context: BrowserContext | None = None
        self._context_of = ("", 0)

    def __enter__(self) -> Self:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise BrowserError("no_extra") from error
        self._proxy.__enter__()
        self._playwright = self._thread.submit(lambda: sync_playwright().start()).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.submit(self._end).result()
        self._thread.shutdown()
        self._proxy.__exit__()

    def show(self, address: str, examine: Examine = NOTHING) -> Shown:
        """Load a page and look at it as far as is wanted; what goes wrong is told in what comes back."""
        return self._thread.submit(self._show, address, examine).result()

    def _show(self, address: str, examine: Examine) -> Shown:
        try:
            check_address(address, laboratory=self._laboratory)
        except AddressRefusedError:
            return Shown(Fetched(address, address, failure="refused"))
        began = time.monotonic()
        visit = _Visit(address, until=began + self._bounds.seconds, examine=examine)
        with self._proxy.page(most_bytes=self._bounds.traffic, seconds=self._bounds.seconds):
            shown = self._visited(visit)
        facts = {"not_sent": visit.not_sent, "refused": self._proxy.refused[:20], "is_late": visit.is_late}
        told = {name: value for name, value in facts.items() if value}
        fetched = replace(shown.fetched, seconds=time.monotonic() - began)
        shown = replace(shown, fetched=fetched, facts=told)
        if examine.is_on_phone and fetched.status == 200 and not fetched.failure:
            return self._with_phone(shown, fetched.final_address)
        return shown

    def _with_phone(self, shown: Shown, address: str) -> Shown:
        """The page as it was shown, and how it came on a slow phone, in a load of its own."""
        seconds = self._bounds.phone_seconds
        visit = _Visit(address, until=time.monotonic() + seconds, phone=phone())
        with self._proxy.page(most_bytes=self._bounds.traffic, seconds=seconds):
            told = self._visited(visit)
        found = json.loads(shown.examined or b"{}") or {"form": FORM}
        found["phone"] = json.loads(told.examined) if told.examined else {"failure": told.fetched.failure}
        return _with(shown, found)

    def _visited(self, visit: _Visit) -> Shown:
        from playwright.sync_api import Error

        with self._watched(visit):
            try:
                page = self._page(visit)
                try:
                    return self._on_phone(page, visit) if visit.phone else self._look(page, visit)
                finally:
                    page.close()
            except Error as error:
                return visit.shown or Shown(self._failed(visit, str(error)))
            finally:
                if visit.is_killed or visit.is_crashed:
                    self._let_go()

    @contextmanager
    def _watched(self, visit: _Visit) -> Iterator[None]:
        """Kill the browser, should the page still hold it when its seconds are over, or make it too heavy."""
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(max(min(_GLANCE, visit.until - time.monotonic()), 0.0)):
                visit.is_heavy = bool(self._pid) and weight_of(self._pid) > self._bounds.memory
                if visit.is_heavy or time.monotonic() >= visit.until:
                    visit.is_killed = True
                    if self._pid:
                        with suppress(ProcessLookupError):
                            os.kill(self._pid, signal.SIGKILL)
                    return

        self._start()
        threading.Thread(target=watch, name="watch", daemon=True).start()
        try:
            yield
        finally:
            is_over.set()

    def _look(self, page: Page, visit: _Visit) -> Shown:
        from playwright.sync_api import TimeoutError as LateError

        half = self._left(visit) / 2
        response = page.goto(visit.address, wait_until="commit", timeout=half)
        try:
            page.wait_for_load_state("load", timeout=min(half, self._left(visit)))
        except LateError:
            visit.is_late = True
        world = World(page)
        settle(
            page,
            world,
            most=min(self._bounds.settle_seconds * 1000, self._left(visit)),
            is_moving=visit.navigations > 1 or visit.is_late,
        )
        if visit.navigations > MOST_NAVIGATIONS:
            return Shown(Fetched(visit.address, page.url, failure="too_many_redirects"))
        if visit.is_stopped or response is None or urlsplit(page.url).scheme not in {"http", "https"}:
            return Shown(self._failed(visit, ""))
        if failure := self._failure_at(response.url, status=response.status):
            return Shown(Fetched(visit.address, response.url, failure=failure))
        content = _content_of(page).encode("utf-8", "replace")
        fetched = _fetched(visit.address, page.url, response, content, most=self._bounds.body)
        picture, height = self._picture(page, world, visit)
        boxes = _boxes(world.run(f"({_BOXES})({MOST_BOXES})"))
        visit.shown = Shown(fetched, picture, self._bounds.width if picture else 0, height, boxes)
        return self._examined(page, world, visit) if visit.examine.is_checked else visit.shown

    def _examined(self, page: Page, world: World, visit: _Visit) -> Shown:
        """The page as it was shown, with what is found in it; should it break here, the rest is there."""
        assert visit.shown is not None
        shown = visit.shown

        def keep(found: Mapping[str, Any]) -> None:
            visit.shown = _with(shown, found)

        keep({"form": FORM, "unfinished": "time"})
        until = min(time.monotonic() + self._bounds.examine_seconds, visit.until - _MARGIN)
        return _with(shown, examined(page, world, visit.examine, until=until, keep=keep))

    def _on_phone(self, page: Page, visit: _Visit) -> Shown:
        """How a page comes on a slow phone."""
        assert visit.phone is not None
        found = on_phone(page, visit.address, visit.phone, seconds=self._left(visit) / 1000 - _MARGIN)
        return _with(Shown(Fetched(visit.address, page.url, 200)), found)

    def _picture(self, page: Page, world: World, visit: _Visit) -> tuple[bytes, int]:
        """A picture of the page from its top, and its height; none where the page does not hold still."""
        from playwright.sync_api import TimeoutError as LateError

        told = world.run("document.documentElement.scrollHeight")
        height = int(told) if isinstance(told, int | float) and 0 < told < 10**7 else self._bounds.height
        height = min(max(height, self._bounds.height), self._bounds.picture_height)
        clip: Any = {"x": 0, "y": 0, "width": self._bounds.width, "height": height}
        try:
            picture = page.screenshot(
                full_page=True, clip=clip, animations="disabled", timeout=self._left(visit) / 2
            )
        except LateError:
            return b"", 0
        return picture, height

    def _left(self, visit: _Visit) -> float:
        """Milliseconds that the page has left; Playwright takes 0 for ever."""
        return max((visit.until - time.monotonic()) * 1000, 1.0)

    def _page(self, visit: _Visit) -> Page:
        """A page of its own in the context of its host."""
        host = urlsplit(visit.address).netloc + (" phone" if visit.phone else "")
        known, used = self._context_of
        if self._context is None or known != host or used >= PAGES_OF_A_CONTEXT:
            self._context = self._new_context(visit.phone)
            used = 0
        self._context_of = (host, used + 1)
        page = self._context.new_page()
        page.set_default_timeout(self._bounds.seconds * 1000)
        page.on("popup", _close)
        page.on("dialog", _dismiss)
        page.on("crash", lambda _: setattr(visit, "is_crashed", True))
        page.on("download", lambda _: setattr(visit, "is_download", True))
        page.on("requestfailed", lambda request: _note_failure(visit, page, request))
        page.on("framenavigated", lambda frame: _note_navigation(visit, is_main=frame is page.main_frame))
        page.route("**/*", lambda route: self._let_pass(page, visit, route))
        return page

    def _let_pass(self, page: Page, visit: _Visit, route: Route) -> None:
        """Let a question of a page go out, if it asks and does not send, asks the web, and may go there."""
        from playwright.sync_api import Error

        request = route.request
        is_safe = request.method in _SAFE and urlsplit(request.url).scheme in _SCHEMES
        visit.not_sent += not is_safe
        with suppress(Error):
            leads_on = request.is_navigation_request() and request.frame is page.main_frame
            if is_safe and leads_on and self._may_go is not None and request.url != visit.address:
                visit.is_stopped = not self._may_go(request.url)
            if is_safe and not visit.is_stopped:
                route.continue_()
            else:
                route.abort("blockedbyclient")

    def _new_context(self, phone: Phone | None) -> BrowserContext:
        if self._context is not None:
            self._context.close()
        assert self._chromium is not None
        return self._chromium.new_context(
            accept_downloads=False,
            service_workers="block",
            user_agent=f"Mozilla/5.0 (compatible; {self._agent})",
            locale=self._languages.split(",")[0].strip(),
            extra_http_headers={"Accept-Language": self._languages},
            **(phone.window() if phone else {"viewport": self._window()}),
        )

    def _window(self) -> ViewportSize:
        return {"width": self._bounds.width, "height": self._bounds.height}

    def _start(self) -> None:
        from playwright.sync_api import Error

        if self._chromium is not None and self._chromium.is_connected():
            return
        self._let_go()
        assert self._playwright is not None
        try:
            self._chromium = self._playwright.chromium.launch(
                executable_path=self._program,
                args=list(_ARGUMENTS),
                chromium_sandbox=not _is_root(),
                proxy={"server": self._proxy.address, "bypass": "<-loopback>"},
                timeout=60_000,
            )
            told = self._chromium.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        except Error as error:
            raise BrowserError(
                "no_start", program=self._program, why=str(error).split("\n")[0][:200]
            ) from error
        self._pid = next(int(one["id"]) for one in told["processInfo"] if one["type"] == "browser")

    def _end(self) -> None:
        self._let_go()
        if self._playwright is not None:
            self._playwright.stop()

    def _let_go(self) -> None:
        from playwright.sync_api import Error

        with suppress(Error):
            if self._chromium is not None:
                self._chromium.close()
        self._chromium, self._context, self._context_of, self._pid = None, None, ("", 0), 0

    def _failed(self, visit: _Visit, told: str) -> Fetched:
        address = visit.failed_at or visit.address
        return Fetched(visit.address, address, failure=self._failure(visit, address, told))

    def _failure(self, visit: _Visit, address: str, told: str) -> str:
        if visit.is_heavy or visit.is_stopped:
            return "bomb" if visit.is_heavy else "not_allowed"
        if visit.is_crashed or "crashed" in told:
            return "crashed"
        if visit.is_download or "Download is starting" in told:
            return "download"
        is_leading_on = any(word in told for word in (*_LEADING_ON, "ERR_TOO_MANY_REDIRECTS"))
        if visit.navigations > MOST_NAVIGATIONS or is_leading_on:
            return "too_many_redirects"
        is_over = visit.is_killed or time.monotonic() >= visit.until
        if is_over or "Timeout" in told or "ERR_TIMED_OUT" in told:
            return "timeout"
        if "ERR_CERT" in told or "ERR_SSL" in told:
            return "tls"
        if self._proxy.is_spent:
            return "bomb"
        return self._proxy.failures.get(urlsplit(address).hostname or "", "protocol")

    def _failure_at(self, address: str, *, status: int) -> str:
        """Why the proxy itself answered in place of a host; empty where it did not."""
        is_ours = status in {403, 502} and urlsplit(address).scheme == "http"
        return self._proxy.failures.get(urlsplit(address).hostname or "", "") if is_ours else ""


def _with(shown: Shown, found: Mapping[str, Any]) -> Shown:
    """The page as it was shown, and what was found in it."""
    return replace(shown, examined=json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def _installed() -> str:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise BrowserError("no_program", names=", ".join(PROGRAMS[:3]))
    return found


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _dismiss(dialog: Dialog) -> None:
    from playwright.sync_api import Error

    with suppress(Error):
        dialog.dismiss()


def _close(page: Page) -> None:
    from playwright.sync_api import Error

    with suppress(Error):
        page.close()


def _note_failure(visit: _Visit, page: Page, request: Request) -> None:
    if request.is_navigation_request() and request.frame is page.main_frame:
        visit.failed_at = request.url


def _note_navigation(visit: _Visit, *, is_main: bool) -> None:
    visit.navigations += is_main


def _content_of(page: Page) -> str:
    """The document as it is; asked for again a few times where the page is just leading on to another."""
    from playwright.sync_api import Error

    for _ in range(_ASKED_AGAIN):
        try:
            return page.content()
        except Error as error:
            if not any(word in str(error) for word in _LEADING_ON):
                raise
            page.wait_for_timeout(100)
    return page.content()


def _fetched(address: str, at: str, response: Response, content: bytes, *, most: int) -> Fetched:
    hops: list[tuple[int, str]] = []
    request = response.request.redirected_from
    while request is not None:
        before = request.response()
        hops.insert(0, (before.status if before else 0, request.url))
        request = request.redirected_from
    return Fetched(
        address,
        at,
        response.status,
        headers={**response.headers, "content-type": "text/html; charset=utf-8"},
        content=content[:most],
        cut_by="size" if len(content) > most else "",
        hops=tuple(hops),
    )


def _boxes(found: Any) -> tuple[Box, ...]:
    """The places of the elements, as far as the page told the truth about their kind."""
    rows = found if isinstance(found, list) else []
    good = [row for row in rows[:MOST_BOXES] if _is_box(row)]
    return tuple(
        Box(order, row[0][:20], row[1][:120], *(round(value) for value in row[2:]))
        for order, row in enumerate(good)
    )


def _is_box(row: Any) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 6
        and all(isinstance(word, str) for word in row[:2])
        and all(isinstance(value, int | float) and abs(value) < 10**7 for value in row[2:])
    )
