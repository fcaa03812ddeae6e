"""A folder that keeps what a scan saw: bytes by their SHA-256, and a journal of artifacts for each site.

    blobs/<writer>.pack     the bytes, compressed by zlib, each after its name; one file for each who writes
    journal/<site>.jsonl    a line for each look, in the order in which it happened

A line is written as soon as a look is over, so that a program that is killed loses nothing of what came
back. A line that was torn, and a look whose bytes are not there, count as not looked at.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.scanner.artifacts.model import FORM, Artifact
from miqyas.scanner.artifacts.packs import Packs

SITE_FORM: Final = "miqyas-site/1"
LARGEST_BLOB: Final = 64 * 2**20
"""Bytes of one blob, unpacked; the gatherer never keeps as many."""
SYNCED_EVERY: Final = 50
"""Lines after which the system is made to write them to the disk."""
_PACKED: Final = 1
"""How hard zlib tries: pages are a sixth larger than by its usual effort, in a fifth of the time."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SITE: Final = re.compile(r"[^a-z0-9.-]+")


class StoreError(MiqyasError):
    """A folder of artifacts that cannot be used, or bytes that are not what their name says."""

    code = "artifacts"


@dataclass(frozen=True)
class SiteEnd:
    """How the look at one site came to its end.

    ``ended_by``: exhausted (every address that was found was looked at), pages, bytes, seconds (of the
    budget), host_left, stopped. ``pages`` were fetched, ``waiting`` addresses were known and not looked at;
    ``left_out`` counts the addresses that were left on purpose, by why (trap, alike, does_something, ...).
    """

    site: str
    ended_by: str
    pages: int
    waiting: int
    seconds: float
    left_out: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seconds", round(self.seconds, 3))

    @property
    def is_whole(self) -> bool:
        """Whether nothing that was known of was left out."""
        return self.ended_by == "exhausted"

    def as_record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "form": SITE_FORM,
            "site": self.site,
            "ended_by": self.ended_by,
            "pages": self.pages,
            "waiting": self.waiting,
            "seconds": self.seconds,
            "left_out": dict(self.left_out),
        }


class Journal:
    """The looks at one site, in order; open as a context.

    Several may write to one journal: every line is written whole or torn, never mixed with another's.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._unsynced = 0
        file.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if not _ends_with_a_line(file):
            os.write(self._handle, b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.fsync(self._handle)
        os.close(self._handle)

    def add(self, entry: Artifact | SiteEnd) -> None:
        """Write one line."""
        line = json.dumps(entry.as_record(), ensure_ascii=False, separators=(",", ":"))
        os.write(self._handle, f"{_no_surrogates(line)}\n".encode())
        self._unsynced += 1
        if self._unsynced >= SYNCED_EVERY:
            os.fsync(self._handle)
            self._unsynced = 0


class Store:
    """A folder of artifacts.

    >>> from tempfile import TemporaryDirectory
    >>> from miqyas.scanner.artifacts.model import Channel
    >>> with TemporaryDirectory() as folder:
    ...     store = Store(Path(folder))
    ...     name = store.keep(b"<h1>Home</h1>")
    ...     with store.journal("a.example") as journal:
    ...         journal.add(Artifact("https://a.example/", channel=Channel.HTTP, status=200))
    ...     [look.address for look in store.artifacts()], store.read(name)
    (['https://a.example/'], b'<h1>Home</h1>')
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._packs = Packs(folder / "blobs")
        try:
            (folder / "journal").mkdir(parents=True, exist_ok=True)
            (folder / "blobs").mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError("folder_unusable", place=Place(file=str(folder)), why=str(error)) from error

    def keep(self, content: bytes) -> str:
        """Keep bytes and give their name; bytes that are there already are not written again."""
        name = hashlib.sha256(content).hexdigest()
        if not self._packs.has(name, is_fresh=False):
            self._packs.add(name, zlib.compress(content, _PACKED))
        return name

    def has(self, name: str) -> bool:
        """Whether bytes of this name are there, whole or not."""
        return bool(_HASH.fullmatch(name)) and self._packs.has(name)

    def read(self, name: str) -> bytes:
        """The bytes of a name. Raises `StoreError` where they are not there, or are others."""
        place, is_there = Place(file=str(self.folder)), False
        for packed in self._packs.read(name):
            is_there = True
            with suppress(zlib.error):
                content = zlib.decompressobj().decompress(packed, LARGEST_BLOB)
                if hashlib.sha256(content).hexdigest() == name:
                    return content
        if not is_there:
            raise StoreError("blob_missing", place=place, name=name[:64])
        self._packs.forget(name)
        raise StoreError("blob_damaged", place=place, name=name)

    def names(self) -> frozenset[str]:
        """The names of all bytes that are there."""
        return self._packs.names()

    def keep_only(self, names: Collection[str]) -> int:
        """Let go of all bytes but some, once nobody writes any more; how many went."""
        return self._packs.keep_only(names)

    def body(self, artifact: Artifact) -> bytes:
        """The bytes that an artifact names; empty where it has none. Raises `StoreError`."""
        return self.read(artifact.body.hash) if artifact.body else b""

    def journal(self, site: str) -> Journal:
        """The journal of a site to write to."""
        return Journal(self.journal_of(site))

    def artifacts(self, *, but: Collection[str] = ()) -> Iterator[Artifact]:
        """All looks but those at some sites, site by site; of several alike the last."""
        passed = {self.journal_of(site) for site in but}
        for file in sorted((self.folder / "journal").glob("*.jsonl")):
            if file not in passed:
                yield from _last_of_each(file).values()

    def looks(self, site: str) -> dict[str, Artifact]:
        """The looks at one site by their key, without those whose bytes are not there."""
        found = _last_of_each(self.journal_of(site))
        return {key: look for key, look in found.items() if self._is_whole(look)}

    def of_address(self, address: str) -> tuple[Artifact, ...]:
        """All looks at an address in its normal form, by every channel and vantage."""
        return tuple(look for look in self.artifacts() if look.address == address)

    def of_host(self, host: str) -> tuple[Artifact, ...]:
        """All looks at addresses of a host."""
        return tuple(look for look in self.artifacts() if urlsplit(look.address).hostname == host)

    def ends(self) -> dict[str, SiteEnd]:
        """How the look at each site came to its end; a site that is missing is not through."""
        found: dict[str, SiteEnd] = {}
        for file in sorted((self.folder / "journal").glob("*.jsonl")):
            found |= {one.site: one for one in _entries(file, form=SITE_FORM) if isinstance(one, SiteEnd)}
        return found

    def journal_of(self, site: str) -> Path:
        """The file of the looks at a site, there or not.

        By its name, and by the hash of it: two names may look alike once signs are taken out.
        """
        digest = hashlib.sha256(site.encode()).hexdigest()[:8]
        return self.folder / "journal" / f"{_SITE.sub('-', site.lower()).strip('-.')[:80]}-{digest}.jsonl"

    def _is_whole(self, look: Artifact) -> bool:
        return all(map(self.has, look.blobs))


def _last_of_each(file: Path) -> dict[str, Artifact]:
    found: dict[str, Artifact] = {}
    for one in _entries(file, form=FORM):
        if isinstance(one, Artifact):
            found[one.key] = one
    return found


def read_line(line: bytes) -> Artifact | SiteEnd | None:
    """What a line of a journal tells of; None of one that was torn.

    >>> read_line(b'{"form":"miqyas-arti')
    """
    try:
        record = json.loads(line)
        if record["form"] == SITE_FORM:
            return SiteEnd(**{name: value for name, value in record.items() if name != "form"})
        return Artifact.from_record(record) if record["form"] == FORM else None
    except (KeyError, ValueError, TypeError):
        return None


def _entries(file: Path, *, form: str) -> Iterator[Artifact | SiteEnd]:
    """The lines of a form that can be read; one that was torn is passed over."""
    begin = f'{{"form":"{form}"'.encode()
    if not file.exists():
        return
    with file.open("rb") as lines:
        for line in lines:
            one = read_line(line) if line.startswith(begin) else None
            if one is not None:
                yield one


def _ends_with_a_line(file: Path) -> bool:
    with file.open("rb") as content:
        if content.seek(0, os.SEEK_END) == 0:
            return True
        content.seek(-1, os.SEEK_END)
        return content.read(1) == b"\n"


def _no_surrogates(text: str) -> str:
    """Halves of characters, which no encoding can write, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
