"""What may stand below what, from `kinds.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from miqyas.kernel.documents import read_document


@cache
def places_of() -> Mapping[str, tuple[str, ...]]:
    """The kinds below which each kind may stand; "" is the top.

    >>> places_of()["programme"]
    ('', 'strategy', 'policy')
    """
    text = files(__package__).joinpath("kinds.yaml").read_text(encoding="utf-8")
    loaded = read_document(text, file="workspace/roadmaps/kinds.yaml")
    return {str(kind): tuple(map(str, above)) for kind, above in loaded.items()}
