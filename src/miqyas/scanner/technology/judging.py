"""Pages and hosts examined from what was kept of them alone: no network, no browser, no clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.gather.addresses import host_of
from miqyas.scanner.technology.checks import checks
from miqyas.scanner.technology.findability import findability
from miqyas.scanner.technology.measured import Findable, Measured, Read, measured, page_of
from miqyas.scanner.technology.model import Area, Fault, PageExamined, SiteExamined, TechnologyReport
from miqyas.scanner.technology.transport import transport

Told = tuple[Artifact, Measured]


def examine(looks: Iterable[Artifact], *, read: Read) -> TechnologyReport:
    """A report on all looks; ``read`` gives the bytes of a name, `Store.read` for instance.

    Bytes that are not there, or are others than their name says, count as not looked at. The order of the
    looks does not matter.

    >>> examine([], read=lambda name: b"").sites
    ()
    """
    return technology_of(
        ((look, measured(look, page_of(look, read), read=read)) for look in looks), read=read
    )


def technology_of(told: Iterable[Told], *, read: Read) -> TechnologyReport:
    """`examine` where looks were measured elsewhere.

    >>> technology_of([], read=lambda name: b"") == TechnologyReport()
    True
    """
    by_host: dict[str, list[Told]] = defaultdict(list)
    for look, found in sorted(told, key=lambda one: _place(one[0])):
        by_host[host_of(look.final_address) or host_of(look.address) or look.address].append((look, found))
    pages: list[PageExamined] = []
    sites: list[SiteExamined] = []
    for host, some in sorted(by_host.items()):
        examined = [found.examined for _, found in some if found.examined]
        pages += examined
        if examined or any(look.is_page or look.channel is Channel.TLS for look, _ in some):
            sites.append(_site(host, some, examined, read))
    counted = Counter(fault.check for page in pages for fault in page.faults)
    return TechnologyReport(tuple(pages), tuple(sites), dict(sorted(counted.items())))


def _place(look: Artifact) -> tuple[str, str, str]:
    return look.address, look.channel.value, look.vantage.name


def _site(host: str, told: Sequence[Told], examined: Sequence[PageExamined], read: Read) -> SiteExamined:
    looks, read_pages = [look for look, _ in told], list(_read_pages(told))
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


def _read_pages(told: Sequence[Told]) -> Iterable[tuple[Artifact, Findable]]:
    """The pages as the server sends them; those of a browser where nothing else was seen."""
    pages = [(look, found) for look, found in told if look.is_page]
    chosen = [(look, found) for look, found in pages if look.channel is Channel.HTTP]
    for look, found in chosen or [one for one in pages if one[0].channel is Channel.BROWSER]:
        if found.findable is not None:
            yield look, found.findable


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
