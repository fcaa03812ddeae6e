"""Which side of two pages was brought up to date longer ago: as they say themselves, as their lists show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from miqyas.kernel.text import fold
from miqyas.scanner.document.dates import latin_digits
from miqyas.scanner.document.model import DateSeen
from miqyas.scanner.parity.facts import Facts, is_same_day
from miqyas.scanner.parity.looked import Looked
from miqyas.scanner.parity.model import Issue, Kind, Spot
from miqyas.scanner.parity.settings import settings

_BEFORE_DATE: Final = 60
_SHORT: Final = 300
"""Characters of a text in which a date may be the day of an update."""
_OWN_DAY: Final = ("translated", "updated")


def updated(first: Looked, second: Looked, languages: tuple[str, str]) -> Iterator[Issue]:
    """Told where both pages name the day of their last update and one is much older.

    Days in the text are compared with days in the text, those in the markup with those in the markup.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.parse import read_page
    >>> from miqyas.scanner.parity.looked import looked
    >>> def page(day):
    ...     read = read_page(f"<p>Last updated: {day}</p>".encode(), address="https://a.example/")
    ...     return looked(Artifact(read.address, channel=Channel.HTTP), read)
    >>> (issue,) = updated(page("3 May 2026"), page("3 May 2025"), ("ar", "en"))
    >>> issue.kind, issue.language, issue.details
    (<Kind.UPDATED_OLDER: 'updated_older'>, 'en', {'days': 365})
    """
    days = [(_updated_in_text(page), _updated_in_markup(page)) for page in (first, second)]
    (one, one_markup), (other, other_markup) = days
    if not (one and other):
        one, other = one_markup, other_markup
    if not (one and other):
        return
    gap = (one - other).days
    if abs(gap) > settings().bounds["older_days"]:
        older = languages[1] if gap > 0 else languages[0]
        yield Issue(
            Kind.UPDATED_OLDER,
            older,
            (
                Spot(first.address, languages[0], one.isoformat()),
                Spot(second.address, languages[1], other.isoformat()),
            ),
            details={"days": abs(gap)},
        )


def _updated_in_markup(page: Looked) -> date | None:
    found = [seen.day for seen in page.dates if seen.block < 0 and seen.role == "updated"]
    return max((day for day in found if _is_past(day, page)), default=None)


def _updated_in_text(page: Looked) -> date | None:
    """The day on which the page says that it was translated, else updated; of a translation its own day."""
    by_role: dict[str, list[date]] = {}
    for seen in page.dates:
        if seen.block >= 0 and seen.precision == "day" and _is_past(seen.day, page):
            by_role.setdefault(role_of(seen, page), []).append(seen.day)
    return next((max(by_role[role]) for role in _OWN_DAY if role in by_role), None)


def _is_past(day: date, page: Looked) -> bool:
    return page.seen_on is None or day <= page.seen_on


def role_of(seen: DateSeen, page: Looked) -> str:
    """What a date is the date of, by the nearest words before it in a short text; empty for nothing.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.parse import read_page
    >>> from miqyas.scanner.parity.looked import looked
    >>> read = read_page("<p>Updated: 3 May 2026</p>".encode(), address="https://a.example/")
    >>> page = looked(Artifact(read.address, channel=Channel.HTTP), read)
    >>> role_of(page.dates[0], page)
    'updated'
    """
    if seen.block < 0:
        return seen.role
    text = latin_digits(page.blocks[seen.block].text)
    if len(text) > _SHORT:
        return seen.role
    end = text.find(seen.text)
    before = f" {fold(text[max(0, end - _BEFORE_DATE) : end + len(seen.text)])} "
    best, role = (0, 0), seen.role
    for words, name in settings().roles:
        place = before.rfind(f" {words} ")
        if place >= 0 and (place + len(words), len(words)) > best:
            best, role = (place + len(words), len(words)), name
    return role


def as_list(one: Facts, other: Facts, languages: tuple[str, str]) -> tuple[bool, Issue | None]:
    """Whether the two pages list dated things that differ, and what there is to say of their newest.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.model import Page
    >>> from miqyas.scanner.parity.facts import facts_of
    >>> from miqyas.scanner.parity.looked import looked
    >>> page = Page("https://a.example/")
    >>> none = facts_of(looked(Artifact(page.address, channel=Channel.HTTP), page), language="ar")
    >>> as_list(none, none, ("ar", "en"))
    (False, None)
    """
    bounds = settings().bounds
    sides = [[seen for seen in facts.dates if seen.precision == "day"] for facts in (one, other)]
    texts = [len({seen.block for seen in side}) for side in sides]
    if max(texts) < bounds["list_dates"]:
        return False, None
    alone = [unmatched(sides[0], sides[1]), unmatched(sides[1], sides[0])]
    shares = [len(left) / len(side) if side else 1.0 for left, side in zip(alone, sides, strict=True)]
    if max(shares) < bounds["list_share"]:
        return False, None
    newest = [
        max((seen.day for seen in side if _is_past(seen.day, facts.page)), default=None)
        for side, facts in zip(sides, (one, other), strict=True)
    ]
    first, second = newest
    if first is None or second is None or min(texts) < bounds["list_dates"] / 2:
        return True, None
    gap = (first - second).days
    if abs(gap) <= bounds["older_days"]:
        return True, None
    spots = tuple(
        Spot(facts.page.address, language, day.isoformat())
        for facts, language, day in zip((one, other), languages, (first, second), strict=True)
    )
    older = languages[1] if gap > 0 else languages[0]
    return True, Issue(Kind.LIST_OLDER, older, spots, details={"days": abs(gap)})


def unmatched(dates: Iterable[DateSeen], others: Sequence[DateSeen]) -> list[DateSeen]:
    """The dates that are none of the others.

    >>> unmatched([], [])
    []
    """
    return [seen for seen in dates if not any(is_same_day(seen, other) for other in others)]
