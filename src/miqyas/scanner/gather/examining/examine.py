"""A page that is shown is looked at: axe and own checks at once, then, where wanted, what has to be tried.

What is found are plain values, kept as bytes in the store beside the picture; what they mean is judged later
by `miqyas.scanner.technology`. Where the time is over, what was found until then is kept and the rest named.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from miqyas.scanner.gather.examining.probing import probed
from miqyas.scanner.gather.examining.world import Frame, World, script

if TYPE_CHECKING:
    from playwright.sync_api import Page

FORM: Final = "miqyas-examined/1"
_AXE: Final = ("axe", "axe.min.js")


@dataclass(frozen=True)
class Examine:
    """What is looked for in a page beside showing it.

    ``is_checked``: axe and own checks. ``is_probed``: other widths, wider spacing, the keyboard.
    ``is_on_phone``: how fast it comes on a slow phone, in a load of its own.

    >>> Examine.everything().is_probed, Examine().is_on_phone
    (True, False)
    """

    is_checked: bool = False
    is_probed: bool = False
    is_on_phone: bool = False

    @classmethod
    def everything(cls) -> Examine:
        """All that can be looked for."""
        return cls(is_checked=True, is_probed=True, is_on_phone=True)


NOTHING: Final = Examine()


@cache
def given() -> dict[str, Any]:
    """Rules, words and numbers by which pages are looked at, as in checks.yaml."""
    loaded: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("checks.yaml").read_text("utf-8"))
    return loaded


@cache
def _axe() -> str:
    """The script of axe; empty where this checkout has none."""
    file = files("miqyas.scanner.gather").joinpath(*_AXE)
    return file.read_text("utf-8") if file.is_file() else ""


@cache
def _checking() -> str:
    """What is evaluated in a page: axe, and the run of all checks with their words."""
    words = json.dumps(given(), ensure_ascii=False)
    return f"{_axe()};\n({script('run.js')})({words}, {script('own.js')})"


@cache
def _checking_a_frame() -> str:
    """The same for a frame: axe alone, without the rules that are about a page as a whole."""
    told = given()
    words = json.dumps({**told, "left_out": [*told["left_out"], *told["of_pages"]]}, ensure_ascii=False)
    return f"{_axe()};\n({script('run.js')})({words}, null)"


Keep = Callable[[dict[str, Any]], None]


def examined(page: Page, world: World, wanted: Examine, *, until: float, keep: Keep) -> dict[str, Any]:
    """What is found in a page until a time of the monotonic clock, as plain values of the form `FORM`.

    ``found`` are checks with the elements that they are about; ``done`` the parts that came to their end,
    ``unfinished`` why others did not: time, broken. ``keep`` is given what is there before anything is tried
    that may hang. Raises Playwright's `Error` where the page is gone.
    """
    began = time.monotonic()
    world.listen()
    world.begin(_checking())
    is_whole = world.wait_for("end", until=until)
    found = _gathered(world.told, is_whole=is_whole)
    if is_whole and _axe() and not found["unfinished"]:
        keep({**found, "unfinished": "time"})
        _add_frames(found, world, until=until)
    if wanted.is_probed and is_whole and not found["unfinished"]:
        keep({**found, "unfinished": "time"})
        found["found"] += probed(page, world, until=until)
        found["done"].append("probes")
    found["seconds"] = round(time.monotonic() - began, 3)
    return found


def _add_frames(found: dict[str, Any], world: World, *, until: float) -> None:
    """What is found in the frames of a page, one after the other; ``frames`` are done if all of them are."""
    frames = world.frames(most=given()["most_frames"])
    for frame in frames:
        world.told.clear()
        world.begin(_checking_a_frame(), frame=frame)
        is_whole = world.wait_for("end", until=until)
        inside = _gathered(world.told, is_whole=is_whole)
        found["found"] += [_in_frame(one, frame) for one in inside["found"]]
        if inside["unfinished"]:
            return
    if frames:
        found["done"].append("frames")


def _in_frame(one: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """What was found in a frame, at its place in the page."""
    return {**one, "nodes": [_moved(node, frame) for node in one["nodes"]]}


def _moved(node: list[Any], frame: Frame) -> list[Any]:
    path, (left, top, width, height), snippet, detail = node
    within = f"iframe({frame.address[:120]}) {path}"
    return [within, [left + frame.left, top + frame.top, width, height], snippet, detail]


def _gathered(told: Iterable[Mapping[str, Any]], *, is_whole: bool) -> dict[str, Any]:
    """All that was told, in one."""
    found: list[Any] = []
    done: list[str] = []
    unfinished = "" if is_whole else "time"
    for one in told:
        if one.get("part") == "broken":
            unfinished = "broken"
        elif isinstance(one.get("found"), list):
            found += one["found"]
            done.append(str(one.get("part")))
    return {"form": FORM, "found": found, "done": done, "unfinished": unfinished, "has_axe": bool(_axe())}
