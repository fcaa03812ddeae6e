"""Text as it is seen: without signs that cannot be, with blanks as one blank, of bounded length."""

from __future__ import annotations

import re
from typing import Final

LONGEST_NAME: Final = 300
"""Characters of a name (link, heading, label) that are kept."""
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)


def seen(text: str | None, *, longest: int = LONGEST_NAME) -> str:
    r"""A text in one line, as a reader sees it.

    >>> seen("  خد\u200fمات \n\t عامة "), seen("a\x00b"), seen(None)
    ('خدمات عامة', 'ab', '')
    """
    if not text:
        return ""
    line = " ".join(text[: longest * 8].split())
    return line[:longest] if line.isprintable() else " ".join(_UNSEEN.sub("", line).split())[:longest]
