"""Many sites at once: a thread for each, and above that processes or machines; the looks are the same."""

from __future__ import annotations

import math
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Full, Queue
from typing import Final

from miqyas.scanner.artifacts.model import Artifact
from miqyas.scanner.artifacts.store import SiteEnd, Store
from miqyas.scanner.gather.client import Client
from miqyas.scanner.gather.looks import Looks
from miqyas.scanner.gather.pace import CLOCK, Clock, Pace
from miqyas.scanner.gather.plan import MOST_AT_ONCE, Plan, Read, Site, read_artifact
from miqyas.scanner.gather.tls import Handshakes
from miqyas.scanner.gather.walk import Walk
from miqyas.scanner.gather.wire import verifying_context

AT_ONCE: Final = 32
_HELD_BACK: Final = 64
"""Handfuls of looks that wait to be taken; gatherers that are faster than that wait too."""
_HANDFUL: Final = 4
_TOLD_EVERY: Final = 0.05
"""Seconds between two handfuls of a site: waking whoever waits costs as much as half a fetch."""
News = Artifact | SiteEnd | BaseException


@dataclass
class _Shared:
    """What the threads of one scan share."""

    plan: Plan
    store: Store
    read: Read
    clock: Clock
    pace: Pace
    context: ssl.SSLContext
    earlier: Store | None = None
    news: Queue[list[News]] = field(default_factory=lambda: Queue(_HELD_BACK))
    stop: threading.Event = field(default_factory=threading.Event)


def gather(
    sites: Sequence[Site],
    *,
    plan: Plan,
    store: Store,
    read: Read = read_artifact,
    at_once: int = AT_ONCE,
    clock: Clock = CLOCK,
    earlier: Store | None = None,
) -> Iterator[Artifact | SiteEnd]:
    """Look at sites, `at_once` (1 to 128) at the same time; each look when it is over, then each end.

    What is looked at in a site does not depend on the others, nor on how many are looked at at once. Whoever
    stops iterating stops the scan, which goes on where it was when it is begun again with the same store.
    Pages that an ``earlier`` scan saw are fetched only if the server says that they changed.
    Raises `StoreError`, and `ValueError` for another number at once.
    """
    if not 1 <= at_once <= MOST_AT_ONCE:
        raise ValueError(f"between 1 and {MOST_AT_ONCE} at once, not {at_once}")
    context = verifying_context(plan.authorities)
    shared = _Shared(plan, store, read, clock, Pace(plan.politeness, clock=clock), context, earlier)
    waiting = len({site.name for site in sites})
    pool = ThreadPoolExecutor(max(min(at_once, waiting), 1), thread_name_prefix="site")
    try:
        for site in {site.name: site for site in sites}.values():
            pool.submit(_go, site, shared)
        while waiting:
            for found in shared.news.get():
                if isinstance(found, BaseException):
                    raise found
                waiting -= isinstance(found, SiteEnd)
                yield found
    finally:
        shared.stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def gather_chunk(
    sites: Sequence[Site], *, plan: Plan, folder: Path, read: Read = read_artifact, at_once: int = AT_ONCE
) -> tuple[SiteEnd, ...]:
    """Look at some sites in this process into the store of a folder: a piece of work for `map_chunks`."""
    found = gather(sites, plan=plan, store=Store(folder), read=read, at_once=at_once)
    return tuple(end for end in found if isinstance(end, SiteEnd))


def _go(site: Site, shared: _Shared) -> None:
    """The walk through one site, in its own thread with its own connections."""
    try:
        _tell(_walked(site, shared), shared)
    except Exception as error:  # noqa: BLE001 - it is raised again where it can be heard
        _tell(iter([error]), shared)


def _walked(site: Site, shared: _Shared) -> Iterator[Artifact | SiteEnd]:
    plan, context = shared.plan, shared.context
    client = Client(
        laboratory=plan.laboratory,
        resolve=plan.resolve,
        context=context,
        bounds=plan.bounds,
        agent=plan.agent,
    )
    handshakes = Handshakes(plan.resolve, plan.laboratory, context, plan.bounds.connect_seconds)
    try:
        with shared.store.journal(site.name) as journal:
            looks = Looks(
                site.name,
                plan=plan,
                client=client,
                pace=shared.pace,
                store=shared.store,
                journal=journal,
                clock=shared.clock,
                earlier=shared.earlier,
            )
            walk = Walk(
                site,
                looks=looks,
                read=shared.read,
                handshakes=handshakes,
                clock=shared.clock,
                is_stopped=shared.stop.is_set,
            )
            yield from walk.artifacts()
            yield walk.end
    finally:
        client.close()


def _tell(found: Iterator[News], shared: _Shared) -> None:
    """Hand on what comes: at once where it comes slowly, by the handful where it comes fast."""
    held: list[News] = []
    told_at = -math.inf
    try:
        for one in found:
            held.append(one)
            now = time.monotonic()
            if now - told_at >= _TOLD_EVERY or len(held) >= _HANDFUL or isinstance(one, SiteEnd):
                told_at, news, held = now, held, []
                if not _handed_on(news, shared):
                    return
    finally:
        if held:
            _handed_on(held, shared)


def _handed_on(news: list[News], shared: _Shared) -> bool:
    """Wait until there is room; whether anybody still wants to hear."""
    while not shared.stop.is_set():
        with suppress(Full):
            shared.news.put(news, timeout=0.2)
            return not shared.stop.is_set()
    return False
