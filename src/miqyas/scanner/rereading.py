"""Pages of a scan read from the stores once more: for their languages, and for how they are made.

Shares of the looks go to the workers of an engine, which open the stores by their folders. What comes back is
small, in the order of the looks, and depends on these alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from miqyas.kernel.execution import Engine, map_chunks
from miqyas.scanner.artifacts.model import Artifact
from miqyas.scanner.artifacts.store import Store, StoreError
from miqyas.scanner.parity.looked import Looked, looked
from miqyas.scanner.technology.measured import Measured, measured, page_of

SHARE: Final = 50
"""Looks that a worker is handed at a time."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What a page tells of its languages, where they are asked for, and of how it is made.

    A page whose bytes are not there, or are others, tells nothing.
    """

    looked: Looked | None
    measured: Measured


def read_again(
    looks: Sequence[Artifact], *, stores: Sequence[Store], is_compared: bool, engine: Engine
) -> Iterator[Reread]:
    """What the pages of looks tell, in their order, each read once, few in memory at a time.

    ``stores`` hold their bytes. Raises `ExecutionError`.
    """
    shares = [looks[start : start + SHARE] for start in range(0, len(looks), SHARE)]
    folders = tuple(store.folder for store in stores)
    task = partial(_reread, folders=folders, is_compared=is_compared, run=secrets.token_hex(8))
    for told in map_chunks(task, shares, engine=engine):
        yield from told


def bytes_in(stores: Sequence[Store], name: str) -> bytes:
    """The bytes of a name from whichever store has them. Raises `StoreError`."""
    *others, last = stores
    for store in others:
        with suppress(StoreError):
            return store.read(name)
    return last.read(name)


def _reread(
    looks: Sequence[Artifact], *, folders: tuple[Path, ...], is_compared: bool, run: str
) -> list[Reread]:
    """A piece of work for `map_chunks`."""
    read = partial(bytes_in, _opened(folders, run))
    told = []
    for look in looks:
        page = page_of(look, read)
        beside = looked(look, page) if is_compared and page is not None else None
        told.append(Reread(beside, measured(look, page, read=read)))
    return told


@lru_cache(maxsize=1)
def _opened(folders: tuple[Path, ...], run: str) -> tuple[Store, ...]:  # noqa: ARG001
    """The stores, opened once by a worker for all its shares of a ``run``: between two they may change."""
    return tuple(map(Store, folders))
