"""The elements of a page that are asked for by name or attribute, found in one look through it."""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from miqyas.scanner.document.landmarks import BY_ROLE, BY_TAG, named_boxes
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.document.seen import seen

_UNREAD: Final = frozenset({"script", "style", "template", "noscript"})
_TOLD: Final = frozenset({"title", "base", "link", "meta", "script"})
_ASKED: Final = ",".join(
    (
        *("script", "style", "template", "noscript", "textarea", "title", "base[href]", "link[rel][href]"),
        *("meta[content]", "[lang]", "[role]", "[itemtype]", "label[for]", *BY_TAG),
    )
)


class Marks:
    """What stands in the head and what attributes mark, in the order of the page.

    ``told`` are the elements that speak to machines, by their tag; ``langs`` the languages and ``parts`` the
    landmarks of elements, by their place in memory. What is read of a page is read before `silence`.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.told: dict[str, list[LexborNode]] = {}
        self.items: list[LexborNode] = []
        self.labels: list[LexborNode] = []
        self.langs: dict[int, str] = {}
        self.parts: dict[int, Landmark] = {}
        self._unread: list[LexborNode] = []
        self._texts: list[LexborNode] = []
        self._unseen: set[int] = set()
        self._named: set[Landmark] = set()
        self._tree = tree
        known = 0
        for node in tree.css(_ASKED):  # one that is asked for in two ways comes twice, one after the other
            if node.mem_id != known:
                known = node.mem_id
                self._take(node)

    def _take(self, node: LexborNode) -> None:
        tag, attributes = node.tag or "", node.attributes
        if tag in _TOLD:
            self.told.setdefault(tag, []).append(node)
        if "itemtype" in attributes:
            self.items.append(node)
        if tag in _UNREAD:
            self._unread.append(node)
            self._unseen.update(inside.mem_id for inside in node.traverse())
        elif node.mem_id not in self._unseen:
            self._mark(node, tag, attributes)

    def _mark(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "textarea":
            self._texts.append(node)
        elif tag == "label" and "for" in attributes:
            self.labels.append(node)
        if "lang" in attributes:
            self.langs[node.mem_id] = seen(attributes["lang"], longest=20).lower()
        role = BY_ROLE.get((attributes.get("role") or "").strip().lower())
        if role:
            self.parts[node.mem_id] = role
            self._named.add(role)
        if tag in BY_TAG:
            self._named.add(BY_TAG[tag])

    def silence(self) -> None:
        """Take out of the page what no reader sees; what names itself a part by older names is one then."""
        for node in reversed(self._unread):  # what is inside another goes before it
            node.decompose()
        for node in self._texts:
            if node.child:
                node.child.decompose()
        self.parts.update(named_boxes(self._tree, but=self._named))
