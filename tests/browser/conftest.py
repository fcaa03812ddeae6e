"""One Chromium for all browser tests of a process, and visits that must end without a complaint."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Browser, expect, sync_playwright

from miqyas.jobs.sample import load
from miqyas.jobs.sample.plan import government
from tests.browser.visits import CHROMIUM, FLAGS, WIDE, Visit, visit

PATIENCE: Final = 30_000
"""Milliseconds for which a test waits for what it expects: a busy machine is no fault of a page."""
FIRST_PAGE: Final = 120_000
"""The same for a whole page: the first one of a process reads all that was measured."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a sandbox and without errands of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: browser tests are left out")
    # The driver keeps an event loop in this thread; Django would refuse to touch the database beside it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def static_files() -> Iterator[None]:
    """The live server finds them where they are written: it knows their app by Django's own name only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases._StaticFilesHandler", StaticFilesHandler)
        yield


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run in which drawings are kept."""
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(autouse=True)
def own_installation(settings: Any, drawings: Path) -> None:
    """Nothing lands in the folder of a real installation."""
    settings.MIQYAS_FOLDER = drawings


@pytest.fixture
def visiting(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visit]]:
    """Opens tabs, each with a context of its own; at the end none may have complained or gone outside."""
    visits: list[Visit] = []

    def opened(**options: Any) -> Visit:
        context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
        context.set_default_navigation_timeout(FIRST_PAGE)
        visits.append(visit(context, live_server.url))
        return visits[-1]

    yield opened
    for one in visits:
        one.page.context.close()
    assert [one.complaints for one in visits if one.complaints] == []
    assert [one.outside for one in visits if one.outside] == []


@pytest.fixture
def sample(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample government with fewer features, so that it is there at once."""
    settings.MIQYAS_PROFILE = load.PROFILE
    whole = government()
    fewer = tuple(
        replace(one, instruments=("EGL",)) if "LOSI" not in one.instruments else one
        for one in whole.campaigns
    )
    monkeypatch.setattr(load, "government", lambda: replace(whole, campaigns=fewer))
    load.sample_load()
