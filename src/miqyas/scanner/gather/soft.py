"""Pages that answer "here I am" to an address that nobody made: what it says when it has nothing."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Final

from miqyas.scanner.gather.addresses import identity
from miqyas.scanner.gather.client import Fetched
from miqyas.scanner.gather.links import NOWHERE, Outcome, judge

ALIKE: Final = 0.9
"""Share of common words in a row from which two pages are the same."""
_READ: Final = 200_000
_SCRIPTS: Final = re.compile(rb"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAGS: Final = re.compile(rb"<[^>]*>")
_ROW: Final = 3


@dataclass(frozen=True)
class Silence:
    """How a site answers to an address that nobody made.

    ``is_honest``: it says that nothing is there (404, 410 or words). ``is_same_for_any``: it shows its home
    page, or a shell that scripts fill, under any address; then likeness tells nothing about a page.
    """

    is_honest: bool
    rows: frozenset[int] = frozenset()
    content: bytes = b""
    sent_to: str = ""
    is_same_for_any: bool = False

    def is_like(self, fetched: Fetched) -> bool:
        """Whether a page is what the site shows when it has nothing."""
        if self.is_honest or self.is_same_for_any:
            return False
        if self.sent_to and fetched.hops:
            return identity(fetched.final_address) == self.sent_to
        return fetched.content == self.content or likeness(self.rows, rows_of(fetched.content)) >= ALIKE


HONEST: Final = Silence(is_honest=True)


def silence_of(answer: Fetched, *, home: Fetched | None) -> Silence:
    """What the answer to an address that nobody made tells, beside the home page.

    >>> shell = Fetched("https://a.example/x", "https://a.example/x", 200, content=b"<div id=app></div>")
    >>> silence_of(shell, home=shell).is_same_for_any
    True
    """
    if answer.status is None or judge(answer).outcome not in {Outcome.ALIVE, Outcome.MOVED}:
        is_sent = answer.status is not None and 200 <= answer.status < 300 and bool(answer.hops)
        return Silence(not is_sent, sent_to=identity(answer.final_address) if is_sent else "")
    rows = rows_of(answer.content)
    is_home = home is not None and (
        home.content == answer.content or likeness(rows, rows_of(home.content)) >= ALIKE
    )
    if answer.hops:
        return Silence(is_honest=False, sent_to=identity(answer.final_address))
    return Silence(is_honest=False, rows=rows, content=answer.content, is_same_for_any=is_home)


def rows_of(content: bytes) -> frozenset[int]:
    """The text of a page as the hashes of its words three by three; numbers and our own word left out.

    >>> rows_of(b"<h1>One</h1> two three four") == rows_of(b"one two 17 <b>three</b> four")
    True
    """
    text = _TAGS.sub(b" ", _SCRIPTS.sub(b" ", content[:_READ])).lower()
    words = [
        word for word in text.split() if not any(48 <= sign < 58 for sign in word) and _NOWHERE not in word
    ]
    return frozenset(
        zlib.crc32(b" ".join(words[at : at + _ROW])) for at in range(max(len(words) - _ROW + 1, 1))
    )


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of what two have in common, 0 to 1.

    >>> likeness(frozenset([1, 2, 3]), frozenset([2, 3, 4]))
    0.5
    """
    return len(one & other) / len(one | other) if one or other else 1.0


_NOWHERE: Final = NOWHERE.encode()
