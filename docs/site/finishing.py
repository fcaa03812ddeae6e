"""Make a built site fit for the installation: nothing inline, and a search that speaks its language."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from pathlib import Path
from typing import Final

from docs.site.text import words

VOWELS: Final = re.compile(r"[\u0640\u064b-\u0652\u2066-\u2069]")
"""Signs that the search does without: what is typed seldom has them."""
ALTERNATE: Final = re.compile(r'<link rel="alternate"[^>]*>')
"""With it the theme's script leads every change of language to the first page."""
INLINE: Final = {
    ".js": re.compile(r"<script>(.+?)</script>", re.DOTALL),
    ".css": re.compile(r"<style>(.+?)</style>", re.DOTALL),
}
BUNDLE: Final = (
    (
        r'(\w+)\.appendChild\(\w+\("style",\{\},(\w+)\.toString\(\)\)\)',
        r"\1.adoptedStyleSheets=[(sheet=>(sheet.replaceSync(\2.toString()),sheet))(new CSSStyleSheet)]",
    ),
    (
        r'\$\{(new Intl\.NumberFormat\("en-US"\)\.format\(\w+\))\} \$\{\w+===1\?"result":"results"\}',
        r"@count ${\1}",
    ),
    (r'"No results"', '"@none"'),
    (r'"Loading search\\u2026"', '"@loading"'),
    (r'"aria-label":"Search results"', '"aria-label":"@results"'),
    (r'"Filters"', '"@filters"'),
    (r'(aria-label"|placeholder):"Search"', r'\1:"@search"'),
)
"""Places of the theme's script that are changed: its style, and words that it has in English only."""


TABLE: Final = re.compile(r"<table>.*?</table>", re.DOTALL)
HEADING: Final = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
ROW: Final = re.compile(r"<tr>.*?</tr>", re.DOTALL)
STACKED_FROM: Final = 3
"""Columns from which a table is a list of rows on a phone, each cell under the name of its column."""


def finish(site: Path, language: str) -> None:
    """Make a built site fit for our policy, which runs nothing inline, and its search speak the language."""
    for page in sorted(site.rglob("*.html")):
        text = ALTERNATE.sub("", page.read_text(encoding="utf-8"))
        up = "../" * len(page.relative_to(site).parents[:-1])
        for suffix, pattern in INLINE.items():
            text = pattern.sub(partial(_moved, site=site, up=up, suffix=suffix), text)
        text = TABLE.sub(stacked, text)
        page.write_text(text, encoding="utf-8")
    index = site / "search.json"
    index.write_text(VOWELS.sub("", index.read_text(encoding="utf-8")), encoding="utf-8")
    (bundle,) = site.glob("assets/javascripts/bundle.*.js")
    bundle.write_text(_spoken(bundle.read_text(encoding="utf-8"), language), encoding="utf-8")


def stacked(table: re.Match[str]) -> str:
    """A table whose cells know the name of their column, if it has more than a phone holds."""
    names = [re.sub("<[^>]+>", "", name).strip() for name in HEADING.findall(table[0])]
    if len(names) < STACKED_FROM:
        return table[0]

    def named(row: re.Match[str]) -> str:
        columns = iter(names)
        return re.sub("<td", lambda _: f'<td data-label="{next(columns)}"', row[0])

    return ROW.sub(named, table[0]).replace("<table>", "<table data-stacked>", 1)


def _moved(found: re.Match[str], *, site: Path, up: str, suffix: str) -> str:
    code = found[1]
    name = f"assets/inline/{hashlib.sha256(code.encode()).hexdigest()[:12]}{suffix}"
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text(code, encoding="utf-8")
    link = '<script src="{}"></script>' if suffix == ".js" else '<link rel="stylesheet" href="{}">'
    return link.format(f"{up}{name}")


def _spoken(script: str, language: str) -> str:
    """The script of the theme with its search in our words, and with its style where our policy lets it be.

    Stops when the theme is of another version and a place to be changed is not there.
    """
    for pattern, put in BUNDLE:
        said = re.sub(r"@(\w+)", lambda one: words(f"search_{one[1]}", language), put)
        script, changed = re.subn(pattern, said, script)
        if not changed:
            raise SystemExit(
                f"the theme's script has changed: {pattern} is not in it; see docs/site/build.py"
            )
    return script
