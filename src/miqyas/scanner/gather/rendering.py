"""Some pages of a site shown in a browser: those that are empty without scripts, and a choice of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final, Protocol
from urllib.parse import urlsplit

from miqyas.scanner.artifacts.model import Artifact, Channel, Screenshot
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.document.model import Page
from miqyas.scanner.gather.addresses import host_of
from miqyas.scanner.gather.browser import Shown
from miqyas.scanner.gather.judging import seen
from miqyas.scanner.gather.pace import CLOCK, Clock, Pace
from miqyas.scanner.gather.plan import Plan

FEW_WORDS: Final = 40
"""Words under which a page is empty without its scripts."""


class Shows(Protocol):
    """Whatever shows a page."""

    def show(self, address: str) -> Shown:
        """The page as it is shown."""


def is_empty(page: Page) -> bool:
    """Whether a page says next to nothing without its scripts.

    >>> is_empty(Page("https://a.example/"))
    True
    """
    words = sum(len(block.text.split()) for block in page.blocks)
    return words < FEW_WORDS and len(page.links) < 5


def worth_showing(pages: Iterable[tuple[Artifact, Page]], *, most: int) -> tuple[Artifact, ...]:
    """The looks whose pages are to be shown, so many: the start, empty ones, then one of each kind in turn.

    A kind is how far a page is from the start, the first part of its address and its language. The same
    pages in give the same choice out.

    >>> worth_showing([], most=3)
    ()
    """
    kinds: dict[tuple[int, str, str], list[Artifact]] = defaultdict(list)
    first: list[Artifact] = []
    for look, page in sorted(pages, key=lambda pair: (pair[0].depth, pair[0].address)):
        if not look.is_page:
            continue
        if (look.depth == 0 and not look.parent) or is_empty(page):
            first.append(look)
        else:
            part = urlsplit(look.address).path.strip("/").split("/")[0]
            kinds[min(look.depth, 3), part, page.language].append(look)
    in_turn = (look for row in zip_longest(*(kinds[kind] for kind in sorted(kinds))) for look in row if look)
    return tuple([*first, *in_turn][:most])


def shown(
    site: str,
    looks: Sequence[Artifact],
    *,
    plan: Plan,
    store: Store,
    browser: Shows,
    pace: Pace,
    clock: Clock = CLOCK,
) -> Iterator[Artifact]:
    """Show the pages of looks one after the other; each is written down in the journal of the site.

    What was written down before is not shown again. A host that is left is not asked any more. Raises
    `StoreError`, `BrowserError`.
    """
    before = store.looks(site)
    with store.journal(site) as journal:
        for look in looks:
            wanted = _wanted(look, plan=plan, clock=clock)
            if known := before.get(wanted.key):
                yield known
            elif not pace.why_left(host_of(look.address)):
                found = _shown(wanted, store=store, browser=browser, pace=pace)
                journal.add(found)
                yield found


def _wanted(look: Artifact, *, plan: Plan, clock: Clock) -> Artifact:
    return Artifact(
        address=look.final_address,
        channel=Channel.BROWSER,
        vantage=plan.vantage,
        seen_at=clock.now(),
        asked_language=plan.languages,
        parent=look.parent,
        link_text=look.link_text,
        depth=look.depth,
    )


def _shown(wanted: Artifact, *, store: Store, browser: Shows, pace: Pace) -> Artifact:
    host = host_of(wanted.address)
    pace.wait(host)
    page = browser.show(wanted.address)
    pace.told(host, status=page.fetched.status)
    name = store.keep(page.fetched.content) if page.fetched.content else ""
    found = seen(replace(wanted, facts=page.facts), page.fetched, name=name)
    if not page.picture:
        return found
    picture = Screenshot(store.keep(page.picture), page.width, page.height, page.boxes)
    return replace(found, screenshot=picture)
