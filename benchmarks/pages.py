"""Pages beside an empty answer of a bare Django, in a process each: a country, the simulator's answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from http import HTTPStatus
from statistics import median

REPEATS = 30
ADDRESSES = ("/ar/countries/BHR/", "/en/countries/BHR/")


def measure_pages() -> dict[str, float]:
    """Median seconds by name: kept (the page again), anew (the page made afresh), bare (an empty answer)."""
    with tempfile.TemporaryDirectory(prefix="miqyas-benchmark-") as folder:
        environment = {**os.environ, "MIQYAS_DATA_DIR": folder}
        return {**_child("page", environment), **_child("bare", environment)}


def measure_simulator() -> dict[str, float]:
    """Median seconds of the answer to a slider that moves, in a moving and in a fixed field."""
    with tempfile.TemporaryDirectory(prefix="miqyas-benchmark-") as folder:
        return _child("simulator", {**os.environ, "MIQYAS_DATA_DIR": folder})


def _child(name: str, environment: dict[str, str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", name],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def page() -> dict[str, float]:
    """The page with its database, in both languages, once the charts are drawn and the world is in memory."""
    _set_up()
    return {
        "kept": _median_answer([ADDRESSES[turn % 2] for turn in range(REPEATS)]),
        "anew": _median_answer([f"{ADDRESSES[turn % 2]}?turn={turn}" for turn in range(REPEATS)]),
    }


def simulator() -> dict[str, float]:
    """10,000 draws and all that the page shows of them, charts included: another question each time."""
    _set_up()
    address = "/en/simulator/BHR/answer/?field={}&osi={}"
    return {
        field: _median_answer(
            [address.format(field, (turn + 10) / 1000) for turn in range(REPEATS)], holding=b"<svg"
        )
        for field in ("moving", "fixed")
    }


def _set_up() -> None:
    from miqyas.server.run import set_up

    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def bare() -> dict[str, float]:
    """An empty answer, without applications, middleware or database."""
    from django import setup
    from django.conf import settings
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    def empty(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    settings.configure(ROOT_URLCONF=(path("empty/", empty),), ALLOWED_HOSTS=["*"])
    setup()
    return {"bare": _median_answer(["/empty/"] * REPEATS)}


def _median_answer(addresses: Sequence[str], *, holding: bytes = b"") -> float:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for address in dict.fromkeys(address.partition("?")[0] for address in addresses):
        if client.get(address).status_code != HTTPStatus.OK:
            raise SystemExit(f"{address}: no page")
    times = []
    for address in addresses:
        start = time.perf_counter()
        answer = client.get(address)
        times.append(time.perf_counter() - start)
        if holding not in answer.content:
            raise SystemExit(f"{address}: not what was expected")
    return median(times)


if __name__ == "__main__":
    print(json.dumps({"page": page, "simulator": simulator, "bare": bare}[sys.argv[1]]()))
