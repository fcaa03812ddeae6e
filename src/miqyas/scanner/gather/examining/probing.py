"""What has to be tried in a page: a narrow window, large type, wider spacing, and the keyboard.

It changes the page, and is the last that is done with it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from miqyas.scanner.gather.examining.world import World, script

if TYPE_CHECKING:
    from playwright.sync_api import Page

NARROW: Final = 320
"""CSS pixels of a window of 1280 at 400 %: WCAG 2.2, success criterion 1.4.10."""
_LOW: Final = 256
_PRESSES_FOR_A_TRAP: Final = 6
_MOST_IN_A_TRAP: Final = 4
_MOST_PICTURES: Final = 4
_AROUND: Final = 12
_BETWEEN: Final = 15
"""Milliseconds on the clock of the page in which it may move the focus after a press."""
_FIRST, _LAST = -2, -3
"""What stands before and after all that the keyboard reaches."""


def probed(page: Page, world: World, *, until: float) -> list[dict[str, Any]]:
    """What is found by trying, until a time; steps for which no time is left are left out."""
    from miqyas.scanner.gather.examining.examine import given

    words = {name: value for name, value in given().items() if isinstance(value, int | float)}
    world.run(f"({script('probes.js')})({json.dumps(words)}); 0")
    steps: tuple[Callable[[], list[Any]], ...] = (
        lambda: _asked(world, "targets()"),
        lambda: _asked(world, "usual()"),
        lambda: _asked(world, "spaced()"),
        lambda: _at_size(page, world, (NARROW, _LOW, 1), f"narrow({NARROW})"),
        lambda: _at_size(page, world, (*_half(page), 2), "zoomed()"),
        lambda: _by_keyboard(page, world, most=int(words["most_tabs"])),
    )
    found: list[dict[str, Any]] = []
    for step in steps:
        if time.monotonic() >= until:
            break
        found += step()
    return found


def _asked(world: World, question: str) -> list[Any]:
    answer = world.run(f"miqyas.{question}")
    return answer if isinstance(answer, list) else []


def _half(page: Page) -> tuple[int, int]:
    size = page.viewport_size or {"width": 1280, "height": 800}
    return size["width"] // 2, size["height"] // 2


def _at_size(page: Page, world: World, size: tuple[int, int, int], question: str) -> list[Any]:
    """An answer while the window has another width, height and scale."""
    usual = page.viewport_size or {"width": 1280, "height": 800}
    _resize(world, *size)
    try:
        return _asked(world, question)
    finally:
        _resize(world, usual["width"], usual["height"], 1)


def _resize(world: World, width: int, height: int, scale: int) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    world.session.send("Emulation.setDeviceMetricsOverride", size)
    world.run(f"miqyas.sized({width})")


def _by_keyboard(page: Page, world: World, *, most: int) -> list[Any]:
    """Walk through the page by the Tab key; tell what holds the focus, and what does not show it."""
    count = world.run("miqyas.keyboard()")
    if not isinstance(count, int) or count < 1:
        return []
    _press(page, world, "Tab", min(max(count + 3, _PRESSES_FOR_A_TRAP + 2), most))
    held = held_by(_asked(world, "walked()"))
    found: list[Any] = []
    if held:
        _press(page, world, "Escape", 1)
        _press(page, world, "Shift+Tab", _PRESSES_FOR_A_TRAP + 2)
        back = held_by(_asked(world, "walked()"))
        if back and set(back) <= set(held):
            return _asked(world, f"trapped({json.dumps(held)})")
    unseen = [at for at in _asked(world, "faceless()") if isinstance(at, int)]
    alike = [at for at in unseen[:_MOST_PICTURES] if _looks_alike(page, world, at)]
    if alike:
        found += _asked(world, f"invisible({json.dumps(alike)})")
    return found


def _press(page: Page, world: World, key: str, times: int) -> None:
    """Press a key as people do: what a page does a moment later counts, by its own clock.

    On a slow machine that moment is longer; the next press waits until the page has had it.
    """
    for _ in range(times):
        page.keyboard.press(key)
        world.run(f"miqyas.settled({_BETWEEN})")


def held_by(walked: Sequence[Any]) -> list[int]:
    """The few elements between which the focus went to and fro at the end of a walk, and never left them.

    >>> held_by([0, 1, 2, 2, 2, 2, 2, 2, 2]), held_by([0, 1, 2, -3, 0, 1, 2, -3])
    ([2], [])
    """
    last = [at for at in walked[-_PRESSES_FOR_A_TRAP:] if isinstance(at, int)]
    if len(last) < _PRESSES_FOR_A_TRAP or _FIRST in last or _LAST in last or min(last) < 0:
        return []
    some = sorted(set(last))
    return some if len(some) <= min(_MOST_IN_A_TRAP, _PRESSES_FOR_A_TRAP // 2) else []


def _looks_alike(page: Page, world: World, at: int) -> bool:
    """Whether an element looks the same with the focus and without."""
    pictures = []
    for is_on in ("false", "true"):
        box = world.run(f"miqyas.focus({at}, {is_on})")
        if not isinstance(box, list) or len(box) != 4 or min(box[2:]) < 1:
            return False
        size = page.viewport_size or {"width": 1280, "height": 800}
        left, top = max(box[0] - _AROUND, 0), max(box[1] - _AROUND, 0)
        width = min(box[2] + 2 * _AROUND, size["width"] - left)
        height = min(box[3] + 2 * _AROUND, size["height"] - top)
        if min(width, height) < 1:
            return False
        clip: Any = {"x": left, "y": top, "width": width, "height": height}
        pictures.append(page.screenshot(clip=clip, caret="hide"))
    return pictures[0] == pictures[1]
