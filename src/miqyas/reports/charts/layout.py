"""Where things go, worked out before drawing: widths of words, labels that do not collide, ticks, keys."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;'’|()·-")
_WIDE: Final = frozenset("mwMW%")


def text_width(text: str, *, size: float) -> float:
    """About how wide `text` is at `size`, in pixels, erring on the wide side (IBM Plex Sans Arabic).

    >>> text_width("2024", size=10)
    24.0
    """
    return round(sum(_advance(character) for character in text) * size, 1)


def _advance(character: str) -> float:
    if character == " ":
        return 0.25
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.86
    if "\u0600" <= character <= "\u06ff":
        return 0.43
    if character.isupper():
        return 0.66
    return 0.0 if "\u2066" <= character <= "\u2069" else 0.6 if character.isdigit() else 0.56


def wrap(text: str, *, size: float, width: float) -> tuple[str, ...]:
    """Lines of whole words, each at most `width` wide where the words allow it.

    >>> wrap("one two three", size=10, width=45)
    ('one two', 'three')
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size=size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> tuple[float, ...]:
    """Places as near as can be to the wanted ones, in the same order, at least `gap` apart, from low to high.

    Labels that would collide are gathered into blocks centred on the mean of what their members want.
    Where there is no room for all, the gap shrinks. Order of the result is that of `wanted`.

    >>> spread([10, 11, 30], gap=5, low=0, high=40)
    (8.0, 13.0, 30.0)
    """
    if not wanted:
        return ()
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    room = high - (len(wanted) - 1) * gap
    blocks: list[tuple[float, int]] = []
    for step, index in enumerate(order):
        total, count = wanted[index] - step * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            earlier = blocks.pop()
            total, count = total + earlier[0], count + earlier[1]
        blocks.append((total, count))
    bases = [min(max(total / count, low), room) for total, count in blocks for _ in range(count)]
    places = {index: base + step * gap for step, (index, base) in enumerate(zip(order, bases, strict=True))}
    return tuple(round(places[index], 2) for index in range(len(wanted)))


def flow(widths: Sequence[float], *, gap: float, width: float) -> tuple[tuple[float, int], ...]:
    """Offset from the start and row of each item, set like words in a paragraph.

    >>> flow([30, 30, 30], gap=10, width=80)
    ((0.0, 0), (40.0, 0), (0.0, 1))
    """
    places: list[tuple[float, int]] = []
    offset, row = 0.0, 0
    for item in widths:
        if offset and offset + item > width:
            offset, row = 0.0, row + 1
        places.append((offset, row))
        offset += item + gap
    return tuple(places)


def round_ticks(low: float, high: float, *, at_most: int) -> tuple[float, ...]:
    """Multiples of 1, 2 or 5 times a power of ten from below `low` to above `high`, about `at_most` of them.

    >>> round_ticks(0.62, 0.97, at_most=5)
    (0.6, 0.7, 0.8, 0.9, 1.0)
    """
    step = round_step((high - low) / at_most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(index * step, 9) for index in range(first, last + 1))


def round_step(at_least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `at_least`.

    >>> round_step(0.07), round_step(13)
    (0.1, 20)
    """
    power = 10.0 ** math.floor(math.log10(at_least))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= at_least * (1 - 1e-9))
    return int(step) if step >= 1 else round(step, 9)


def not_crowded(places: Iterable[tuple[float, float]], *, gap: float) -> tuple[int, ...]:
    """Which of (centre, width) can stand in one row without touching, those given first coming first.

    >>> not_crowded([(0, 20), (10, 20), (40, 20)], gap=4)
    (0, 2)
    """
    kept: list[tuple[int, float, float]] = []
    for index, (centre, width) in enumerate(places):
        if all(abs(centre - other) >= (width + breadth) / 2 + gap for _, other, breadth in kept):
            kept.append((index, centre, width))
    return tuple(sorted(index for index, _, _ in kept))
