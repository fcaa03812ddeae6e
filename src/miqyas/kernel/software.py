"""The name of the software itself, between releases too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from miqyas.kernel.provenance import content_hash

_SHAPING: Final = (".csv", ".html", ".py", ".typ", ".yaml")


@cache
def software_hash() -> str:
    """Name of the software by what it is made of: programs, templates, words, methods, packaged tables.

    It changes with every change of an answer that the data in force do not explain.

    >>> len(software_hash())
    64
    """
    return content_hash(_shaping_files(files("miqyas")))


def _shaping_files(folder: Traversable) -> Iterator[bytes]:
    for item in sorted(folder.iterdir(), key=lambda child: child.name):
        if item.is_dir() and item.name not in {"__pycache__", "manual", "static"}:
            yield from _shaping_files(item)
        elif item.name.endswith(_SHAPING):
            yield item.read_bytes()
