"""The engine: (methodology, observations) -> Scores, in small pure functions of vectors over countries.

Every array has the shape (scenario, country); every function works along the countries.
"""

from miqyas.index.compute import Scores, compute
from miqyas.index.trace import Explanation, trace

__all__ = ["Explanation", "Scores", "compute", "trace"]
