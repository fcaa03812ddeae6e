"""A PDF read back: its words, its tags, what it says of itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pypdf import PdfReader

from miqyas.reports.document.directed import unmarked

_UNSEEN = re.compile("[\u2060\u200b\u00ad]")


class Pdf:
    """One PDF; tags as (name, element) in reading order."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content))

    @property
    def root(self) -> Any:
        return self.reader.trailer["/Root"]

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page, without signs that are not seen, blanks and breaks as one blank."""
        return [bare(page.extract_text()) for page in self.reader.pages]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def metadata(self) -> str:
        return self.root["/Metadata"].get_object().get_data().decode()

    @cached_property
    def tags(self) -> list[tuple[str, Any]]:
        return list(_walked(self.root["/StructTreeRoot"]["/K"]))

    def tagged(self, name: str) -> list[Any]:
        return [element for tag, element in self.tags if tag == name]

    def links(self) -> list[str]:
        """Addresses that a reader can follow out of the document."""
        return [
            action["/URI"]
            for page in self.reader.pages
            for one in page.get("/Annots", ())
            if "/URI" in (action := one.get_object().get("/A", {}))
        ]


def bare(text: str) -> str:
    """Text as it is compared: the page's own lines, marks and breaks do not count."""
    return " ".join(_UNSEEN.sub("", unmarked(text)).split())


def attribute(element: Any, name: str) -> Any:
    """An attribute of a tag, whichever of its dictionaries holds it."""
    held = element.get("/A", {})
    each = held if isinstance(held, list) else [held]
    return next((one.get_object()[name] for one in each if name in one.get_object()), None)


def _walked(kids: Any) -> Iterator[tuple[str, Any]]:
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(element, dict) and "/S" in element:
            yield element["/S"][1:], element
            if "/K" in element:
                yield from _walked(element["/K"])
