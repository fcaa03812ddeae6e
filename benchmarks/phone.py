"""Five main pages of a release build as a phone on slow 4G has them: when they are there, what blocks.

Run ``python -m benchmarks.phone``. The profile is the one that page-speed tools call slow 4G: 150 ms to the
server and back, 1.6 Mbit/s down, 0.75 Mbit/s up, and a processor four times slower than this one. Each page
is opened in a new browser with an empty store; the median of several openings counts. LCP: largest contentful
paint, seconds. TBT: total blocking time, milliseconds beyond 50 of each long task. CLS: cumulative layout
shift.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any, Final

from benchmarks.load import installation, served

PAGES: Final = {
    "home": "/ar/",
    "country": "/ar/countries/BHR/",
    "rankings": "/en/rankings/",
    "forecast": "/ar/forecast/BHR/",
    "catalogue": "/en/catalogue/",
}
OPENINGS: Final = 5
MOST: Final = {"LCP": 1.5, "TBT": 100.0, "CLS": 0.02}
PHONE: Final = {"width": 390, "height": 844}
KBIT: Final = 1000 / 8
SLOW: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1600 * KBIT,
    "uploadThroughput": 750 * KBIT,
}
SLOWER: Final = 4
SETTLED: Final = 1500
"""Milliseconds after loading in which something may still move or block."""
WATCH: Final = """
window.seen = {lcp: 0, tbt: 0, cls: 0};
const watch = (type, note) =>
  new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
watch("largest-contentful-paint", one => { seen.lcp = one.startTime; });
watch("longtask", one => { seen.tbt += Math.max(0, one.duration - 50); });
watch("layout-shift", one => { if (!one.hadRecentInput) seen.cls += one.value; });
"""


def main() -> int:
    """Measure, print a line for each page, and say by the exit code whether every bar holds."""
    with installation("SQLite") as environment:
        release = {**environment, "MIQYAS_RELEASE": "true"}
        command = [sys.executable, "-m", "miqyas", "manage"]
        subprocess.run([*command, "migrate", "-v", "0"], env=release, check=True)
        subprocess.run([*command, "collectstatic", "--noinput", "-v", "0"], env=release, check=True)
        with served(release) as (port, _):
            found = dict(_measured(f"http://127.0.0.1:{port}"))
    print(f"{'page':<10} {'LCP s':>7} {'TBT ms':>7} {'CLS':>6} {'KB':>6}")
    for name, told in found.items():
        numbers = f"{told['LCP']:>7.2f} {told['TBT']:>7.0f} {told['CLS']:>6.3f} {told['KB']:>6.0f}"
        print(f"{name:<10} {numbers}  {'' if _holds(told) else 'above the bar'}")
    return 0 if all(map(_holds, found.values())) else 1


def _holds(told: Mapping[str, float]) -> bool:
    return all(told[name] <= most for name, most in MOST.items())


def _measured(base: str) -> Iterator[tuple[str, dict[str, float]]]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=options)
        for name, path in PAGES.items():
            _opened(browser, base + path)  # the server has it in memory then
            seen = [_opened(browser, base + path) for _ in range(OPENINGS)]
            yield name, {key: median(one[key] for one in seen) for key in seen[0]}
        browser.close()


def _opened(browser: Any, address: str) -> dict[str, float]:
    """One opening of a page with an empty store."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=3, is_mobile=True, has_touch=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate("seen")
    context.close()
    return {"LCP": seen["lcp"] / 1000, "TBT": seen["tbt"], "CLS": seen["cls"], "KB": sum(sizes) / 1000}


if __name__ == "__main__":
    sys.exit(main())
