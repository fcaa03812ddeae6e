"""What was seen becomes a report: all portals judged together, each alone, and what vantages differ in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from miqyas.catalogue.frozen import feature_as_dict
from miqyas.catalogue.model import Feature
from miqyas.kernel.software import software_hash
from miqyas.scanner.artifacts.model import NEVER, Artifact, Vantage
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.artifacts.vantages import disagreements
from miqyas.scanner.findings import Finding, judge
from miqyas.scanner.looking import Seen
from miqyas.scanner.manifest import Manifest
from miqyas.scanner.report import PortalReport, ScanReport, ScanVersions
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.rules.site import Site, Visit, site_of
from miqyas.scanner.sources import sources_of

LEAST_PAGES: Final = 50
"""Pages of a portal that are seen before something on it counts as absent, unless it has fewer."""


def report_on(
    seen: Sequence[Seen],
    manifest: Manifest,
    *,
    further: Sequence[Visit],
    rules: RuleSet,
    features: tuple[Feature, ...],
    stores: Sequence[Store],  # noqa: ARG001 - parity and technology read from them
) -> ScanReport:
    """The report on what is known of each site and on further looks, from elsewhere, at any of them."""
    whole = _together(seen, further, manifest)
    findings = judge(whole, rules=rules, features=features)
    looks = [visit.artifact for visit in whole.visits]
    portals = tuple(_portal(one, manifest, rules=rules, features=features) for one in seen)
    times = [look.seen_at for look in looks if look.seen_at != NEVER]
    judged = (*findings, *(finding for portal in portals for finding in portal.findings))
    return ScanReport(
        sites=portals,
        findings=findings,
        today=manifest.today,
        versions=versions_of(rules, features),
        coverage=round(whole.coverage, 4),
        pages=len(whole.pages),
        looks=len(looks),
        languages=whole.languages,
        not_assessable=whole.not_assessable,
        is_budget_met=whole.is_budget_met,
        vantages=_vantages(looks),
        disagreements=disagreements(looks),
        sources=sources_of((hit for finding in judged for hit in finding.hits), looks),
        laboratory=manifest.laboratory,
        first_seen=min(times, default=NEVER),
        last_seen=max(times, default=NEVER),
    )


def versions_of(rules: RuleSet, features: Iterable[Feature]) -> ScanVersions:
    """What makes a judgement: the program, the rules, the features, each by its content."""
    listed = [feature_as_dict(feature) for feature in features]
    text = json.dumps(listed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    spelt = repr((rules.rules, sorted(rules.shared.items())))
    return ScanVersions(software_hash(), _sha256(spelt), _sha256(text))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _together(seen: Sequence[Seen], further: Sequence[Visit], manifest: Manifest) -> Site:
    """All portals as one: enough was looked at once that holds for each that could be reached."""
    visits = [visit for one in seen for visit in one.visits]
    alone = [_alone(one, manifest) for one in seen]
    reached = [site for site in alone if site.pages]
    is_enough = bool(reached) and all(site.is_budget_met for site in reached)
    site = site_of([*visits, *further], today=manifest.today, places=manifest.places, is_finished=is_enough)
    return site if is_enough else replace(site, least_pages=len(site.pages) + 1)


def _alone(one: Seen, manifest: Manifest) -> Site:
    return site_of(
        one.visits,
        today=manifest.today,
        places={host: place for host, place in manifest.places.items() if host in _hosts(one)},
        is_finished=one.end is not None and one.end.is_whole,
        least_pages=LEAST_PAGES,
    )


def _portal(one: Seen, manifest: Manifest, *, rules: RuleSet, features: tuple[Feature, ...]) -> PortalReport:
    site = _alone(one, manifest)
    findings: tuple[Finding, ...] = judge(site, rules=rules, features=features)
    return PortalReport(
        name=one.site.name,
        start=one.site.start,
        place=_place(one, manifest.places),
        end=one.end,
        looks=len(site.visits),
        pages=len(site.pages),
        languages=site.languages,
        coverage=round(site.coverage, 4),
        not_assessable=site.not_assessable,
        findings=findings,
    )


def _place(one: Seen, places: Mapping[str, str]) -> str:
    return next((places[host] for host in _hosts(one) if host in places), "")


def _hosts(one: Seen) -> tuple[str, ...]:
    """The hosts of a site, that of its start with its port, where it has one."""
    return (one.site.name, *one.site.all_hosts)


def _vantages(looks: Iterable[Artifact]) -> tuple[Vantage, ...]:
    known = {look.vantage for look in looks}
    return tuple(sorted(known, key=lambda one: (one.is_outside, one.name, one.country, one.network)))
