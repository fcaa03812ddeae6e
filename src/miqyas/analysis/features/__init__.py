"""What a feature is worth: points and inputs in index and rank, the price of the next ranks, equivalents."""

from miqyas.analysis.features.model import Equivalent, Gain, Moving, RankPrice, Worth
from miqyas.analysis.features.worth import worth, worth_as_published

__all__ = ["Equivalent", "Gain", "Moving", "RankPrice", "Worth", "worth", "worth_as_published"]
