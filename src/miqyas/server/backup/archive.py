"""The file of a backup: a ZIP of tables, files and perhaps keys, with a manifest that names each by its hash.

* ``manifest.json``: form, time, version of the software, migrations, and for each part its size and SHA-256.
* ``tables/<table>.jsonl``: a row a line, a JSON list in the order of the manifest's `columns`.
* ``files/<path>``: what was uploaded.
* ``keys/<name>``: only if asked for.

The manifest is the last part, so that a file that was cut short has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from miqyas.kernel.errors import Place
from miqyas.server.backup.errors import BackupError

FORMAT: Final = "miqyas-backup/1"
MANIFEST: Final = "manifest.json"
_PART: Final = re.compile(
    r"(tables/[a-z0-9_]+\.jsonl|keys/[a-z_]+|files(/[^/\\\x00-\x1f.][^/\\\x00-\x1f]*)+)"
)
_PIECE: Final = 1024 * 1024


class Writer:
    """Parts of an archive, written one after the other; hashes are taken on the way."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = ZipFile(target, "w", compression=ZIP_DEFLATED, allowZip64=True)
        self.parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, pieces: Iterable[bytes], **more: Any) -> dict[str, Any]:
        """Write a part; what the manifest says of it."""
        digest, size, count = sha256(), 0, 0
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
                digest.update(piece)
                size, count = size + len(piece), count + 1
        self.parts[name] = {"sha256": digest.hexdigest(), "size": size, "pieces": count, **more}
        return self.parts[name]

    def close(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and end the archive."""
        said = {"format": FORMAT, **manifest, "parts": self.parts}
        self._zip.writestr(MANIFEST, json.dumps(said, ensure_ascii=False, indent=1))
        self._zip.close()


@dataclass(frozen=True)
class Archive:
    """An archive that was read through: every part is there and has its hash."""

    path: Path
    zip: ZipFile
    manifest: Mapping[str, Any]

    def names(self, folder: str) -> list[str]:
        """The parts of a folder."""
        return sorted(name for name in self.manifest["parts"] if name.startswith(f"{folder}/"))

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part."""
        with self.zip.open(name) as part:
            yield from part

    def content(self, name: str) -> bytes:
        """A whole part."""
        return self.zip.read(name)


def pieces_of(file: Path) -> Iterator[bytes]:
    """A file in pieces that fit into memory."""
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece


def sha256_of(file: Path) -> str:
    """The hash of a file."""
    with file.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()


def archive_open(path: Path) -> Archive:
    """Read an archive through. Raises `BackupError` for what is none, was cut short or was changed."""
    try:
        opened = ZipFile(path)
        manifest = json.loads(opened.read(MANIFEST))
    except OSError as error:
        raise BackupError("unreadable", place=Place(file=str(path)), why=error.strerror or "") from error
    except (BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        raise BackupError("not_a_backup", place=Place(file=str(path))) from error
    archive = Archive(path=path, zip=opened, manifest=manifest)
    _demand_whole(archive)
    return archive


def _demand_whole(archive: Archive) -> None:
    place = Place(file=str(archive.path))
    manifest = archive.manifest
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError("not_a_backup", place=place)
    parts = manifest.get("parts")
    names = [info.filename for info in archive.zip.infolist() if info.filename != MANIFEST]
    if not isinstance(parts, dict) or sorted(names) != sorted(parts):
        raise BackupError("damaged", place=place, part=MANIFEST)
    for name, said in parts.items():
        if not is_safe(name) or _hash_of(archive.zip, name) != said.get("sha256"):
            raise BackupError("damaged", place=place, part=name)


def is_safe(name: str) -> bool:
    """Whether a part has a name that we give, and none that leads elsewhere.

    >>> is_safe("files/evidence/ab/abcd"), is_safe("files/../../etc/passwd"), is_safe("tables/x.jsonl")
    (True, False, True)
    """
    return bool(_PART.fullmatch(name))


def _hash_of(opened: ZipFile, name: str) -> str | None:
    digest = sha256()
    try:
        with opened.open(name) as part:
            while piece := part.read(_PIECE):
                digest.update(piece)
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return None
    return digest.hexdigest()
