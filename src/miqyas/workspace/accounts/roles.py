"""The roles, read from `roles.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

EVERYONE: Final = "everyone"
SIGNED_IN: Final = "signed_in"
ADMINISTRATOR: Final = "administrator"


@dataclass(frozen=True)
class Role:
    """A role: its code, and whether somebody grants it or it comes of itself."""

    code: str
    granted: bool


@cache
def roles() -> dict[str, Role]:
    """All roles by code, in the order of the file."""
    loaded = yaml.safe_load(files("miqyas.workspace.accounts").joinpath("roles.yaml").read_text("utf-8"))
    return {code: Role(code=code, granted=entry["granted"]) for code, entry in loaded.items()}
