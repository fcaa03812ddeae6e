"""The texts of a page, packed: all pages are compared with one another, and few of them at a time."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, overload

from miqyas.scanner.document.model import Block, Landmark

_OPENED: Final = 64
"""Pages whose texts are kept unpacked."""
_LANDMARKS: Final = tuple(Landmark)
_PLACES: Final = {landmark: place for place, landmark in enumerate(_LANDMARKS)}


class Blocks(Sequence[Block]):
    """The texts of a page in a fifth of the room; each is unpacked when it is asked for.

    >>> blocks = Blocks.of([Block("الرسوم", Landmark.MAIN, "ar")])
    >>> blocks[0].text, len(blocks), blocks == Blocks.of(list(blocks))
    ('الرسوم', 1, True)
    """

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Blocks:
        """Texts with their places and languages."""
        texts, places, languages = zip(*blocks, strict=True) if blocks else ((), (), ())
        rows = (texts, [_PLACES[place] for place in places], languages)
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        return cls(zlib.compress(text.encode("utf-8", "surrogatepass"), 1))

    def __len__(self) -> int:
        return len(_unpacked(self._packed))

    @overload
    def __getitem__(self, number: int) -> Block: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Block]: ...

    def __getitem__(self, number: int | slice) -> Block | Sequence[Block]:
        return _unpacked(self._packed)[number]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blocks) and self._packed == other._packed

    def __hash__(self) -> int:
        return hash(self._packed)


@lru_cache(maxsize=_OPENED)
def _unpacked(packed: bytes) -> tuple[Block, ...]:
    texts, places, languages = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return tuple(map(Block, texts, map(_LANDMARKS.__getitem__, places), languages))
