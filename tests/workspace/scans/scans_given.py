"""Scans of a small campaign: reports made by hand, and a tiny site on this machine."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from miqyas.jobs.run import job_run
from miqyas.jobs.scans import job_of, scan_start
from miqyas.scanner.artifacts.model import Channel, Vantage
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.findings import Finding, Searched
from miqyas.scanner.report import PortalReport, ScanReport, ScanVersions
from miqyas.scanner.rules.clues import Surface
from miqyas.scanner.rules.model import Proof, State
from miqyas.scanner.rules.verdict import Hit
from miqyas.scanner.sources import Source
from miqyas.workspace.registry.models import Entity, Portal, PortalKind
from miqyas.workspace.registry.queries import national_portal
from miqyas.workspace.scans.models import Report, Scan
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.services.following import Followed, report_follow
from miqyas.workspace.scans.services.scans import report_write, scan_ask
from tests.workspace.campaigns.answering_given import feature

HERE = Vantage("here", country="BHR")
ABROAD = Vantage("vienna", country="AUT", is_outside=True)
LAWS = "https://portal.example.org/laws"
SEEN_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SEARCHED = Searched(pages=212, languages=("ar", "en"), seconds=90.5, is_budget_met=True, coverage=0.97)


def hit(target: str = LAWS, *, text: str = "القوانين والتشريعات") -> Hit:
    return Hit(
        rule="laws_portal",
        address="https://portal.example.org/",
        text=text,
        phrase="القوانين",
        language="ar",
        proof=Proof.CONTENT,
        surface=Surface.LINK,
        landmark=Landmark.NAV,
        target=target,
    )


def found(
    number: int, state: State, *, grade: str = "", hits: tuple[Hit, ...] = (), version: int = 1
) -> Finding:
    """What a scan says of one of the features of the campaign."""
    is_there = state in {State.PRESENT, State.PARTIAL}
    return Finding(
        feature=feature(number).code,
        rule="laws_portal",
        version=version,
        state=state,
        searched=SEARCHED,
        proof=Proof.CONTENT if is_there else Proof.NONE,
        grade=grade,
        evidence="page",
        hits=hits or ((hit(),) if is_there else ()),
        languages=("ar",) if is_there else (),
        vantages=("here",),
    )


def report_of(
    *findings: Finding, body: str = "ab" * 32, vantages: tuple[Vantage, ...] = (HERE,)
) -> ScanReport:
    """A report of the national portal."""
    source = Source(
        "https://portal.example.org/", "https://portal.example.org/", "here", SEEN_AT, Channel.HTTP, 200, body
    )
    portal = PortalReport(
        name="portal.example.org",
        start="https://portal.example.org/",
        place="portal",
        looks=220,
        pages=212,
        languages=("ar", "en"),
        coverage=0.97,
        findings=tuple(findings),
    )
    return ScanReport(
        sites=(portal,),
        findings=tuple(findings),
        today=date(2026, 3, 1),
        versions=ScanVersions("s" * 8, "r" * 8, "c" * 8),
        coverage=0.97,
        pages=212,
        looks=220,
        languages=("ar", "en"),
        is_budget_met=True,
        vantages=vantages,
        sources={"https://portal.example.org/": source},
        first_seen=SEEN_AT,
        last_seen=SEEN_AT,
    )


def scanned(*findings: Finding, entity: Entity | None = None, **about: Any) -> tuple[Report, Followed]:
    """A scan that came to these findings, and what followed from it."""
    scan = scan_ask(entity, plan=ScanPlan.usual(), by=None)
    written = report_write(scan, report_of(*findings, **about), why="scan", by=None)
    return written, report_follow(written)


def present(number: int, *, grade: str = "yes", target: str = LAWS) -> Finding:
    return found(number, State.PRESENT, grade=grade, hits=(hit(target),))


def absent(number: int, *, grade: str = "no") -> Finding:
    return found(number, State.ABSENT, grade=grade)


def by_rule(finding: Finding, version: int) -> Finding:
    return replace(finding, version=version)


HOME = """<!doctype html><html lang="en"><head><title>National portal</title></head><body><header><nav>
<a href="/laws">Laws and regulations</a> <a href="/contact">Contact us</a>
<a href="/gone">Complaints</a></nav>
<form role="search" action="/find" method="get">
<label>Search <input type="search" name="q"></label></form></header>
<main><h1>Welcome</h1><p>Services and information of the government for everybody who lives here.</p>
</main></body></html>"""
PAGES: Mapping[str, str] = {
    "/": HOME,
    "/laws": "<!doctype html><html lang=en><title>Laws</title><main><h1>Laws and regulations</h1>"
    "<p>All laws in force, by year and by subject.</p></main>",
    "/contact": "<!doctype html><html lang=en><title>Contact us</title><main><h1>Contact us</h1>"
    "<p>Call 17000000 or write to info@portal.example.</p></main>",
}


def served(pages: Mapping[str, str] = PAGES) -> AbstractContextManager[str]:
    """A site of a few pages on this machine; its address."""
    return serving_at(pages, "http://127.0.0.1:0/")


@contextmanager
def serving_at(pages: Mapping[str, str], address: str) -> Iterator[str]:
    """The same at an address that is known."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path.partition("?")[0])
            content = (found or "<title>Not found</title>").encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_HEAD = do_GET  # noqa: N815 - as the library calls it

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(address).port or 0), Site)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def registered(address: str) -> Portal:
    """The national portal at this address."""
    portal = national_portal()
    assert portal is not None
    portal.address = address
    portal.save()
    return portal


def portal_of(entity: Entity, address: str) -> Portal:
    return Portal.objects.create(entity=entity, kind=PortalKind.ENTITY, address=address)


def run_scan(by: UUID | None = None, *, entity: Entity | None = None) -> Scan:
    """A scan started and carried out here and now."""
    scan = scan_start(entity, plan=ScanPlan.of({"pages": 60, "seconds": 60}), by=by)
    asked = job_of(scan)
    assert asked is not None
    job_run(asked.pk)
    scan.refresh_from_db()
    return scan
