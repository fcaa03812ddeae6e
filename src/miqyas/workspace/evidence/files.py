"""Files of proofs: named by their content, known by their content, outside of any folder that is served.

A file is written beside its place and moved there when it is whole, so that a killed process leaves nothing
half. Two proofs with the same bytes share one file.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any, Final

import yaml
from django.conf import settings

from miqyas.workspace.evidence.errors import EvidenceError

HEAD: Final = 4096
LONGEST_NAME: Final = 150
_MACROS: Final = re.compile(r"(^|/)vbaProject\.bin$", re.IGNORECASE)
_MOST_PARTS: Final = 20_000
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co"})


@dataclass(frozen=True)
class FileType:
    """A kind of file that may be kept."""

    code: str
    endings: Sequence[str]
    serves: str
    magic: Sequence[str] = ()
    zip: str = ""
    text: bool = False


@dataclass(frozen=True)
class KeptFile:
    """A file as it was kept."""

    sha256: str
    name: str
    size: int
    media_type: str


@cache
def file_types() -> Mapping[str, FileType]:
    """The kinds of file by code, from `file_types.yaml`."""
    text = files("miqyas.workspace.evidence").joinpath("file_types.yaml").read_text("utf-8")
    return {code: FileType(code=code, **entry) for code, entry in yaml.safe_load(text).items()}


def endings() -> tuple[str, ...]:
    """The endings that a form may offer: ``.pdf`` and so on."""
    return tuple(f".{ending}" for kind in file_types().values() for ending in kind.endings)


def file_path(sha256: str) -> Path:
    """Where the file of a hash lies."""
    return Path(settings.MEDIA_ROOT) / "evidence" / sha256[:2] / sha256


def file_keep(chunks: Iterable[bytes], *, name: str) -> KeptFile:
    """Keep a file whose bytes come in chunks.

    Raises `EvidenceError` for one that is empty, too large, of a type that is not kept, or whose name says
    another type than its content.
    """
    folder = file_path("00").parent.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=folder, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _pour(chunks, target=target)
        shown = plain_name(name)
        kind = type_of(Path(fresh), name=shown)
        _move(Path(fresh), file_path(sha256))
    finally:
        Path(fresh).unlink(missing_ok=True)
    return KeptFile(sha256, shown, size, kind.serves)


def _pour(chunks: Iterable[bytes], *, target: Any) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.MIQYAS_FILE_BYTES:
            raise EvidenceError("file_too_large", most=settings.MIQYAS_FILE_BYTES // 2**20)
        digest.update(chunk)
        target.write(chunk)
    if not size:
        raise EvidenceError("file_empty")
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _move(fresh: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh.replace(place)


def type_of(file: Path, *, name: str) -> FileType:
    """The kind of a file by its content, which its name must not contradict."""
    kinds = [kind for kind in file_types().values() if _is_of(file, kind)]
    if not kinds:
        raise EvidenceError("file_type", name=name, known=", ".join(endings()))
    ending = PurePath(name).suffix.lower().removeprefix(".")
    for kind in kinds:
        if ending in kind.endings:
            return kind
    raise EvidenceError("file_lies", name=name, is_really=", ".join(kind.code for kind in kinds))


def _is_of(file: Path, kind: FileType) -> bool:
    with file.open("rb") as source:
        head = source.read(HEAD)
    if kind.zip:
        return head.startswith(b"PK") and _holds(file, kind)
    if kind.text:
        return _is_text(file)
    return _magic(head) in kind.magic


def _magic(head: bytes) -> str:
    """The ending that the first bytes speak for most; empty where they speak for none."""
    import puremagic

    try:
        return str(puremagic.from_string(head))
    except (puremagic.PureError, ValueError):
        return ""


def _holds(file: Path, kind: FileType) -> bool:
    """Whether an archive is an office document of the kind, and one without macros."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(names) > _MOST_PARTS or any(_MACROS.search(name) for name in names):
                return False
            if kind.zip == "content.xml":
                return kind.zip in names and _mimetype(archive) == kind.serves
            return kind.zip in names and "[Content_Types].xml" in names
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return False


def _mimetype(archive: zipfile.ZipFile) -> str:
    if "mimetype" not in archive.namelist():
        return ""
    with archive.open("mimetype") as source:
        return source.read(120).decode("ascii", "replace").strip()


def _is_text(file: Path) -> bool:
    """Letters in UTF-8, and not such as a browser would take for a page."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    is_markup = re.match(r"\s*<(!|\?|[a-z])", text[:HEAD], re.IGNORECASE)
    return "\0" not in text and not is_markup and _magic(content[:HEAD]) in {"", ".txt", ".csv"}


def plain_name(name: str) -> str:
    """A file's name without folders, signs that cannot be seen, or such as turn its letters around.

    >>> plain_name("secret/report\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe")
    'reportfdp.exe'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _HIDDEN)
    seen = re.sub(r'[<>:"|?*]', "", seen).strip(" .")
    stem, dot, ending = seen.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:12]}" if dot else seen[:LONGEST_NAME] or "file"


def files_without_use(known: Iterable[str]) -> list[Path]:
    """Files that no revision names, and what interrupted writing left behind: for the one that tidies up."""
    kept = frozenset(known)
    folder = file_path("00").parent.parent
    found = [path for path in folder.glob("??/*") if path.name not in kept]
    return [*found, *folder.glob(".incoming-*")]
