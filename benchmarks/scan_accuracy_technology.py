"""How much the scanner's browser finds of what the authors of two corpora planted, and how often it is wrong.

``python -m benchmarks.scan_accuracy_technology`` serves the corpora on the loopback, shows each page in the
product's own browser with axe, own checks and probes, judges what was kept and compares it with the authors'
labels. A case counts as found only where a check fires that is about what the case is about
(scan_accuracy_technology.yaml); a false alarm is such a check on a page that the authors call passed or
inapplicable. The corpora hold no scripts, and of the second no styles: pages that need them are not as their
authors run them, and count all the same. ``--tier`` measures time in place of accuracy.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from rich.console import Console
from rich.table import Table

from miqyas.scanner.gather.browser import PROGRAMS, Browser, BrowserBounds
from miqyas.scanner.gather.examining.examine import Examine, given
from miqyas.scanner.gather.guard import Laboratory
from miqyas.scanner.technology import Level, PageExamined
from miqyas.scanner.technology.pages import page_examined
from tests.scanner.website import Answer, website

CORPORA: Final = Path(__file__).parent.parent.parent / "shared" / "corpora"
ACT_ROOT: Final = "WAI/content-assets/wcag-act-rules"
AXE: Final = Path(__file__).parent.parent / "src/miqyas/scanner/gather/axe/axe.min.js"
HERE: Final = Laboratory(("127.0.0.1",))
BOUNDS: Final = BrowserBounds(seconds=20, settle_seconds=0.5)
EVERYTHING: Final = Examine(is_checked=True, is_probed=True)
ACT_FOUND, ACT_FALSE, AUDIT_FOUND, TIER = 206, 0.01, 65, 1.3
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Case:
    """A page of a corpus: its path, the rule or name it stands for, and what the authors say of it."""

    path: str
    rule: str
    expected: str


@dataclass(frozen=True)
class Seen:
    """A case and the rules and checks that fired on its page."""

    case: Case
    fired: frozenset[str]
    page: PageExamined


@cache
def settings() -> Mapping[str, Any]:
    """What each case is about."""
    loaded: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return loaded


def act_cases(folder: Path) -> list[Case]:
    """The cases of ACT; several cases may share a page."""
    told = json.loads((folder / ACT_ROOT / "testcases.json").read_text("utf-8"))["testcases"]
    return [Case(f"{ACT_ROOT}/{one['relativePath']}", one["ruleId"], one["expected"]) for one in told]


def audit_cases(folder: Path) -> list[Case]:
    """The cases of the audit, all of which hold a fault."""
    return [
        Case(f"tests/{file.name}", file.stem, "failed") for file in sorted((folder / "tests").glob("*.html"))
    ]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine."""

    def answer(path: str) -> Answer:
        file = (folder / path.split("?")[0].strip("/")).resolve()
        if not (file.is_file() and file.is_relative_to(folder.resolve())):
            return 404, {}, b""
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return (
            200,
            {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind},
            file.read_bytes(),
        )

    with website(answer) as address:
        yield address


def seen(folder: Path, cases: Sequence[Case]) -> list[Seen]:
    """Each case as the scanner judges its page."""
    pages: dict[str, PageExamined] = {}
    with served(folder) as base, Browser(laboratory=HERE, bounds=BOUNDS) as browser:
        for path in dict.fromkeys(case.path for case in cases):
            address = f"{base}/{path}"
            pages[path] = page_examined(address, browser.show(address, EVERYTHING).examined)
    return [Seen(case, fired(pages[case.path]), pages[case.path]) for case in cases]


def fired(page: PageExamined) -> frozenset[str]:
    """The rules and checks that found something in a page."""
    return frozenset(source for fault in page.faults for source in fault.sources)


def of_axe() -> dict[str, frozenset[str]]:
    """The rules of axe by the rule of ACT that they map, as axe itself says."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox"])
        page = chromium.new_page()
        page.evaluate(AXE.read_text("utf-8"))
        told = page.evaluate("axe.getRules().map(one => [one.ruleId, one.actIds || []])")
        chromium.close()
    found: dict[str, set[str]] = {}
    for rule, acts in told:
        for act in acts:
            found.setdefault(act, set()).add(rule)
    return {act: frozenset(rules) for act, rules in found.items()}


def _program() -> str:
    import shutil

    return next(filter(None, map(shutil.which, PROGRAMS)))


def rows(corpora: Path = CORPORA) -> Iterator[Row]:
    """The table: corpus, what, result, bar."""
    for name, told in (("act", act_rows), ("a11yaudit", audit_rows)):
        folder = corpora / name
        if folder.is_dir():
            yield from told(folder)
        else:
            yield name, "not there", str(folder), "-"


def act_rows(folder: Path) -> Iterator[Row]:
    """Found and false alarms, of what axe maps and of all."""
    by_axe, own = of_axe(), {rule: frozenset(some) for rule, some in settings()["act"].items()}
    cases = seen(folder, act_cases(folder))
    mapped = [one for one in cases if one.case.rule in by_axe]
    both = {rule: by_axe.get(rule, frozenset()) | own.get(rule, frozenset()) for rule in {*by_axe, *own}}
    yield from _rows("of what axe maps, by its rules", mapped, by_axe, f">= {ACT_FOUND}, <= {ACT_FALSE:.0%}")
    yield from _rows("of what axe maps, with own checks", mapped, both, f">= {ACT_FOUND}, <= {ACT_FALSE:.0%}")
    yield from _rows("of all, by rules of axe", cases, by_axe, "-")
    yield from _rows("of all, with own checks and probes", cases, both, "-")
    for rule in sorted(own):
        some = [one for one in cases if one.case.rule == rule]
        found, failed, false, _ = _counted(some, both)
        yield "act", f"  {rule}: {', '.join(sorted(own[rule]))}", f"{found} of {failed}, {false} false", "-"
    unfinished = Counter(one.page.unfinished for one in cases if one.page.unfinished)
    yield "act", "pages not examined to the end", str(sum(unfinished.values())), "0"


def _rows(what: str, some: Sequence[Seen], about: Mapping[str, frozenset[str]], bar: str) -> Iterator[Row]:
    found, failed, false, others = _counted(some, about)
    result = f"{found} of {failed} found; {false} of {others} false ({false / max(others, 1):.2%})"
    yield "act", what, result, bar


def _counted(some: Iterable[Seen], about: Mapping[str, frozenset[str]]) -> tuple[int, int, int, int]:
    counted = Counter(
        (one.case.expected == "failed", bool(one.fired & about.get(one.case.rule, frozenset())))
        for one in some
    )
    failed = counted[True, True] + counted[True, False]
    others = counted[False, True] + counted[False, False]
    return counted[True, True], failed, counted[False, True], others


def audit_rows(folder: Path) -> Iterator[Row]:
    """Found, by axe and by own checks, and what fired beside the point."""
    about = {name: frozenset(some) for name, some in settings()["a11yaudit"].items()}
    cases = seen(folder, audit_cases(folder))
    hits = [one.fired & about.get(one.case.rule, frozenset()) for one in cases]
    own = sum(1 for some in hits if some and not any(_is_of_axe(rule) for rule in some))
    found = sum(map(bool, hits))
    tools = json.loads((folder / "tests.json").read_text("utf-8"))
    alone = sum(one["results"]["axe"] == "error" for group in tools.values() for one in group.values())
    yield "a11yaudit", "found", f"{found} of {len(cases)}; {own} by own checks alone", f"> {AUDIT_FOUND}"
    yield "a11yaudit", "axe in the authors' own run", f"{alone} of {len(cases)}", "-"
    for level, name in ((Level.A, "A"), (Level.AA, "AA"), (Level.BEYOND, "beyond")):
        beside = sum(_fires_beside(one, about, level) for one in cases)
        yield "a11yaudit", f"pages with a fault of level {name} that the case is not about", str(beside), "-"


def _is_of_axe(rule: str) -> bool:
    return "-" in rule or rule in {
        "label",
        "list",
        "listitem",
        "dlitem",
        "blink",
        "marquee",
        "tabindex",
        "bypass",
    }


def _fires_beside(one: Seen, about: Mapping[str, frozenset[str]], level: Level) -> bool:
    wanted = about.get(one.case.rule, frozenset())
    return any(fault.level is level and wanted.isdisjoint(fault.sources) for fault in one.page.faults)


# --- Time


def browser_tier(corpora: Path = CORPORA, *, pages: int = 10) -> Iterator[Row]:
    """Milliseconds a page, axe and a picture: ours with its guard and own checks, beside the bare pair.

    The pages are those of scuole, the browser is the same, each turn shows all pages, and turns alternate.
    """
    folder = corpora / "scuole"
    paths = [str(file.relative_to(folder)) for file in sorted(folder.rglob("*.html"))[:pages]]
    with served(folder) as base:
        addresses = [f"{base}/{path}" for path in paths]
        ours, bare = [], []
        for _ in range(2):
            bare.append(_bare(addresses))
            ours.append(_ours(addresses, Examine(is_checked=True)))
        probes = _ours(addresses, EVERYTHING)
    mine, its = min(ours), min(bare)
    yield "scuole", "bare playwright + axe + screenshot", f"{its * 1000:.0f} ms a page", "-"
    yield "scuole", "miqyas: axe, own checks, screenshot", f"{mine * 1000:.0f} ms a page", "-"
    yield "scuole", "ratio", f"{mine / its:.2f}", f"<= {TIER}"
    yield "scuole", "miqyas with probes", f"{probes * 1000:.0f} ms a page", "-"


def _ours(addresses: Sequence[str], wanted: Examine) -> float:
    with Browser(laboratory=HERE, bounds=BOUNDS) as browser:
        browser.show(addresses[0], wanted)
        began = time.perf_counter()
        for address in addresses:
            browser.show(address, wanted)
        return (time.perf_counter() - began) / len(addresses)


def _bare(addresses: Sequence[str]) -> float:
    """The least that shows a page, runs axe at levels A and AA without waiting, and takes a picture."""
    from playwright.sync_api import sync_playwright

    axe, tags = AXE.read_text("utf-8"), {"type": "tag", "values": given()["tags"]}
    options = {"runOnly": tags, "resultTypes": ["violations"], "preload": False, "iframes": False}
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_program(), args=flags)
        context = chromium.new_context(viewport={"width": BOUNDS.width, "height": BOUNDS.height})

        def show(address: str) -> None:
            page = context.new_page()
            page.goto(address)
            page.evaluate(axe)
            page.evaluate("options => axe.run(document, options)", options)
            page.screenshot(full_page=True)
            page.close()

        show(addresses[0])
        began = time.perf_counter()
        for address in addresses:
            show(address)
        taken = (time.perf_counter() - began) / len(addresses)
        chromium.close()
    return taken


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--corpora", type=Path, default=CORPORA)
    asked.add_argument("--tier", action="store_true", help="time in place of accuracy")
    given_words = asked.parse_args()
    table = Table(show_edge=False)
    for heading in ("corpus", "what", "result", "bar"):
        table.add_column(heading, overflow="fold")
    for row in (browser_tier if given_words.tier else rows)(given_words.corpora):
        table.add_row(*row)
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
