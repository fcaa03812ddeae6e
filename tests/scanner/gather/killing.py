"""A scan in a process of its own, killed by the system while an answer is on its way, and gone on with."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.scanner.gather.sites import Gathered
from tests.scanner.hostile.server import Asked, Route, hostile


def killed_and_gone_on(
    usual: Route, folder: Path, *, program: str, at: int, again: Callable[[str, Path], Gathered]
) -> tuple[Gathered, Gathered]:
    """What ``again`` gives of a site after a kill in the question of this number, and without one.

    The question under way is asked twice, every other once: that is held here.
    """
    is_there, is_killed = threading.Event(), threading.Event()

    def route(asked: Asked) -> None:
        if len(server.asked) == at and not is_killed.is_set():
            is_there.set()
            is_killed.wait(30)
        usual(asked)

    with hostile(route) as server:
        begun = subprocess.Popen(
            [sys.executable, "-c", program, server.address, str(folder / "killed")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert is_there.wait(30)
        os.kill(begun.pid, signal.SIGKILL)
        begun.wait(10)
        is_killed.set()
        unfinished = server.paths()[at - 1]
        found = again(server.address, folder / "killed")
        counted = Counter(server.paths())
        whole = again(server.address, folder / "whole")
    assert counted.pop(unfinished) == 2
    assert set(counted.values()) == {1}
    return found, whole
