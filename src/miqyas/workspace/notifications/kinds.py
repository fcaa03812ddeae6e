"""The kinds of notification, read from `kinds.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Kind:
    """A kind: its group, how soon mail follows by default, and the page it leads to."""

    code: str
    group: str
    rhythm: str
    route: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of the file."""
    text = files("miqyas.workspace.notifications").joinpath("kinds.yaml").read_text("utf-8")
    return {code: Kind(code=code, **entry) for code, entry in yaml.safe_load(text).items()}


@cache
def groups() -> tuple[str, ...]:
    """The groups in which people choose how soon they want mail."""
    return tuple(dict.fromkeys(kind.group for kind in kinds().values()))
