"""A scan as tables to take away: findings, portals, what could not be assessed, what vantages differ in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from miqyas.catalogue.load import vocabulary
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import language_name, say
from miqyas.reports.tables.model import TEXT, Column, Table, Value
from miqyas.scanner.artifacts.model import HERE
from miqyas.scanner.artifacts.vantages import Disagreement
from miqyas.scanner.findings import Finding
from miqyas.scanner.report import PortalReport, ScanReport

_OWN: Final = Text({"ar": "فحص أجراه مقياس", "en": "A scan by Miqyas"})
_FREE: Final = Text({"ar": "Apache-2.0", "en": "Apache-2.0"})
_INFERRED: Final = "I"
_FINDING: Final = (
    *("code", "feature", "state", "words", "grade", "proof"),
    ("coverage", "percent"),
    ("pages", "count"),
    *("languages", "last_dated", "page", "snippet", "target", "seen_at", "vantage", "body", "rule"),
    ("version", "count"),
    "advice",
)
_PORTAL: Final = (
    *("portal", "place"),
    ("pages", "count"),
    ("looks", "count"),
    ("coverage", "percent"),
    ("present", "count"),
    ("partial", "count"),
    ("absent", "count"),
    *("languages", "ended"),
)


def scan_tables(report: ScanReport, *, names: Mapping[str, Text]) -> tuple[Table, ...]:
    """Findings, portals, reasons, disagreements; ``names`` says what each feature asks, by its code.

    What stands above the findings on a screen stands in the notes here: no look from outside, a laboratory.
    """
    notes = scan_notes(report)
    found = (_finding(one, report, names) for one in report.findings)
    return (
        _table("scan_findings", _FINDING, found, report, notes),
        _table("scan_portals", _PORTAL, map(_portal, report.sites), report, notes),
        _table("scan_reasons", ("reason", ("looks", "count")), _reasons(report), report, ()),
        _table(
            "scan_disagreements",
            ("page", "difference", "inside", "outside"),
            map(_disagreement, report.disagreements),
            report,
            (),
        ),
    )


def scan_notes(report: ScanReport) -> tuple[Text, ...]:
    """What has to be known before any finding is read."""
    found = []
    if not report.has_outside:
        found.append(_words("scan.no_outside"))
    if report.laboratory:
        found.append(_words("scan.laboratory", hosts=", ".join(report.laboratory)))
    if not report.is_through:
        found.append(_words("scan.not_through", n=sum(not site.is_through for site in report.sites)))
    return tuple(found)


def _finding(finding: Finding, report: ScanReport, names: Mapping[str, Text]) -> tuple[Value, ...]:
    hit = finding.hits[0] if finding.hits else None
    source = report.source_of(hit) if hit else None
    return (
        finding.feature,
        names.get(finding.feature),
        finding.state.value,
        _said(finding.in_words),
        finding.grade or None,
        _words(f"scan.proof.{finding.proof.name.lower()}"),
        finding.searched.coverage,
        finding.searched.pages,
        _languages(finding.languages),
        finding.last_dated or None,
        hit.address if hit else None,
        hit.text if hit else None,
        (hit.target or None) if hit else None,
        source.seen_at.isoformat() if source else None,
        source.vantage if source else None,
        source.hash if source else None,
        finding.rule,
        finding.version,
        _said(finding.advice_in_words),
    )


def _portal(site: PortalReport) -> tuple[Value, ...]:
    states = [finding.state.value for finding in site.findings]
    place = vocabulary().places.get(site.place)
    return (
        site.start,
        place.name if place else None,
        site.pages,
        site.looks,
        site.coverage,
        *(states.count(state) for state in ("present", "partial", "absent")),
        _languages(site.languages),
        _words(f"scan.ended.{site.end.ended_by if site.end else 'stopped'}"),
    )


def _reasons(report: ScanReport) -> Iterable[tuple[Value, ...]]:
    return ((_words(f"scan.reason.{reason.value}"), n) for reason, n in report.not_assessable.items())


def _disagreement(one: Disagreement) -> tuple[Value, ...]:
    inside, outside = (look_in_words(one, side) for side in ("inside", "outside"))
    return (one.address, _words(f"scan.difference.{one.difference.value}"), inside, outside)


def look_in_words(one: Disagreement, side: str) -> Text:
    """What one side of a disagreement saw: its vantage, and the status or the reason."""
    look = one.inside if side == "inside" else one.outside
    said: dict[str, str] = {}
    for language in REQUIRED_LANGUAGES:
        reason = look.outcome.reason
        if reason is not None:
            what = say(f"scan.reason.{reason.value}", language=language)
        else:
            what = say("scan.status", language=language, status=str(look.status or ""))
        if look.final_address != look.address:
            what = say("scan.led_to", language=language, what=what, address=look.final_address)
        name = vantage_name(look.vantage.name, language=language)
        said[language] = say("scan.from_vantage", language=language, vantage=name, what=what)
    return Text(said)


def vantage_name(name: str, *, language: str) -> str:
    """What a vantage is called; this installation, where nobody gave it a name, is "here".

    >>> vantage_name("here", language="ar"), vantage_name("vienna", language="ar")
    ('من هنا', 'vienna')
    """
    return say("scan.here", language=language) if name == HERE.name else name


def _languages(codes: Iterable[str]) -> Text | None:
    listed = list(codes)
    if not listed:
        return None
    return Text(
        {
            language: say("scan.list_sign", language=language).join(
                language_name(code, language=language) for code in listed
            )
            for language in REQUIRED_LANGUAGES
        }
    )


def _said(words: Callable[[str], str]) -> Text | None:
    said = {language: words(language) for language in REQUIRED_LANGUAGES}
    return Text(said) if all(said.values()) else None


def _words(key: str, **params: Any) -> Text:
    return Text({language: say(key, language=language, **params) for language in REQUIRED_LANGUAGES})


def _table(
    name: str,
    columns: Iterable[str | tuple[str, str]],
    rows: Iterable[tuple[Value, ...]],
    report: ScanReport,
    notes: tuple[Text, ...],
) -> Table:
    named = [(one, TEXT) if isinstance(one, str) else one for one in columns]
    return Table(
        name=name,
        title=_words(f"table.{name}"),
        columns=tuple(Column(column, _words(f"table.scan.{column}"), kind) for column, kind in named),
        rows=tuple(rows),
        source=_OWN,
        licence=_FREE,
        mark=_INFERRED,
        notes=notes,
        versions={**asdict(report.versions), "report": report.hash},
    )
