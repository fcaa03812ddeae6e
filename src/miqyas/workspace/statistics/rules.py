"""When an input is pointed out: `rules.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from miqyas.kernel.documents import read_document


@cache
def rules() -> Mapping[str, Any]:
    """The rules by name."""
    text = files("miqyas.workspace.statistics").joinpath("rules.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = read_document(text, file="workspace/statistics/rules.yaml")
    return loaded
