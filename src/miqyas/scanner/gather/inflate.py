"""Bytes as they were before they were packed, without ever holding more than was asked for."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

STEP: Final = 64 * 1024
LARGEST_RATIO: Final = 200
"""Pages of text shrink to a tenth, seldom to a fiftieth; what grows more than this was made to burst."""
JUDGED_FROM: Final = 2**20
"""Bytes before which the ratio says nothing: a page of blanks is no attack."""


class BombError(Exception):
    """Packed bytes that grow beyond reason."""


class BrokenError(Exception):
    """Bytes that are not packed as they claim."""


class Inflate:
    """Unpacks gzip bit by bit, in steps of at most `STEP` bytes.

    >>> import gzip
    >>> b"".join(Inflate().feed(gzip.compress(b"page")))
    b'page'
    >>> sum(map(len, Inflate().feed(gzip.compress(b"0" * 10**7))))
    Traceback (most recent call last):
    miqyas.scanner.gather.inflate.BombError
    """

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._was_in = self._was_out = 0
        self._members = 1

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """What these bytes hold, step by step. Raises `BombError`, `BrokenError`."""
        while packed:
            before = len(packed)
            part, packed = self._step(packed)
            self._was_in += before - len(packed)
            self._was_out += len(part)
            if self._was_out > JUDGED_FROM and self._was_out > LARGEST_RATIO * self._was_in:
                raise BombError
            if part:
                yield part

    @property
    def is_whole(self) -> bool:
        """Whether what was packed has come to its end."""
        return self._member.eof or not self._was_in

    def _step(self, packed: bytes) -> tuple[bytes, bytes]:
        if self._member.eof:
            if not packed.startswith(b"\x1f\x8b"):
                return b"", b""  # what is appended to a packed file is not part of it
            self._next_member()
        try:
            part = self._member.decompress(packed, STEP)
        except zlib.error as error:
            raise BrokenError from error
        return part, self._member.unconsumed_tail or self._member.unused_data

    def _next_member(self) -> None:
        self._members += 1
        if self._members > 1000:
            raise BombError
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)


def inflated(packed: bytes, *, most: int) -> tuple[bytes, bool]:
    """A packed file unpacked up to `most` bytes, and whether something was left.

    Raises `BombError`, `BrokenError`.

    >>> import gzip
    >>> inflated(gzip.compress(b"sitemap"), most=4)
    (b'site', True)
    """
    found = bytearray()
    for part in Inflate().feed(packed):
        found += part
        if len(found) > most:
            return bytes(found[:most]), True
    return bytes(found), False
