"""What a site lacks in one language against another: pages in pairs, and what differs between the two."""

from miqyas.scanner.parity.compare import compared, parity_of
from miqyas.scanner.parity.looked import Looked, looked
from miqyas.scanner.parity.model import (
    Difference,
    Group,
    How,
    Issue,
    Kind,
    Pair,
    ParityReport,
    Spot,
    Standing,
)
from miqyas.scanner.parity.shown import pairing_in_words, shown, standing_in_words

__all__ = [
    "Difference",
    "Group",
    "How",
    "Issue",
    "Kind",
    "Looked",
    "Pair",
    "ParityReport",
    "Spot",
    "Standing",
    "compared",
    "looked",
    "pairing_in_words",
    "parity_of",
    "shown",
    "standing_in_words",
]
