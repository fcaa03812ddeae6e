"""What a chart that leaves the house says of itself, inside its file: title, description, source, licence."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from miqyas.kernel.text import FSI, LRI, PDI, RLI
from miqyas.kernel.words import say
from miqyas.reports.charts.chart import Chart

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC: Final = "http://purl.org/dc/elements/1.1/"
ET.register_namespace("rdf", _RDF)
ET.register_namespace("dc", _DC)
_ISOLATES: Final = dict.fromkeys(map(ord, (LRI, RLI, FSI, PDI)))
_HEAD_OF_PNG: Final = 8 + 25
"""Bytes of a PNG before what may be said in it: its signature and its IHDR."""


@dataclass(frozen=True, slots=True)
class Credits:
    """What stands in a file of a chart, in the language of the chart; a licence may be empty."""

    title: str
    description: str
    source: str
    licence: str
    publisher: str
    language: str


def credits_of(chart: Chart) -> Credits:
    """What a chart says of itself."""
    language, caption = chart.drawing.language, chart.caption
    return Credits(
        title=_bare(caption.title),
        description=_bare(chart.description),
        source=_bare(caption.source),
        licence=_bare(caption.licence),
        publisher=say("chart.brand", language=language),
        language=language,
    )


def _bare(words: str) -> str:
    """Words without isolates: they are for eyes, and these go to programs."""
    return words.translate(_ISOLATES)


def metadata(found: Credits) -> ET.Element:
    """The `<metadata>` of an SVG: Dublin Core in RDF."""
    root = ET.Element("metadata")
    described = ET.SubElement(root, f"{{{_RDF}}}RDF")
    work = ET.SubElement(described, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    told = {
        "title": found.title,
        "description": found.description,
        "source": found.source,
        "rights": found.licence,
        "publisher": found.publisher,
        "language": found.language,
    }
    for name, words in told.items():
        if words:
            ET.SubElement(work, f"{{{_DC}}}{name}").text = words
    return root


def signed_png(png: bytes, found: Credits) -> bytes:
    r"""A PNG with its words in iTXt chunks, before its picture.

    >>> found = Credits("T", "D", "S", "", "Miqyas", "en")
    >>> b"iTXtTitle\0\0\0en\0\0T" in signed_png(b"." * 40, found)
    True
    """
    told = {
        "Title": found.title,
        "Description": found.description,
        "Source": found.source,
        "Copyright": found.licence,
        "Author": found.publisher,
    }
    chunks = (_text_chunk(name, words, found.language) for name, words in told.items() if words)
    return png[:_HEAD_OF_PNG] + b"".join(chunks) + png[_HEAD_OF_PNG:]


def _text_chunk(name: str, words: str, language: str) -> bytes:
    body = b"iTXt" + name.encode("latin-1") + b"\0\0\0" + language.encode("ascii") + b"\0\0" + words.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
