"""How often the scanner is right on pages whose authors label them: ``python -m benchmarks.scan_accuracy``.

Marks of the authors are taken out before anything is read and compared after. Corpora are looked for beside
the source tree (``--corpora FOLDER`` for another place); those that are not there are said to be absent.
Pages that were made for tests here are never among them.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import yaml
from rich.console import Console
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser, LexborNode

from miqyas.scanner.document.model import Page
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.labels import Measure, Share, fewest
from miqyas.scanner.rules.clues import Clue, PageClues, Surface, clues_of
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Kind, Strength
from miqyas.scanner.rules.whole import element_on

HERE: Final = Path(__file__).parent
CORPORA: Final = HERE.parent.parent / "shared" / "corpora"
WIDTH: Final = 110
TECHNOLOGY: Final = "benchmarks.scan_accuracy_technology"
PRECISION, RECALL = 0.95, 0.90
"""What is aimed at on pages that nobody here has seen."""


@dataclass(frozen=True)
class Row:
    """One line of the table: where, what, and how right."""

    corpus: str
    what: str
    measure: Measure


@dataclass(frozen=True)
class Labelled:
    """A page without its marks as the rules see it, with its marks by the order of its links, and in all."""

    name: str
    page: Page
    clues: PageClues
    of_links: Mapping[int, str]
    marks: frozenset[str]


def settings() -> Mapping[str, Any]:
    """What the authors' marks mean."""
    loaded: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return loaded


def labelled(file: Path, *, folder: Path, mark: str) -> Labelled:
    """A page and its marks; the marks are not in what the rules see."""
    content = file.read_bytes()
    bare = re.sub(rb"\s" + mark.encode() + rb'="[^"]*"', b"", content)
    tree = LexborHTMLParser(content.decode("utf-8", "replace"))
    tree.strip_tags(["script", "style", "template", "noscript"])
    links = list(tree.css("a[href],area[href]"))
    page = read_page(bare, address=f"https://corpus.example/{file.relative_to(folder)}")
    return Labelled(
        file.name,
        page,
        clues_of(page, rules=rules()),
        {order: found for order, node in enumerate(links) if (found := node.attributes.get(mark))},
        frozenset(filter(None, (node.attributes.get(mark) for node in tree.css(f"[{mark}]")))),
    )


@cache
def school_pages(corpora: Path) -> list[Labelled]:
    """The pages of the design model of schools, in the order of their names."""
    told = settings()["scuole"]
    folder = corpora / told["folder"]
    return [labelled(file, folder=folder, mark=told["mark"]) for file in sorted(folder.glob("*.html"))]


def school_rows(corpora: Path) -> Iterator[Row]:
    """Every mark of the design model of schools that tells something about a rule."""
    told, seen = settings()["scuole"], school_pages(corpora)
    for mark, rule in told["links"].items():
        yield Row("scuole", f"{mark}: {rule}", _added(mark, (_links(one, mark, rule) for one in seen)))
    for rule, marks in told["pages"].items():
        found = (_page(has=shows(one, rule), should=not one.marks.isdisjoint(marks)) for one in seen)
        yield Row("scuole", f"{', '.join(marks)}: {rule}", _added(rule, found))
    for rule, name in told["named"].items():
        found = (_page(has=is_named(one, rule), should=one.name == name) for one in seen)
        yield Row("scuole", f"{name}: {rule}", _added(rule, found))


def _links(one: Labelled, mark: str, rule: str) -> Measure:
    """The links that the rule takes beside those that carry the mark."""
    taken = {clue.order for clue in strong_links(one.clues, rule)}
    marked = {order for order, found in one.of_links.items() if found == mark}
    return Measure("", right=len(taken & marked), wrong=len(taken - marked), missed=len(marked - taken))


def strong_links(page: PageClues, rule: str) -> list[Clue]:
    """The links that the rule takes for what it looks for, before it follows them."""
    return [
        clue for clue in page.of(rule) if clue.surface is Surface.LINK and clue.strength is Strength.STRONG
    ]


def shows(one: Labelled, rule: str) -> bool:
    """Whether the rule sees on the page what it looks for."""
    found = rules().by_id[rule]
    if found.kind is Kind.ELEMENT:
        return element_on(found, one.clues) is not None
    return bool(strong_links(one.clues, rule))


def is_named(one: Labelled, rule: str) -> bool:
    """Whether title or heading of the page name the thing."""
    naming = {Surface.TITLE, Surface.HEADING}
    return any(clue.surface in naming and clue.strength is Strength.STRONG for clue in one.clues.of(rule))


def _page(*, has: bool, should: bool) -> Measure:
    return Measure(
        "",
        right=int(has and should),
        wrong=int(has and not should),
        missed=int(should and not has),
        left=int(not has and not should),
    )


def _added(group: str, found: Iterable[Measure]) -> Measure:
    return sum(found, Measure(group))


def multilingual_rows(corpora: Path) -> Iterator[Row]:
    """The language of each page, told and untold, its direction, and the list of its translations."""
    told = settings()["multilingual"]
    folder = corpora / told["folder"]
    seen = [_Translated.of(file, folder, told) for file in sorted(folder.rglob("*.html"))]
    for what, right in _OF_PAGES.items():
        yield Row("multilingual", what, _added(what, (_all_said(right(one)) for one in seen)))
    yield Row("multilingual", "links to translations", _added("", (_switches(one) for one in seen)))
    named = (_named(one) for one in seen)
    yield Row("multilingual", "language that such a link names", _added("", named))


@dataclass(frozen=True)
class _Translated:
    """A page whose file is called after its language, and the languages of its links to translations."""

    language: str
    page: Page
    untold: Page
    clues: PageClues
    links: Mapping[int, str]

    @classmethod
    def of(cls, file: Path, folder: Path, told: Mapping[str, Any]) -> _Translated:
        original = told["original"]
        code = original["language"] if file.stem == original["file"] else file.stem
        content, address = file.read_bytes(), f"https://corpus.example/{file.relative_to(folder)}"
        tree = LexborHTMLParser(content.decode("utf-8", "replace"))
        tree.strip_tags(["script", "style", "template", "noscript"])
        marked = {node.mem_id: node for node in tree.css(told["list"])}
        links = enumerate(tree.css("a[href],area[href]"))
        bare = re.sub(rb'\s(?:lang|hreflang|xml:lang)="[^"]*"', b"", content)
        return cls(
            _base(code),
            read_page(content, address=address),
            read_page(bare, address=address),
            clues_of(read_page(bare, address=address), rules=rules()),
            {order: _lang_of(marked[node.mem_id]) for order, node in links if node.mem_id in marked},
        )


_OF_PAGES: Final[Mapping[str, Callable[[_Translated], bool]]] = {
    "language of the page": lambda one: one.page.language == one.language,
    "language by its words alone": lambda one: one.untold.language == one.language,
    "direction right to left": lambda one: (one.page.direction == "rtl") == (one.language == "ar"),
}


def _lang_of(node: LexborNode) -> str:
    return _base(node.attributes.get("lang") or "")


def _base(code: str) -> str:
    return code.split("-")[0].lower()


def _all_said(is_right: bool) -> Measure:
    """Something that is said of every page: a wrong word is false alarm and miss alike."""
    return Measure("", right=int(is_right), wrong=int(not is_right), missed=int(not is_right))


def _switches(one: _Translated) -> Measure:
    taken, marked = {clue.order for clue in one.clues.language_links}, set(one.links)
    return Measure("", right=len(taken & marked), wrong=len(taken - marked), missed=len(marked - taken))


def _named(one: _Translated) -> Measure:
    found = {clue.order: clue.phrase for clue in one.clues.language_links}
    return _added(
        "", (_all_said(found[order] == code) for order, code in one.links.items() if order in found)
    )


def rows(corpora: Path = CORPORA) -> Iterator[Row]:
    """All that is measured of the corpora that are there, in the order of the table."""
    found = ((school_rows, "scuole"), (multilingual_rows, "multilingual"))
    for measured, name in found:
        if (corpora / name).is_dir():
            yield from measured(corpora)


def whole_of(found: Iterable[Row], corpus: str) -> Row:
    """All rows of a corpus together."""
    return Row(corpus, "all", _added("all", (one.measure for one in found if one.corpus == corpus)))


def main() -> None:
    """Measure, and print the tables with what they cannot tell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scan_accuracy", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="the folder of the corpora")
    console, corpora = Console(width=WIDTH), parser.parse_args().corpora
    table = _table("corpus", "what", "right", "false", "missed", "precision", "recall")
    found = list(rows(corpora))
    for corpus in dict.fromkeys(one.corpus for one in found):
        for one in (*(row for row in found if row.corpus == corpus), whole_of(found, corpus)):
            counts = (one.measure.right, one.measure.wrong, one.measure.missed)
            shares = (_told(one.measure.precision, PRECISION), _told(one.measure.recall, RECALL))
            table.add_row(one.corpus, one.what, *map(str, counts), *shares)
        table.add_section()
    console.print(table)
    console.print(f"aim: precision {PRECISION:.2f}, recall {RECALL:.2f}; * fewer than 50: not a measure yet")
    for corpus in ("scuole", "multilingual"):
        if not (corpora / corpus).is_dir():
            console.print(f"[bold]{corpus} is not there: {corpora / corpus}")
        for sentence in settings()[corpus]["cannot"]:
            console.print(f"{corpus} cannot tell: {sentence}", markup=False)
    if find_spec(TECHNOLOGY):
        _print_technology(console, corpora)


def _print_technology(console: Console, corpora: Path) -> None:
    table = _table("corpus", "what", "result", "bar")
    for row in import_module(TECHNOLOGY).rows(corpora):
        table.add_row(*map(str, row))
    console.print(table)


def _table(*headings: str) -> Table:
    table = Table(show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _told(share: Share, aim: float) -> str:
    if share.value is None or share.interval is None:
        return "-"
    low, high = share.interval
    few = "" if share.of >= fewest() else "*"
    mark = "" if share.value >= aim else " below"
    return f"{share.value:.3f} ({low:.2f}-{high:.2f}){few}{mark}"


if __name__ == "__main__":
    main()
