"""Why did the index and the rank change between two editions: ourselves, the others, the method."""

from miqyas.analysis.decompose.change import Change, can_decompose, decompose, history_of_changes
from miqyas.analysis.decompose.inside import Inside, Unsplit, split_components

__all__ = [
    "Change",
    "Inside",
    "Unsplit",
    "can_decompose",
    "decompose",
    "history_of_changes",
    "split_components",
]
