"""The sample government plays a year through the doors that people have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.year import (
    challenge,
    questionnaire,
    roadmap,
    services,
    stories,
    twinning,
    workshops,
)
from tests.year.government import Year, begun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]
PARTS = (services, roadmap, challenge, stories, workshops, twinning, questionnaire)


@pytest.fixture
def year(
    transactional_db: None, settings: Any, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Year]:
    """The first day."""
    with begun(settings, tmp_path, database, monkeypatch) as made:
        yield made


def test_the_sample_government_plays_a_year(year: Year) -> None:
    for part in PARTS:
        for step in part.STEPS:
            step(year)
