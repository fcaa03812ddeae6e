"""What is assumed of durations, and how sure is sure enough: read from `rules.yaml`, each with its mark."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from miqyas.analysis.portfolio.timing import Assumption
from miqyas.analysis.portfolio.timing import assumptions as of_the_window
from miqyas.kernel.documents import read_document
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text


@cache
def _rules() -> Mapping[str, Mapping[str, object]]:
    text = files("miqyas.analysis.schedule").joinpath("rules.yaml").read_text(encoding="utf-8")
    return read_document(text, file="analysis/schedule/rules.yaml")


def spread() -> tuple[float, float]:
    """Shortest and longest duration as shares of the planned one, where a task states none.

    >>> spread()
    (0.9, 1.6)
    """
    return _number("spread", "least"), _number("spread", "most")


def together() -> float:
    """Correlation of durations, 0 to 1.

    >>> together()
    0.3
    """
    return _number("together", "share")


def safe_chance() -> float:
    """The chance of being live before the window opens that a safe date leaves.

    >>> safe_chance()
    0.9
    """
    return _number("safe", "chance")


def assumptions() -> tuple[Assumption, ...]:
    """All that is taken to be so: the window and its chance as in portfolios, then the rules of schedules.

    >>> [(one.name, one.mark.value) for one in assumptions()]
    [('window', 'R'), ('chance', 'I'), ('spread', 'I'), ('together', 'I'), ('safe', 'I')]
    """
    own = (
        Assumption(name, Text(part["note"]), Mark(part["mark"]))  # type: ignore[arg-type]
        for name, part in _rules().items()
    )
    return (*of_the_window(), *own)


def _number(part: str, name: str) -> float:
    return float(str(_rules()[part][name]))
