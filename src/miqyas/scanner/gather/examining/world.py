"""A world of its own in a page: it sees the document, and the page cannot change what it runs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME: Final = "miqyas"
_TOLD: Final = "miqyas_told"
_MOST_TOLD: Final = 8 * 2**20
"""Characters of one message that are read."""
_STEP: Final = 10.0
_GONE: Final = "Cannot find context"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame inside a page: its id, what it shows, and where it begins in the window, in CSS pixels."""

    id: str
    address: str
    left: int = 0
    top: int = 0


class World:
    """Scripts in a page, apart from those of the page; what is told arrives in ``told``.

    Raises Playwright's `Error` where the page is gone.
    """

    def __init__(self, page: Page) -> None:
        self.told: list[dict[str, Any]] = []
        self._page = page
        self.session = page.context.new_cdp_session(page)
        self._context = self._made()

    def _made(self, frame: str = "") -> int:
        frame = frame or str(self._tree()["frame"]["id"])
        made = self.session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": NAME})
        return int(made["executionContextId"])

    def _tree(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.session.send("Page.getFrameTree")["frameTree"]
        return found

    def frames(self, *, most: int) -> list[Frame]:
        """The frames inside the page whose content is its own host's, in order; others are others' pages."""
        tree = self._tree()
        own = _origin(tree["frame"])
        inner = [frame for frame in _inside(tree) if _origin(frame) in {own, ""}]
        return [self._placed(frame) for frame in inner[:most]]

    def _placed(self, frame: Mapping[str, Any]) -> Frame:
        """A frame with where it begins in the page; at the top left where it is not to be seen."""
        from playwright.sync_api import Error

        left = top = 0
        with suppress(Error):
            owner = self.session.send("DOM.getFrameOwner", {"frameId": frame["id"]})["backendNodeId"]
            box = self.session.send("DOM.getBoxModel", {"backendNodeId": owner})["model"]["content"]
            left, top = round(box[0]), round(box[1])
        return Frame(str(frame["id"]), str(frame.get("url", "")), left, top)

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

    def begin(self, expression: str, *, frame: Frame | None = None) -> None:
        """Have an expression evaluated later, in the page or in a frame of it, and go on."""
        later = f"setTimeout(() => {{ {expression} }})"
        context = self._made(frame.id) if frame else self._context
        self.session.send("Runtime.evaluate", {"expression": later, "contextId": context})

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


def _inside(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The frames of a tree but its own, from the top down."""
    for child in tree.get("childFrames", ()):
        yield child["frame"]
        yield from _inside(child)


def _origin(frame: Mapping[str, Any]) -> str:
    """Where the content of a frame is from; empty for what the page wrote into it itself."""
    parts = urlsplit(str(frame.get("url", "")))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


@cache
def script(name: str) -> str:
    """The text of a script that is run in pages.

    >>> script("run.js").startswith("//")
    True
    """
    return files(__package__).joinpath(name).read_text("utf-8")
