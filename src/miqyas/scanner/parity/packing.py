"""Texts of pages, packed: all pages are kept until they are compared, and few are compared at a time."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final

from miqyas.scanner.document.model import Block, Calendar, DateSeen, Landmark

_OPENED: Final = 64
"""Pages whose texts are kept unpacked."""
_LANDMARKS: Final = tuple(Landmark)
_PLACES: Final = {landmark: place for place, landmark in enumerate(_LANDMARKS)}


@dataclass(frozen=True)
class Texts:
    """All texts of a page with their landmarks, its dates, and what its links say.

    ``menu`` are the words of links around the main part, ``figures`` those of the main part that are numbers;
    ``led`` are the keys of where those lead whose words hold numbers.
    """

    blocks: tuple[Block, ...] = ()
    dates: tuple[DateSeen, ...] = ()
    menu: tuple[str, ...] = ()
    figures: frozenset[str] = frozenset()
    led: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def main(self) -> tuple[int, ...]:
        """The numbers of the texts of the main part; of all in no part where no main one is named."""
        return self._of(Landmark.MAIN) or self._of(Landmark.BODY)

    def _of(self, landmark: Landmark) -> tuple[int, ...]:
        return tuple(number for number, one in enumerate(self.blocks) if one.landmark is landmark)

    @cached_property
    def main_blocks(self) -> tuple[Block, ...]:
        """The texts of the main part, in the order of the page."""
        return tuple(self.blocks[number] for number in self.main)


class Packed:
    """Texts in a tenth of their room; they are unpacked when they are asked for.

    >>> packed = Packed.of(Texts((Block("الرسوم", Landmark.MAIN, "ar"),), menu=("الرئيسية",)))
    >>> packed.texts.blocks[0].text, packed.texts.main, packed.texts.menu
    ('الرسوم', (0,), ('الرئيسية',))
    """

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    @classmethod
    def of(cls, texts: Texts) -> Packed:
        """Texts, packed. What stands in the menu stands among the blocks too, and costs little once more."""
        blocks = texts.blocks
        rows = (
            [block.text for block in blocks],
            [_PLACES[block.landmark] for block in blocks],
            [block.lang for block in blocks],
            texts.menu,
            sorted(texts.figures),
            dict(texts.led),
            list(map(_row, texts.dates)),
        )
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        return cls(zlib.compress(text.encode("utf-8", "surrogatepass")))

    @property
    def texts(self) -> Texts:
        """The texts as they were."""
        return _unpacked(self._packed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Packed) and self._packed == other._packed

    def __hash__(self) -> int:
        return hash(self._packed)


def _row(seen: DateSeen) -> list[Any]:
    return [seen.text, seen.day.toordinal(), seen.calendar.value, seen.precision, seen.role, seen.block]


def _date(text: str, day: int, calendar: str, *rest: Any) -> DateSeen:
    return DateSeen(text, date.fromordinal(day), Calendar(calendar), *rest)


@lru_cache(maxsize=_OPENED)
def _unpacked(packed: bytes) -> Texts:
    rows = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    texts, places, languages, menu, figures, led, dates = rows
    return Texts(
        tuple(map(Block, texts, map(_LANDMARKS.__getitem__, places), languages)),
        tuple(_date(*row) for row in dates),
        tuple(menu),
        frozenset(figures),
        led,
    )
