"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file under another name beside its place and move it there once every byte is on disk.

    Whoever is interrupted or killed leaves what was there before; who is interrupted also takes the
    unfinished file away. `OSError` where the folder is not there or cannot be written to.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.csv", b"1")
    ...     [(file.name, file.read_bytes()) for file in Path(folder).iterdir()]
    [('a.csv', b'1')]
    """
    unfinished = file.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
