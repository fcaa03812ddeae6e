"""The score that is to be expected from estimates of sub-indices: index, group, and a band of ranks."""

from miqyas.analysis.expected.model import SOURCES, Estimate, Expected, Part, Source, Spread
from miqyas.analysis.expected.run import expected_score

__all__ = ["SOURCES", "Estimate", "Expected", "Part", "Source", "Spread", "expected_score"]
