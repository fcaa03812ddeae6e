"""Pieces of XML that stand in files of their own, filled in."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template
from xml.sax.saxutils import escape


def filled(package: str, name: str, **values: object) -> str:
    """The piece `parts/<name>.xml` of a package with its values, which are text and never XML.

    >>> "<w:pict>" in filled("miqyas.reports.docx", "watermark", colour="#fff", font="Any", words="A & B")
    True
    """
    safe = {key: escape(str(value), {'"': "&quot;"}) for key, value in values.items()}
    return _piece(package, name).substitute(safe)


@cache
def _piece(package: str, name: str) -> Template:
    return Template((files(package) / "parts" / f"{name}.xml").read_text(encoding="utf-8"))
