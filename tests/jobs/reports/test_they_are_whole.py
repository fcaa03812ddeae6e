"""Every report of the workspace is whole in every format: each figure, each answered field, each address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from miqyas.jobs.reports.kinds import Order, report_kind_of, report_kinds
from miqyas.reports.document import DataTable, Document, Fields, KeyFigures, Link
from miqyas.reports.document.write import FORMS, write
from tests.campaign_cast import CampaignCast
from tests.jobs.reports.small_government import small_government
from tests.reports.document.read_pdf import Pdf
from tests.reports.document.reading import READERS
from tests.reports.document.wanted import missing, missing_on_paper

pytestmark = pytest.mark.django_db
TODAY = "2026-11-26"
ON_PAPER = {"entity_scorecard", "questionnaire_pack"}


@pytest.fixture
def of(campaign_cast: CampaignCast, settings: Any, tmp_path: Path) -> dict[str, str]:
    settings.MIQYAS_FOLDER = tmp_path
    return small_government(campaign_cast)


def documents(of: dict[str, str], language: str) -> Iterator[Document]:
    for kind, about in of.items():
        assert report_kind_of(kind).found(about) is not None, kind
        yield report_kind_of(kind).gather(Order(about, language, TODAY))


def lacking(document: Document, form: str) -> list[str]:
    """What a report says that one of its files does not."""
    content = write(document, form=form)
    if form == "pdf":
        return missing_on_paper(document, Pdf(content).text)
    return missing(document, READERS[form](content), form=form)


def test_the_government_has_a_report_of_each_kind(of: dict[str, str]) -> None:
    assert of.keys() == {kind.name for kind in report_kinds() if kind.words == "report"}
    for document in documents(of, "en"):
        assert len([fact for fact in document.facts() if fact not in {"", "–"}]) > 3, document.kind


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_figure_and_every_answer_is_in_every_format(of: dict[str, str], language: str) -> None:
    found = {
        (document.kind, form): lost
        for document in documents(of, language)
        for form in FORMS
        if (lost := lacking(document, form))
    }
    assert found == {}


def test_what_is_dropped_is_missed(of: dict[str, str]) -> None:
    """The test above can fail: without one kind of block, what it says is found wanting."""
    for document in documents(of, "en"):
        for kind in {type(block) for block in document.blocks} & {KeyFigures, DataTable, Fields, Link}:
            kept = tuple(block for block in document.blocks if not isinstance(block, kind))
            short = replace(document, blocks=kept)
            words = READERS["xlsx"](write(short, form="xlsx"))
            assert missing(document, words, form="xlsx"), (document.kind, kind)
            if document.kind in ON_PAPER:
                assert missing_on_paper(document, Pdf(write(short, form="pdf")).text), (document.kind, kind)
