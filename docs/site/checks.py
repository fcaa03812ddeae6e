"""What must hold of a built site: links and anchors lead somewhere, nothing is asked of another machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

ASSETS: Final = (
    "script[src], link[href]:not([rel=canonical]), img[src], source[srcset], iframe[src], use[href]"
)
OUTSIDE: Final = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import\s")


def problems(site: Path) -> list[str]:
    """Each thing that does not hold, with the page that has it; none for a sound site."""
    return [
        f"{file.relative_to(site)}: {what}" for file in sorted(site.rglob("*.*")) for what in _of(file, site)
    ]


def _of(file: Path, site: Path) -> Iterator[str]:
    if file.suffix == ".css" and OUTSIDE.search(file.read_text(encoding="utf-8")):
        yield "asks another machine for a part of its style"
    if file.suffix != ".html":
        return
    tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
    for node in tree.css(ASSETS):
        address = (
            node.attributes.get("src") or node.attributes.get("href") or node.attributes.get("srcset") or ""
        )
        if urlsplit(address).netloc:
            yield f"asks another machine for {address}"
    if tree.css("script:not([src]):not([type]), style, [style], [onclick]"):
        yield "has an inline script or style"
    for node in tree.css("a[href], link[href], script[src], img[src]"):
        address = node.attributes.get("href") or node.attributes.get("src") or ""
        if file.name == "404.html" or urlsplit(address).scheme:
            continue
        if not _leads(address, file, site):
            yield f"{address} leads nowhere"


def _leads(address: str, file: Path, site: Path) -> bool:
    path, _, part = unquote(urljoin(file.relative_to(site).as_posix(), address)).partition("#")
    if path == f"{file.relative_to(site).parts[0]}/":
        return True  # the home page of the installation, above the folder of the documentation
    there = site / path
    there = there / "index.html" if there.is_dir() else there
    return there.is_file() and (not part or part in _names(there))


@cache
def _names(file: Path) -> frozenset[str]:
    tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
    return frozenset(node.attributes["id"] or "" for node in tree.css("[id]"))
