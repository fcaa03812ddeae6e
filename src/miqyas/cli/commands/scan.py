"""`miqyas scan`: what a stranger finds on portals, what is not there, what could not be looked at."""

# ruff: noqa: ARG001 - typer reads the parameters; they are taken together from its context

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

import typer

from miqyas.cli.errors import CommandError
from miqyas.cli.options import EngineName
from miqyas.cli.session import FINE, FOUND_SOMETHING, Session
from miqyas.cli.written import write_over

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from miqyas.catalogue.model import Feature
    from miqyas.cli.scanning import Asked
    from miqyas.kernel.text import Text
    from miqyas.scanner.artifacts.store import Store
    from miqyas.scanner.report import ScanReport
    from miqyas.scanner.watching import Progress

FORMATS: Final = ("json", "csv", "xlsx")
MOST_PAGES: Final = 20_000
MOST_SECONDS: Final = 86_400
WIDE: Final = 100
"""Cells of a line from which the host that is looked at stands in it."""


def scan(
    ctx: typer.Context,
    address: Annotated[list[str] | None, typer.Argument(metavar="URL")] = None,
    registry: Annotated[bool, typer.Option("--registry")] = False,
    laboratory: Annotated[bool, typer.Option("--laboratory")] = False,
    pages: Annotated[int | None, typer.Option("--pages", metavar="NUMBER", min=1, max=MOST_PAGES)] = None,
    seconds: Annotated[
        int | None, typer.Option("--seconds", metavar="NUMBER", min=1, max=MOST_SECONDS)
    ] = None,
    browser: Annotated[int | None, typer.Option("--browser", metavar="NUMBER", min=0, max=1000)] = None,
    place: Annotated[str, typer.Option("--place", metavar="CODE")] = "",
    language: Annotated[list[str] | None, typer.Option("--language", metavar="CODE")] = None,
    store: Annotated[Path | None, typer.Option("--store", metavar="FOLDER")] = None,
    resume: Annotated[bool, typer.Option("--resume")] = False,
    judge: Annotated[bool, typer.Option("--judge")] = False,
    out: Annotated[list[Path] | None, typer.Option("--out", "-o", metavar="FILE")] = None,
    vantage: Annotated[str, typer.Option("--vantage", metavar="NAME")] = "",
    country: Annotated[str, typer.Option("--country", metavar="ISO3")] = "",
    network: Annotated[str, typer.Option("--network", metavar="NAME")] = "",
    outside: Annotated[bool, typer.Option("--outside")] = False,
    sign: Annotated[Path | None, typer.Option("--sign", metavar="FILE")] = None,
    bundle: Annotated[list[Path] | None, typer.Option("--bundle", metavar="FILE")] = None,
    fingerprint: Annotated[str, typer.Option("--fingerprint", metavar="HEX")] = "",
    contact: Annotated[str, typer.Option("--contact", metavar="URL")] = "",
    at_once: Annotated[int, typer.Option("--at-once", metavar="NUMBER", min=1, max=128)] = 32,
    engine: EngineName = "serial",
) -> int:
    return _Scan(ctx.obj, ctx.params).run()


class _Scan:
    """One run of the command: what was typed, and the steps that follow from it."""

    def __init__(self, session: Session, typed: Mapping[str, Any]) -> None:
        self._session = session
        self._typed = typed
        self._goes_on = typed["resume"] or typed["judge"]

    def run(self) -> int:
        from miqyas.cli.scanning import folder_of
        from miqyas.scanner.artifacts.store import Store

        typed = self._typed
        _check_files(typed["out"] or [])
        asked = self._asked()
        folder = folder_of(self._session, asked.sites, typed["store"], goes_on=self._goes_on)
        store = Store(folder)
        self._take_in(store)
        report = self._judged(store) if typed["judge"] else self._scanned(store, asked)
        handed_in = self._hand_in(store) if typed["sign"] else None
        return self._tell(report, folder, handed_in)

    def _asked(self) -> Asked:
        """The sites: those that were begun, where nobody typed others."""
        from miqyas.cli.scanning import sites_begun, sites_registered, sites_typed

        typed, laboratory = self._typed, self._typed["laboratory"]
        if self._goes_on and typed["store"] and not (typed["registry"] or typed["address"]):
            return sites_begun(typed["store"], laboratory=laboratory or typed["judge"])
        if typed["registry"]:
            return sites_registered(self._session, laboratory=laboratory)
        if typed["address"]:
            return sites_typed(typed["address"], laboratory=laboratory, place=typed["place"])
        raise CommandError("scan_what")

    def _features(self) -> tuple[Feature, ...]:
        from miqyas.catalogue import instruments_in

        known = instruments_in(self._session.overlays.active())
        return tuple(feature for instrument in known.values() for feature in instrument.features)

    def _judged(self, store: Store) -> ScanReport:
        from miqyas.kernel.execution import open_engine
        from miqyas.scanner.rules.load import rules
        from miqyas.scanner.runner import judge_again

        features, languages = self._features(), tuple(self._typed["language"] or ()) or None
        with open_engine(self._typed["engine"]) as engine, self._session.progress("cli.scan.judging"):
            return judge_again(store, features=features, rules=rules(), languages=languages, engine=engine)

    def _scanned(self, store: Store, asked: Asked) -> ScanReport:
        from datetime import UTC, datetime

        from miqyas.cli.scanning import languages_of, plan_of, vantage_of
        from miqyas.kernel.execution import open_engine
        from miqyas.scanner.looking import Showing
        from miqyas.scanner.rules.load import rules
        from miqyas.scanner.runner import scan as scanned

        typed = self._typed
        vantage = vantage_of(typed, asked.begun)
        begun = asked.begun.shown if asked.begun else 0
        shown = begun if typed["browser"] is None else typed["browser"]
        plan = plan_of(typed, asked, rules=rules(), vantage=vantage)
        if asked.is_unsigned(typed["contact"]):
            self._tell_beside("cli.scan.no_contact")
        watched = self._watched(store.folder, most=plan.budget.pages)
        with open_engine(typed["engine"]) as engine, watched as on_progress:
            return scanned(
                asked.sites,
                features=self._features(),
                rules=rules(),
                plan=plan,
                store=store,
                today=datetime.now(UTC).date(),
                places=asked.places,
                browser=Showing(shown) if shown else None,
                languages=languages_of(typed, asked),
                engine=engine,
                at_once=typed["at_once"],
                on_progress=on_progress,
            )

    @contextmanager
    def _watched(self, folder: Path, *, most: int) -> Iterator[Callable[[Progress], None]]:
        """Tell a person how far it is; whoever interrupts is told how to go on."""
        session = self._session
        try:
            with session.news("cli.scan.beginning") as tell:
                yield lambda progress: tell(*_news(session, progress, most=most))
        except KeyboardInterrupt:
            self._tell_beside("cli.scan.interrupted", folder=str(folder))
            raise

    def _tell_beside(self, key: str, **params: str) -> None:
        """Say something that is no part of the report, where errors are said."""
        from miqyas.cli.screen import for_terminal
        from miqyas.kernel.words import say

        words = say(key, language=self._session.language, wrap=str, **params)
        sys.stderr.write(f"{for_terminal(words)}\n")

    def _take_in(self, store: Store) -> None:
        """Looks from elsewhere into the store, if their key is the one that was confirmed."""
        if not self._typed["bundle"]:
            return
        self._session.started_by().set_up()
        from miqyas.scanner.artifacts.bundle import bundle_read
        from miqyas.workspace.history.keys import is_signed

        for file in self._typed["bundle"]:
            bundle_read(
                file,
                confirmed=self._typed["fingerprint"],
                store=store,
                is_signed=lambda content, signature, key: is_signed(content, signature=signature, key=key),
            )

    def _hand_in(self, store: Store) -> dict[str, Any]:
        """Write what this vantage saw into a signed file for another installation."""
        from datetime import UTC, datetime

        self._session.started_by().set_up()
        from miqyas.scanner.artifacts.bundle import bundle_write
        from miqyas.scanner.manifest import read_manifest
        from miqyas.workspace.history.keys import public_key, sign

        file: Path = self._typed["sign"]
        vantage = read_manifest(store.folder).vantage
        try:
            made = bundle_write(
                store, file, vantage=vantage, sign=sign, key=public_key(), made_at=datetime.now(UTC)
            )
        except OSError as error:
            raise CommandError("cannot_write", path=str(file), why=error.strerror or str(error)) from error
        return {"file": str(file), "fingerprint": made.fingerprint, "looks": made.looks}

    def _tell(self, report: ScanReport, folder: Path, handed_in: Mapping[str, Any] | None) -> int:
        """The report on the screen or as JSON, and in the files that were asked for."""
        session = self._session
        features = {feature.code: feature for feature in self._features()}
        written = [str(file) for file in self._typed["out"] or ()]
        for file in self._typed["out"] or ():
            names = {code: feature.question for code, feature in features.items()}
            write_over(file, _content(report, file, names=names, language=session.language))
        if session.as_json:
            record = report.as_record()
            session.emit({"report": record, "store": str(folder), "files": written, "handed_in": handed_in})
        else:
            from miqyas.cli.scan import show_files, show_report

            show_report(session, report, features=features)
            show_files(session, folder, written, handed_in)
        return FINE if report.pages else FOUND_SOMETHING


def _check_files(files: list[Path]) -> None:
    """Before anything is looked at: each file is of a form that we write."""
    for file in files:
        if file.suffix.lower().removeprefix(".") not in FORMATS:
            raise CommandError("unknown_format", given=file.suffix or file.name, known=", ".join(FORMATS))


def _content(report: ScanReport, file: Path, *, names: Mapping[str, Text], language: str) -> bytes:
    """The report as a file: whole as JSON, its tables as a workbook, its findings as CSV."""
    from miqyas.reports.tables import write_csv, write_xlsx
    from miqyas.reports.tables.scan import scan_tables

    form = file.suffix.lower()
    if form == ".json":
        return (json.dumps(report.as_record(), ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8", "replace"
        )
    tables = scan_tables(report, names=names)
    if form == ".xlsx":
        return write_xlsx(tables, language=language)
    return write_csv(tables[0], language=language, encoding="utf-8-sig")


def _news(session: Session, progress: Progress, *, most: int) -> tuple[float, str]:
    """How far it is, as a share and in words; ``most`` pages are looked at of each site."""
    sites = max(progress.sites, 1)
    share = max(progress.sites_through / sites, min(progress.pages / (sites * most), 0.99))
    host = urlsplit(progress.address).netloc if session.screen.width >= WIDE else ""
    through = progress.sites_through
    return share, session.screen.words(
        "cli.scan.news", n=progress.pages, through=through, sites=progress.sites, host=host
    )
