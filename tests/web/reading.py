"""Pages as somebody reads them."""

import re


def plain(answer) -> str:
    """The words of a page, without elements and isolates, with a space where an element stood."""
    return " ".join(re.sub(r"<[^>]+>|[\u2066-\u2069]", " ", answer.content.decode()).split())
