"""How far other processes are, by what they wrote into the folder that they share; and the word to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from miqyas.scanner.artifacts.store import SITE_FORM

EVERY: Final = 0.5
"""Seconds between two glances."""
_END: Final = f'{{"form":"{SITE_FORM}"'.encode()


@contextmanager
def watched(
    folder: Path,
    *,
    tell: Callable[[int, int], None],
    should_stop: Callable[[], bool] | None,
    stop_file: Path,
) -> Iterator[None]:
    """While the block lasts, tell of sites that are through and of looks since it began; have it stopped.

    Raises what ``tell`` or ``should_stop`` raise, at the end of the block.
    """
    over, fault = threading.Event(), []
    journals = _Journals(folder / "journal")

    def glance() -> None:
        try:
            while not over.wait(EVERY):
                tell(*journals.since())
                if should_stop is not None and should_stop():
                    stop_file.touch()
        except BaseException as error:  # noqa: BLE001 - it is raised again where it can be heard
            fault.append(error)
            stop_file.touch()

    thread = threading.Thread(target=glance, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if fault:
        raise fault[0]
    tell(*journals.since())


class _Journals:
    """Journals that grow; of each only what is new is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = {file.name: file.stat().st_size for file in folder.glob("*.jsonl")}
        self._through = self._looks = 0

    def since(self) -> tuple[int, int]:
        for file in self._folder.glob("*.jsonl"):
            with file.open("rb") as content:
                content.seek(self._read.get(file.name, 0))
                new = content.read()
            whole = new[: new.rfind(b"\n") + 1]
            self._read[file.name] = self._read.get(file.name, 0) + len(whole)
            lines = [line for line in whole.splitlines() if line]
            ends = sum(line.startswith(_END) for line in lines)
            self._through += ends
            self._looks += len(lines) - ends
        return self._through, self._looks
