"""Files that somebody uploaded and has not accepted yet: kept for an hour, each for its owner alone."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from miqyas.kernel.provenance import content_hash

KEPT_SECONDS: Final = 3600
MOST: Final = 5
"""Uploads of one person that wait at a time; a further one takes the place of the oldest."""
_NAME_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name as people know it, and its bytes."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Name under which it waits."""
        return content_hash([self.name.encode(), self.content])


def upload_keep(upload: Upload, *, by: UUID) -> str:
    """Keep an upload and give the name under which `upload_find` returns it to the same person."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder, by=by)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as target:
        target.write(json.dumps(upload.name).encode() + b"\n")
        target.write(upload.content)
    Path(target.name).replace(folder / f"{by.hex}-{upload.sha256}")
    return upload.sha256


def upload_find(sha256: str, *, by: UUID) -> Upload | None:
    """The upload of that name; None when it is somebody else's, has expired or is not as it was kept."""
    file = _folder() / f"{by.hex}-{sha256}"
    if len(sha256) != _NAME_LENGTH or not file.is_file() or _age(file) > KEPT_SECONDS:
        return None
    name, _, content = file.read_bytes().partition(b"\n")
    upload = Upload(json.loads(name), content)
    return upload if upload.sha256 == sha256 else None


def upload_drop(sha256: str, *, by: UUID) -> None:
    """Forget an upload that was accepted or given up."""
    (_folder() / f"{by.hex}-{sha256}").unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.MIQYAS_FOLDER / "pending"
    return folder


def _age(file: Path) -> float:
    return time.time() - file.stat().st_mtime


def _sweep(folder: Path, *, by: UUID) -> None:
    for file in folder.iterdir():
        if _age(file) > KEPT_SECONDS:
            file.unlink(missing_ok=True)
    own = sorted(folder.glob(f"{by.hex}-*"), key=_age)
    for file in own[MOST - 1 :]:
        file.unlink(missing_ok=True)
