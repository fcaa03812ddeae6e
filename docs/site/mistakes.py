"""Every error that the program tells, by code: what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from docs.site.contents import Page
from docs.site.text import both, code, plain, rows, words
from miqyas.kernel.words import catalogue


def pages() -> Sequence[Page]:
    """One page of all errors."""
    return [Page("reference/errors.md", both("errors.title"), _text)]


def codes() -> list[str]:
    """The codes of all errors, sorted."""
    return sorted(
        key.removeprefix("error.").removesuffix(".problem")
        for key in catalogue()
        if key.startswith("error.") and key.endswith(".problem")
    )


def _text(language: str) -> str:
    parts = [f"# {words('errors.title', language)}\n", words("errors.lead", language) + "\n"]
    for group, found in groupby(codes(), key=lambda one: one.partition(".")[0]):
        parts.append(f"## `{group}` {{ #{group} }}\n")
        lines = [
            (code(one), *(plain(unfilled(f"error.{one}.{part}", language)) for part in ("problem", "remedy")))
            for one in found
        ]
        parts.append(rows(("code", "problem", "remedy"), lines, language))
    return "\n".join(parts)


def unfilled(key: str, language: str) -> str:
    """The words of a key with the name of each parameter in its place.

    >>> unfilled("error.chart.unknown.problem", "en")
    'There is no chart “⟨name⟩”.'
    """
    said = catalogue()[key][language]
    text = said if isinstance(said, str) else said["other"]
    return re.sub(r"\{(\w+)(?::\w+)?\}", "\u2068⟨\\1⟩\u2069" if language == "ar" else r"⟨\1⟩", text)
