"""What stands beside the findings: the stranger's search, two languages compared, how pages are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from miqyas.cli.screen import QUIET, Column, Screen, for_terminal
from miqyas.kernel.words import language_name
from miqyas.scanner.journey.model import Outcome
from miqyas.scanner.journey.summary import Helping, summed
from miqyas.scanner.journey.telling import time_in_words
from miqyas.scanner.parity.model import ParityReport
from miqyas.scanner.parity.shown import shown, standing_in_words
from miqyas.scanner.report import ScanReport
from miqyas.scanner.technology import Weight

MOST_LINKS: Final = 3
MOST_ISSUES: Final = 4
"""Of one group; `--json` has all."""
MOST_FAULTS: Final = 12


def show_beside(screen: Screen, report: ScanReport) -> None:
    """The three parts, each where there is something of it."""
    _journeys(screen, report)
    for parity in report.parity:
        _parity(screen, parity)
    _technology(screen, report)


def _journeys(screen: Screen, report: ScanReport) -> None:
    sums = [one for one in summed(report.journeys) if one.journeys]
    if not sums or not report.pages:
        return
    screen.heading(screen.words("cli.scan.journeys"))
    columns = [Column(screen.words("cli.scan.language_column"))]
    numbers = ("looked_for", "reached", "clicks")
    columns += [Column(screen.words(f"cli.scan.{name}"), "number") for name in numbers]
    rows = [
        [
            language_name(one.language, language=screen.language),
            screen.number(one.journeys, "count"),
            screen.number(one.outcomes.get(Outcome.FOUND, 0), "count"),
            screen.number(one.clicks, "tenths"),
            time_in_words(one.seconds, screen.language) if one.seconds is not None else "",
            screen.number(one.dead_ends, "count"),
        ]
        for one in sums
    ]
    columns += [Column(screen.words("cli.scan.time")), Column(screen.words("cli.scan.dead_ends"), "number")]
    screen.table(columns, rows)
    for one in sums:
        _links(screen, one.links)


def _links(screen: Screen, links: Sequence[Helping]) -> None:
    for link in links[:MOST_LINKS]:
        begin, target = (spot.title or spot.address for spot in (link.begin, link.target))
        words = screen.words("cli.scan.link_helps", n=len(link.features), begin=begin, target=target)
        screen.line(words, indent=2)


def _parity(screen: Screen, parity: ParityReport) -> None:
    screen.heading(screen.words("cli.scan.parity"))
    screen.line(for_terminal(standing_in_words(parity, language=screen.language)))
    for group in shown(parity, language=screen.language):
        screen.line(for_terminal(group.title), style="bold", indent=2)
        for issue in group.issues[:MOST_ISSUES]:
            said = " – ".join(filter(None, (issue.what, issue.subject, issue.extent)))
            screen.line(for_terminal(said), indent=4)
        _more(screen, len(group.issues) - MOST_ISSUES)


def _technology(screen: Screen, report: ScanReport) -> None:
    if report.technology is None or not report.technology.sites:
        return
    faults = [(site.host, fault) for site in report.technology.sites for fault in site.faults]
    screen.heading(screen.words("cli.scan.technology", n=len(faults)))
    gravest = {weight: place for place, weight in enumerate(Weight)}
    faults.sort(key=lambda pair: gravest[pair[1].weight])
    rows = [
        [host, for_terminal(fault.what(screen.language)), for_terminal(fault.mend(screen.language))]
        for host, fault in faults[:MOST_FAULTS]
    ]
    if rows:
        columns = [Column(screen.words("cli.scan.portal"))]
        columns += [Column(screen.words(f"cli.scan.{name}"), fold=True) for name in ("fault", "advice")]
        screen.table(columns, rows)
    _more(screen, len(faults) - MOST_FAULTS)


def _more(screen: Screen, n: int) -> None:
    if n > 0:
        screen.line(screen.words("cli.scan.more", n=n), style=QUIET, indent=2)
