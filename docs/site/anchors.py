"""Anchors of headings: those of the English page in every language, so that a link leads to the same part."""

from __future__ import annotations

import re
from typing import Final

FENCE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING: Final = re.compile(r"^(#{1,6}) (.+?)(?: \{ ?#([\w.-]+) ?\})?$", re.MULTILINE)


def with_anchors(text: str, *, like: str) -> str:
    """A page with the anchors of another that has the same headings in the same order.

    >>> with_anchors("## الحدود", like="## Limits of it")
    '## الحدود { #limits-of-it }'
    """
    names = iter(anchors(like))
    code = FENCE.findall(text)
    named = HEADING.sub(lambda one: f"{one[1]} {one[2]} {{ #{next(names)} }}", FENCE.sub("\0", text))
    return re.sub("\0", lambda _: code.pop(0), named)


def anchors(text: str) -> list[str]:
    """The anchor of each heading in order: its own, or one made of its words; a second of a name is numbered.

    >>> anchors("# A `b`, c" + chr(10) + "## A b c" + chr(10) + "## Ü { #own }")
    ['a-b-c', 'a-b-c-2', 'own']
    """
    found: list[str] = []
    for _, title, own in HEADING.findall(FENCE.sub("", text)):
        name = own or re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        found.append(name if name not in found else f"{name}-{found.count(name) + 1}")
    return found
