"""Taking the bytes of a file: never more than the limit, and only of a type that can be a table."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final, Literal

from miqyas.kernel.errors import Place
from miqyas.sheets.errors import ImportedFileError

MEGABYTE: Final = 2**20
LARGEST_FILE: Final = 50 * MEGABYTE
_PACKED: Final = b"PK\x03\x04"

_SIGNATURES: Final = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"{\\rtf", "RTF"),
)
_TEXT_STARTS: Final = (
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
    (b"{", "JSON"),
    (b"[", "JSON"),
)


def take_bytes(source: Path | bytes, *, name: str) -> bytes:
    """The content, refused by size before it is read; raises `ImportedFileError`."""
    content = source if isinstance(source, bytes) else _read_file(source, name=name)
    if len(content) > LARGEST_FILE:
        raise _too_large(len(content), name=name)
    if not content.strip():
        raise ImportedFileError("empty_file", place=Place(file=name))
    return content


def _read_file(path: Path, *, name: str) -> bytes:
    try:
        if path.is_dir():
            raise ImportedFileError("is_folder", place=Place(file=name))
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(size, name=name)
        with path.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ImportedFileError(
            "unreadable", place=Place(file=name), why=error.strerror or str(error)
        ) from error


def _too_large(size: int, *, name: str) -> ImportedFileError:
    return ImportedFileError(
        "too_large",
        place=Place(file=name),
        size=-(-size // MEGABYTE),
        limit=LARGEST_FILE // MEGABYTE,
    )


def length_unpacked(content: bytes) -> int:
    """How many bytes a file says it is made of; those of a workbook count unpacked.

    >>> length_unpacked(b"a,b")
    3
    """
    if not content.startswith(_PACKED):
        return len(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return len(content)  # reading it says what is wrong


def sniff(content: bytes, *, name: str) -> Literal["zip", "text"]:
    """Whether the bytes are a zip (a workbook perhaps) or text; other types raise `ImportedFileError`."""
    if content.startswith(_PACKED):
        return "zip"
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            detail = "old_workbook" if kind == "XLS" else "wrong_type"
            raise ImportedFileError(detail, place=Place(file=name), found=kind)
    for beginning, kind in _TEXT_STARTS:
        if start.startswith(beginning):
            raise ImportedFileError("wrong_type", place=Place(file=name), found=kind)
    return "text"
