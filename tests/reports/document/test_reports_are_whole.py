"""Every public report is written whole in every format that people go on working with, in each language."""

from __future__ import annotations

from importlib import import_module

import pytest

from miqyas.analysis.world import load_world
from miqyas.reports.briefs import REPORTS
from miqyas.reports.document import Document
from tests.reports.document.reading import READERS
from tests.reports.document.wanted import missing

BY_COUNTRY = [
    name for name, one in REPORTS.items() if any(asked.asked == "country" for asked in one.parameters)
]


def made(name: str, language: str) -> Document:
    world = load_world()
    given = {"country": "TUN", "edition": world.latest}
    asked = {one.name: given[one.name] for one in REPORTS[name].parameters if one.name in given}
    return REPORTS[name].make(world, language=language, made_on="2026-01-31", **asked)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", BY_COUNTRY)
def test_every_number_is_in_every_format(name: str, language: str) -> None:
    document = made(name, language)
    for form, read in READERS.items():
        write = getattr(import_module(f"miqyas.reports.{form}"), f"write_{form}")
        assert missing(document, read(write(document)), form=form) == [], form
