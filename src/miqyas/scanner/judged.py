"""What was seen becomes a report: all portals judged together, each alone, and what vantages differ in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final

from miqyas.catalogue.frozen import feature_as_dict
from miqyas.catalogue.model import Feature
from miqyas.kernel.execution import SERIAL, Engine
from miqyas.kernel.software import software_hash
from miqyas.scanner.artifacts.model import NEVER, Artifact, Vantage
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.artifacts.vantages import disagreements
from miqyas.scanner.findings import Finding, judge
from miqyas.scanner.journey.journeys import journeys
from miqyas.scanner.journey.model import Journey
from miqyas.scanner.looking import Seen, Told
from miqyas.scanner.manifest import Manifest
from miqyas.scanner.parity.compare import compared, gone_in, is_compared
from miqyas.scanner.parity.model import ParityReport
from miqyas.scanner.report import PortalReport, ScanReport, ScanVersions
from miqyas.scanner.rereading import Reread, bytes_in, read_again
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.site import Site, site_of
from miqyas.scanner.sources import sources_of
from miqyas.scanner.technology import TechnologyReport
from miqyas.scanner.technology.judging import technology_of
from miqyas.scanner.technology.measured import Measured

LEAST_PAGES: Final = 50
"""Pages of a portal that are seen before something on it counts as absent, unless it has fewer."""
_UNREAD: Final = Reread(None, Measured())


def report_on(
    seen: Sequence[Seen],
    manifest: Manifest,
    *,
    further: Told,
    rules: RuleSet,
    features: tuple[Feature, ...],
    stores: Sequence[Store],
    engine: Engine = SERIAL,
) -> ScanReport:
    """The report on what is known of each site and on further looks, from elsewhere, at any of them.

    ``stores`` hold the bytes of all looks; pages are read from there once more by the workers of ``engine``,
    which share their folders. Raises `ExecutionError`.
    """
    return _Judging(tuple(seen), manifest, further, rules, features, tuple(stores), engine).report()


def versions_of(rules: RuleSet, features: Iterable[Feature]) -> ScanVersions:
    """What makes a judgement: the program, the rules, the features, each by its content."""
    listed = [feature_as_dict(feature) for feature in features]
    text = json.dumps(listed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    spelt = repr((rules.rules, sorted(rules.shared.items())))
    return ScanVersions(software_hash(), _sha256(spelt), _sha256(text))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class _Judging:
    seen: tuple[Seen, ...]
    manifest: Manifest
    further: Told
    rules: RuleSet
    features: tuple[Feature, ...]
    stores: tuple[Store, ...]
    engine: Engine

    def report(self) -> ScanReport:
        whole, findings, portals, looks = self._whole, self._findings, self._portals, self._looks
        judged = (*findings, *(finding for portal in portals for finding in portal.findings))
        times = [look.seen_at for look in looks if look.seen_at != NEVER]
        return ScanReport(
            sites=portals,
            findings=findings,
            today=self.manifest.today,
            versions=versions_of(self.rules, self.features),
            coverage=round(whole.coverage, 4),
            pages=len(whole.pages),
            looks=len(looks),
            languages=whole.languages,
            not_assessable=whole.not_assessable,
            is_budget_met=whole.is_budget_met,
            vantages=_vantages(looks),
            disagreements=disagreements(looks),
            sources=sources_of((hit for finding in judged for hit in finding.hits), looks),
            laboratory=self.manifest.laboratory,
            first_seen=min(times, default=NEVER),
            last_seen=max(times, default=NEVER),
            journeys=self._journeys(),
            parity=tuple(self._parity()),
            technology=self._technology(),
        )

    @cached_property
    def _whole(self) -> Site:
        """All portals as one: enough was looked at once that holds for each that could be reached."""
        visits = [visit for one in self.seen for visit in one.told.visits]
        reached = [site for site in self._alone if site.pages]
        is_enough = bool(reached) and all(site.is_budget_met for site in reached)
        site = site_of(
            [*visits, *self.further.visits],
            today=self.manifest.today,
            places=self.manifest.places,
            is_finished=is_enough,
        )
        return site if is_enough else replace(site, least_pages=len(site.pages) + 1)

    @cached_property
    def _alone(self) -> tuple[Site, ...]:
        return tuple(map(self._of_portal, self.seen))

    def _of_portal(self, one: Seen) -> Site:
        return site_of(
            one.told.visits,
            today=self.manifest.today,
            places={host: place for host, place in self.manifest.places.items() if host in _hosts(one)},
            is_finished=one.end is not None and one.end.is_whole,
            least_pages=LEAST_PAGES,
        )

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return judge(self._whole, rules=self.rules, features=self.features)

    @cached_property
    def _looks(self) -> tuple[Artifact, ...]:
        return tuple(visit.artifact for visit in self._whole.visits)

    @cached_property
    def _portals(self) -> tuple[PortalReport, ...]:
        return tuple(map(self._portal, self.seen, self._alone))

    def _portal(self, one: Seen, site: Site) -> PortalReport:
        places = self.manifest.places
        return PortalReport(
            name=one.site.name,
            start=one.site.start,
            place=next((places[host] for host in _hosts(one) if host in places), ""),
            end=one.end,
            looks=len(site.visits),
            pages=len(site.pages),
            languages=site.languages,
            coverage=round(site.coverage, 4),
            not_assessable=site.not_assessable,
            findings=judge(site, rules=self.rules, features=self.features),
        )

    def _journeys(self) -> tuple[Journey, ...]:
        """The stranger's search for each feature, in each language."""
        ways = [way for told in (*(one.told for one in self.seen), self.further) for way in told.ways]
        return journeys(
            self._whole,
            self._findings,
            rules=self.rules,
            features=self.features,
            ways=ways,
            languages=self.manifest.languages,
        )

    def _parity(self) -> Iterator[ParityReport]:
        """The first language against each other one."""
        is_finished = all(one.end is not None and one.end.is_whole for one in self.seen)
        first, *others = self.manifest.languages
        for other in others if self._whole.pages else ():
            yield compared(
                (told.looked for told in self._reread.values() if told.looked),
                self._findings,
                gone=gone_in(self._looks),
                pair=(first, other),
                is_finished=is_finished,
            )

    def _technology(self) -> TechnologyReport | None:
        """What was measured of the pages; nothing where no page was seen."""
        if not self._whole.pages:
            return None
        told = ((look, self._reread.get(place, _UNREAD).measured) for place, look in enumerate(self._looks))
        return technology_of(told, read=partial(bytes_in, self.stores))

    @cached_property
    def _reread(self) -> dict[int, Reread]:
        """What the pages tell that are read once more, by the places of their looks."""
        places = [place for place, look in enumerate(self._looks) if is_compared(look)]
        told = read_again(
            [self._looks[place] for place in places],
            stores=self.stores,
            is_compared=len(self.manifest.languages) > 1,
            engine=self.engine,
        )
        return dict(zip(places, told, strict=True))


def _hosts(one: Seen) -> tuple[str, ...]:
    """The hosts of a site, that of its start with its port, where it has one."""
    return (one.site.name, *one.site.all_hosts)


def _vantages(looks: Iterable[Artifact]) -> tuple[Vantage, ...]:
    known = {look.vantage for look in looks}
    return tuple(sorted(known, key=lambda one: (one.is_outside, one.name, one.country, one.network)))
