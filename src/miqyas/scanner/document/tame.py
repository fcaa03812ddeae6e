"""Markup that would keep a parser busy for minutes is rewritten: bounded in depth, elements and attributes.

Parsing is quadratic in the depth of open elements and in the attributes of one element, and formatting
elements left open are copied into every block after them. Ordinary pages are far from all three and are
left alone; the test for that looks at every place where an element may begin, so that nothing hides in
comments, scripts or quotation marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Final

MOST_ELEMENTS: Final = 60_000
"""Start tags of a page that are read when it has been rewritten."""
DEEPEST: Final = 200
MOST_ATTRIBUTES: Final = 60
_ORDINARY_TAGS: Final = 8_000
_ORDINARY_STRETCH: Final = 200_000
"""Characters between two ends of elements: what one look for attributes may have to read."""
_ORDINARY_COPIES: Final = 500_000
_BLANK: Final = r"[\t\n\f\r ]"
_ATTRIBUTE: Final = (
    rf"(?:[\t\n\f\r /]++|=?+[^\t\n\f\r />=]++(?:{_BLANK}*+="
    rf"{_BLANK}*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+|=)"
)
_MANY_ATTRIBUTES: Final = re.compile(rf"<[A-Za-z][^\t\n\f\r />]*+{_ATTRIBUTE}{{600}}+")
_STRIDE: Final = 2_000
_CROWD: Final = re.compile(rf"{_ATTRIBUTE}{{290}}+")
"""So many attributes one after the other: of fifteen hundred in one element, so many follow some stride."""
_MAY_FORMAT: Final = re.compile(r"<(?:[biusBIUS][\t\n\f\r />]|[bcefnstBCEFNST][imotIMOT])")
"""What a formatting element may begin like: quicker to count, and more than there are."""
_FORMATTING: Final = re.compile(
    r"<(?:[bB]|[bB][iI][gG]|[cC][oO][dD][eE]|[eE][mM]|[fF][oO][nN][tT]|[iI]|[nN][oO][bB][rR]|[sS]|[sS][mM][aA][lL]{2}"
    r"|[sS][tT][rR][iI][kK][eE]|[sS][tT][rR][oO][nN][gG]|[tT]{2}|[uU])[\t\n\f\r />]"
)
_TOKEN: Final = re.compile(
    rf"<(?:!--(?:>|->|.*?(?:--!?>|\Z))|(/?)([A-Za-z][^\t\n\f\r />]*+)({_ATTRIBUTE}*+)(>|\Z)|[!?/][^>]*+>?)",
    re.DOTALL,
)
_PAIR: Final = re.compile(
    rf"([^\t\n\f\r />=]++)(?:{_BLANK}*+={_BLANK}*+"
    r"(?:\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r >\"'][^\t\n\f\r >]*+))?+)?+"
)
_RAW: Final = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"}
)
_VOID: Final = frozenset({"area", "base", "br", "img", "input", "link", "meta"})
_UNNESTED: Final = frozenset({"p", "li", "dt", "dd", "option", "tr", "td", "th", "a", "textarea"})
_KEPT: Final = frozenset(
    {
        *_VOID,
        *_UNNESTED,
        *(
            "html",
            "head",
            "body",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "nav",
            "main",
            "footer",
            "aside",
        ),
        *(
            "search",
            "section",
            "article",
            "form",
            "select",
            "button",
            "label",
            "ul",
            "ol",
            "dl",
            "table",
            "time",
        ),
        *("div", "address", "textarea"),
    }
)
_WANTED: Final = frozenset(
    {
        *(
            "href",
            "rel",
            "lang",
            "dir",
            "hreflang",
            "title",
            "aria-label",
            "alt",
            "role",
            "id",
            "class",
            "name",
        ),
        *(
            "type",
            "value",
            "placeholder",
            "method",
            "action",
            "for",
            "content",
            "http-equiv",
            "charset",
            "datetime",
        ),
        *(
            "property",
            "itemtype",
            "aria-haspopup",
            "aria-expanded",
            "media",
            "itemprop",
            "onclick",
            "data-toggle",
        ),
        *("data-bs-toggle",),
    }
)


def is_wild(markup: str) -> bool:
    """Whether a parser might take long over the markup.

    >>> is_wild("<div>" * 50), is_wild("<div>" * 9000), is_wild("<p " + "a=1 " * 5000 + ">")
    (False, True, True)
    """
    tags = markup.count("<")
    if tags > _ORDINARY_TAGS or _has_long_stretch(markup):
        return True
    if _is_crowded(markup) and _MANY_ATTRIBUTES.search(markup):
        return True
    return all(len(begins.findall(markup)) * tags > _ORDINARY_COPIES for begins in (_MAY_FORMAT, _FORMATTING))


def _is_crowded(markup: str) -> bool:
    """Whether an element may have fifteen hundred attributes: looked for in strides, which costs a fifth.

    A stride begins between attributes, or in the value of one, within quotation marks of either kind.
    """
    ends = {'"': 0, "'": 0}
    for place in range(0, len(markup), _STRIDE):
        if _CROWD.match(markup, place):
            return True
        for mark, end in ends.items():
            if end < place:
                found = markup.find(mark, place)
                ends[mark] = len(markup) if found < 0 else found
            if _CROWD.match(markup, ends[mark] + 1):
                return True
    return False


def _has_long_stretch(markup: str) -> bool:
    """Whether somewhere no element ends for long: it is looked from end to end, in strides."""
    place = 0
    while place + _ORDINARY_STRETCH < len(markup):
        end = markup.rfind(">", place, place + _ORDINARY_STRETCH)
        if end < 0:
            return True
        place = end + 1
    return False


def tamed(markup: str) -> tuple[str, bool]:
    """The markup with what rules look at and nothing else, and whether elements were left out at its end.

    Every sign that could begin an element and was not written here is escaped, so that the parser sees what
    was seen here.

    >>> tamed("<div " + "a=1 " * 100 + "lang=ar><b>x &amp; y</b><script>if (1<2) {}</script>")
    ('<div lang="ar">x &amp; y</div>', False)
    """
    writer = _Writer()
    for piece in _tokens(markup):
        writer.take(piece)
        if writer.elements >= MOST_ELEMENTS:
            break
    writer.close()
    return "".join(writer.out), writer.elements >= MOST_ELEMENTS


def _tokens(markup: str) -> Iterator[re.Match[str] | str]:
    place = 0
    while match := _TOKEN.search(markup, place):
        yield markup[place : match.start()]
        place = match.end()
        yield match
        name = (match[2] or "").lower()
        if name in _RAW and not match[1]:
            end = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(markup, place)
            until = end.start() if end else len(markup)
            if name == "title":
                yield f"<title>{markup[place:until]}"
            place = until
    yield markup[place:]


class _Writer:
    """Writes the elements that are kept, and knows which are open."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[str] = []
        self.too_deep: Counter[str] = Counter()
        self.elements = 0

    def take(self, piece: re.Match[str] | str) -> None:
        if isinstance(piece, str):
            self._text(piece)
            return
        name = (piece[2] or "").lower()
        if name not in _KEPT or not piece[4]:
            return
        if piece[1]:
            self._end(name)
        else:
            self._start(name, piece[3])

    def _text(self, text: str) -> None:
        if text.startswith("<title>"):
            self.out.append(f"<title>{_harmless(text[7:])}</title>")
        elif text:
            self.out.append(_harmless(text))

    def _start(self, name: str, attributes: str) -> None:
        if name not in _VOID and name not in _UNNESTED:
            if len(self.open) >= DEEPEST:
                self.too_deep[name] += 1
                return
            self.open.append(name)
        self.elements += 1
        self.out.append(f"<{name}{''.join(_attributes(attributes))}>")
        if name == "textarea":
            self.out.append("</textarea>")

    def _end(self, name: str) -> None:
        if name == "textarea":
            return
        if name in _UNNESTED:
            self.out.append(f"</{name}>")
        elif self.too_deep[name] > 0:
            self.too_deep[name] -= 1
        elif name in self.open:
            while (last := self.open.pop()) != name:
                self.out.append(f"</{last}>")
            self.out.append(f"</{name}>")

    def close(self) -> None:
        self.out.extend(f"</{name}>" for name in reversed(self.open))


def _harmless(text: str) -> str:
    return text.replace("<", "&lt;")


def _attributes(text: str) -> Iterator[str]:
    kept = 0
    for match in _PAIR.finditer(text[:100_000]):
        name = match[1].lower()
        if name in _WANTED:
            value = match[2] or match[3] or match[4] or ""
            yield f' {name}="{escape(value[:2000], quote=True).replace("&amp;", "&")}"'
            kept += 1
            if kept >= MOST_ATTRIBUTES:
                return
