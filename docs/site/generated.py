"""Pages that are written from code, data and words each time the site is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from docs.site import features, glossary, lists, methods, mistakes, rules
from docs.site.contents import Page

GENERATORS: Final[Mapping[str, Callable[[], Sequence[Page]]]] = {
    "method": methods.pages,
    "names": lists.pages,
    "features": features.pages,
    "rules": rules.pages,
    "mistakes": mistakes.pages,
    "glossary": glossary.pages,
}
