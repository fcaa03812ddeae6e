"""How far a scan is: by each look, or by what other processes wrote into the folder that they share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.artifacts.store import SiteEnd, read_line

EVERY: Final = 0.5
"""Seconds between two glances."""
_PAGES: Final = frozenset({Channel.HTTP, Channel.BROWSER})


@dataclass(frozen=True)
class Progress:
    """How far a scan is; ``address`` was looked at last, ``looks`` count those in vain too."""

    sites: int
    sites_through: int = 0
    pages: int = 0
    looks: int = 0
    address: str = ""

    def after(self, one: Artifact | SiteEnd) -> Progress:
        """How far it is after a look, or the end of a site.

        >>> look = Artifact("https://a.example/", channel=Channel.HTTP, status=404)
        >>> Progress(sites=2).after(look)
        Progress(sites=2, sites_through=0, pages=0, looks=1, address='https://a.example/')
        """
        if isinstance(one, SiteEnd):
            return replace(self, sites_through=self.sites_through + 1)
        pages = self.pages + (one.is_page and one.channel in _PAGES)
        return replace(self, pages=pages, looks=self.looks + 1, address=one.final_address)


OnProgress = Callable[[Progress], None]


@contextmanager
def watched(
    journals: Sequence[Path],
    *,
    begun: Progress,
    on_progress: OnProgress | None,
    should_stop: Callable[[], bool] | None,
    stop_file: Path,
) -> Iterator[None]:
    """While the block lasts, tell of what these journals gained since it began; stop it where that is wanted.

    Raises what ``on_progress`` or ``should_stop`` raise, at the end of the block.
    """
    over = threading.Event()
    fault: list[BaseException] = []
    growing = _Journals(journals, begun)

    def glance() -> None:
        try:
            while not over.wait(EVERY):
                growing.tell(on_progress)
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
    growing.tell(on_progress)


class _Journals:
    """Journals that grow; of each only what is new is read."""

    def __init__(self, files: Sequence[Path], begun: Progress) -> None:
        self._read = {file: file.stat().st_size if file.exists() else 0 for file in sorted(files)}
        self._progress = begun

    def tell(self, on_progress: OnProgress | None) -> None:
        if on_progress is None:
            return
        for line in self._new_lines():
            one = read_line(line)
            if one is not None:
                self._progress = self._progress.after(one)
        on_progress(self._progress)

    def _new_lines(self) -> Iterator[bytes]:
        for file, begin in self._read.items():
            if not file.exists():
                continue
            with file.open("rb") as content:
                content.seek(begin)
                new = content.read()
            whole = new[: new.rfind(b"\n") + 1]
            self._read[file] = begin + len(whole)
            yield from whole.splitlines()
