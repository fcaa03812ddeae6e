"""Files that a command writes: whole or not at all, and what a person may have filled in is never lost."""

from __future__ import annotations

from pathlib import Path

from miqyas.cli.errors import CommandError


def write_new(file: Path, content: bytes) -> None:
    """Write a sample or a template where no file is yet."""
    if file.exists():
        raise CommandError("file_exists", path=str(file))
    write_over(file, content)


def write_over(file: Path, content: bytes) -> None:
    """Write an answer, in place of an older one."""
    from miqyas.kernel.files import write_whole

    try:
        write_whole(file, content)
    except OSError as error:
        raise CommandError("cannot_write", path=str(file), why=error.strerror or str(error)) from error
