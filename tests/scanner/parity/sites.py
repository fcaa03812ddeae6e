"""Little sites in two languages, page by page, as a scan would have seen them."""

from datetime import UTC, datetime

from miqyas.scanner.artifacts.model import Artifact, Body, Channel
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.parity import parity_of

HOST = "https://portal.example"
SEEN_AT = datetime(2026, 11, 26, tzinfo=UTC)
ARABIC = "تقدم الوزارة خدماتها للمواطنين والمقيمين في مراكزها وعبر بوابتها في كل أيام الأسبوع. "
ENGLISH = "The ministry offers its services to citizens and residents in its centres and on its portal. "
TEXT = {
    "ar": ARABIC * 4,
    "en": ENGLISH * 4,
    "fr": "Le ministère offre ses services aux citoyens de la ville. " * 6,
}
DIRECTION = {"ar": "rtl"}


def body(code, main="", *, head="", around="", lang=None, direction=None, filler=True):
    """A page of the site in a language: ``main`` stands in its main part before text that says nothing."""
    lang = code if lang is None else lang
    direction = DIRECTION.get(code, "ltr") if direction is None else direction
    text = f"<p>{TEXT[code]}</p>" if filler else ""
    return (
        f'<html lang="{lang}" dir="{direction}"><head>{head}</head><body>'
        f"<header>{around}</header><main>{main}{text}</main></body></html>"
    )


def look(path, markup="", *, status=200, depth=2, channel=Channel.HTTP, **told):
    """One look at a path, with its page."""
    address = path if path.startswith("http") else f"{HOST}{path}"
    kept = Body("0", len(markup), media_type="text/html")
    artifact = Artifact(
        address, channel=channel, status=status, depth=depth, body=kept, seen_at=SEEN_AT, **told
    )
    return artifact, read_page(markup.encode(), address=address)


def site(pages):
    """The looks of a site, by path."""
    return [look(path, markup) for path, markup in pages.items()]


def two(ar, en, **told):
    """One page in two languages, joined by its address; ``ar`` and ``en`` stand in its main part."""
    return parity_of([look("/ar/x", body("ar", ar)), look("/en/x", body("en", en))], **told)


def both(ar, en):
    """What differs between texts of one page in two languages, as values: first and second."""
    return {
        (one.first, one.second)
        for issue in two(f"<p>{ar}</p>", f"<p>{en}</p>").issues
        for one in issue.differences
    }


def kinds(report):
    """The kinds of the issues of a report, each once."""
    return {issue.kind.value for issue in report.issues}


def alternates(**named):
    """Links of a head to the page in other languages; ``_`` in a code stands for ``-``."""
    return "".join(
        f'<link rel="alternate" hreflang="{code.replace("_", "-")}" href="{address}">'
        for code, address in named.items()
    )
