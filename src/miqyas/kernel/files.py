"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; `OSError` where the folder is not there or cannot be written to.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.csv", b"1")
    ...     [(file.name, file.read_bytes()) for file in Path(folder).iterdir()]
    [('a.csv', b'1')]
    """
    with whole_file(file) as target:
        target.write(content)


@contextmanager
def whole_file(file: Path) -> Iterator[BinaryIO]:
    """A file to write into under another name beside its place, moved there once every byte is on disk.

    Whoever is interrupted or killed leaves what was there before; who is interrupted also takes the
    unfinished file away.
    """
    unfinished = file.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def write_first(file: Path, content: bytes) -> None:
    """Write a file for its owner alone, unless it is there; of several processes the first one's stands.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "key"
    ...     write_first(file, b"mine"), write_first(file, b"yours")
    ...     file.read_bytes(), oct(file.stat().st_mode)[-3:]
    (None, None)
    (b'mine', '600')
    """
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=file.parent, prefix=".new-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        Path(fresh).unlink()
