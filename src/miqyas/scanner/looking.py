"""A share of the sites looked at by one process: walked, read while they are walked, shown in a browser."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.artifacts.store import SiteEnd, Store, StoreError
from miqyas.scanner.document.model import Page
from miqyas.scanner.gather.addresses import normal, origin_of
from miqyas.scanner.gather.browser import Browser, BrowserBounds
from miqyas.scanner.gather.interfaces import is_answer, is_interface
from miqyas.scanner.gather.judging import fetched_again
from miqyas.scanner.gather.many import AT_ONCE, gather
from miqyas.scanner.gather.pace import Pace
from miqyas.scanner.gather.plan import Plan, Site, read_artifact
from miqyas.scanner.gather.rendering import shown, worth_showing
from miqyas.scanner.gather.robots import Robots, judged
from miqyas.scanner.journey.ways import Ways, ways_of
from miqyas.scanner.rules.clues import PageClues, clues_of
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.site import Visit

USUAL: Final = BrowserBounds()
_COLLECTED_AFTER: Final = (50_000, 20, 50)
_READ: Final = frozenset({Channel.HTTP, Channel.BROWSER, Channel.SEARCH, Channel.PROBE})
_MEDIA: Final = frozenset({"text/html", "application/xhtml+xml", "application/json", "application/ld+json"})


@dataclass(frozen=True)
class Showing:
    """How many pages of each site are shown in a browser, and in which (``program``; empty: whichever)."""

    pages: int
    program: str = ""
    bounds: BrowserBounds = USUAL


@dataclass(frozen=True)
class Told:
    """What looks tell: visits for the rules, the links of their pages for the stranger's search."""

    visits: tuple[Visit, ...] = ()
    ways: tuple[Ways, ...] = ()


@dataclass(frozen=True)
class Seen:
    """All that is known of one site: what the looks in its journal tell, and how they came to an end."""

    site: Site
    told: Told
    end: SiteEnd | None = None


@dataclass(frozen=True)
class Work:
    """What whoever looks has to know, beside the sites; it travels to other processes.

    ``stop_file``: once it is there, nothing more is looked at.
    """

    plan: Plan
    folder: Path
    rules: RuleSet
    showing: Showing | None = None
    at_once: int = AT_ONCE
    stop_file: Path | None = None


OnLook = Callable[[Artifact | SiteEnd], None]
ShouldStop = Callable[[], bool]


@dataclass
class _Reader:
    """Reads pages for the walk and keeps what they tell the rules, so that no page is read twice."""

    rules: RuleSet
    known: dict[str, tuple[PageClues, Ways]] = field(default_factory=dict)

    def __call__(self, artifact: Artifact, content: bytes) -> Page:
        page = read_artifact(artifact, content)
        self.known[artifact.key] = (clues_of(page, rules=self.rules), ways_of(page))
        return page

    def told(self, looks: Iterable[Artifact], store: Store) -> Told:
        """What looks tell; pages that were not read before are read from the store.

        A look whose bytes are damaged is none.
        """
        visits, ways = [], []
        for artifact in looks:
            if artifact.key not in self.known and _is_read(artifact):
                try:
                    self(artifact, store.body(artifact))
                except StoreError:
                    continue
            clues, found = self.known.get(artifact.key, (None, None))
            visits.append(Visit(artifact, clues))
            if found is not None:
                ways.append(found)
        return Told(tuple(visits), tuple(ways))


def look_in_worker(sites: Sequence[Site], *, work: Work) -> tuple[Seen, ...]:
    """A piece of work for `map_chunks`: it goes on where it was, should it be handed out again."""
    stop_file = work.stop_file
    return look(sites, work=work, should_stop=stop_file.exists if stop_file else _never)


def look(
    sites: Sequence[Site],
    *,
    work: Work,
    on_look: OnLook | None = None,
    should_stop: ShouldStop | None = None,
) -> tuple[Seen, ...]:
    """Look at sites and give what is known of each. Raises `StoreError`, `BrowserError`."""
    store, reader = Store(work.folder), _Reader(work.rules)
    tell, is_over = on_look or _nothing, should_stop or _never
    with _few_collections():
        looks = gather(sites, plan=work.plan, store=store, read=reader, at_once=work.at_once)
        is_stopped = _told(looks, tell, is_over)
        if work.showing and not is_stopped:
            _show(sites, work=work, store=store, tell=tell, is_over=is_over)
        return _seen(store, sites, reader)


@contextmanager
def _few_collections() -> Iterator[None]:
    """What is kept of pages is much and has no cycles: looking through it often costs a quarter of all."""
    usual = gc.get_threshold()
    gc.set_threshold(*_COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def seen_in(store: Store, sites: Sequence[Site], *, rules: RuleSet) -> tuple[Seen, ...]:
    """What a store holds of sites, every page read from there."""
    return _seen(store, sites, _Reader(rules))


def look_back_in_worker(sites: Sequence[Site], *, folder: Path, rules: RuleSet) -> tuple[Seen, ...]:
    """A piece of work for `map_chunks`: what the store of a folder holds of sites."""
    return seen_in(Store(folder), sites, rules=rules)


def told_by(store: Store, looks: Iterable[Artifact], *, rules: RuleSet) -> Told:
    """What some looks of a store tell."""
    return _Reader(rules).told(looks, store)


def _seen(store: Store, sites: Sequence[Site], reader: _Reader) -> tuple[Seen, ...]:
    ends = store.ends()
    return tuple(
        Seen(site, reader.told(store.looks(site.name).values(), store), ends.get(site.name)) for site in sites
    )


def _is_read(artifact: Artifact) -> bool:
    body = artifact.body
    if is_interface(artifact):
        return is_answer(artifact)
    return (
        artifact.channel in _READ
        and artifact.outcome.is_seen
        and not artifact.is_soft_missing
        and artifact.status is not None
        and 200 <= artifact.status < 300
        and body is not None
        and body.media_type in _MEDIA
    )


def _told(looks: Iterator[Artifact | SiteEnd], tell: OnLook, is_over: ShouldStop) -> bool:
    """Hand on each look; whether it was stopped before its end."""
    try:
        for one in looks:
            tell(one)
            if is_over():
                return True
    finally:
        if isinstance(looks, Generator):
            looks.close()
    return False


def _show(sites: Sequence[Site], *, work: Work, store: Store, tell: OnLook, is_over: ShouldStop) -> None:
    """Show some pages of each site in one browser, one after the other."""
    assert work.showing is not None
    plan, showing = work.plan, work.showing
    with Browser(
        laboratory=plan.laboratory,
        resolve=plan.resolve,
        bounds=showing.bounds,
        program=showing.program,
        languages=plan.languages,
        agent=plan.agent,
        may_go=_allowed_by(store, sites),
    ) as browser:
        pace = Pace(plan.politeness)
        for site in sites:
            chosen = worth_showing(pages_of(store, site), most=showing.pages)
            looks = shown(site.name, chosen, plan=plan, store=store, browser=browser, pace=pace)
            if _told(looks, tell, is_over):
                return


def _allowed_by(store: Store, sites: Iterable[Site]) -> Callable[[str], bool]:
    """Whether the robots.txt of the sites, as they were read, allow an address; those of others may."""
    known: dict[str, Robots] = {}
    for site in sites:
        for look in store.looks(site.name).values():
            if look.channel is Channel.ROBOTS and look.address == f"{origin_of(look.address)}/robots.txt":
                with suppress(StoreError):
                    known[origin_of(look.address)] = judged(fetched_again(look, store.body(look)))

    def may_go(address: str) -> bool:
        robots = known.get(origin_of(normal(address)))
        return robots is None or robots.allows(normal(address))

    return may_go


def pages_of(store: Store, site: Site) -> Iterator[tuple[Artifact, Page]]:
    """The pages of a site as the server sent them, read again from the store one after the other."""
    for artifact in store.looks(site.name).values():
        if artifact.channel is Channel.HTTP and artifact.is_page:
            with suppress(StoreError):
                yield artifact, read_artifact(artifact, store.body(artifact))


def _nothing(one: Artifact | SiteEnd) -> None:
    """Nobody is told."""


def _never() -> bool:
    return False
