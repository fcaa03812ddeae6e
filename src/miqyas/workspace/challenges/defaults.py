"""What a new round begins with: categories and criteria from a file, to be changed at will."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from miqyas.kernel.documents import read_document
from miqyas.workspace.challenges.fields import RoundFields, categories_of, criteria_of


@cache
def round_suggested() -> RoundFields:
    """A round with nothing but its suggested lists."""
    text = files("miqyas.workspace.challenges").joinpath("defaults.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = read_document(text, file="challenges/defaults.yaml")
    categories, criteria = categories_of(read["categories"]), criteria_of(read["criteria"])
    return RoundFields(code="", title={}, categories=categories, criteria=criteria)
