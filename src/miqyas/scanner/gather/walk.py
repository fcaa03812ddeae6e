"""One site looked at from its start: a function of what comes back, and of nothing else.

The order in which pages are looked at follows from the pages alone. Beginning again after the program was
killed is therefore the same walk once more, in which every look that is in the journal is taken from there:
no page is fetched twice, none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from miqyas.lexicon.search import searchable
from miqyas.scanner.artifacts.model import Artifact, Channel, Outcome, Reason
from miqyas.scanner.artifacts.store import SiteEnd
from miqyas.scanner.document.model import Form, Landmark, Page
from miqyas.scanner.gather.addresses import identity, normal, origin_of
from miqyas.scanner.gather.client import Bounds, Fetched
from miqyas.scanner.gather.frontier import Frontier, Rank, Target, cues_in, folded_cues, is_file
from miqyas.scanner.gather.interfaces import BODY as LARGEST_ANSWER
from miqyas.scanner.gather.interfaces import Interface, Interfaces, works
from miqyas.scanner.gather.judging import fetched_again
from miqyas.scanner.gather.links import NOWHERE, missing_words
from miqyas.scanner.gather.looks import Looks
from miqyas.scanner.gather.pace import Clock
from miqyas.scanner.gather.plan import Read, Site
from miqyas.scanner.gather.robots import LARGEST as LARGEST_ROBOTS
from miqyas.scanner.gather.robots import REDIRECTS as ROBOTS_REDIRECTS
from miqyas.scanner.gather.robots import Access, Robots, RobotsOf, judged
from miqyas.scanner.gather.sitemaps import LARGEST as LARGEST_SITEMAP
from miqyas.scanner.gather.sitemaps import MOST_SITEMAPS, read_sitemap
from miqyas.scanner.gather.soft import HONEST, silence_of
from miqyas.scanner.gather.tls import Handshakes

_SEARCH_NAMES: Final = frozenset({"q", "s", "query", "search", "keyword", "keywords", "searchword", "term"})
_NO_HEAD: Final = frozenset({400, 403, 405, 501})
_SMALL: Final = 64 * 1024
"""Bytes of an address elsewhere that are read where HEAD is not answered."""
_MOST_LINKS: Final = 5000
"""Links of one page that are followed: whoever needs more of them finds none."""
_SECURITY: Final = "/.well-known/security.txt"


class Walk:
    """The walk through one site. `artifacts` goes it, once."""

    def __init__(
        self,
        site: Site,
        *,
        looks: Looks,
        read: Read,
        handshakes: Handshakes,
        clock: Clock,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._site = site
        self._looks = looks
        self._read = read
        self._handshakes = handshakes
        self._clock = clock
        self._is_stopped = is_stopped
        self._budget = looks.plan.budget
        self._cues = folded_cues(looks.plan.cues)
        self._frontier = Frontier(hosts=site.all_hosts, cues=self._cues)
        self._robots = RobotsOf(self._fetch_robots)
        self._unreachable: dict[str, Reason] = {}
        self._silence = HONEST
        self._home: Fetched | None = None
        self._seen: set[str] = set()
        self._tried: set[str] = set()
        self._elsewhere: dict[str, Target] = {}
        self._files: dict[str, Target] = {}
        self._search: tuple[str, str, str] | None = None
        self._interfaces = Interfaces(site.place)
        self._pages = 0
        self._began = clock.monotonic()
        self.end = SiteEnd(site.name, "stopped", pages=0, waiting=0, seconds=0.0)

    def artifacts(self) -> Iterator[Artifact]:
        """Each look as soon as it is over; at the end `end` says how it came about."""
        start = normal(self._site.start)
        self._page(Target(start), rank=Rank.START)
        yield from self._handed()
        for step in (self._probe, self._ask_interfaces, self._read_sitemaps):
            step(start)
            yield from self._handed()
        for address in self._site.pinned:
            self._frontier.add(Target(normal(address)), rank=Rank.PINNED)
        ended_by = ""
        while not ended_by:
            target = self._frontier.take()
            ended_by = "exhausted" if target is None else self._why_over(target.address)
            if target is not None and not ended_by:
                self._page(target)
            elif target is not None:
                self._frontier.give_back(target)
            yield from self._handed()
        if ended_by in {"exhausted", "pages"}:
            yield from self._beside(start)
        yield from self._finish(ended_by)

    def _handed(self) -> Iterator[Artifact]:
        found, self._looks.fresh = self._looks.fresh, []
        yield from found

    def _why_over(self, address: str) -> str:
        """Why the walk ends before this address; empty where it goes on."""
        if self._is_stopped():
            return "stopped"
        if self._pages >= self._budget.pages:
            return "pages"
        if self._looks.bytes_kept >= self._budget.body:
            return "bytes"
        if self._clock.monotonic() - self._began >= self._budget.seconds:
            return "seconds"
        return "host_left" if self._looks.why_left(address) else ""

    def _page(self, target: Target, *, rank: Rank = Rank.LINKED) -> None:
        """Look at a page, unless it was seen under another address or robots may not, and take its links."""
        if identity(target.address) in self._seen:
            return
        if self._is_forbidden(target):
            return
        self._pages += 1
        look, content = self._looks.at(
            target, Channel.HTTP, fetch=self._fetching(target), is_soft=self._is_soft
        )
        self._seen |= {identity(target.address), identity(look.final_address)}
        if rank is Rank.START:
            self._home = fetched_again(look, content)
            self._frontier.admit(look.final_address)
        is_new = not look.body or self._frontier.saw(look.final_address, content=look.body.hash)
        if look.is_page and is_new and self._frontier.is_of_site(look.final_address):
            page = self._read(look, content)
            self._take_links(page, target)
            self._interfaces.saw(page, content, is_own=self._frontier.is_of_site)

    def _take_links(self, page: Page, target: Target) -> None:
        for alternate in page.alternates:
            self._add(Target(alternate.address, page.address, alternate.lang, target.depth))
        if page.refresh is not None:
            self._add(Target(page.refresh.address, page.address, "", target.depth))
        for link in page.links[:_MOST_LINKS]:
            address = "" if link.is_dead else normal(link.address)
            if address and address not in self._tried:
                self._add(Target(address, page.address, link.words, target.depth + 1))
        if self._search is None:
            found = next(filter(None, map(_search_of, page.forms)), None)
            self._search = (*found, page.address) if found else None

    def _add(self, target: Target) -> None:
        if not target.address or target.address in self._tried:
            return
        self._tried.add(target.address)
        is_own_page = self._frontier.is_of_site(target.address) and not is_file(target.address)
        if not is_own_page and self._frontier.leaves_alone(target):
            return
        if not self._frontier.is_of_site(target.address):
            self._elsewhere.setdefault(target.address, target)
        elif is_file(target.address):
            self._files.setdefault(target.address, target)
        elif target.depth <= self._budget.depth:
            self._frontier.add(target)

    def _is_soft(self, fetched: Fetched) -> bool:
        """Whether a page that answers says that it is not there."""
        if self._home is None or fetched.status is None or not 200 <= fetched.status < 300:
            return False
        return bool(missing_words(fetched.content)) or self._silence.is_like(fetched)

    def _is_forbidden(self, target: Target, channel: Channel = Channel.HTTP, **facts: str) -> bool:
        """Whether robots may not go there, which is then written down with its reason.

        ``channel`` is how it would have been looked at: what is elsewhere is no page of the site.
        """
        robots = self._robots.of(target.address)
        if robots.allows(target.address):
            return False
        if why := self._unreachable.get(origin_of(target.address)):
            self._looks.told(target, channel, Outcome.not_assessable(why), **facts)
        else:
            self._looks.told(target, Channel.ROBOTS, Outcome.not_assessable(Reason.ROBOTS), **facts)
        return True

    def _may_go(self, address: str) -> bool:
        return not normal(address) or self._robots.allows(normal(address))

    def _fetching(self, target: Target, *, bounds: Bounds | None = None) -> Callable[[], Fetched]:
        return partial(self._looks.fetch, target.address, bounds=bounds, may_go=self._may_go)

    def _fetch_robots(self, address: str) -> Robots:
        bounds = replace(self._looks.plan.bounds, body=LARGEST_ROBOTS, redirects=ROBOTS_REDIRECTS)
        fetch = partial(self._looks.fetch, address, bounds=bounds)
        look, content = self._looks.at(Target(address), Channel.ROBOTS, fetch=fetch)
        robots = judged(fetched_again(look, content))
        if robots.access is Access.NONE and look.outcome.reason is not None:
            self._unreachable[origin_of(address)] = look.outcome.reason
        if robots.delay:
            self._looks.slow_down(address, pause=robots.delay)
        return robots

    # What is asked of every site

    def _probe(self, start: str) -> None:
        """What it answers to an address that nobody made, to http, to the question whom to tell of holes."""
        origin = self._origin(start)
        parts = urlsplit(origin)
        if parts.scheme == "https":
            host, port = parts.hostname or "", parts.port or 443
            self._looks.shaken(Target(f"{origin}/"), lambda: self._handshakes.with_host(host, port))
        if not self._robots.allows(f"{origin}/") or self._looks.why_left(origin):
            return
        if answer := self._ask(f"{origin}/{NOWHERE}", "no_such_page"):
            self._silence = silence_of(answer, home=self._home)
        self._ask(f"{origin}{_SECURITY}", "security_txt")
        if parts.scheme == "https" and parts.port is None:
            self._ask(f"http://{parts.netloc}/", "http_to_https")

    def _origin(self, start: str) -> str:
        """Where the site lives: where its start led, if that is of the site."""
        led_to = self._home.final_address if self._home and self._home.status else start
        return origin_of(led_to if self._frontier.is_of_site(led_to) else start)

    def _ask(self, address: str, what: str) -> Fetched | None:
        target = Target(address)
        if not self._robots.allows(address):
            return None
        look, content = self._looks.at(
            target, Channel.PROBE, fetch=self._fetching(target), facts={"what": what}
        )
        return fetched_again(look, content)

    def _ask_interfaces(self, start: str) -> None:
        """The addresses of a catalogue of data, where the site is one or a page shows signs of one."""
        for one, address in self._interfaces.waiting(self._origin(start)):
            if self._is_over(Target(address)):
                return
            self._interfaces.answered(one, works=self._ask_interface(one, Target(address)))

    def _ask_interface(self, one: Interface, target: Target) -> bool:
        """Whether it works. Nobody asks for the same address again, unless it is looked at in any case."""
        self._tried.add(target.address)
        self._files.pop(target.address, None)
        if target.address not in map(normal, self._site.pinned):
            self._seen.add(identity(target.address))
        if self._is_forbidden(target, Channel.PROBE, **one.facts()):
            if origin_of(target.address) in self._unreachable:
                self._interfaces.leave()
            return False
        fetch = self._fetching(target, bounds=replace(self._looks.plan.bounds, body=LARGEST_ANSWER))
        look, content = self._looks.at(
            target, Channel.PROBE, fetch=fetch, facts=one.facts(), is_soft=self._is_soft
        )
        return works(look, content)

    def _read_sitemaps(self, start: str) -> None:
        origin = self._origin(start)
        waiting = [*self._robots.of(f"{origin}/").sitemaps, f"{origin}/sitemap.xml"]
        known: set[str] = set()
        while waiting and len(known) < MOST_SITEMAPS and not self._why_over(origin):
            address = normal(waiting.pop(0), base=origin)
            if address and address not in known and self._frontier.is_of_site(address):
                known.add(address)
                waiting += self._read_one_sitemap(address)

    def _read_one_sitemap(self, address: str) -> tuple[str, ...]:
        """Have its pages wait, and give the sitemaps that it lists."""
        if not self._robots.allows(address):
            return ()
        target = Target(address)
        fetch = self._fetching(target, bounds=replace(self._looks.plan.bounds, body=LARGEST_SITEMAP))
        look, content = self._looks.at(target, Channel.SITEMAP, fetch=fetch)
        if not look.outcome.is_seen or look.status != 200 or look.is_page:
            return ()
        listed = read_sitemap(content, base=address)
        for page in listed.pages:
            self._frontier.add(Target(page, address, depth=1), rank=Rank.LISTED)
        return listed.sitemaps

    # What is asked at the end: files, the site's own search, where links lead

    def _beside(self, start: str) -> Iterator[Artifact]:
        self._ask_interfaces(start)
        self._ask_search()
        yield from self._handed()
        for target in self._best(self._files, most=self._budget.files):
            if not self._is_over(target):
                self._ask_for(target, what="file")
            yield from self._handed()
        for target in self._best(self._elsewhere, most=self._budget.outward):
            if not self._is_over(target):
                self._ask_for(target, what="outward")
            yield from self._handed()

    def _is_over(self, target: Target) -> bool:
        return self._why_over(target.address) not in {"", "pages"}

    def _best(self, targets: dict[str, Target], *, most: int) -> list[Target]:
        """Those whose words are of tasks first, then in the order in which they were found."""

        def words(target: Target) -> int:
            return -len(cues_in(searchable(target.text), cues=self._cues))

        return sorted(targets.values(), key=words)[:most]

    def _ask_for(self, target: Target, *, what: str) -> None:
        if not self._is_forbidden(target, Channel.PROBE):
            self._looks.at(target, Channel.PROBE, fetch=lambda: self._head(target), facts={"what": what})

    def _head(self, target: Target) -> Fetched:
        head = self._looks.fetch(target.address, method="HEAD", may_go=self._may_go)
        if head.status not in _NO_HEAD:
            return head
        return self._fetching(target, bounds=replace(self._looks.plan.bounds, body=_SMALL))()

    def _ask_search(self) -> None:
        if self._search is None:
            return
        action, name, parent = self._search
        for question in self._looks.plan.questions:
            parts = urlsplit(action)
            query = "&".join(filter(None, (parts.query, urlencode({name: question}))))
            target = Target(normal(urlunsplit((*parts[:3], query, ""))), parent, question)
            if not self._frontier.is_of_site(target.address) or self._is_over(target):
                return
            if not self._is_forbidden(target):
                facts = {"question": question}
                self._looks.at(target, Channel.SEARCH, fetch=self._fetching(target), facts=facts)

    def _finish(self, ended_by: str) -> Iterator[Artifact]:
        if ended_by == "stopped":
            return
        why = Reason.HOST_LEFT if ended_by == "host_left" else Reason.BUDGET
        for address in map(normal, self._site.pinned):
            if address and identity(address) not in self._seen and self._robots.allows(address):
                self._looks.told(Target(address), Channel.HTTP, Outcome.not_tested(why))
        for one, address in self._interfaces.waiting(self._origin(normal(self._site.start))):
            self._looks.told(Target(address), Channel.PROBE, Outcome.not_tested(why), **one.facts())
        yield from self._handed()
        self.end = SiteEnd(
            self._site.name,
            ended_by,
            pages=self._pages,
            waiting=len(self._frontier),
            seconds=self._clock.monotonic() - self._began,
            left_out=self._frontier.left_out,
        )
        self._looks.ended(self.end)


def _search_of(form: Form) -> tuple[str, str] | None:
    """Where a form searches the site: its address and the name of its field; None where it does not."""
    asked = form.asks
    if form.method.lower() != "get" or not form.action or len(asked) > 3:
        return None
    for one in asked:
        is_search = form.landmark is Landmark.SEARCH or form.role == "search" or one.kind == "search"
        if one.name and one.kind in {"text", "search"} and (is_search or one.name.lower() in _SEARCH_NAMES):
            return form.action, one.name
    return None
