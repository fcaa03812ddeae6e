"""The way of a journey as a drawing: time from start to end, depth downwards, dead ends hanging off it."""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from miqyas.scanner.journey.model import End, Journey, Step
from miqyas.web.words import say_here

WIDTH: Final = 640
_ROW: Final = 26
_EDGE: Final = 10
_LEAST: Final = 30.0
"""Seconds that the drawing spans at least: a quick search is a short line."""


def path_drawing(journey: Journey) -> SafeString:
    """The steps as points joined by a line; empty for a search without a click.

    It is drawn from left to right, and turned around by the style sheet where reading begins at the right.
    The list of steps beside it says the same in words.
    """
    if len(journey.steps) < 2:
        return SafeString("")
    span = max(_LEAST, journey.seconds, *(step.seconds for step in journey.steps))
    points = [(_across(step.seconds, span), _down(step), step) for step in journey.steps]
    height = max(y for _, y, _ in points) + _EDGE
    line = " ".join(f"{x},{y}" for x, y, _ in points)
    dots = format_html_join(
        "",
        '<circle class="path-{}" cx="{}" cy="{}" r="6"><title>{}</title></circle>',
        ((_kind(step), x, y, step.title or step.words or step.address) for x, y, step in points),
    )
    label = say_here("scans.path_of", n=journey.clicks)
    return format_html(
        '<svg class="scan-path" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polyline class="path-line" points="{}"/>{}</svg>',
        WIDTH,
        height,
        label,
        line,
        dots,
    )


def _across(seconds: float, span: float) -> int:
    return round(_EDGE + (WIDTH - 2 * _EDGE) * seconds / span)


def _down(step: Step) -> int:
    return _EDGE + step.depth * _ROW


def _kind(step: Step) -> str:
    if step.end is End.FOUND:
        return "found"
    return "dead" if step.end.is_dead else "step"
