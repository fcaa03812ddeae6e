"""Faults of layout that a browser saw on pages from right to left, and not on their partners.

What overflows on both sides, or was put out of sight on purpose, is no fault of direction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from miqyas.scanner.artifacts.model import Box, Screenshot
from miqyas.scanner.parity.looked import Looked
from miqyas.scanner.parity.model import Issue, Kind, Spot
from miqyas.scanner.parity.settings import settings

_WITH_WORDS: Final = frozenset({"a", "button", "h1", "h2", "h3", "input", "select", "textarea", "summary"})
_MOST: Final = 5


def layout_faults(page: Looked, partner: Looked | None, *, side: str) -> Iterator[Issue]:
    """What is wrong in the layout of a page from right to left, next to its partner where there is one.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.model import Page
    >>> from miqyas.scanner.parity.looked import looked
    >>> shot = Screenshot("0", 1280, 800, (Box(0, "button", "إرسال", -60, 10, 120, 40),))
    >>> artifact = Artifact("https://a.example/ar", channel=Channel.BROWSER, screenshot=shot)
    >>> page = looked(artifact, Page("https://a.example/ar", lang="ar"))
    >>> [(one.kind.value, one.spots[0].text) for one in layout_faults(page, None, side="ar")]
    [('beyond_viewport', 'إرسال')]
    """
    told = settings()
    shot = page.screenshot
    if side not in told.right_to_left or shot is None or not shot.width:
        return
    other = partner.screenshot if partner else None
    cut = _cut(shot)
    if cut and not (other and _cut(other)):
        words = tuple(Spot(page.address, side, box.name) for box in cut[:_MOST])
        yield Issue(
            Kind.BEYOND_VIEWPORT, side, words, details={"n": len(cut), "pixels": _beyond(cut[0], shot.width)}
        )
    if other and partner and other.width == shot.width:
        share, compared = _unmirrored(shot, other)
        if compared >= told.bounds["mirror_boxes"] and share >= told.bounds["mirror_share"]:
            spots = (Spot(page.address, side), Spot(partner.address, ""))
            yield Issue(Kind.NOT_MIRRORED, side, spots, details={"share": round(share, 2), "n": compared})


def _beyond(box: Box, width: int) -> int:
    """The pixels by which a box that is in sight goes beyond an edge of the window; 0 for none."""
    left, right = box.x, box.x + box.width
    if right <= 0 or left >= width:
        return 0
    return max(-left, right - width, 0)


def _cut(shot: Screenshot) -> list[Box]:
    """The elements with words of which a part is beyond an edge and more than half in sight."""
    margin = settings().bounds["viewport_margin"]
    words = (box for box in shot.boxes if box.tag in _WITH_WORDS and box.name)
    return [
        box
        for box in words
        if margin <= _beyond(box, shot.width) <= box.width * 0.7 and box.width < shot.width
    ]


def _unmirrored(shot: Screenshot, other: Screenshot) -> tuple[float, int]:
    """The share of elements that stand on the same side as on the partner, and how many were compared.

    Elements are taken by their tags in order, of those tags of which both have equally many; those in the
    middle say nothing.
    """
    width = shot.width
    here, there = _by_tag(shot.boxes), _by_tag(other.boxes)
    stay = compared = 0
    for tag, boxes in here.items():
        if len(boxes) != len(there.get(tag, ())):
            continue
        for one, two in zip(boxes, there[tag], strict=True):
            place, theirs = one.x + one.width / 2, two.x + two.width / 2
            if abs(theirs - width / 2) <= settings().bounds["mirror_centre"] * width:
                continue
            compared += 1
            stay += abs(place - theirs) < abs(place + theirs - width)
    return (stay / compared if compared else 0.0), compared


def _by_tag(boxes: Sequence[Box]) -> dict[str, list[Box]]:
    found: dict[str, list[Box]] = defaultdict(list)
    for box in boxes:
        found[box.tag].append(box)
    return found
