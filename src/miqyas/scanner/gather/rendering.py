"""Some pages of a site shown in a browser: those that are empty without scripts, and a choice of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final, Protocol
from urllib.parse import urlsplit

from miqyas.scanner.artifacts.model import EXAMINED, Artifact, Channel, Screenshot
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.document.model import Page
from miqyas.scanner.gather.addresses import host_of
from miqyas.scanner.gather.browser import Shown
from miqyas.scanner.gather.examining.examine import Examine
from miqyas.scanner.gather.judging import seen
from miqyas.scanner.gather.pace import CLOCK, Clock, Pace
from miqyas.scanner.gather.plan import Plan

FEW_WORDS: Final = 40
"""Words under which a page is empty without its scripts."""


class Shows(Protocol):
    """Whatever shows a page."""

    def show(self, address: str, examine: Examine) -> Shown:
        """The page as it is shown, and what was looked for in it."""


@dataclass(frozen=True)
class Depth:
    """How far pages of a site are looked into: all are checked, the first so many tried and put on a phone.

    >>> Depth(probed=1, on_phone=0).of(0)
    Examine(is_checked=True, is_probed=True, is_on_phone=False)
    """

    is_checked: bool = True
    probed: int = 5
    on_phone: int = 1

    def of(self, order: int) -> Examine:
        """What is looked for in the page of this place among those that are shown, from 0."""
        if not self.is_checked:
            return Examine()
        return Examine(is_checked=True, is_probed=order < self.probed, is_on_phone=order < self.on_phone)


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
    depth: Depth = Depth(),
) -> Iterator[Artifact]:
    """Show the pages of looks one after the other; each is written down in the journal of the site.

    What was found in a page lies in the store; the facts of its look name it as `EXAMINED`. What was written
    down before is not shown again. A host that is left is not asked any more, and none once the seconds of
    the budget are over, which count anew here. Raises `StoreError`, `BrowserError`.
    """
    before, until = store.looks(site), clock.monotonic() + plan.budget.seconds
    with store.journal(site) as journal:
        for order, look in enumerate(looks):
            wanted = _wanted(look, plan=plan, clock=clock)
            if known := before.get(wanted.key):
                yield known
            elif clock.monotonic() < until and not pace.why_left(host_of(look.address)):
                found = _shown(wanted, depth.of(order), store=store, browser=browser, pace=pace)
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


def _shown(wanted: Artifact, examine: Examine, *, store: Store, browser: Shows, pace: Pace) -> Artifact:
    host = host_of(wanted.address)
    pace.wait(host)
    page = browser.show(wanted.address, examine)
    pace.told(host, status=page.fetched.status)
    name = store.keep(page.fetched.content) if page.fetched.content else ""
    facts = {**page.facts, EXAMINED: store.keep(page.examined)} if page.examined else page.facts
    found = seen(replace(wanted, facts=facts), page.fetched, name=name)
    if not page.picture:
        return found
    picture = Screenshot(store.keep(page.picture), page.width, page.height, page.boxes)
    return replace(found, screenshot=picture)
