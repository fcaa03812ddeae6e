"""Bytes by their SHA-256 in files that are only ever added to, one for each process that writes.

A file for each piece costs more than all else that is done to keep it. A piece is written in one go at the
end of a pack, so that a program that is killed leaves at most one torn piece there, which is then none.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
import weakref
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENDING: Final = ".pack"
_HEAD: Final = re.compile(rb"([0-9a-f]{64}) (\d{1,12})\n")
_LONGEST_HEAD: Final = 64 + 1 + 12 + 1


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a piece lies: the file, its first byte there, how many it has."""

    file: Path
    at: int
    size: int


class Packs:
    """The packs of a folder. Threads may share it; several processes may write to one folder at once.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     Packs(Path(folder)).add("ab" * 32, b"packed")
    ...     list(Packs(Path(folder)).read("ab" * 32))
    [b'packed']
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._places: dict[str, tuple[_Place, ...]] = {}
        self._read_until: dict[Path, int] = {}
        self._is_looked_through = False
        self._own: Path | None = None
        self._owner = 0
        self._handle = -1
        self._end = 0

    def has(self, name: str, *, is_fresh: bool = True) -> bool:
        """Whether a piece is there; ``is_fresh``: what others have written meanwhile counts too."""
        with self._lock:
            return bool(self._found(name, is_fresh=is_fresh))

    def read(self, name: str) -> Iterator[bytes]:
        """Every piece by a name: more than one only where several wrote it, or one was damaged."""
        with self._lock:
            places = self._found(name, is_fresh=True)
        for place in places:
            with suppress(FileNotFoundError), place.file.open("rb") as content:
                content.seek(place.at)
                yield content.read(place.size)

    def forget(self, name: str) -> None:
        """Take a piece for not there, because it was damaged: it is added once more when it comes."""
        with self._lock:
            self._places.pop(name, None)

    def add(self, name: str, packed: bytes) -> None:
        """Add a piece. Raises `OSError`."""
        head = f"{name} {len(packed)}\n".encode()
        with self._lock:
            if self._own is None or self._owner != os.getpid():
                self._begin()
            assert self._own is not None
            written = os.write(self._handle, head + packed)
            if written != len(head) + len(packed):
                self._own = None
                raise OSError(f"{written} of {len(head) + len(packed)} bytes could be written")
            place = _Place(self._own, self._end + len(head), len(packed))
            self._places[name] = (*self._places.get(name, ()), place)
            self._end += written
            self._read_until[self._own] = self._end

    def names(self) -> frozenset[str]:
        """The names of all pieces."""
        with self._lock:
            self._look_through()
            return frozenset(self._places)

    def keep_only(self, names: Collection[str]) -> int:
        """Let go of all other pieces, once nobody writes any more; how many went."""
        with self._lock:
            self._look_through()
            gone = [name for name in self._places if name not in names]
            files = set(self._folder.glob(f"*{ENDING}"))
        others = Packs(self._folder)
        for name in names:
            for content in self.read(name):
                others.add(name, content)
        for file in files:
            file.unlink(missing_ok=True)
        with self._lock:
            self._places, self._read_until, self._own = {}, {}, None
            self._look_through()
        return len(gone)

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._own = self._folder / f"{secrets.token_hex(8)}{ENDING}"
        self._owner = os.getpid()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._handle, self._end = os.open(self._own, flags, 0o600), 0
        weakref.finalize(self, _closed, self._handle)

    def _found(self, name: str, *, is_fresh: bool) -> tuple[_Place, ...]:
        if name not in self._places and (is_fresh or not self._is_looked_through):
            self._look_through()
        return self._places.get(name, ())

    def _look_through(self) -> None:
        """Take note of what stands in the packs beyond what was read of each before."""
        self._is_looked_through = True
        for file in sorted(self._folder.glob(f"*{ENDING}")):
            until = self._read_until.get(file, 0)
            with suppress(FileNotFoundError):
                if file.stat().st_size > until:
                    for name, place in _pieces(file, until):
                        self._places[name] = (*self._places.get(name, ()), place)
                        self._read_until[file] = place.at + place.size


def _pieces(file: Path, at: int) -> Iterator[tuple[str, _Place]]:
    """The whole pieces of a pack from a place on."""
    with file.open("rb") as content:
        size = os.fstat(content.fileno()).st_size
        while at < size:
            content.seek(at)
            head = _HEAD.match(content.read(_LONGEST_HEAD))
            begin = at + head.end() if head else size
            at = begin + int(head[2]) if head else size
            if head and at <= size:
                yield head[1].decode(), _Place(file, begin, at - begin)


def _closed(handle: int) -> None:
    with suppress(OSError):
        os.close(handle)
