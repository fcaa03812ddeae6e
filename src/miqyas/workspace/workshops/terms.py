"""Terms of workshops: ways to look for something, questions of the feedback form, each by its code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from miqyas.kernel.documents import read_document
from miqyas.kernel.text import Text


@cache
def ways() -> Mapping[str, Text]:
    """How people look for something.

    >>> list(ways())[0]
    'menu'
    """
    return _terms("ways.yaml")


@cache
def feedback_questions() -> Mapping[str, Text]:
    """What the feedback form asks, in its order."""
    return _terms("feedback.yaml")


def _terms(name: str) -> Mapping[str, Text]:
    text = files("miqyas.workspace.workshops").joinpath(name).read_text(encoding="utf-8")
    return {code: Text(words) for code, words in read_document(text, file=f"workshops/{name}").items()}
