"""Where the parts of a page are: by element, by role, and by the names that older sites give their boxes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from miqyas.scanner.document.model import Landmark

BY_TAG: Final = {
    "header": Landmark.HEADER,
    "nav": Landmark.NAV,
    "main": Landmark.MAIN,
    "footer": Landmark.FOOTER,
    "aside": Landmark.ASIDE,
    "search": Landmark.SEARCH,
}
BY_ROLE: Final = {
    "banner": Landmark.HEADER,
    "navigation": Landmark.NAV,
    "main": Landmark.MAIN,
    "contentinfo": Landmark.FOOTER,
    "complementary": Landmark.ASIDE,
    "search": Landmark.SEARCH,
}
_BY_NAME: Final = {
    Landmark.HEADER: ("header", "site-header", "page-header", "top-bar", "topbar", "masthead"),
    Landmark.NAV: (
        "nav",
        "navbar",
        "menu",
        "main-menu",
        "mainmenu",
        "navigation",
        "breadcrumb",
        "breadcrumbs",
    ),
    Landmark.MAIN: ("main", "content", "main-content", "maincontent"),
    Landmark.FOOTER: ("footer", "site-footer", "page-footer", "footer-bottom", "copyright"),
}
_SELECTORS: Final = {
    landmark: ",".join(f"div#{name},div.{name},td#{name},ul#{name},ul.{name}" for name in names)
    for landmark, names in _BY_NAME.items()
}
_INSIDE_MAIN: Final = frozenset({Landmark.HEADER, Landmark.FOOTER})
"""Heads and feet of articles are not those of the page."""


def named_boxes(tree: LexborHTMLParser, *, but: Collection[Landmark]) -> dict[int, Landmark]:
    """The boxes that older sites make parts of a page by their names, by their place in memory.

    They are looked at only for parts that no element and no role names (``but``).
    """
    return {
        node.mem_id: landmark
        for landmark, selector in _SELECTORS.items()
        if landmark not in but
        for node in tree.css(selector)
    }


def nested(inner: Landmark, outer: Landmark) -> Landmark:
    """The part in which a part stands that is inside another.

    >>> nested(Landmark.HEADER, Landmark.MAIN), nested(Landmark.NAV, Landmark.HEADER)
    (<Landmark.MAIN: 'main'>, <Landmark.NAV: 'nav'>)
    """
    return outer if inner in _INSIDE_MAIN and outer in {Landmark.MAIN, Landmark.ASIDE} else inner


def after(node: LexborNode) -> int:
    """The place in memory of the first element or text after everything inside the node; 0 for none."""
    current: LexborNode | None = node
    while current is not None:
        following = current.next
        while following is not None and following.tag == "-comment":
            following = following.next
        if following is not None:
            return int(following.mem_id)
        current = current.parent
    return 0
