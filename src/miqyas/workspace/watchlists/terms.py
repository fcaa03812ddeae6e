"""The words of choices on the watchlist: themes, states, marks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from miqyas.kernel.documents import read_document
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.workspace.registry.terms import text_of


@cache
def themes() -> Mapping[str, Text]:
    """What policies are about."""
    return _texts("themes.yaml")


@cache
def states() -> Mapping[str, Text]:
    """Where a policy stands at home."""
    return _texts("states.yaml")


@cache
def marks() -> Mapping[str, Text]:
    """How far what is said of a policy may be trusted."""
    return {mark.value: text_of(f"watchlist.mark.{mark.value}") for mark in Mark}


def _texts(name: str) -> Mapping[str, Text]:
    text = files("miqyas.workspace.watchlists").joinpath(name).read_text(encoding="utf-8")
    return {code: Text(words) for code, words in read_document(text, file=name).items()}
