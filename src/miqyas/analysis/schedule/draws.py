"""How late it may become: durations drawn from three points each, and the whole network dated in every draw.

A duration is triangular between its shortest and its longest with the planned one as the most likely (the
three points of PERT: Malcolm, Roseboom, Clark and Fazar 1959; the triangle in place of their beta, as Van
Slyke 1963 draws networks). Drawing all tasks at once and taking the latest of what each waits for keeps the
merge bias that adding up means would lose (MacCrimmon and Ryavec 1964). Durations hang together by a normal
copula with one common factor, the `together` of `rules.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.errors import usable_draws
from miqyas.analysis.schedule.dates import Numbers
from miqyas.analysis.schedule.model import Programme, Task
from miqyas.analysis.schedule.network import forward
from miqyas.analysis.schedule.rules import spread, together

MOST_DRAWS: Final = 20_000
MOST_CELLS: Final = 20_000_000
"""Tasks times draws that are held at once."""


@dataclass(frozen=True)
class Drawn:
    """Ends of tasks in every draw: `ends[place]` of shape (draw,), in numbers of days of the calendar."""

    ends: tuple[np.ndarray, ...]
    end: np.ndarray
    draws: int
    seed: int

    def chance_by(self, place: int, number: int) -> float:
        """The share of draws in which a task has ended by a number of days."""
        return float(np.mean(self.ends[place] <= number))

    def quantile(self, place: int, share: float) -> int:
        """The earliest end that this share of draws did not exceed."""
        return _quantile(self.ends[place], share)

    def end_quantile(self, share: float) -> int:
        """The same of the last end of all."""
        return _quantile(self.end, share)


def _quantile(ends: np.ndarray, share: float) -> int:
    return int(np.quantile(ends, share, method="inverted_cdf"))


def drawn_ends(programme: Programme, numbers: Numbers, *, draws: int, seed: int) -> Drawn:
    """Ends of all tasks in every draw; the same for the same seed. What is done stays where it ended.

    Raises `AnalysisError` for a number of draws that is none or too many.

    >>> import datetime as dt
    >>> from miqyas.analysis.schedule.dates import numbers_of
    >>> from miqyas.kernel.text import Text
    >>> task = Task("A", Text({"ar": "م", "en": "T"}), 10, start=dt.date(1950, 1, 2), least=10, most=20)
    >>> one = Programme((task,), dt.date(1950, 1, 2))
    >>> found = drawn_ends(one, numbers_of(one), draws=500, seed=1)
    >>> found.chance_by(0, 20), 10 <= found.quantile(0, 0.1) < found.quantile(0, 0.9) <= 20
    (1.0, True)
    """
    most = max(1, min(MOST_DRAWS, MOST_CELLS // len(programme.tasks)))
    usable_draws(draws, seed=seed, most=most)
    lengths = _lengths(programme.tasks, numbers, draws=draws, seed=seed)
    begins = [np.full(1, begin, dtype=np.int32) for begin in numbers.begins]
    ends = forward(numbers.network, begins, lengths, later=np.maximum)
    open_ends = [end for end, done in zip(ends, numbers.is_done, strict=True) if not done] or ends
    last = np.zeros(draws, dtype=np.int32)
    for end in open_ends:
        np.maximum(last, end, out=last)
    full = tuple(np.broadcast_to(end, (draws,)) for end in ends)
    return Drawn(full, last, draws, seed)


def _lengths(tasks: Sequence[Task], numbers: Numbers, *, draws: int, seed: int) -> list[np.ndarray]:
    """Days of what is left of each task, of shape (draw,), or (1,) where nothing can change them."""
    from scipy.special import ndtr

    generator = np.random.default_rng(seed)
    common = generator.standard_normal(draws, dtype=np.float32)
    share = together()
    found = []
    for task, length in zip(tasks, numbers.lengths, strict=True):
        low, high = _points(task, length)
        if not low < high:
            found.append(np.full(1, length, dtype=np.int32))
            continue
        own = generator.standard_normal(draws, dtype=np.float32)
        level = ndtr(math.sqrt(share) * common + math.sqrt(1 - share) * own)
        found.append(_triangular(level, low, float(length), high))
    return found


def _points(task: Task, length: int) -> tuple[float, float]:
    """Shortest and longest of what is left: the task's own in the share left, else as in the rules."""
    least, most = spread()
    low = task.duration * least if task.least is None else float(task.least)
    high = task.duration * most if task.most is None else float(task.most)
    left = length / task.duration if task.duration else 0.0
    return min(low, task.duration) * left, max(high, task.duration) * left


def _triangular(level: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Quantiles of a triangular distribution, rounded to whole days."""
    peak = (mode - low) / (high - low)
    rising = low + np.sqrt(level * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - level) * (high - low) * (high - mode))
    days: np.ndarray = np.rint(np.where(level < peak, rising, falling)).astype(np.int32)
    return days
