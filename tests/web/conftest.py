"""What tests of pages share."""

import pytest


@pytest.fixture(autouse=True)
def made_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are made for each question, not taken from memory, so that a test sees what went into them."""
    monkeypatch.setattr("miqyas.web.pages.KEPT", 0)
