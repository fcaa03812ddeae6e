"""Worker processes that share a scan, one killed in the middle: all is found, and nothing asked twice."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, wait_for, workers
from tests.scanner.hostile.server import Asked, Hostile
from tests.workspace.scans.hosts_given import HOSTS, asked_twice, hosts_served


class Gate:
    """Holds up what a host is asked, from its third request on, until it is opened."""

    def __init__(self) -> None:
        self.host = ""
        self.is_reached, self.is_open = threading.Event(), threading.Event()

    def shut(self, host: str) -> None:
        self.is_reached.clear()
        self.is_open.clear()
        self.host, self.asked = host, 0

    def __call__(self, asked: Asked) -> None:
        if self.host and asked.headers["host"].startswith(f"{self.host}:"):
            self.asked += 1
            if self.asked >= 3 and not self.is_open.is_set():
                self.is_reached.set()
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
    environment: dict[str, str], names: Path, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a worker process that scans."""
    environment |= {"NAMES": str(names), "MIQYAS_ALLOWED_INTERNAL_HOSTS": ",".join(HOSTS)}
    with workers("tests.workspace.scans.scanning_worker", environment, logs=tmp_path) as start:
        yield start


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


def at_work(ask: Callable[..., Any], kind: str) -> tuple[str, list[str]]:
    """The worker and the sites of the first job of a kind that runs."""
    return next(
        (worker, sites) for of, state, worker, sites in ask("jobs") if (of, state) == (kind, "running")
    )


def test_one_two_and_three_workers_find_the_same_and_stop_together(
    ask: Callable[..., Any], start_worker: Callable[[], Any], servers: tuple[Hostile, ...], gate: Gate
) -> None:
    for number in (1, 2, 3):
        start_worker()
        wait_for(lambda: ask("idle") == number, seconds=60)  # noqa: B023 - asked here and now
        for one in servers:
            one.asked.clear()
        ask("scan")
        wait_for(lambda: is_done(ask), seconds=90)
        assert len(states(ask, "scan.look")) == number - 1
        assert asked_twice(servers) == {}
    assert len(ask("hashes")) == 3
    assert len(set(ask("hashes"))) == 1

    wait_for(lambda: ask("idle") == 3, seconds=60)
    gate.shut(HOSTS[1])
    ask("scan")
    assert gate.is_reached.wait(60)
    wait_for(lambda: "running" in states(ask, "scan.look"), seconds=30)
    ask("stop")
    gate.is_open.set()
    wait_for(lambda: states(ask, "scan.run") == ["cancelled"], seconds=60)
    wait_for(lambda: set(states(ask, "scan.look")) <= {"succeeded", "cancelled"}, seconds=60)
    assert "cancelled" in states(ask, "scan.look")
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
    wait_for(lambda: ask("idle") == 2, seconds=60)
    ask("scan")
    wait_for(lambda: is_done(ask), seconds=90)
    (alone,) = ask("hashes")
    held = next(
        one
        for one in servers
        if (one.address.removeprefix("http://") in share_of(ask)) == (killed == "scan.look")
    )
    for one in servers:
        one.asked.clear()
    wait_for(lambda: ask("idle") == 2, seconds=60)

    gate.shut(held.address.removeprefix("http://").partition(":")[0])
    ask("scan")
    assert gate.is_reached.wait(60)
    under_way = held.paths()[-1]
    kill(at_work(ask, killed)[0], names)
    gate.is_open.set()
    wait_for(lambda: is_done(ask), seconds=90)
    assert len(states(ask, "scan.look")) == 1, "nothing is given out anew"
    assert ask("hashes") == [alone, alone]
    twice = asked_twice(servers)
    assert {what: times for what, times in twice.items() if held.address in what} == {
        f"{held.address} GET {under_way}": 2
    }
    assert sorted(twice.values()) in ([2], [2, 2]), "what was under way at another site of the share"


def share_of(ask: Callable[..., Any]) -> list[str]:
    """The sites that were given to another worker."""
    return [site for kind, _, _, sites in ask("jobs") if kind == "scan.look" for site in sites]
