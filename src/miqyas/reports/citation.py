"""How a page of Miqyas is cited: APA, BibTeX and CSL-JSON from the same facts, in a language."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from miqyas.kernel.provenance import Versions
from miqyas.kernel.text import FSI, LRI, PDI, RLI
from miqyas.kernel.words import say

_ESCAPED: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "^": r"\^{}",
        "~": r"\~{}",
    }
)
_IN_ADDRESS: Final = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})
_ISOLATES: Final = dict.fromkeys(map(ord, (LRI, RLI, FSI, PDI)))
_OTHER: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Cited:
    """A page as it was read: its title, its whole address, what made it, the day, the language."""

    title: str
    address: str
    versions: Versions
    read_on: date
    language: str

    @property
    def edition(self) -> int:
        """The edition of the Survey whose method and results the page rests on."""
        return int(self.versions.methodology.partition(":")[0])


def apa(cited: Cited) -> str:
    """The page in the style of the American Psychological Association, seventh edition, without italics.

    A page that changes with its data has no date of its own, so it is told when it was read.

    >>> page = Cited(
    ...     "Bahrain", "https://x.example/en/", Versions("1.0", "2024:ab", "cd"), date(2026, 3, 1), "en"
    ... )
    >>> apa(page).partition("(n.d.)")[0], apa(page).rpartition("from ")[2]
    ('Miqyas. ', 'https://x.example/en/')
    """
    return _bare(
        say(
            "citation.apa",
            language=cited.language,
            author=_author(cited),
            title=cited.title,
            note=_note(cited),
            day=cited.read_on,
            address=cited.address,
        )
    )


def bibtex(cited: Cited) -> str:
    r"""The page for BibTeX and biblatex, in UTF-8; signs that TeX would take for its own are escaped.

    >>> page = Cited(
    ...     "R&D 5%", "https://x.example/en/a/", Versions("1.0", "2024:ab", "cd"), date(2026, 3, 1), "en"
    ... )
    >>> print(bibtex(page).splitlines()[1])
      title = {{R\&D 5\%}},
    """
    fields = {
        "title": f"{{{_escaped(cited.title)}}}",
        "author": f"{{{_escaped(_author(cited))}}}",
        "note": _escaped(_note(cited)),
        "url": cited.address.translate(_IN_ADDRESS),
        "urldate": cited.read_on.isoformat(),
        "langid": {"ar": "arabic", "en": "english", "fr": "french"}.get(cited.language, cited.language),
    }
    lines = "".join(f"  {name} = {{{words}}},\n" for name, words in fields.items())
    return f"@misc{{{_key(cited)},\n{lines}}}"


def csl(cited: Cited) -> str:
    """The page as CSL-JSON, which managers of references read."""
    day = cited.read_on
    item: dict[str, Any] = {
        "id": _key(cited),
        "type": "webpage",
        "title": _bare(cited.title),
        "author": [{"literal": _author(cited)}],
        "note": _bare(_note(cited)),
        "URL": cited.address,
        "accessed": {"date-parts": [[day.year, day.month, day.day]]},
        "language": cited.language,
    }
    return json.dumps([item], ensure_ascii=False)


def _author(cited: Cited) -> str:
    return say("chart.brand", language=cited.language)


def _note(cited: Cited) -> str:
    return say(
        "citation.note",
        language=cited.language,
        edition=cited.edition,
        software=cited.versions.software,
        data=cited.versions.data,
    )


def _key(cited: Cited) -> str:
    """A name for the entry, made of the address: miqyas-en-countries-BHR."""
    parts = urlsplit(cited.address)
    return "miqyas-" + _OTHER.sub("-", f"{parts.path}-{parts.query}").strip("-")


def _escaped(words: str) -> str:
    return _bare(words).translate(_ESCAPED)


def _bare(words: str) -> str:
    """Words on one line and without isolates, as they go into files of other programs."""
    return " ".join(words.translate(_ISOLATES).split())
