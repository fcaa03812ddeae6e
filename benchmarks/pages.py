"""The page of a country beside an empty answer of a bare Django, in a process each."""

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
    from miqyas.server.run import set_up

    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return {
        "kept": _median_answer([ADDRESSES[turn % 2] for turn in range(REPEATS)]),
        "anew": _median_answer([f"{ADDRESSES[turn % 2]}?turn={turn}" for turn in range(REPEATS)]),
    }


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


def _median_answer(addresses: Sequence[str]) -> float:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for address in dict.fromkeys(address.partition("?")[0] for address in addresses):
        if client.get(address).status_code != HTTPStatus.OK:
            raise SystemExit(f"{address}: no page")
    times = []
    for address in addresses:
        start = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - start)
    return median(times)


if __name__ == "__main__":
    print(json.dumps({"page": page, "bare": bare}[sys.argv[1]]()))
