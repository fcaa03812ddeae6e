"""One Chromium for all browser tests of a process, and visits that must end without a complaint."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visits import CHROMIUM, FLAGS, WIDE, Visit, visit


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a sandbox and without errands of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: browser tests are left out")
    # The driver keeps an event loop in this thread; Django would refuse to touch the database beside it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


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
        visits.append(visit(context, live_server.url))
        return visits[-1]

    yield opened
    for one in visits:
        one.page.context.close()
    assert [one.complaints for one in visits if one.complaints] == []
    assert [one.outside for one in visits if one.outside] == []
