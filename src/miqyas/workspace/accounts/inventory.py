"""The inventory of personal data, read from `personal_data.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import yaml

from miqyas.kernel.text import Text


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of personal data: where it lies, what it is, why it is held, for how long."""

    code: str
    fields: tuple[str, ...]
    what: Text
    why: Text
    how_long: Text
    days: int | None = None
    """After how many days the round of retention removes it; None where it goes with the account or stays."""

    def covers(self, label: str) -> bool:
        """Whether the field of a model, such as ``accounts.User.email``, is of this kind."""
        return any(fnmatchcase(label, pattern) for pattern in self.fields)


@cache
def inventory() -> Mapping[str, Kind]:
    """All kinds by code, in the order of the file."""
    text = files("miqyas.workspace.accounts").joinpath("personal_data.yaml").read_text("utf-8")
    return {code: _kind(code, entry) for code, entry in yaml.safe_load(text).items()}


def _kind(code: str, entry: dict[str, object]) -> Kind:
    words = {name: Text(entry[name]) for name in ("what", "why", "how_long")}  # type: ignore[call-overload]
    fields = tuple(entry["fields"])  # type: ignore[arg-type,var-annotated]
    days = entry.get("days")
    return Kind(code=code, fields=fields, days=days if isinstance(days, int) else None, **words)
