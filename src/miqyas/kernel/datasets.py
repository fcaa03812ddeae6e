"""Datasets: immutable bytes named by their content, layered over the read-only release.

The library and the command line keep them in an overlay folder; the server keeps the same bytes in
its database. Both hand an `ActiveSet` to whoever reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.files import write_whole
from miqyas.kernel.provenance import content_hash


class DatasetError(MiqyasError):
    """A dataset or an overlay folder is not what its name says."""

    code = "dataset"


@dataclass(frozen=True)
class Dataset:
    """One imported or edited table: its kind, a name for people, its bytes, and where it came from.

    >>> first = Dataset(kind="results", name="new.csv", content=b"a,b", origin={})
    >>> first.sha256 == Dataset(kind="results", name="other.csv", content=b"a,b", origin={}).sha256
    True
    """

    kind: str
    name: str
    content: bytes
    origin: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """Name of the dataset: the hash of its kind and bytes."""
        return content_hash([self.kind.encode(), self.content])


@dataclass(frozen=True)
class ActiveSet:
    """The datasets in force, in the order in which they are laid over the release.

    >>> ActiveSet(()).name
    'release'
    """

    datasets: tuple[Dataset, ...] = ()

    @cached_property
    def name(self) -> str:
        """Hash of the members' hashes; the word release when nothing is laid over."""
        if not self.datasets:
            return "release"
        return content_hash(dataset.sha256.encode() for dataset in self.datasets)

    def of_kind(self, kind: str) -> tuple[Dataset, ...]:
        """The members of one kind, oldest first."""
        return tuple(dataset for dataset in self.datasets if dataset.kind == kind)

    def with_dataset(self, dataset: Dataset) -> ActiveSet:
        """A set with one more on top; adding what is there already changes nothing."""
        if any(member.sha256 == dataset.sha256 for member in self.datasets):
            return self
        return ActiveSet((*self.datasets, dataset))


class OverlayFolder:
    """A folder of datasets, ``<sha256>.json`` and ``.bin`` each; ``active.json`` names the set in force.

    Everything is written to a temporary file and moved into place, so a killed process leaves the
    former state.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def active(self) -> ActiveSet:
        """The set in force; an absent folder is the bare release."""
        return self._read_set(self._state()["active"])

    def history(self) -> list[list[str]]:
        """All sets that were ever in force, oldest first, as lists of dataset names."""
        return [list(names) for names in self._state()["history"]]

    def activate(self, chosen: ActiveSet) -> None:
        """Store the members that are new and put the set in force."""
        self.path.mkdir(parents=True, exist_ok=True)
        for dataset in chosen.datasets:
            self._write_dataset(dataset)
        names = [dataset.sha256 for dataset in chosen.datasets]
        state = self._state()
        if state["active"] != names:
            self._write_state(names, [*state["history"], names])

    def revert(self, steps: int = 1) -> ActiveSet:
        """Put an earlier set in force again; going back beyond the first is the bare release."""
        state = self._state()
        earlier = state["history"][: max(0, len(state["history"]) - steps)]
        chosen = self._read_set(earlier[-1] if earlier else [])
        self._write_state([dataset.sha256 for dataset in chosen.datasets], earlier)
        return chosen

    def _state(self) -> dict[str, Any]:
        file = self.path / "active.json"
        if not file.exists():
            return {"active": [], "history": []}
        try:
            state = json.loads(file.read_text(encoding="utf-8"))
            return {"active": list(state["active"]), "history": list(state["history"])}
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError("unreadable_state", place=Place(file=str(file))) from error

    def _write_state(self, active: list[str], history: list[list[str]]) -> None:
        state = {"active": active, "history": history}
        write_whole(self.path / "active.json", json.dumps(state, indent=1).encode())

    def _read_set(self, names: Sequence[str]) -> ActiveSet:
        return ActiveSet(tuple(self._read_dataset(name) for name in names))

    def _read_dataset(self, name: str) -> Dataset:
        file, about_file = self.path / f"{name}.bin", self.path / f"{name}.json"
        for needed in (file, about_file):
            if not needed.exists():
                raise DatasetError("missing", place=Place(file=str(needed)), name=name)
        try:
            about = json.loads(about_file.read_text(encoding="utf-8"))
            dataset = Dataset(about["kind"], about["name"], file.read_bytes(), about["origin"])
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError("altered", place=Place(file=str(about_file)), name=name) from error
        if dataset.sha256 != name:
            raise DatasetError("altered", place=Place(file=str(file)), name=name)
        return dataset

    def _write_dataset(self, dataset: Dataset) -> None:
        about = {"kind": dataset.kind, "name": dataset.name, "origin": dict(dataset.origin)}
        write_whole(
            self.path / f"{dataset.sha256}.json", json.dumps(about, ensure_ascii=False, indent=1).encode()
        )
        write_whole(self.path / f"{dataset.sha256}.bin", dataset.content)
