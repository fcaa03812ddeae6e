"""How much memory a program and all that it started hold of their own, where the system tells of it."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROCESSES: Final = Path("/proc")
_MOST: Final = 500
"""Processes that are looked at: a browser has a few for each page."""


def weight_of(pid: int) -> int:
    """Bytes that a process and its descendants hold in memory, without what they share with others.

    0 where the process is gone, or the system has no ``/proc``.

    >>> import os
    >>> weight_of(os.getpid()) >= 0, weight_of(2**30)
    (True, 0)
    """
    seen: set[int] = set()
    waiting, total = [pid], 0
    while waiting and len(seen) < _MOST:
        process = waiting.pop()
        if process not in seen:
            seen.add(process)
            total += _own(process)
            waiting += _children(process)
    return total


def _own(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        told = (_PROCESSES / str(pid) / "statm").read_text("ascii").split()
        return (int(told[1]) - int(told[2])) * mmap.PAGESIZE
    return 0


def _children(pid: int) -> Iterator[int]:
    with suppress(OSError, ValueError):
        for task in (_PROCESSES / str(pid) / "task").iterdir():
            with suppress(OSError):
                yield from map(int, (task / "children").read_text("ascii").split())
