"""A world of its own in a page: it sees the document, and the page cannot change what it runs."""

from __future__ import annotations

import json
import time
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME: Final = "miqyas"
_TOLD: Final = "miqyas_told"
_MOST_TOLD: Final = 8 * 2**20
"""Characters of one message that are read."""
_STEP: Final = 10.0
_GONE: Final = "Cannot find context"


class World:
    """Scripts in a page, apart from those of the page; what is told arrives in ``told``.

    Raises Playwright's `Error` where the page is gone.
    """

    def __init__(self, page: Page) -> None:
        self.told: list[dict[str, Any]] = []
        self._page = page
        self.session = page.context.new_cdp_session(page)
        self._context = self._made()

    def _made(self) -> int:
        frame = self.session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        made = self.session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": NAME})
        return int(made["executionContextId"])

    def listen(self) -> None:
        """From now on, hear what scripts of this world tell by calling ``miqyas_told``."""
        self.session.on("Runtime.bindingCalled", self._hear)
        self.session.send("Runtime.enable")
        self.session.send("Runtime.addBinding", {"name": _TOLD, "executionContextName": NAME})

    def run(self, expression: str) -> Any:
        """The value of an expression, awaited; None where it failed or its value is nothing.

        Where the page has led on to another, the expression is evaluated in that one.
        """
        from playwright.sync_api import Error

        try:
            told = self._evaluated(expression)
        except Error as error:
            if _GONE not in str(error):
                raise
            self._context = self._made()
            told = self._evaluated(expression)
        return None if "exceptionDetails" in told else told.get("result", {}).get("value")

    def _evaluated(self, expression: str) -> dict[str, Any]:
        asked = {"expression": expression, "contextId": self._context, "awaitPromise": True}
        told: dict[str, Any] = self.session.send("Runtime.evaluate", {**asked, "returnByValue": True})
        return told

    def begin(self, expression: str) -> None:
        """Have an expression evaluated later, and go on."""
        later = f"setTimeout(() => {{ {expression} }})"
        self.session.send("Runtime.evaluate", {"expression": later, "contextId": self._context})

    def wait_for(self, part: str, *, until: float) -> bool:
        """Wait until a part was told, or stop all scripts of the page when the time is over."""
        while time.monotonic() < until:
            parts = {one.get("part") for one in self.told}
            if parts & {part, "broken"}:
                return part in parts
            self._page.wait_for_timeout(_STEP)
        self.session.send("Runtime.terminateExecution")
        return False

    def _hear(self, event: dict[str, Any]) -> None:
        payload = event.get("payload", "")
        if event.get("name") != _TOLD or len(payload) > _MOST_TOLD:
            return
        told = json.loads(payload)
        if isinstance(told, dict):
            self.told.append(told)


@cache
def script(name: str) -> str:
    """The text of a script that is run in pages.

    >>> script("run.js").startswith("//")
    True
    """
    return files(__package__).joinpath(name).read_text("utf-8")
