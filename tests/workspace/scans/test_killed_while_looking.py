"""Worker processes that share a scan, one killed in the middle: all is found, and nothing asked twice."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.processes import ROOT, wait_for, workers
from tests.scanner.hostile.server import Asked, Hostile
from tests.workspace.scans.hosts_given import HOSTS, asked_twice, hosts_served


class Gate:
    """Holds up each host from its third request on, until it is opened: none is through before all are in."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.is_open.set()
        self.asked: Counter[str] = Counter()

    def shut(self) -> None:
        self.is_open.clear()
        self.asked.clear()

    @property
    def is_full(self) -> bool:
        """Whether a request to each host is held up."""
        return all(self.asked[host] >= 3 for host in HOSTS)

    def __call__(self, asked: Asked) -> None:
        host = asked.headers["host"].partition(":")[0]
        self.asked[host] += 1
        if self.asked[host] >= 3:
            self.is_open.wait(90)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def servers(gate: Gate) -> Iterator[tuple[Hostile, ...]]:
    with hosts_served(gate) as found:
        yield found
        gate.is_open.set()


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """The folder in which each worker leaves its name, and the number of its process."""
    folder = tmp_path / "names"
    folder.mkdir()
    return folder


@pytest.fixture
def start_worker(
    environment: dict[str, str], names: Path, tmp_path: Path, gate: Gate
) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start a worker process that scans."""
    environment |= {"NAMES": str(names), "MIQYAS_ALLOWED_INTERNAL_HOSTS": ",".join(HOSTS)}
    with workers("tests.workspace.scans.scanning_worker", environment, logs=tmp_path) as start:
        yield start
        gate.is_open.set()


@pytest.fixture
def ask(environment: dict[str, str], servers: tuple[Hostile, ...]) -> Iterator[Callable[..., Any]]:
    """Have something done with their database, where the hosts are registered."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.workspace.scans.asking_for_scans"],
        env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def say(*words: str) -> Any:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(f"{' '.join(words)}\n")
        program.stdin.flush()
        return json.loads(program.stdout.readline())

    say("register", *(one.address for one in servers))
    yield say
    assert program.stdin is not None
    program.stdin.close()
    program.wait(timeout=20)


def kill(name: str, names: Path) -> None:
    os.kill(int((names / name).read_text()), signal.SIGKILL)


def states(ask: Callable[..., Any], kind: str) -> list[str]:
    return [state for of, state, *_ in ask("jobs") if of == kind]


def is_done(ask: Callable[..., Any]) -> bool:
    return states(ask, "scan.run") == ["succeeded"]


def at_work(ask: Callable[..., Any], kind: str) -> str:
    """The worker that carries out a job of a kind."""
    return next(worker for of, state, worker, _ in ask("jobs") if (of, state) == (kind, "running"))


def begin_held_up(ask: Callable[..., Any], servers: Sequence[Hostile], gate: Gate, *, workers: int) -> None:
    """Begin a scan and hold it up where every host is being asked, by all these workers."""
    wait_for(lambda: ask("idle") == workers, seconds=90)
    for one in servers:
        one.asked.clear()
    gate.shut()
    ask("scan")
    wait_for(lambda: gate.is_full, seconds=90)
    assert states(ask, "scan.look") == ["running"] * (workers - 1)


def test_one_two_and_three_workers_find_the_same_and_stop_together(
    ask: Callable[..., Any], start_worker: Callable[..., Any], servers: tuple[Hostile, ...], gate: Gate
) -> None:
    for number, engine in enumerate(["serial", "serial", "processes:2"], start=1):
        start_worker(MIQYAS_ENGINE=engine)
        begin_held_up(ask, servers, gate, workers=number)
        gate.is_open.set()
        wait_for(lambda: is_done(ask), seconds=90)
        assert states(ask, "scan.look") == ["succeeded"] * (number - 1)
        assert asked_twice(servers) == {}
    assert len(ask("hashes")) == 3
    assert len(set(ask("hashes"))) == 1

    begin_held_up(ask, servers, gate, workers=3)
    ask("stop")
    gate.is_open.set()
    wait_for(lambda: states(ask, "scan.run") + states(ask, "scan.look") == ["cancelled"] * 3, seconds=90)
    assert len(ask("hashes")) == 3


@pytest.mark.parametrize("killed", ["scan.look", "scan.run"])
def test_whoever_is_killed_the_others_finish(
    ask: Callable[..., Any],
    start_worker: Callable[[], Any],
    servers: tuple[Hostile, ...],
    gate: Gate,
    names: Path,
    killed: str,
) -> None:
    start_worker(), start_worker()
    begin_held_up(ask, servers, gate, workers=2)
    gate.is_open.set()
    wait_for(lambda: is_done(ask), seconds=90)
    (alone,) = ask("hashes")

    begin_held_up(ask, servers, gate, workers=2)
    given = [name for kind, _, _, names in ask("jobs") if kind == "scan.look" for name in names]
    its = [one for one in servers if (urlsplit(one.address).netloc in given) == (killed == "scan.look")]
    under_way = {f"{one.address} GET {one.paths()[-1]}": 2 for one in its}
    kill(at_work(ask, killed), names)
    gate.is_open.set()
    wait_for(lambda: is_done(ask), seconds=90)
    assert len(states(ask, "scan.look")) == 1, "nothing is given out anew"
    assert ask("hashes") == [alone, alone]
    assert asked_twice(servers) == under_way
