"""Two versions of a text, word by word: what was taken out of the one and put into the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from miqyas.lexicon.search import Piece

_TOKEN: Final = re.compile(r"""\s+|[^\s.,;:!?،؛؟()«»“”"]+|.""")


def changed(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; those are matches that the other text does not have.

    >>> old, new = changed("They wait three hours.", "They wait twelve minutes.")
    >>> [piece.text for piece in old if piece.is_match], [piece.text for piece in new if piece.is_match]
    (['three hours'], ['twelve minutes'])
    >>> changed("The same", "The same")[1]
    (Piece(text='The same', is_match=False),)
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    steps = SequenceMatcher(None, old, new).get_opcodes()
    return (
        tuple(_joined((old[first:last], tag != "equal") for tag, first, last, _, _ in steps)),
        tuple(_joined((new[first:last], tag != "equal") for tag, _, _, first, last in steps)),
    )


def _joined(runs: Iterator[tuple[Sequence[str], bool]]) -> Iterator[Piece]:
    """Runs of words as pieces; changes with nothing but a blank between them are one."""
    text, is_match, blank = "", False, ""
    for words, changes in runs:
        run = "".join(words)
        if not changes and is_match and run and not run.strip():
            blank = run
        elif run and (changes == is_match or not text):
            text, is_match, blank = f"{text}{blank}{run}", changes, ""
        elif run:
            yield Piece(text, is_match)
            text, is_match, blank = f"{blank}{run}", changes, ""
    if text:
        yield Piece(text, is_match)
    if blank:
        yield Piece(blank)
