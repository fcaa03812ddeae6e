"""What each edition of the Survey says: trees, weights, rules, groups, each fact with its mark and source."""

from miqyas.methodology.load import (
    draft_edition,
    indicators,
    load_edition,
    method_for,
    published_editions,
    source_words,
    sources,
)
from miqyas.methodology.model import Methodology, Node
from miqyas.methodology.schema import MethodologyError

__all__ = [
    "Methodology",
    "MethodologyError",
    "Node",
    "draft_edition",
    "indicators",
    "load_edition",
    "method_for",
    "published_editions",
    "source_words",
    "sources",
]
