"""What generated pages are made of: words of their own in both languages, tables, text that is no markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from docs.names import ISOLATES, markdown_table
from docs.site.contents import LANGUAGES, Words


@cache
def _entries() -> Mapping[str, Words]:
    loaded: Mapping[str, Words] = yaml.safe_load(
        (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    )
    return loaded


def both(key: str, **params: Any) -> Words:
    """The words of a key of `words.yaml` in each language."""
    return {language: words(key, language, **params) for language in LANGUAGES}


def words(key: str, language: str, **params: Any) -> str:
    """The words of a key of `words.yaml` in one language."""
    return _entries()[key][language].format(**params)


def plain(text: object) -> str:
    r"""Text as Markdown that shows it as it stands, also in a cell of a table; isolates become elements.

    >>> plain("a|b <c> *d*")
    'a&#124;b &lt;c&gt; &#42;d&#42;'
    """
    shown = html.escape(" ".join(str(text).split()), quote=False)
    shown = re.sub(r"[\u2066-\u2068](.*?)\u2069", r"<bdi>\1</bdi>", shown).translate(ISOLATES)
    return re.sub(r"[|*_\[\]`{}#~^=]", lambda sign: f"&#{ord(sign[0])};", shown)


def code(text: str) -> str:
    """Text as code."""
    return f"`{text}`"


def rows(headings: Sequence[str], lines: Iterable[Sequence[str]], language: str) -> str:
    """A table with headings of `words.yaml`."""
    return markdown_table([words(f"column.{name}", language) for name in headings], lines)
