"""A scan on the screen: what must be known first, its sum, the portals, and each feature by its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from miqyas.cli.scan_beside import show_beside
from miqyas.cli.screen import ACCENT, BAD, GOOD, QUIET, Cell, Column, Screen
from miqyas.kernel.words import language_name
from miqyas.reports.tables.scan import look_in_words, scan_notes
from miqyas.scanner.document.seen import seen
from miqyas.scanner.findings import Finding
from miqyas.scanner.report import PortalReport, ScanReport
from miqyas.scanner.rules.model import State

if TYPE_CHECKING:
    from miqyas.catalogue.model import Feature
    from miqyas.cli.session import Session

MOST_DISAGREEMENTS: Final = 20
MOST_PORTALS: Final = 60
LONGEST_ADDRESS: Final = 100
_STYLES: Final[Mapping[State, str]] = {
    State.PRESENT: GOOD,
    State.PARTIAL: "yellow",
    State.ABSENT: BAD,
    State.NEEDS_REVIEW: ACCENT,
}
_FOUND: Final = (State.PRESENT, State.PARTIAL, State.NEEDS_REVIEW)
_NOT_KNOWN: Final = (State.NOT_ASSESSABLE, State.NOT_TESTED)


def show_report(session: Session, report: ScanReport, *, features: Mapping[str, Feature]) -> None:
    """The whole report, what weakens it first."""
    page = _Page(session.screen, report, features)
    page.warnings()
    page.disagreements()
    page.sum()
    page.portals()
    for state in (*_FOUND, State.ABSENT):
        page.findings(state)
    page.not_known()
    show_beside(session.screen, report)


def show_files(
    session: Session, folder: Path, written: Sequence[str], handed_in: Mapping[str, Any] | None
) -> None:
    """Where looks are kept, and what was written."""
    screen = session.screen
    screen.line()
    for file in written:
        screen.line(screen.words("cli.scan.written", file=file), style="bold green")
    if handed_in:
        from miqyas.analysis.twinning.package import grouped

        told = {"bundle": handed_in["file"], "fingerprint": grouped(handed_in["fingerprint"])}
        screen.line(screen.words("cli.scan.signed", n=handed_in["looks"], **told), style="bold green")
    screen.line(screen.words("cli.scan.kept", folder=str(folder)), style=QUIET)


def shown_address(address: str) -> str:
    """An address as people read it: without scheme and slash at the end, its letters as letters.

    >>> shown_address("https://a.example/%D8%AE%D8%AF%D9%85%D8%A9?x=1")
    'a.example/خدمة?x=1'
    """
    bare = seen(unquote(address.partition("://")[2] or address), longest=LONGEST_ADDRESS + 1).rstrip("/")
    return bare if len(bare) <= LONGEST_ADDRESS else f"{bare[: LONGEST_ADDRESS - 1]}…"


@dataclass(frozen=True)
class _Page:
    screen: Screen
    report: ScanReport
    features: Mapping[str, Feature]

    def warnings(self) -> None:
        """What has to be known before anything else is read."""
        for note in scan_notes(self.report):
            self.screen.line(note.in_language(self.screen.language), style="bold yellow")

    def disagreements(self) -> None:
        """Pages that were seen differently from elsewhere."""
        found, screen = self.report.disagreements, self.screen
        if not found:
            return
        screen.heading(screen.words("cli.scan.disagreements", n=len(found)))
        for one in found[:MOST_DISAGREEMENTS]:
            what = screen.words(f"scan.difference.{one.difference.value}")
            screen.line(
                screen.words("cli.scan.pair", one=shown_address(one.address), other=what), style="bold"
            )
            for side in ("inside", "outside"):
                screen.line(look_in_words(one, side).in_language(screen.language), indent=2)
        self._more(len(found) - MOST_DISAGREEMENTS)

    def sum(self) -> None:
        """How much was looked at, how much of it could be assessed, how many features are in each state."""
        report, screen = self.report, self.screen
        screen.heading(self._title())
        screen.line(
            screen.words("cli.scan.seen", n=report.pages, languages=self._languages(report.languages))
        )
        coverage = screen.words("cli.scan.coverage", share=report.coverage)
        screen.line(coverage, style="" if report.coverage >= 1 else "bold yellow")
        rows = [
            [
                Cell(screen.words(f"scan.state.{state.value}"), _STYLES.get(state, QUIET)),
                screen.number(n, "count"),
                screen.bar(n / max(len(report.findings), 1), width=24, style=_STYLES.get(state, QUIET)),
            ]
            for state, n in report.counts.items()
            if n
        ]
        columns = [
            Column(screen.words("cli.scan.state")),
            Column(screen.words("cli.scan.features"), "number"),
        ]
        screen.table([*columns, Column("")], rows)

    def portals(self) -> None:
        """Each portal alone, where there are several or one did not come to its end."""
        sites, screen = self.report.sites, self.screen
        if len(sites) == 1:
            screen.line(
                screen.words("cli.scan.pair", one=screen.words("cli.scan.end"), other=self._ended(sites[0]))
            )
            return
        screen.heading(screen.words("cli.scan.portals", n=len(sites)))
        columns = [
            Column(screen.words("cli.scan.portal")),
            Column(screen.words("cli.scan.pages_seen"), "number"),
            Column(screen.words("cli.scan.assessable"), "number"),
            Column(screen.words("scan.state.present"), "number"),
            Column(screen.words("cli.scan.end"), fold=True),
        ]
        rows = [
            [
                shown_address(site.start),
                screen.number(site.pages, "count"),
                screen.number(site.coverage, "percent"),
                screen.number(sum(one.state is State.PRESENT for one in site.findings), "count"),
                Cell(self._ended(site), "" if site.is_through else "bold yellow"),
            ]
            for site in sites[:MOST_PORTALS]
        ]
        screen.table(columns, rows)
        self._more(len(sites) - MOST_PORTALS)

    def findings(self, state: State) -> None:
        """The features of one state, each with what was found and where."""
        found = [one for one in self.report.findings if one.state is state]
        if not found:
            return
        screen = self.screen
        name = screen.words(f"scan.state.{state.value}")
        screen.heading(screen.words("cli.scan.group", n=len(found), state=name))
        if state is State.ABSENT:
            screen.line(found[0].in_words(screen.language), style=QUIET)
            self._table(found, "cli.scan.advice", lambda one: one.advice_in_words(screen.language))
        else:
            self._table(found, "cli.scan.where", self._where)

    def not_known(self) -> None:
        """What nothing can be said of, apart from what is absent, and why."""
        report, screen = self.report, self.screen
        found = [one for one in report.findings if one.state in _NOT_KNOWN]
        if report.not_assessable:
            n = sum(report.not_assessable.values())
            screen.heading(screen.words("cli.scan.unseen", n=n, share=report.coverage))
            columns = [
                Column(screen.words("cli.scan.reason"), fold=True),
                Column(screen.words("cli.scan.looks"), "number"),
            ]
            rows = [
                [screen.words(f"scan.reason.{reason.value}"), screen.number(count, "count")]
                for reason, count in report.not_assessable.items()
            ]
            screen.table(columns, rows)
        if found:
            screen.heading(screen.words("cli.scan.not_known", n=len(found)))
            self._table(found, "cli.scan.reason", lambda one: one.in_words(screen.language))

    def _table(self, found: Iterable[Finding], last: str, said: Callable[[Finding], str]) -> None:
        screen = self.screen
        columns = [
            Column(screen.words("cli.scan.code")),
            Column(screen.words("cli.scan.feature"), fold=True),
            Column(screen.words(last), fold=True),
        ]
        screen.table(columns, [[Cell(one.feature, ACCENT), self._name(one), said(one)] for one in found])

    def _where(self, finding: Finding) -> str:
        """What was found, how far it is proved and what it lacks, and on which page."""
        screen = self.screen
        said = screen.words(f"scan.proof.{finding.proof.name.lower()}")
        if finding.why:
            why = screen.words(f"scan.why.{finding.why.value}")
            said = screen.words("cli.scan.pair", one=said, other=why)
        page = shown_address(finding.hits[0].target or finding.hits[0].address) if finding.hits else ""
        dated = finding.dated_in_words(screen.language)
        return "\n".join(filter(None, (self._grade(finding), said, dated, page)))

    def _grade(self, finding: Finding) -> str:
        from miqyas.catalogue import vocabulary

        feature = self.features.get(finding.feature)
        if feature is None or not finding.grade:
            return ""
        grades = vocabulary().scales[feature.scale].grades
        if len(grades) <= 2:
            return ""
        return next(
            (one.name.in_language(self.screen.language) for one in grades if one.code == finding.grade), ""
        )

    def _name(self, finding: Finding) -> str:
        feature = self.features.get(finding.feature)
        return feature.question.in_language(self.screen.language) if feature else finding.feature

    def _title(self) -> str:
        first, *others = self.report.sites
        address = shown_address(first.start)
        return self.screen.words("cli.scan.of", n=len(others), address=address)

    def _languages(self, codes: Sequence[str]) -> str:
        names = [language_name(code, language=self.screen.language) for code in codes]
        return self.screen.words("cli.list_comma").join(names) or self.screen.words("cli.scan.no_language")

    def _ended(self, site: PortalReport) -> str:
        return self.screen.words(f"scan.ended.{site.end.ended_by if site.end else 'stopped'}")

    def _more(self, n: int) -> None:
        if n > 0:
            self.screen.line(self.screen.words("cli.scan.more", n=n), style=QUIET)
