"""Several bands of ranks on one ruler: each case in a line of its own, all on the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from miqyas.analysis.simulate import RankDistribution
from miqyas.web.along import Along
from miqyas.web.words import current_language

WIDE: Final = 0.8
HALF: Final = 0.5
_FEWEST: Final = 20
_HIGH: Final = 26
_STEPS: Final = (1, 2, 5, 10, 20, 50)
_MOST_NUMBERS: Final = 9


def scale_of(ranks: Sequence[RankDistribution]) -> Along:
    """A ruler that holds the bands of all."""
    ends = [end for one in ranks for end in one.interval(WIDE)]
    low = max(1, min(ends) - 1)
    return Along(low - 0.5, max(max(ends) + 1, low + _FEWEST) + 0.5, current_language())


def band_row(ranks: RankDistribution, scale: Along) -> SafeString:
    """The interval of 80%, that of half of it, and a pin with the middle rank."""
    parts = [scale.between(low - 0.5, high + 0.5) for low, high in map(ranks.interval, (WIDE, HALF))]
    at = scale.at(ranks.median)
    return format_html(
        '<svg class="rank-row" width="100%" height="{}" aria-hidden="true" focusable="false">'
        '<line class="rank-row-track" x1="0" x2="100%" y1="13" y2="13"/>{}'
        '<line class="rank-row-pin" x1="{}%" x2="{}%" y1="2" y2="24"/></svg>',
        _HIGH,
        format_html_join(
            "",
            '<rect class="rank-row-{}" x="{}%" y="{}" width="{}%" height="{}" rx="3"/>',
            (
                (number, left, 7 - 2 * number, width, 12 + 4 * number)
                for number, (left, width) in enumerate(parts)
            ),
        ),
        at, at,
    )  # fmt: skip


def ruler(scale: Along) -> SafeString:
    """The ruler itself: a tick for each rank, a number where there is room."""
    ranks = range(int(scale.low + 0.5), int(scale.high) + 1)
    step = next((one for one in _STEPS if len(ranks) / one <= _MOST_NUMBERS), _STEPS[-1])
    long = [rank for rank in ranks if rank % step == 0 or rank == 1]
    return format_html(
        '<svg class="rank-row" width="100%" height="28" aria-hidden="true" focusable="false">'
        '<line class="rank-row-rule" x1="0" x2="100%" y1="1" y2="1"/>{}{}</svg>',
        format_html_join(
            "",
            '<line class="rank-row-rule" x1="{0}%" x2="{0}%" y1="1" y2="{1}"/>',
            ((scale.at(rank), 9 if rank in long else 5) for rank in ranks),
        ),
        format_html_join(
            "",
            '<text class="rank-row-number" x="{}%" y="24">{}</text>',
            ((scale.at(rank), rank) for rank in long),
        ),
    )
