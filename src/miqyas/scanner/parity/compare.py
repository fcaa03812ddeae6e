"""Two languages of a site compared: one report out of looks, pages and findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.document.model import Page
from miqyas.scanner.findings import Finding
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.parity.faults import page_faults, pair_faults, summed
from miqyas.scanner.parity.layout import layout_faults
from miqyas.scanner.parity.looked import Looked, better, is_gone, looked
from miqyas.scanner.parity.missing import (
    Seen,
    lone_documents,
    lone_features,
    lone_pages,
    shared_partners,
)
from miqyas.scanner.parity.model import Issue, Kind, ParityReport, Standing
from miqyas.scanner.parity.pairing import paired
from miqyas.scanner.parity.settings import settings
from miqyas.scanner.parity.stale import stale

_LOOKED_AT: Final = frozenset({Channel.HTTP, Channel.BROWSER})
_BY_PAGE: Final = frozenset({Kind.UNTRANSLATED, Kind.MIXED, Kind.SHORTENED})
"""Kinds of which each page is an issue of its own; of the others many pages share one."""


def parity_of(
    pages: Iterable[tuple[Artifact, Page | None]],
    findings: Iterable[Finding] = (),
    *,
    pair: tuple[str, str] = ("ar", "en"),
    is_finished: bool = False,
) -> ParityReport:
    """Compare two languages of the pages that were seen. Pure; the order of pages does not count.

    Looks without a page tell where nothing is. ``pair`` are codes of languages, ``is_finished`` says that
    nothing was left that could have been looked at: only then, or where pages name their partners, is a page
    said to have none. `ValueError` where the two languages are one.

    >>> parity_of([], pair=("ar", "en")).standing
    <Standing.NOTHING_SEEN: 'nothing_seen'>
    """
    looks = []
    gone: set[str] = set()
    for artifact, page in pages:
        gone.update(gone_in([artifact]))
        if page is not None and is_compared(artifact):
            looks.append(looked(artifact, page))
    return compared(looks, findings, gone=gone, pair=pair, is_finished=is_finished)


def is_compared(artifact: Artifact) -> bool:
    """Whether a look is one at a page that has languages to compare.

    >>> is_compared(Artifact("https://a.example/", channel=Channel.TLS))
    False
    """
    return artifact.channel in _LOOKED_AT and artifact.is_page


def gone_in(looks: Iterable[Artifact]) -> Iterator[str]:
    """The identities of addresses at which, as looks tell, nothing is.

    >>> list(gone_in([Artifact("https://a.example/x", channel=Channel.HTTP, status=404)]))
    ['a.example/x']
    """
    for look in looks:
        if look.channel in _LOOKED_AT and is_gone(look):
            yield identity(normal(look.address))


def compared(
    looks: Iterable[Looked],
    findings: Iterable[Finding] = (),
    *,
    gone: Iterable[str] = (),
    pair: tuple[str, str] = ("ar", "en"),
    is_finished: bool = False,
) -> ParityReport:
    """`parity_of` where pages were read elsewhere; ``gone`` are identities of addresses at which nothing is.

    >>> compared([]).pages
    {'ar': 0, 'en': 0}
    """
    if pair[0] == pair[1] or not all(pair):
        raise ValueError(f"two languages are needed, not {pair!r}")
    pages, empty = _by_id(looks)
    seen = Seen(paired(pages, languages=pair), pair, frozenset(gone) - pages.keys(), is_finished)
    lone, unknown = lone_pages(seen)
    single = chain(
        lone,
        lone_features(seen, findings),
        lone_documents(seen),
        (issue for one, other, _ in seen.paired.pairs for issue in stale(one, other, languages=pair)),
    )
    return _report(seen, chain(single, _faults(seen)), unknown, len(empty - pages.keys()))


def _by_id(looks: Iterable[Looked]) -> tuple[dict[str, Looked], set[str]]:
    """The pages by identity, each once, and identities of those that nobody could read.

    An address that was seen in two languages is two pages.
    """
    pages: dict[str, Looked] = {}
    empty = set()
    for look in sorted(looks, key=lambda one: (one.address, not one.is_rendered, -one.words, one.says)):
        if look.is_empty:
            empty.add(look.id)
            continue
        known = pages.get(look.id)
        if known and known.says and look.says and known.says != look.says:
            name = f"{look.id} {look.says}"
            pages.setdefault(name, replace(look, id=name))
        else:
            pages[look.id] = better(known, look) if known else look
    return pages, empty


def _faults(seen: Seen) -> Iterator[Issue]:
    """Faults of pages and pairs: those of the text one by one, those of templates as one of many pages."""
    found: list[Issue] = list(shared_partners(seen))
    pages, partners = seen.paired.pages, seen.paired.partners
    for side in seen.languages:
        for page in seen.of_side(side):
            found += page_faults(page, side=side, other=seen.other(side))
            partner = pages.get(partners.get(page.id, ""))
            found += layout_faults(page, partner, side=side)
    for first, second, how in seen.paired.pairs:
        found += pair_faults(first, second, how, languages=seen.languages)
    yield from (issue for issue in found if issue.kind in _BY_PAGE)
    least = settings().bounds["switch_pages"]
    for issue in summed(issue for issue in found if issue.kind not in _BY_PAGE):
        if issue.kind is not Kind.SWITCH_LOSES or issue.count >= least:
            yield issue


def _report(seen: Seen, issues: Iterable[Issue], unknown: Mapping[str, int], shells: int) -> ParityReport:
    counts = {side: len(seen.of_side(side)) for side in seen.languages}
    home = {
        page.address for page in seen.paired.pages.values() if page.depth <= settings().bounds["near_home"]
    }
    weighted = (_weighted(issue, home) for issue in issues)
    ordered = sorted(weighted, key=lambda one: (-one.weight, one.kind.value, one.language, one.spots))
    return ParityReport(
        languages=seen.languages,
        standing=_standing(seen, counts),
        pages=counts,
        other_pages=len(seen.paired.pages) - sum(counts.values()),
        not_readable=shells,
        pairs=tuple(how for _, _, how in seen.paired.pairs),
        unpaired=dict(unknown) if all(counts.values()) else dict.fromkeys(seen.languages, 0),
        issues=tuple(ordered),
    )


def _weighted(issue: Issue, home: set[str]) -> Issue:
    told = settings()
    is_near = any(spot.address in home for spot in issue.spots)
    weight = told.weights[issue.kind.value] + (told.near_home_weight if is_near else 0)
    return replace(issue, weight=weight)


def _standing(seen: Seen, counts: Mapping[str, int]) -> Standing:
    if not any(counts.values()):
        return Standing.NOTHING_SEEN
    if not all(counts.values()):
        return Standing.ONE_LANGUAGE
    return Standing.COMPARED if seen.is_paired else Standing.NOT_PAIRED
