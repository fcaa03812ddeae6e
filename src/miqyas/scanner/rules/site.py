"""What was seen of a site, as evaluators ask for it: its pages, where links end, what its hosts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from miqyas.scanner.artifacts.model import EXAMINED, Artifact, Channel, Reason, State
from miqyas.scanner.document.model import Form
from miqyas.scanner.gather.addresses import host_of, identity, normal
from miqyas.scanner.rules.clues import PageClues
from miqyas.scanner.rules.model import Channel as Through

_LOOKED_AT: Final = frozenset({Channel.HTTP, Channel.BROWSER})
_OK: Final = range(200, 300)
_SEVERAL: Final = 4
"""Pages from which it can be told what stands on all of them."""
START: Final = "start"
"""The group of phrases by which a service begins."""
NATIONAL: Final = "portal"
"""The place of the catalogue at which every search begins."""
CITY: Final = "city_site"


@dataclass(frozen=True)
class Visit:
    """One look at one address, with what its page tells the rules, if it was one."""

    artifact: Artifact
    page: PageClues | None = None


_FITS: Final[Mapping[Through, Callable[[Visit], bool] | None]] = {
    Through.HTTP: lambda visit: visit.artifact.channel is not Channel.BROWSER,
    Through.RENDERED: lambda visit: visit.artifact.channel is Channel.BROWSER,
    Through.AXE: lambda visit: visit.artifact.channel is Channel.BROWSER and EXAMINED in visit.artifact.facts,
    Through.TLS: lambda visit: visit.artifact.channel is Channel.TLS,
    Through.DOM: None,
    Through.FILE: None,
    Through.API: None,
}


@dataclass(frozen=True)
class Site:
    """All that was seen of the portals that are judged together.

    ``places`` says what a host is, in the words of the catalogue ("portal", "law_portal"); without them every
    host may be everything. ``is_finished``: nothing was left that could have been looked at. ``least_pages``
    are looked at before something counts as absent. ``today`` is what ages are counted to.
    """

    visits: tuple[Visit, ...]
    today: date
    places: Mapping[str, str]
    is_finished: bool = False
    least_pages: int = 50

    def through(self, channel: Through) -> Site:
        """The site as it was seen in one way: only the looks that a rule of this channel may judge by."""
        return self._through[channel]

    @cached_property
    def _through(self) -> Mapping[Through, Site]:
        return {
            channel: self if fits is None else replace(self, visits=tuple(filter(fits, self.visits)))
            for channel, fits in _FITS.items()
        }

    @cached_property
    def pages(self) -> tuple[PageClues, ...]:
        """The pages that were seen, those nearest to the beginning first; each once."""
        ordered = sorted(
            (one for one in self._looked_at if one.page and one.artifact.is_page and not one.page.is_shell),
            key=lambda visit: (visit.artifact.depth, visit.artifact.address),
        )
        found: dict[str, PageClues] = {}
        for visit in ordered:
            assert visit.page is not None
            found.setdefault(identity(visit.artifact.final_address), visit.page)
        return tuple(found.values())

    def pages_about(self, rule: str) -> Sequence[PageClues]:
        """The pages that have a clue of a rule, in their order."""
        return self._pages_by_rule.get(rule, ())

    @cached_property
    def _pages_by_rule(self) -> Mapping[str, Sequence[PageClues]]:
        found: dict[str, list[PageClues]] = {}
        for page in self.pages:
            for rule in page.clues:
                found.setdefault(rule, []).append(page)
        return found

    @cached_property
    def homes(self) -> tuple[PageClues, ...]:
        """The pages at which the search began."""
        return tuple(page for page in self.pages if identity(normal(page.address)) in self.begun)

    @cached_property
    def begun(self) -> frozenset[str]:
        """Where the search began, by the identity of the addresses."""
        begun = (visit.artifact for visit in self.visits if visit.artifact.depth == 0)
        return frozenset(identity(artifact.final_address) for artifact in begun)

    @cached_property
    def _by_identity(self) -> Mapping[str, Visit]:
        found: dict[str, Visit] = {}
        for visit in self.visits:
            artifact = visit.artifact
            if artifact.channel is Channel.TLS:
                continue
            for address in (artifact.address, artifact.final_address):
                known = found.get(identity(address))
                if known is None or (visit.page and not known.page):
                    found[identity(address)] = visit
        return found

    def at(self, address: str) -> Visit | None:
        """The look at an address, however it is spelt; None where nobody looked."""
        return self._by_identity.get(identity(normal(address)))

    def place_of(self, address: str) -> str:
        """What the host of an address is; empty where nobody says."""
        return self.places.get(host_of(address), "") if self.places else ""

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which pages were seen, the commonest first."""
        counted: dict[str, int] = {}
        for page in self.pages:
            if page.language:
                counted[page.language] = counted.get(page.language, 0) + 1
        return tuple(sorted(counted, key=lambda code: (-counted[code], code)))

    def links_of_all(self, page: PageClues) -> int:
        """How many links any other page has at least: those of head, foot and menu. Of few pages none."""
        if len(self.pages) < _SEVERAL:
            return 0
        least, second = self._fewest_links
        return second if page.links == least else least

    def without_files_of_all(self, page: PageClues) -> PageClues:
        """A page without the files to which any other page links as well: those of head, foot and menu."""
        if not page.files or len(self.pages) < _SEVERAL:
            return page
        own = {}
        for kind, number in page.files.items():
            least, second = self._fewest_files[kind]
            own[kind] = number - (second if number == least else least)
        return page if own == page.files else replace(page, files=own)

    @cached_property
    def _fewest_files(self) -> Mapping[str, tuple[int, ...]]:
        kinds = {kind for page in self.pages for kind in page.files}
        return {kind: tuple(sorted(page.files.get(kind, 0) for page in self.pages)[:2]) for kind in kinds}

    @cached_property
    def forms_of_all(self) -> frozenset[tuple[str, ...]]:
        """The fields of forms that stand on most pages, as a box for remarks does. Of few pages none."""
        if len(self.pages) < _SEVERAL:
            return frozenset()
        seen = Counter(fields for page in self.pages for fields in set(map(fields_of, page.forms)))
        return frozenset(fields for fields, number in seen.items() if 2 * number > len(self.pages))

    @cached_property
    def starts_of_all(self) -> frozenset[tuple[str, str]]:
        """The controls that say that something begins, by words and address, that stand on most pages.

        Those of a menu stand on a home page as well; links to the one sign-in of all services do not.
        """
        if len(self.pages) < _SEVERAL:
            return frozenset()
        seen = Counter(told for page in self.pages for told in _starts_on(page))
        at_home = {told for page in self.homes for told in _starts_on(page)}
        return frozenset(told for told in at_home if 2 * seen[told] > len(self.pages))

    @cached_property
    def _fewest_links(self) -> tuple[int, ...]:
        return tuple(sorted(page.links for page in self.pages)[:2])

    @cached_property
    def seconds(self) -> float:
        """How long looking took, without the pauses."""
        return round(sum(visit.artifact.seconds for visit in self.visits), 1)

    @cached_property
    def not_assessable(self) -> Mapping[Reason, int]:
        """How many looks failed, by reason, the commonest first."""
        counted: dict[Reason, int] = {}
        for visit in self._looked_at:
            outcome = visit.artifact.outcome
            if outcome.state is State.NOT_ASSESSABLE and outcome.reason:
                counted[outcome.reason] = counted.get(outcome.reason, 0) + 1
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0].value)))

    @cached_property
    def shells(self) -> int:
        """How many pages are empty until scripts have run, and no browser saw them."""
        seen = {identity(normal(page.address)) for page in self.pages}
        empty = (visit for visit in self._looked_at if visit.page and visit.page.is_shell)
        return sum(identity(visit.artifact.final_address) not in seen for visit in empty)

    @cached_property
    def coverage(self) -> float:
        """The share of the looks that could be assessed, 0 to 1; 0 where nothing was looked at."""
        looked = len(self._looked_at)
        return (looked - sum(self.not_assessable.values()) - self.shells) / looked if looked else 0.0

    @cached_property
    def has_working_search(self) -> bool:
        """Whether the site's own search, asked one of our questions, answered with links."""
        asked = (visit for visit in self.visits if visit.artifact.channel is Channel.SEARCH)
        return any(is_there(visit.artifact) and visit.page and visit.page.links for visit in asked)

    @property
    def is_budget_met(self) -> bool:
        """Whether enough was looked at to say that something is not there."""
        return self.is_finished or len(self.pages) >= self.least_pages

    @cached_property
    def _looked_at(self) -> tuple[Visit, ...]:
        return tuple(
            visit
            for visit in self.visits
            if visit.artifact.channel in _LOOKED_AT and visit.artifact.outcome.state is not State.NOT_TESTED
        )


def _starts_on(page: PageClues) -> frozenset[tuple[str, str]]:
    return frozenset((one.text, one.address) for one in page.actions.get(START, ()))


def fields_of(form: Form) -> tuple[str, ...]:
    """What a form asks for, by which it is known on another page."""
    return tuple(f"{one.kind} {one.name} {one.label}" for one in form.asks)


def is_there(artifact: Artifact) -> bool:
    """Whether something stands at the address."""
    return artifact.outcome.is_seen and artifact.status in _OK and not artifact.is_soft_missing


def site_of(
    visits: Iterable[Visit],
    *,
    today: date,
    places: Mapping[str, str] | None = None,
    is_finished: bool = False,
    least_pages: int = 50,
) -> Site:
    """A site out of looks in any order: what follows does not depend on it."""
    ordered = sorted(visits, key=lambda visit: _order(visit.artifact))
    return Site(tuple(ordered), today, places or {}, is_finished, least_pages)


def _order(artifact: Artifact) -> tuple[str, ...]:
    """What tells looks at one address apart; what a browser saw comes before what the server sent."""
    is_rendered = artifact.channel is Channel.BROWSER
    others = (artifact.channel.value, artifact.vantage.name, artifact.asked_language)
    return (artifact.address, "" if is_rendered else "-", *others)
