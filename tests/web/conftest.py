"""What tests of pages share."""

import pytest


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory):
    """A folder of this run in which drawings are kept."""
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(autouse=True)
def own_installation(monkeypatch: pytest.MonkeyPatch, settings, drawings) -> None:
    """Nothing lands in the folder of a real installation; pages are made anew for each question."""
    settings.MIQYAS_FOLDER = drawings
    monkeypatch.setattr("miqyas.web.pages.KEPT", 0)
