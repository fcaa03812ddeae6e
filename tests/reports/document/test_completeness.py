"""Each number and each answer of a report is in each of its formats, as readers of other people find it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module

import pytest

from miqyas.reports.document import (
    Callout,
    DataTable,
    Document,
    Fields,
    Figure,
    KeyFigures,
    Signatures,
)
from tests.reports.document.gallery import gallery
from tests.reports.document.reading import READERS
from tests.reports.document.wanted import missing

LANGUAGES = ("ar", "en")


def written(document: Document, form: str) -> str:
    write = getattr(import_module(f"miqyas.reports.{form}"), f"write_{form}")
    return READERS[form](write(document))


@cache
def whole(language: str, form: str) -> str:
    return written(gallery(language), form)


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_there(language: str, form: str) -> None:
    assert missing(gallery(language), whole(language, form), form=form) == []


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("kind", [KeyFigures, Figure, DataTable, Fields, Callout, Signatures])
def test_a_block_that_is_dropped_is_missed(form: str, kind: type) -> None:
    """The test above can fail: with one kind of block left out, what it says is found wanting."""
    document = short_gallery()
    short = replace(document, blocks=tuple(one for one in document.blocks if not isinstance(one, kind)))
    assert missing(document, written(document, form), form=form) == []
    assert missing(document, written(short, form), form=form)


def short_gallery() -> Document:
    """With a chart that office programs draw and one that they do not."""
    document = gallery("en", layout="brief")
    figures = [one for one in document.blocks if isinstance(one, Figure)]
    left_out = [
        one for one in figures if one.chart.caption.title.rpartition(": ")[2] not in {"stacks", "skill"}
    ]
    return replace(document, blocks=tuple(one for one in document.blocks if one not in left_out))
