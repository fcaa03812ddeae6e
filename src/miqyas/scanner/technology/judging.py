"""Pages and hosts examined from what was kept of them alone: no network, no browser, no clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from miqyas.scanner.artifacts.model import EXAMINED, Artifact, Channel
from miqyas.scanner.artifacts.store import StoreError
from miqyas.scanner.document.model import Page
from miqyas.scanner.gather.addresses import host_of
from miqyas.scanner.gather.plan import read_artifact
from miqyas.scanner.technology.checks import checks
from miqyas.scanner.technology.findability import findability
from miqyas.scanner.technology.model import Area, Fault, PageExamined, SiteExamined, TechnologyReport
from miqyas.scanner.technology.pages import page_examined
from miqyas.scanner.technology.transport import transport

ReadPage = Callable[[Artifact, bytes], Page]


def examine(
    looks: Iterable[Artifact], *, read: Callable[[str], bytes], read_page: ReadPage = read_artifact
) -> TechnologyReport:
    """A report on all looks; ``read`` gives the bytes of a name, `Store.read` for instance.

    Bytes that are not there, or are others than their name says, count as not looked at. The order of the
    looks does not matter.

    >>> examine([], read=lambda name: b"").sites
    ()
    """
    by_host: dict[str, list[Artifact]] = defaultdict(list)
    for look in sorted(looks, key=lambda look: (look.address, look.channel.value, look.vantage.name)):
        by_host[host_of(look.final_address) or host_of(look.address) or look.address].append(look)
    pages: list[PageExamined] = []
    sites: list[SiteExamined] = []
    for host, some in sorted(by_host.items()):
        examined = [page for look in some if (page := _page(look, read))]
        pages += examined
        if examined or any(look.is_page or look.channel is Channel.TLS for look in some):
            sites.append(_site(host, some, examined, read, read_page))
    counted = Counter(fault.check for page in pages for fault in page.faults)
    return TechnologyReport(tuple(pages), tuple(sites), dict(sorted(counted.items())))


def _page(look: Artifact, read: Callable[[str], bytes]) -> PageExamined | None:
    name = look.facts.get(EXAMINED)
    if look.channel is not Channel.BROWSER or not isinstance(name, str) or not look.is_page:
        return None
    try:
        return page_examined(look.final_address, read(name))
    except StoreError:
        return None


def _site(
    host: str,
    looks: Sequence[Artifact],
    examined: Sequence[PageExamined],
    read: Callable[[str], bytes],
    read_page: ReadPage,
) -> SiteExamined:
    read_pages = list(_read_pages(looks, read, read_page))
    own = [*transport(looks, read=read), *findability(read_pages, looks)]
    not_told = [
        area.value
        for area, is_known in (
            (Area.ACCESSIBILITY, any(page.is_checked for page in examined)),
            (Area.SPEED, any(page.speed for page in examined)),
            (Area.FINDABILITY, bool(read_pages)),
        )
        if not is_known
    ]
    return SiteExamined(
        host,
        pages=len(read_pages),
        checked=sum(page.is_checked for page in examined),
        probed=sum(page.is_probed for page in examined),
        faults=(*_summed(examined), *own),
        not_told=tuple(not_told),
    )


def _read_pages(
    looks: Sequence[Artifact], read: Callable[[str], bytes], read_page: ReadPage
) -> Iterable[tuple[Artifact, Page]]:
    """The pages as the server sends them; those of a browser where nothing else was seen."""
    chosen = [look for look in looks if look.channel is Channel.HTTP and look.is_page]
    for look in chosen or [one for one in looks if one.channel is Channel.BROWSER and one.is_page]:
        try:
            content = read(look.body.hash) if look.body else b""
        except StoreError:
            continue
        yield look, read_page(look, content)


def _summed(examined: Sequence[PageExamined]) -> Iterable[Fault]:
    """The faults of pages taken together, in the order of the checks."""
    by_check: dict[str, list[Fault]] = defaultdict(list)
    for page in examined:
        for fault in page.faults:
            by_check[fault.check].append(fault)
    for check in checks().values():
        if some := by_check.get(check.id):
            places = [fault.places[0] for fault in some if fault.places]
            sources = sorted({source for fault in some for source in fault.sources})
            yield check.fault(places, total=sum(fault.total for fault in some), sources=sources)
