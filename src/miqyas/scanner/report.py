"""What a scan came to: plain values that are stored, sent and read again without network or store."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from miqyas.scanner.artifacts.model import NEVER, Reason, Vantage
from miqyas.scanner.artifacts.store import SiteEnd
from miqyas.scanner.artifacts.vantages import Disagreement
from miqyas.scanner.findings import Finding
from miqyas.scanner.journey.model import Journey
from miqyas.scanner.parity.model import ParityReport
from miqyas.scanner.rules.model import State
from miqyas.scanner.rules.verdict import Hit
from miqyas.scanner.sources import Source
from miqyas.scanner.technology import TechnologyReport

FORM: Final = "miqyas-scan/1"
_VARYING: Final = frozenset(
    {"seconds", "seen_at", "seen_on", "first_seen", "last_seen", "picture", "screenshot", "technology"}
)
"""What differs between two scans of the same pages."""


@dataclass(frozen=True, slots=True)
class ScanVersions:
    """What made a report, by the hashes of its content: program, rules, features."""

    software: str
    rules: str
    catalogue: str


@dataclass(frozen=True)
class PortalReport:
    """One of the sites that were scanned together, looked at alone.

    ``place`` is what it is in the words of the catalogue; ``end`` is None where the scan did not come to it.
    ``coverage`` is the share of its looks that could be assessed, 0 to 1; ``not_assessable`` counts the
    others. ``findings`` are those that its own pages allow.
    """

    name: str
    start: str
    place: str = ""
    end: SiteEnd | None = None
    looks: int = 0
    pages: int = 0
    languages: tuple[str, ...] = ()
    coverage: float = 0.0
    not_assessable: Mapping[Reason, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def is_through(self) -> bool:
        """Whether the scan of it came to an end of its own: it was neither stopped nor killed."""
        return self.end is not None and self.end.ended_by != "stopped"


@dataclass(frozen=True)
class ScanReport:
    """What was found on some portals that are judged together.

    ``findings`` are in the order of the features; ``coverage`` is the share of looks that could be assessed,
    0 to 1, and stands beside every count. ``sources`` says of each page on which something was found where,
    when and from where it was seen. ``disagreements`` are pages that two vantages saw differently.
    ``laboratory`` names hosts inside the own network that were allowed: no stranger sees what is found there.
    """

    sites: tuple[PortalReport, ...]
    findings: tuple[Finding, ...]
    today: date
    versions: ScanVersions
    coverage: float = 0.0
    pages: int = 0
    looks: int = 0
    languages: tuple[str, ...] = ()
    not_assessable: Mapping[Reason, int] = field(default_factory=dict)
    is_budget_met: bool = False
    vantages: tuple[Vantage, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    laboratory: tuple[str, ...] = ()
    first_seen: datetime = NEVER
    last_seen: datetime = NEVER
    journeys: tuple[Journey, ...] = ()
    parity: tuple[ParityReport, ...] = ()
    technology: TechnologyReport | None = None

    @property
    def has_outside(self) -> bool:
        """Whether anything was seen from outside the country; without it the report says so first."""
        return any(vantage.is_outside for vantage in self.vantages)

    @property
    def is_through(self) -> bool:
        """Whether every site came to an end of its own."""
        return all(site.is_through for site in self.sites)

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """How many features are in each state, every state named."""
        counted = Counter(finding.state for finding in self.findings)
        return {state: counted[state] for state in State}

    @cached_property
    def by_feature(self) -> Mapping[str, Finding]:
        """The findings by the codes of their features."""
        return {finding.feature: finding for finding in self.findings}

    def source_of(self, hit: Hit) -> Source | None:
        """Where and when the page of a hit was seen."""
        return self.sources.get(hit.address)

    @cached_property
    def hash(self) -> str:
        """The name of what was found, SHA-256 in hexadecimal: equal pages judged equally give an equal name.

        Times are no part of it, nor pictures and what else a browser measured.
        """
        from miqyas.scanner.records import report_record

        kept = _without_times(report_record(self))
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

    def as_record(self) -> dict[str, Any]:
        """The report as plain values; `from_record` gives it back."""
        from miqyas.scanner.records import report_record

        return {"form": FORM, "hash": self.hash, **report_record(self)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> ScanReport:
        """The report that a record tells of. Raises `ReportError` where it is none."""
        from miqyas.scanner.records import report_of

        return report_of(record)


def _without_times(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_times(one) for name, one in value.items() if name not in _VARYING}
    if isinstance(value, list | tuple):
        return [_without_times(one) for one in value]
    return value
