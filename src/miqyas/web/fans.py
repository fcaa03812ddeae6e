"""Light drawings of what is not certain: ranks as a fan on a ruler, a range as a band. Fast enough to move.

A drawing by vl-convert takes longer than a slider waits. These are a few dozen shapes, coloured by the style
sheet alone; what they show stands in words beside them. Positions run in the direction of reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from miqyas.analysis.simulate import RankDistribution
from miqyas.analysis.simulate.sentences import COVERAGE
from miqyas.kernel.text import RIGHT_TO_LEFT

WIDE: Final = 640
NARROW: Final = 340
SEEN: Final = 0.97
"""Share of the draws that a fan shows at least."""
FEWEST_RANKS: Final = 21
TALL: Final = 64
"""Height of the likeliest rank."""
_MARGIN: Final = 14
_RULER: Final = 96
_BELOW: Final = 126
_HEIGHT: Final = 196
_DEEP: Final = 48
_BAND: Final = 40
_LABEL: Final = 40
"""Pixels that a number under the ruler needs."""
_STEPS: Final = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class Fan:
    """A drawing in two widths."""

    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where ranks stand: cells of one width between the margins, from the start side."""

    low: int
    high: int
    width: int
    is_mirrored: bool

    @property
    def cell(self) -> float:
        return (self.width - 2 * _MARGIN) / (self.high - self.low + 1)

    def at(self, rank: float) -> float:
        """Middle of a rank's cell."""
        across = _MARGIN + (rank - self.low + 0.5) * self.cell
        return round(self.width - across if self.is_mirrored else across, 1)

    @property
    def step(self) -> int:
        """Ranks from one number to the next."""
        return next((one for one in _STEPS if one * self.cell >= _LABEL), _STEPS[-1])


def rank_fan(before: RankDistribution, after: RankDistribution, *, language: str, said: str) -> Fan:
    """Ranks with the changes above a ruler of ranks, without them below it; `said` tells it in words."""
    low, high = _range(before, after)
    return Fan(
        *(
            _fan(before, after, _Scale(low, high, width, language in RIGHT_TO_LEFT), said)
            for width in (WIDE, NARROW)
        )
    )


def _range(before: RankDistribution, after: RankDistribution) -> tuple[int, int]:
    """Ranks that are shown: most of both distributions, never so few that one rank fills the ruler."""
    ends = [ranks.interval(SEEN) for ranks in (before, after)]
    last = len(before.counts) - 1
    low, high = max(1, min(end[0] for end in ends) - 1), min(last, max(end[1] for end in ends) + 1)
    lacking = max(0, FEWEST_RANKS - (high - low + 1))
    low = max(1, low - lacking // 2)
    high = min(last, max(high, low + FEWEST_RANKS - 1))
    return max(1, min(low, high - FEWEST_RANKS + 1)), high


def _fan(before: RankDistribution, after: RankDistribution, scale: _Scale, said: str) -> SafeString:
    parts = [
        *_bars(after, scale, base=_RULER - 8, height=TALL, css="fan-after"),
        *_bars(before, scale, base=_BELOW + 6, height=-_DEEP, css="fan-before"),
        *_ruler(scale),
        _band(after, scale, at=_RULER - 7, css="fan-after"),
        _band(before, scale, at=_BELOW, css="fan-before"),
        _pin(before, scale, ends=(_BELOW, _BELOW + 6 + _DEEP), label=_HEIGHT - 2, css="fan-before"),
        _pin(after, scale, ends=(_RULER - 8 - TALL, _RULER), label=14, css="fan-after"),
    ]
    return _svg("".join(parts), width=scale.width, height=_HEIGHT, said=said)


def _bars(ranks: RankDistribution, scale: _Scale, *, base: int, height: int, css: str) -> Iterator[str]:
    """A bar for each rank; those inside the interval are strong."""
    low, high = ranks.interval(COVERAGE)
    tallest = float(ranks.shares.max())
    wide = round(max(scale.cell - 1, scale.cell * 0.75), 1)
    outlines: dict[bool, list[str]] = {True: [], False: []}
    for rank in range(scale.low, scale.high + 1):
        tall = round(abs(height) * float(ranks.shares[rank]) / tallest, 1)
        if tall >= 0.3:
            left = round(scale.at(rank) - wide / 2, 1)
            up = -tall if height > 0 else tall
            outlines[low <= rank <= high].append(f"M{left} {base}v{up}h{wide}V{base}z")
    for is_inside, drawn in outlines.items():
        if drawn:
            yield f'<path class="{css}{"" if is_inside else " fan-outside"}" d="{"".join(drawn)}"/>'


def _ruler(scale: _Scale) -> Iterator[str]:
    """The ruler: a tick for each rank, a long one with its number where there is room."""
    ranks = range(scale.low, scale.high + 1)
    long = [rank for rank in ranks if rank % scale.step == 0 or rank == 1]
    short = [rank for rank in ranks if rank not in long] if scale.cell > 3 else []
    ticks = "".join(f"M{scale.at(rank)} {_RULER}v5" for rank in short)
    ticks += "".join(f"M{scale.at(rank)} {_RULER}v9" for rank in long)
    yield f'<path class="fan-rule" d="M{_MARGIN} {_RULER}H{scale.width - _MARGIN}{ticks}"/>'
    for rank in _apart(long, scale):
        yield f'<text class="fan-number" x="{scale.at(rank)}" y="{_RULER + 22}">{rank}</text>'


def _apart(ranks: Sequence[int], scale: _Scale) -> Iterator[int]:
    """Ranks whose numbers do not touch the one before."""
    last = None
    for rank in ranks:
        if last is None or (rank - last) * scale.cell >= _LABEL * 0.6:
            yield rank
            last = rank


def _band(ranks: RankDistribution, scale: _Scale, *, at: int, css: str) -> str:
    """The interval as a thick line along the ruler."""
    low, high = ranks.interval(COVERAGE)
    half = scale.cell / 2
    ends = sorted((scale.at(low), scale.at(high)))
    begin, length = round(ends[0] - half, 1), round(ends[1] - ends[0] + 2 * half, 1)
    return f'<rect class="{css} fan-band" x="{begin}" y="{at}" width="{length}" height="6" rx="3"/>'


def _pin(ranks: RankDistribution, scale: _Scale, *, ends: tuple[int, int], label: int, css: str) -> str:
    """The median: a line across the bars, and its number."""
    at = scale.at(ranks.median)
    return (
        f'<path class="{css} fan-pin" d="M{at} {ends[0]}V{ends[1]}"/>'
        f'<text class="{css} fan-median" x="{at}" y="{label}">{ranks.median}</text>'
    )


def _svg(inside: str, *, width: int, height: int, said: str) -> SafeString:
    # Numbers and class names of this file only: nothing that anybody typed.
    drawn = mark_safe(inside)  # noqa: S308
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', width, height, said, drawn
    )


def rank_band(bands: Sequence[tuple[int, int]], *, pin: int, last: int, language: str, said: str) -> Fan:
    """Ranks as bands above a ruler, the widest first and palest; `pin` is a rank to compare with.

    No rank in a band is likelier than another: for answers that are not to be read as one rank.
    """
    ends = [pin, *(rank for band in bands for rank in band)]
    low, high = max(1, min(ends) - 2), min(last, max(ends) + 2)
    lacking = max(0, FEWEST_RANKS - (high - low + 1))
    low = max(1, low - lacking // 2)
    high = min(last, max(high, low + FEWEST_RANKS - 1))
    return Fan(
        *(
            _bands(bands, _Scale(low, high, width, language in RIGHT_TO_LEFT), pin=pin, said=said)
            for width in (WIDE, NARROW)
        )
    )


def _bands(bands: Sequence[tuple[int, int]], scale: _Scale, *, pin: int, said: str) -> SafeString:
    parts = []
    for number, (best, worst) in enumerate(bands):
        ends = sorted((scale.at(best), scale.at(worst)))
        half, tall = scale.cell / 2, _BAND * (number + 1) // len(bands)
        begin, wide = round(ends[0] - half, 1), round(ends[1] - ends[0] + 2 * half, 1)
        top = _RULER - 10 - _BAND // 2 - tall // 2
        parts.append(
            f'<rect class="band band-{number}" x="{begin}" y="{top}" width="{wide}" height="{tall}" rx="3"/>'
        )
    at = scale.at(pin)
    parts += [
        *_ruler(scale),
        f'<path class="fan-pin" d="M{at} {_RULER - 14 - _BAND}V{_RULER + 4}"/>',
        f'<text class="band-pin" x="{at}" y="{_RULER - 20 - _BAND}">{pin}</text>',
    ]
    return _svg("".join(parts), width=scale.width, height=_RULER + 30, said=said)


def share_bar(before: float, after: float) -> SafeString:
    """A probability from 0 to 1 as a gauge: filled with the changes, a pin for without them."""
    pin = round(before * 100, 1)
    return format_html(
        '<svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="gauge-track" width="100" height="10"/>'
        '<rect class="share-fill" width="{}" height="10"/>'
        '<path class="gauge-pin-edge" d="M{} 0v10"/><path class="gauge-pin" d="M{} 0v10"/></svg>',
        round(after * 100, 1),
        pin,
        pin,
    )


def range_bar(low: int, high: int, *, middle: float, most: int) -> SafeString:
    """Places gained as a band from 0 to `most`, with a pin at what is expected."""
    scale = 100 / max(most, 1)
    begin, length = round(low * scale, 1), round(max((high - low) * scale, 1.5), 1)
    pin = round(middle * scale, 1)
    ticks = "".join(f"M{round(place * scale, 1)} 0v12" for place in range(most + 1))
    return format_html(
        '<svg class="range-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="range-ticks" d="{}"/><rect class="range-band" x="{}" y="3" width="{}" height="6"/>'
        '<path class="gauge-pin" d="M{} 1v10"/></svg>',
        ticks,
        begin,
        length,
        pin,
    )
