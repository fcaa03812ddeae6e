"""What is there in one language alone: pages and services, documents, features.

A page is said to have no partner only where that is known: the scan came to its end, or the pages of the site
name their partners and this one names none. All others are counted and not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from miqyas.catalogue import CatalogueError
from miqyas.catalogue import load as catalogue
from miqyas.scanner.findings import STAGES, Finding
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.parity.codes import split_address
from miqyas.scanner.parity.looked import Looked
from miqyas.scanner.parity.model import Issue, Kind, Spot
from miqyas.scanner.parity.pairing import Paired
from miqyas.scanner.parity.settings import settings
from miqyas.scanner.rules.model import State

_FOUND = frozenset({State.PRESENT, State.PARTIAL})


@dataclass(frozen=True)
class Seen:
    """All that was seen: the pages in pairs, and addresses at which nothing is."""

    paired: Paired
    languages: tuple[str, str]
    gone: frozenset[str] = frozenset()
    is_finished: bool = False

    def of_side(self, side: str) -> tuple[Looked, ...]:
        """The pages of a side, in the order of their addresses."""
        return self._by_side.get(side, ())

    @cached_property
    def _by_side(self) -> Mapping[str, tuple[Looked, ...]]:
        found: dict[str, list[Looked]] = {}
        for name in sorted(self.paired.pages):
            found.setdefault(self.paired.sides[name], []).append(self.paired.pages[name])
        return {side: tuple(pages) for side, pages in found.items()}

    def links_to(self, name: str, side: str) -> bool:
        """Whether a page of a side links to an address, by its identity."""
        return name in self._targets[side]

    @cached_property
    def _targets(self) -> Mapping[str, frozenset[str]]:
        return {
            side: frozenset(
                identity(normal(target))
                for target in {target for page in self.of_side(side) for target in page.targets}
            )
            for side in self.languages
        }

    @cached_property
    def gone_keys(self) -> frozenset[tuple[str, str]]:
        """Language and key of addresses at which nothing is."""
        return frozenset(split_address(f"https://{address}") for address in self.gone)

    def other(self, side: str) -> str:
        """The other of the two languages."""
        return self.languages[1] if side == self.languages[0] else self.languages[0]

    @cached_property
    def is_paired(self) -> bool:
        """Whether enough of the smaller side is in pairs to know how pages are paired here."""
        smaller = min(len(self.of_side(side)) for side in self.languages)
        return bool(smaller) and len(self.paired.pairs) >= settings().bounds["paired_share"] * smaller

    def names_partners(self, side: str) -> bool:
        """Whether the pages of a side name their partners as a rule."""
        pages, bounds = self.of_side(side), settings().bounds
        named = [page for page in pages if page.id in self.paired.partners and _named(page, self.other(side))]
        return len(named) >= max(bounds["declared_pages"], bounds["declared_share"] * len(pages))


def _named(page: Looked, language: str) -> set[str]:
    return {
        target for code, target in (*page.names, *page.switches) if code == language and target != page.id
    }


def lone_pages(seen: Seen) -> tuple[list[Issue], dict[str, int]]:
    """Pages without a partner, and by side how many there are of which nothing can be said.

    >>> from miqyas.scanner.parity.pairing import paired
    >>> lone_pages(Seen(paired({}, languages=("ar", "en")), ("ar", "en")))
    ([], {'ar': 0, 'en': 0})
    """
    issues: list[Issue] = []
    unknown = dict.fromkeys(seen.languages, 0)
    rivals = {name for name, _ in seen.paired.rivals}
    for side in seen.languages:
        is_known = seen.is_paired and (seen.is_finished or seen.names_partners(side))
        for page in seen.of_side(side):
            if page.id in seen.paired.partners or page.id in rivals or _is_double(page, seen):
                continue
            issue = _lone(page, side, seen, is_known=is_known)
            if issue:
                issues.append(issue)
            else:
                unknown[side] += 1
    return list(_by_folder(issues)), unknown


def _by_folder(issues: Iterable[Issue]) -> Iterator[Issue]:
    """Many pages of one folder as one issue: a section is missing, not so many pages."""
    found: dict[tuple[Kind, str, str], list[Issue]] = {}
    for issue in issues:
        folder = issue.spots[0].address.partition("?")[0].rpartition("/")[0]
        found.setdefault((issue.kind, issue.language, folder), []).append(issue)
    bounds = settings().bounds
    for (kind, language, folder), same in found.items():
        if len(same) <= bounds["most_of_folder"] or kind is Kind.PARTNER_MISSING:
            yield from same
        else:
            spots = tuple(one.spots[0] for one in same[: int(bounds["most_spots"])])
            yield Issue(kind, language, spots, count=len(same), details={"code": f"{folder}/"})


def _is_double(page: Looked, seen: Seen) -> bool:
    """Whether the page is another address, or another page of a list, of one that has a partner."""
    partners = seen.paired.partners
    plain = page.id.partition("?")[0]
    same = (name for name in seen.paired.by_key.get(page.key, ()) if name in partners)
    return page.canonical in partners or plain in partners or any(same)


def _lone(page: Looked, side: str, seen: Seen, *, is_known: bool) -> Issue | None:
    other = seen.other(side)
    named = _named(page, other)
    if gone := sorted(named & seen.gone):
        spots = (Spot(page.address, side, page.title),)
        return Issue(Kind.PARTNER_MISSING, other, spots, details={"code": gone[0]})
    is_known = is_known or (other, page.key) in seen.gone_keys
    pages = seen.paired.pages
    is_unseen = any(target not in pages for target in named)
    is_by_head = any(code == other and target != page.id for code, target in page.names)
    if not is_known or is_unseen or is_by_head or page.words < settings().bounds["clear_words"]:
        return None
    is_copy = page.canonical != page.id and page.canonical in pages
    if page.says not in {"", side} or is_copy:
        return None
    kind = Kind.SERVICE_ONE_SIDE if page.is_service else Kind.PAGE_ONE_SIDE
    return Issue(kind, other, (Spot(page.address, side, page.title),))


def shared_partners(seen: Seen) -> Iterator[Issue]:
    """Pages that name as their partner a page that belongs to another one.

    >>> from miqyas.scanner.parity.pairing import paired
    >>> list(shared_partners(Seen(paired({}, languages=("ar", "en")), ("ar", "en"))))
    []
    """
    pages, sides = seen.paired.pages, seen.paired.sides
    for name, partner in seen.paired.rivals:
        page, side = pages[name], sides[name]
        spots = (Spot(page.address, side), Spot(pages[partner].address, seen.other(side)))
        yield Issue(Kind.PARTNER_SHARED, side, spots)


def lone_documents(seen: Seen) -> Iterator[Issue]:
    """Documents that one page of a pair offers, where the other page offers none in their place.

    A document that stands anywhere on the other side, or whose name differs by a token of a language alone,
    is there.

    >>> from miqyas.scanner.parity.pairing import paired
    >>> list(lone_documents(Seen(paired({}, languages=("ar", "en")), ("ar", "en"))))
    []
    """
    keys = {side: _documents(seen.of_side(side)) for side in seen.languages}
    told: set[str] = set()
    most = int(settings().bounds["most_spots"])
    for first, second, _ in seen.paired.pairs:
        for page, partner, side in ((first, second, seen.languages[0]), (second, first, seen.languages[1])):
            other = seen.other(side)
            left = {key: words for key, words in _documents([page]).items() if key not in keys[other]}
            if not left or any(key not in keys[side] for key in _documents([partner])):
                continue
            fresh = [key for key in left if key not in told]
            told.update(fresh)
            if fresh:
                spots = tuple(Spot(page.address, side, left[key]) for key in fresh[:most])
                partner_spot = Spot(partner.address, other)
                yield Issue(Kind.DOCUMENT_ONE_SIDE, other, (*spots, partner_spot), details={"n": len(fresh)})


def _documents(pages: Iterable[Looked]) -> dict[str, str]:
    """The words of documents by their address without a token of a language."""
    found: dict[str, str] = {}
    for page in pages:
        for link in page.documents:
            key = split_address(normal(link.address) or link.address)[1]
            found.setdefault(key, link.words or link.address.rpartition("/")[2])
    return found


def lone_features(seen: Seen, findings: Iterable[Finding]) -> Iterator[Issue]:
    """Features and services that were found in one language alone, after enough was seen of the other.

    Where the page on which it was found, or the one behind its link, has a partner, it is not said to be
    missing there; nor where the other side links to the same place.

    >>> from miqyas.scanner.parity.pairing import paired
    >>> list(lone_features(Seen(paired({}, languages=("ar", "en")), ("ar", "en")), []))
    []
    """
    least = settings().bounds["side_pages"]
    if not seen.is_paired or any(len(seen.of_side(side)) < least for side in seen.languages):
        return
    for finding in findings:
        found = [side for side in seen.languages if side in finding.languages]
        if finding.state not in _FOUND or len(found) != 1 or not finding.hits:
            continue
        side, other = found[0], seen.other(found[0])
        is_searched = finding.searched.is_budget_met and other in finding.searched.languages
        if not is_searched or any(_is_met(hit.address, hit.target, seen, other) for hit in finding.hits):
            continue
        hit = finding.hits[0]
        kind = Kind.SERVICE_ONE_SIDE if _is_service(finding.feature) else Kind.FEATURE_ONE_SIDE
        yield Issue(kind, other, (Spot(hit.address, side, hit.text),), details={"code": finding.feature})


def _is_met(address: str, target: str, seen: Seen, other: str) -> bool:
    """Whether the other side has what a hit shows: a partner of its target, the same target, or its page."""
    partners = seen.paired.partners
    if not target:
        return identity(normal(address)) in partners
    name = identity(normal(target))
    key = split_address(normal(target))[1]
    has_key = any(seen.paired.sides[one] == other for one in seen.paired.by_key.get(key, ()))
    return name in partners or has_key or seen.links_to(name, other)


def _is_service(code: str) -> bool:
    try:
        return catalogue.feature(code)[1].scale == STAGES
    except CatalogueError:
        return False
