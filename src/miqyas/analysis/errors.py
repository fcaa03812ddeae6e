"""Errors of the questions asked of scores."""

from collections.abc import Sequence

from miqyas.kernel.errors import MiqyasError, Place


class AnalysisError(MiqyasError):
    """The question cannot be answered from what is loaded."""

    code = "analysis"


def one_of(given: str, *, known: Sequence[str], name: str) -> None:
    """Raise `AnalysisError` for a word that is none of those known; `name` is that of the argument.

    >>> one_of("fixed", known=("fixed", "moving"), name="field")
    """
    if given not in known:
        raise AnalysisError("not_one_of", place=Place(name=name), given=given, known=", ".join(known))


def usable_draws(draws: int, *, seed: int, most: int) -> None:
    """Raise `AnalysisError` for a number of draws outside 1 to `most`, and for a seed below 0.

    >>> usable_draws(10_000, seed=1, most=100_000)
    """
    if not 1 <= draws <= most:
        raise AnalysisError("draws", place=Place(name=str(draws)), given=draws, most=most)
    if seed < 0:
        raise AnalysisError("seed", place=Place(name=str(seed)), given=seed)
