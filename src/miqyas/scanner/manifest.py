"""What a folder of artifacts is the scan of: written when it begins, read when it goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from miqyas.kernel.errors import Place
from miqyas.kernel.files import write_whole
from miqyas.scanner.artifacts.model import HERE, Vantage
from miqyas.scanner.artifacts.store import Store, StoreError
from miqyas.scanner.gather.plan import Budget, Site

FORM: Final = "miqyas-manifest/1"
FILE: Final = "scan.json"
USUAL: Final = Budget()
LANGUAGES: Final = ("ar", "en")
"""Languages in which a stranger searches, and which are compared."""


@dataclass(frozen=True)
class Manifest:
    """The sites of a scan, what each is (``places``, by host), from where it looks, to what day ages count.

    ``shown`` pages of each site are looked at in a browser. ``languages`` are those in which a stranger
    searches. ``laboratory`` names the hosts of the own network that were allowed.

    >>> manifest = Manifest((Site("https://a.example"),), today=date(2026, 1, 1))
    >>> Manifest.from_record(manifest.as_record()) == manifest
    True
    """

    sites: tuple[Site, ...]
    today: date
    places: Mapping[str, str] = field(default_factory=dict)
    vantage: Vantage = HERE
    budget: Budget = USUAL
    shown: int = 0
    languages: tuple[str, ...] = LANGUAGES
    laboratory: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The manifest as plain values."""
        return {
            "form": FORM,
            "sites": [asdict(site) for site in self.sites],
            "today": self.today.isoformat(),
            "places": dict(self.places),
            "vantage": asdict(self.vantage),
            "budget": asdict(self.budget),
            "shown": self.shown,
            "languages": list(self.languages),
            "laboratory": list(self.laboratory),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Manifest:
        """The manifest that a record tells of; `KeyError`, `TypeError` or `ValueError` where it is none."""
        if record["form"] != FORM:
            raise ValueError(record["form"])
        return cls(
            sites=tuple(map(_site, record["sites"])),
            today=date.fromisoformat(record["today"]),
            places=dict(record["places"]),
            vantage=Vantage(**record["vantage"]),
            budget=Budget(**record["budget"]),
            shown=int(record["shown"]),
            languages=tuple(record["languages"]),
            laboratory=tuple(record["laboratory"]),
        )


def write_manifest(store: Store, manifest: Manifest) -> None:
    """Write it into the folder of the store, in place of an older one. Raises `StoreError`."""
    text = json.dumps(manifest.as_record(), ensure_ascii=False, indent=1)
    try:
        write_whole(store.folder / FILE, text.encode("utf-8", "replace"))
    except OSError as error:
        raise StoreError("folder_unusable", place=Place(file=str(store.folder)), why=str(error)) from error


def read_manifest(folder: Path) -> Manifest:
    """What the folder is the scan of. Raises `StoreError` where no scan was begun there."""
    file = folder / FILE
    try:
        return Manifest.from_record(json.loads(file.read_bytes()))
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError("no_scan", place=Place(file=str(file))) from error


def _site(record: Mapping[str, Any]) -> Site:
    hosts: Sequence[str] = record["hosts"]
    return Site(record["start"], tuple(hosts), tuple(record["pinned"]), record.get("place", ""))
