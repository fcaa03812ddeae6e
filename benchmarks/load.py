"""What the benchmarks of a served installation share: its database, the server, browsers, what they took."""

from __future__ import annotations

import http.client
import json
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

SERVER = os.environ.get("MIQYAS_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
READY_WITHIN = 60


@dataclass
class Taken:
    """What one run took: seconds by kind of request, bytes as sent, errors, and what was said to be saved."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    saved: dict[tuple[str, str], str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, problem: str = "", *, size: int = 0) -> None:
        """One request."""
        with self.lock:
            self.seconds.setdefault(kind, []).append(seconds)
            self.sizes.setdefault(kind, []).append(size)
            if problem:
                self.errors.append(f"{kind}: {problem}")

    def of(self, kinds: Iterable[str]) -> list[float]:
        """Seconds of several kinds together."""
        return [one for kind in kinds for one in self.seconds.get(kind, ())]


@dataclass(frozen=True)
class Person:
    """Somebody with a browser: session, anti-forgery token, entity they work for; a stranger has none."""

    session: str = ""
    token: str = ""
    entity: str = ""


class Browser:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, person: Person, *, port: int, taken: Taken) -> None:
        self.person, self.port, self.taken = person, port, taken
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(
        self, kind: str, path: str, *, form: Mapping[str, str] | None = None, accept: str = "text/html"
    ) -> bytes:
        """A page, or the answer to a form; an answer that leads elsewhere is an answer too."""
        headers = {"Accept": accept, "Accept-Encoding": "gzip"}
        if self.person.session:
            headers["Cookie"] = f"sessionid={self.person.session}; csrftoken={self.person.token}"
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.person.token})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.person.token}
        began = time.perf_counter()
        try:
            self.connection.request("GET" if form is None else "POST", path, body=body, headers=headers)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.taken.note(kind, time.perf_counter() - began, type(error).__name__)
            return b""
        is_right = response.status == 200 or (form is not None and response.status == 302)
        problem = "" if is_right else f"{response.status} {path}"
        self.taken.note(kind, time.perf_counter() - began, problem, size=len(content))
        return content


@contextmanager
def installation(database: str) -> Iterator[dict[str, str]]:
    """An environment with an empty database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        given = {**os.environ, "MIQYAS_DATA_DIR": folder, "MIQYAS_LANGUAGE": "en"}
        if database == "SQLite":
            yield {**given, "MIQYAS_DATABASE_URL": f"sqlite:///{folder}/load.sqlite3"}
            return
        import psycopg

        name = f"miqyas_load_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        try:
            yield {**given, "MIQYAS_DATABASE_URL": SERVER.rsplit("/", 1)[0] + f"/{name}"}
        finally:
            with psycopg.connect(SERVER, autocommit=True) as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepared(module: str, environment: dict[str, str], *, count: int) -> dict[str, Any]:
    """Fill the database in a process of its own (`python -m module --build count`), and what it tells."""
    subprocess.run(
        [sys.executable, "-m", "miqyas", "manage", "migrate", "-v", "0"], env=environment, check=True
    )
    words = [sys.executable, "-m", module, "--build", str(count)]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A server on a free port of this machine: its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "miqyas", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    """Until the server says that it is ready, as whoever spreads load over servers asks."""
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_WITHIN)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise SystemExit("The server did not answer.")


def crowded(
    people: Sequence[Person],
    live: Callable[[Browser, random.Random], None],
    *,
    port: int,
    seconds: float,
    pause: float,
) -> tuple[Taken, float]:
    """Everybody does something, `live`, once in a `pause` of seconds, the first at a time of their own.

    What it took, and the share of one processor that the load itself took.
    """
    taken, began, used = Taken(), time.monotonic(), _used()
    until = began + seconds
    threads = [
        threading.Thread(
            target=_lived, args=(Browser(person, port=port, taken=taken), live, seed, until, pause)
        )
        for seed, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, (_used() - used) / (time.monotonic() - began)


def _lived(
    browser: Browser, live: Callable[[Browser, random.Random], None], seed: int, until: float, pause: float
) -> None:
    chance = random.Random(seed)
    time.sleep(chance.random() * pause)
    while time.monotonic() < until:
        began = time.monotonic()
        live(browser, chance)
        time.sleep(max(0.0, pause - (time.monotonic() - began)))


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def memory_of(pid: int) -> float:
    """Megabytes of the server and its children at this time; 0 where the system does not tell."""
    total = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if status.parent.name == str(pid) or lines.get("PPid", "").strip() == str(pid):
            total += int(lines.get("VmRSS", "0 kB").split()[0]) / 1024
    return total


def quantiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th of a hundred and the longest, in seconds."""
    p50, p95 = np.quantile(seconds, [0.5, 0.95])
    return float(p50), float(p95), max(seconds)


def milliseconds(seconds: float) -> str:
    """Whole thousandths of a second."""
    return f"{seconds * 1000:.0f}"
