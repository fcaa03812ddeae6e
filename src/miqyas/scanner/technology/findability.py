"""How well search engines find the pages of a site: titles, descriptions, addresses, languages, data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from miqyas.scanner.artifacts.model import Artifact, Channel
from miqyas.scanner.technology.checks import bounds, checks
from miqyas.scanner.technology.measured import Findable
from miqyas.scanner.technology.model import Fault, Place


def findability(pages: Sequence[tuple[Artifact, Findable]], looks: Sequence[Artifact]) -> Iterator[Fault]:
    """Faults of one host that keep its pages from being found; ``pages`` are those that were read."""
    titles = Counter(page.title for _, page in pages)
    languages = {page.language for _, page in pages if page.language}
    wanting: tuple[tuple[str, Callable[[Findable], bool], float], ...] = (
        ("no_title", lambda page: not page.title, 0.0),
        ("titles_alike", lambda page: bool(page.title) and titles[page.title] > 1, _most()),
        ("no_description", lambda page: not page.has_description, _most()),
        ("no_canonical", lambda page: not page.has_canonical, _most()),
        ("no_structured_data", lambda page: not page.has_data, 1 - _most()),
        ("no_alternates", lambda page: len(languages) > 1 and not page.has_alternates, 1 - _most()),
    )
    if out := [Place(look.final_address) for look, page in pages if _is_kept_out(look, page)]:
        yield checks()["kept_out"].fault(out)
    for check, is_wanting, most in wanting:
        places = [Place(look.final_address) for look, page in pages if is_wanting(page)]
        if places and len(places) > len(pages) * most:
            yield checks()[check].fault(places)
    yield from _no_sitemap(pages, looks)


def _most() -> float:
    return float(bounds()["most_pages"])


def _is_kept_out(look: Artifact, page: Findable) -> bool:
    """A start page that asks search engines to leave it out; others may have reasons of their own."""
    told = f"{page.robots} {look.headers.get('x-robots-tag', '')}".lower()
    return look.depth == 0 and ("noindex" in told or "none" in told.split())


def _no_sitemap(pages: Sequence[tuple[Artifact, Findable]], looks: Sequence[Artifact]) -> Iterator[Fault]:
    asked = [look for look in looks if look.channel is Channel.SITEMAP and look.outcome.is_seen]
    is_there = any(look.status == 200 and not look.is_page for look in asked)
    if asked and not is_there and len(pages) >= bounds()["few_pages"]:
        yield checks()["no_sitemap"].fault([Place(asked[0].address)])
