"""What a scan found, as a whole or on one of its portals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.reports.framing import HELD, Teller
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.kernel.words import day_in_words
from miqyas.reports.document import (
    Block,
    Callout,
    DataTable,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Source,
    Value,
)
from miqyas.reports.tables.scan import scan_notes, scan_tables
from miqyas.scanner.findings import Finding
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.model import State
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.scans.models import Scan
from miqyas.workspace.scans.queries.reports import report_of, scan_by_id, scans_all

_ACTION: Final = "scan.view"
_MOST: Final = 10
"""Scans that are offered, the newest."""
_RULES: Final = "rules"
_ORDER: Final = (State.ABSENT, State.PARTIAL, State.NOT_ASSESSABLE, State.NEEDS_REVIEW, State.PRESENT)
"""What is to be done first stands first."""


def _find(of: str) -> Scan | None:
    pk, _, place = of.partition("/")
    try:
        scan = scan_by_id(UUID(pk))
    except ValueError:
        return None
    report = report_of(scan) if scan else None
    if report is None:
        return None
    count = len(report.record.get("sites", ()))
    return scan if not place or (place.isdecimal() and int(place) < count) else None


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    if verdict(person, _ACTION) is not Verdict.ALLOWED:
        return ()
    return [subject for scan in scans_all()[:_MOST] for subject in _of_scan(scan, language)]


def _of_scan(scan: Scan, language: str) -> Iterator[Subject]:
    """The scan as a whole, then each of its portals where it has several."""
    report = report_of(scan)
    if report is None:
        return
    day = day_in_words(report.at.date().isoformat(), language=language)
    name = scan.entity.title.in_language(language) if scan.entity else ""
    yield Subject(str(scan.pk), " · ".join(filter(None, (day, name))))
    starts = [site["start"] for site in report.record.get("sites", ())]
    if len(starts) > 1:
        yield from (Subject(f"{scan.pk}/{place}", f"{day} · {start}") for place, start in enumerate(starts))


def _gather(order: Order) -> Document:
    pk, _, place = order.of.partition("/")
    scan = scan_by_id(UUID(pk))
    report = report_of(scan) if scan else None
    assert report is not None
    whole, tell = ScanReport.from_record(report.record), Teller(order)
    site = whole.sites[int(place)] if place else None
    findings = site.findings if site else whole.findings
    title = site.start if site else tell.say("report.scan.title", day=tell.day(report.at.date()))
    return tell.document(
        "scan_report",
        _blocks(tell, whole, findings, is_whole=site is None),
        title=tell.latin(title) if site else title,
        subtitle=tell.say("report.scan.seen", day=tell.day(report.at.date())),
        layout="pack",
        sources=(Source(_RULES, tell.say("report.source.rules"), tell.say("mark.I.word")),),
        versions=dict(report.versions),
    )


def _blocks(
    tell: Teller, whole: ScanReport, findings: Sequence[Finding], *, is_whole: bool
) -> Iterator[Block]:
    for note in scan_notes(whole):
        yield Callout(tell.say("report.scan.first"), note.in_language(tell.language), "coral")
    yield KeyFigures(tuple(_counts(tell, findings, whole)))
    yield Paragraph(tell.say("report.scan.what"), "quiet", (_RULES,))
    features = features_known()
    for state in _ORDER:
        found = [one for one in findings if one.state is state]
        if found:
            yield Heading(f"{tell.say(f'scan.state.{state.value}')} ({tell.number(len(found), 'count')})")
            yield _findings(tell, state, found, {code: one.question for code, one in features.items()})
    if is_whole:
        tables = scan_tables(whole, names={code: one.question for code, one in features.items()})
        yield Heading(tell.say("report.scan.portals"))
        yield from (tell.table(one, sources=(HELD, _RULES)) for one in tables[1:] if one.rows)


def _counts(tell: Teller, findings: Sequence[Finding], whole: ScanReport) -> Iterator[KeyFigure]:
    count = {state: sum(one.state is state for one in findings) for state in State}
    for state, tone in ((State.PRESENT, "green"), (State.PARTIAL, "brass"), (State.ABSENT, "coral")):
        label = tell.say(f"scan.state.{state.value}")
        yield KeyFigure(label, count[state], "count", tone=tone, sources=(_RULES,))  # type: ignore[arg-type]
    yield KeyFigure(tell.say("report.scan.coverage"), whole.coverage, "percent", sources=(HELD,))
    yield KeyFigure(tell.say("report.scan.pages"), whole.pages, "count", sources=(HELD,))


def _findings(tell: Teller, state: State, found: Sequence[Finding], names: dict[str, object]) -> DataTable:
    """The findings of one state; nowhere was what is absent, so that no page is named."""
    has_page = state is not State.ABSENT
    page = (tell.column("report.scan.page", share=2),) if has_page else ()
    return DataTable(
        tell.say(f"scan.state.{state.value}"),
        (
            tell.column("report.feature", share=2.4),
            tell.column("report.scan.finding", share=2),
            *page,
            tell.column("report.scan.advice", share=2),
        ),
        tuple(_finding(tell, one, names, has_page=has_page) for one in found),
        (_RULES, HELD),
    )


def _finding(tell: Teller, one: Finding, names: dict[str, object], *, has_page: bool) -> tuple[Value, ...]:
    question = names.get(one.feature)
    address = tell.latin(one.hits[0].address) if one.hits else ""
    return (
        tell.text(question) if question else tell.latin(one.feature),  # type: ignore[arg-type]
        one.in_words(tell.language),
        *((address,) if has_page else ()),
        one.advice_in_words(tell.language),
    )


def _basis(of: str) -> Iterator[object]:
    scan = scan_by_id(UUID(of.partition("/")[0]))
    report = report_of(scan) if scan else None
    yield report.pk if report else None


SCAN_REPORT: Final = report_kind(
    ReportKind("scan_report", action=_ACTION, find=_find, subjects=_subjects, gather=_gather, basis=_basis)
)
