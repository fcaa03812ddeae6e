"""What a scan found, as a whole or on one of its portals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from miqyas.catalogue import vocabulary
from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.reports.framing import HELD, Teller, begun
from miqyas.jobs.reports.kinds import Order, ReportKind, Subject, report_kind
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text
from miqyas.kernel.words import day_in_words, say
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
from miqyas.reports.tables import Table
from miqyas.reports.tables.scan import scan_tables
from miqyas.scanner.findings import Finding
from miqyas.scanner.report import PortalReport, ScanReport
from miqyas.scanner.rules.model import State
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.scans.models import Scan
from miqyas.workspace.scans.queries.reports import report_of, scan_by_id, scans_all

_ACTION: Final = "scan.view"
_MOST: Final = 10
"""Scans that are offered, the newest."""
_RULES: Final = "rules"
_BOTH: Final = (HELD, _RULES)
_HASH: Final = 12
"""Characters of a hash that are shown."""
_VERSIONS: Final[Mapping[str, str]] = {"software": "scanner"}
"""What made the scan, apart from what made the report."""
_BY_STATE: Final = ("portal", "place", "present", "partial", "absent")
_LOOKED: Final = ("portal", "pages", "looks", "coverage", "languages", "ended")
"""Columns of the two tables of portals: what was found there, how they were looked at."""
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
    told = _alone(whole, site) if site else whole
    day = tell.day(report.at.date())
    return tell.document(
        "scan_report",
        _blocks(tell, told),
        title=_name(tell, site) if site else tell.say("report.scan.title", day=day),
        subtitle=tell.say("report.scan.seen", day=day),
        layout="pack",
        sources=(Source(_RULES, tell.say("report.source.rules"), tell.say("mark.I.word")),),
        versions={_VERSIONS.get(name, name): made[:_HASH] for name, made in report.versions.items()},
    )


def _alone(whole: ScanReport, site: PortalReport) -> ScanReport:
    """What a scan found on one of its portals, as if it had been looked at alone."""
    host = urlsplit(site.start).netloc
    return replace(
        whole,
        sites=(site,),
        findings=site.findings,
        coverage=site.coverage,
        pages=site.pages,
        looks=site.looks,
        languages=site.languages,
        not_assessable=site.not_assessable,
        disagreements=tuple(one for one in whole.disagreements if urlsplit(one.address).netloc == host),
    )


def _name(tell: Teller, site: PortalReport) -> str:
    """What a portal is and where, as a title."""
    place = vocabulary().places.get(site.place)
    host = tell.latin(urlsplit(site.start).netloc or site.start)
    return tell.say("report.scan.portal", place=tell.text(place.name), host=host) if place else host


def _blocks(tell: Teller, whole: ScanReport) -> Iterator[Block]:
    if notes := tuple(_notes(tell, whole)):
        yield Callout(tell.say("report.scan.first"), "\n".join(notes), "coral")
    yield KeyFigures(tuple(_counts(tell, whole)))
    yield Paragraph(tell.say("report.scan.what"), "quiet", (_RULES,))
    names: Mapping[str, Text] = {code: one.question for code, one in features_known().items()}
    for state in _ORDER:
        found = [one for one in whole.findings if one.state is state]
        if found:
            yield Heading(tell.say(f"report.scan.found.{state.value}", n=len(found)))
            yield _findings(tell, state, found, names)
    yield Heading(tell.say("report.scan.portals", n=len(whole.sites)))
    _, portals, *others = scan_tables(whole, names=names)
    yield tell.table(_part(portals, "report.scan.by_state", _BY_STATE), sources=_BOTH)
    yield tell.table(_part(portals, "report.scan.looked", _LOOKED), sources=_BOTH)
    yield from (tell.table(one, sources=_BOTH) for one in others if one.rows)


def _notes(tell: Teller, whole: ScanReport) -> Iterator[str]:
    """What has to be known before any finding is read."""
    if not whole.has_outside:
        yield tell.say("report.scan.no_outside")
    if whole.laboratory:
        yield tell.say("scan.laboratory", hosts=tell.latin(", ".join(whole.laboratory)))
    if not whole.is_through:
        count = sum(not site.is_through for site in whole.sites)
        yield tell.say("report.scan.not_through", n=count)


def _counts(tell: Teller, whole: ScanReport) -> Iterator[KeyFigure]:
    for state, tone in ((State.PRESENT, "green"), (State.PARTIAL, "brass"), (State.ABSENT, "coral")):
        label = tell.say(f"scan.state.{state.value}")
        yield KeyFigure(label, whole.counts[state], "count", tone=tone, sources=(_RULES,))  # type: ignore[arg-type]
    coverage = whole.coverage if whole.looks else None
    yield KeyFigure(tell.say("report.scan.coverage"), coverage, "percent", sources=(HELD,))
    yield KeyFigure(tell.say("report.scan.pages"), whole.pages, "count", sources=(HELD,))


def _part(table: Table, title: str, names: Sequence[str]) -> Table:
    """Some columns of a table, under a title of their own."""
    places = [[column.name for column in table.columns].index(name) for name in names]
    return replace(
        table,
        title=Text({code: say(title, language=code) for code in REQUIRED_LANGUAGES}),
        columns=tuple(table.columns[at] for at in places),
        rows=tuple(tuple(row[at] for at in places) for row in table.rows),
        notes=(),
    )


def _findings(tell: Teller, state: State, found: Sequence[Finding], names: Mapping[str, Text]) -> DataTable:
    """The findings of one state; what was seen nowhere names no page."""
    has_page = any(one.hits for one in found)
    page = (tell.column("report.scan.page", share=2),) if has_page else ()
    found_there = () if state is State.PRESENT else (tell.column("report.scan.finding", share=1.8),)
    advice = "report.scan.note" if state is State.PRESENT else "report.scan.advice"
    return DataTable(
        tell.say(f"scan.state.{state.value}"),
        (tell.column("report.feature", share=2.4), *found_there, *page, tell.column(advice, share=2)),
        tuple(_finding(tell, state, one, names, has_page=has_page) for one in found),
        (_RULES, HELD),
    )


def _finding(
    tell: Teller, state: State, one: Finding, names: Mapping[str, Text], *, has_page: bool
) -> tuple[Value, ...]:
    question = names.get(one.feature)
    address = tell.latin(one.hits[0].address) if one.hits else ""
    why, advice = begun(one.beyond_state(tell.language)), one.advice_in_words(tell.language)
    asked = tell.text(question) if question else tell.latin(one.feature)
    page = (address,) if has_page else ()
    if state is State.PRESENT:
        return asked, *page, " ".join(filter(None, (f"{why}." if why else "", advice)))
    return asked, why, *page, advice


def _basis(of: str) -> Iterator[object]:
    scan = scan_by_id(UUID(of.partition("/")[0]))
    report = report_of(scan) if scan else None
    yield report.pk if report else None


SCAN_REPORT: Final = report_kind(
    ReportKind("scan_report", action=_ACTION, find=_find, subjects=_subjects, gather=_gather, basis=_basis)
)
