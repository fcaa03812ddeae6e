"""How a page comes on a slow phone: when its largest part is there, how it jumps, what it weighs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from miqyas.scanner.gather.examining.world import World, script

if TYPE_CHECKING:
    from playwright.sync_api import Page

_BITS: Final = 1000 / 8


@dataclass(frozen=True)
class Phone:
    """A phone and its network: milliseconds, kilobits a second, CSS pixels."""

    latency_ms: float
    download_kbps: float
    upload_kbps: float
    processor_slowdown: float
    width: int
    height: int
    scale: float
    settle_ms: float

    def window(self) -> dict[str, Any]:
        """The window of a context of the browser."""
        return {
            "viewport": {"width": self.width, "height": self.height},
            "device_scale_factor": self.scale,
            "is_mobile": True,
            "has_touch": True,
        }


@cache
def phone() -> Phone:
    """The phone of phone.yaml."""
    return Phone(**yaml.safe_load(files(__package__).joinpath("phone.yaml").read_text("utf-8")))


def on_phone(page: Page, address: str, phone: Phone, *, seconds: float) -> dict[str, Any]:
    """How a page came: ``lcp_ms`` (None where nothing was painted), ``cls``, ``bytes`` over the network,
    ``requests``, ``is_late`` where loading was not over in time, and the elements that count.

    Raises Playwright's `Error` where the page cannot be loaded.
    """
    from playwright.sync_api import TimeoutError as LateError

    until = time.monotonic() + max(seconds, 1.0)
    session = page.context.new_cdp_session(page)
    came: list[float] = []
    session.on("Network.loadingFinished", lambda event: came.append(float(event["encodedDataLength"])))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _network(phone))
    session.send("Emulation.setCPUThrottlingRate", {"rate": phone.processor_slowdown})
    is_late = False
    page.goto(address, wait_until="commit", timeout=_left(until))
    try:
        page.wait_for_load_state("load", timeout=_left(until))
    except LateError:
        is_late = True
    page.wait_for_timeout(min(phone.settle_ms, _left(until)))
    world = World(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    world.run(f"({script('run.js')})(null, null, true); ({script('probes.js')})({{}}); 0")
    told = world.run("miqyas.speed()")
    told = told if isinstance(told, dict) else {}
    return {
        "lcp_ms": told.get("lcp"),
        "lcp_node": told.get("lcp_node"),
        "cls": told.get("cls"),
        "cls_node": told.get("cls_node"),
        "bytes": round(sum(came)),
        "requests": len(came),
        "is_late": is_late,
    }


def _network(phone: Phone) -> dict[str, Any]:
    return {
        "offline": False,
        "latency": phone.latency_ms,
        "downloadThroughput": phone.download_kbps * _BITS,
        "uploadThroughput": phone.upload_kbps * _BITS,
    }


def _left(until: float) -> float:
    return max((until - time.monotonic()) * 1000, 1.0)
