"""Translations that say something else: numbers, dates, the day of the last update.

A number is told of only where it stands nowhere on the other page, in no digits, calendar or words, and
where the text that stands for its own is known. What that leaves out is meant to be left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from miqyas.kernel.text import fold
from miqyas.scanner.document.dates import latin_digits
from miqyas.scanner.document.model import Calendar, DateSeen
from miqyas.scanner.parity.aligning import aligned, is_like
from miqyas.scanner.parity.facts import Fact, Facts, facts_of, is_same_day
from miqyas.scanner.parity.looked import Looked
from miqyas.scanner.parity.model import Difference, Issue, Kind, Spot
from miqyas.scanner.parity.settings import settings
from miqyas.scanner.parity.updated import as_list, role_of, unmatched, updated
from miqyas.scanner.parity.values import loose_values, spelled

_NEAR: Final = 3
"""Texts before and after a day that may be of the same item of news."""
_BESIDE: Final = 1
"""Words beside a day that stands alone, such as the name of a weekday."""


class _Sides:
    """Two pages with the texts that stand for each other, by their numbers among the texts of their page."""

    def __init__(self, first: Facts, second: Facts) -> None:
        self.first, self.second = first, second
        alignment = aligned(first.page.main_blocks, second.page.main_blocks)
        self.is_even = alignment.is_even
        here, there = first.page.main, second.page.main
        self._forth = {here[one]: there[other] for one, other in alignment.partners.items()}
        self._back = {other: one for one, other in self._forth.items()}
        self._near = (_near_items(first, second), _near_items(second, first))

    def partner(self, facts: Facts, block: int) -> int | None:
        """The text on the other page that stands for a text; None where that is not known.

        Of texts that belong to items which are others on the other page (news with their days, links that
        lead elsewhere) it is not known.
        """
        is_first = facts is self.first
        there = (self._forth if is_first else self._back).get(block)
        if there is None:
            return None
        pair = (block, there) if is_first else (there, block)
        is_item = pair[0] in self._near[0] or pair[1] in self._near[1] or self._lead_apart(*pair)
        return None if is_item else there

    def _lead_apart(self, here: int, there: int) -> bool:
        """Whether both texts are links, and lead to pages that are not one page in two languages."""
        one = self.first.page.led.get(self.first.page.blocks[here].text)
        other = self.second.page.led.get(self.second.page.blocks[there].text)
        return one is not None and other is not None and one != other


def _near_items(facts: Facts, other: Facts) -> frozenset[int]:
    """The texts around days that stand alone, where most of these are others on the other page."""
    alone = [seen for seen in facts.dates if seen.precision == "day" and _stands_alone(seen, facts)]
    apart = unmatched(alone, other.page.dates)
    if len(apart) * 2 <= len(alone):
        return frozenset()
    return frozenset(seen.block + step for seen in apart for step in range(-_NEAR, _NEAR + 1))


def _stands_alone(seen: DateSeen, facts: Facts) -> bool:
    beside = latin_digits(facts.page.blocks[seen.block].text).replace(seen.text, " ", 1)
    return len(fold(beside).split()) <= _BESIDE


def stale(first: Looked, second: Looked, *, languages: tuple[str, str]) -> Iterator[Issue]:
    """What differs in numbers and dates between two pages that are one in two languages.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.parse import read_page
    >>> from miqyas.scanner.parity.looked import looked
    >>> def page(body, code):
    ...     read = read_page(f"<main><p>{body}</p></main>".encode(), address=f"https://a.example/{code}/x")
    ...     return looked(Artifact(read.address, channel=Channel.HTTP, status=200), read)
    >>> ar, en = page("تبلغ الرسوم ٢٠ دينارًا.", "ar"), page("The fee is 15 dinars.", "en")
    >>> [(one.first, one.second) for one in next(stale(ar, en, languages=("ar", "en"))).differences]
    [('20', '15')]
    """
    yield from updated(first, second, languages)
    one, other = facts_of(first, language=languages[0]), facts_of(second, language=languages[1])
    if not (one.is_whole and other.is_whole) or not (first.main and second.main):
        return
    is_list, older = as_list(one, other, languages)
    if older:
        yield older
    if is_list or not (one.numbers or other.numbers or one.dates or other.dates):
        return
    sides = _Sides(one, other)
    for kind, found in ((Kind.DATES_DIFFER, _dates(sides)), (Kind.NUMBERS_DIFFER, _numbers(sides))):
        if found:
            yield _issue(kind, first, second, languages, found)


def _issue(
    kind: Kind, first: Looked, second: Looked, languages: tuple[str, str], found: Sequence[Difference]
) -> Issue:
    return Issue(
        kind,
        languages[0],
        (Spot(first.address, languages[0]), Spot(second.address, languages[1])),
        differences=tuple(found[: int(settings().bounds["most_differences"])]),
        details={"n": len(found)},
    )


# Dates in the text


def _dates(sides: _Sides) -> list[Difference]:
    first, second = sides.first, sides.second
    if not {first.language, second.language} <= settings().role_languages:
        return []
    return list(_replaced_dates(sides, _dates_alone(first, second), _dates_alone(second, first)))


def _dates_alone(facts: Facts, other: Facts) -> list[DateSeen]:
    """The days that stand on one side alone."""
    own_gregorian = [seen for seen in facts.dates if seen.calendar is Calendar.GREGORIAN]
    found = []
    for seen in unmatched(facts.dates, other.page.dates):
        is_beside = seen.calendar is Calendar.HIJRI and any(is_same_day(seen, one) for one in own_gregorian)
        parts = {float(seen.day.year), float(seen.day.day)} if seen.precision == "day" else set()
        is_unread = bool(parts) and any(parts <= values for values in other.loose)
        if not is_beside and not is_unread and not role_of(seen, facts.page):
            found.append(seen)
    return found


def _replaced_dates(
    sides: _Sides, first: Sequence[DateSeen], second: Sequence[DateSeen]
) -> Iterator[Difference]:
    by_block = {seen.block: seen for seen in reversed(second)}
    for seen in first:
        there = sides.partner(sides.first, seen.block)
        if there is not None and there in by_block:
            yield _difference(sides, seen.text, by_block[there].text, seen.block, there)


# Numbers in the text


def _numbers(sides: _Sides) -> list[Difference]:
    first, second = _left(sides)
    _drop_rounded(first, second)
    strong = [*_alone(first, sides.first, sides.second), *_alone(second, sides.second, sides.first)]
    if not sides.is_even and _is_too_much(sides, strong):
        return []
    found = [*_replaced(sides, first, second, strong)]
    told = {id(one) for pair in found for one in pair[:2]}
    differences = [_difference(sides, one.text, other.text, here, there) for one, other, here, there in found]
    for facts, left in ((sides.first, first), (sides.second, second)):
        rest = [fact for fact in left if id(fact) not in told and any(fact is one for one in strong)]
        differences += _one_sided(sides, facts, rest)
    return differences


def _left(sides: _Sides) -> tuple[list[Fact], list[Fact]]:
    """The numbers that are left on each side once each has met an equal one on the other.

    They meet in texts that stand for each other first, then anywhere: a list may be in another order.
    """
    first, second = list(sides.first.numbers), list(sides.second.numbers)
    for is_near in (True, False):
        by_value: dict[tuple[float, int], list[Fact]] = {}
        for fact in second:
            for value in fact.values:
                by_value.setdefault((value, fact.block if is_near else -1), []).append(fact)
        met: set[int] = set()
        for fact in first:
            block = sides.partner(sides.first, fact.block) if is_near else -1
            same = (
                one
                for value in fact.values
                for one in by_value.get((value, -2 if block is None else block), ())
            )
            other = next((one for one in same if id(one) not in met), None)
            if other is not None:
                met |= {id(fact), id(other)}
        first = [fact for fact in first if id(fact) not in met]
        second = [fact for fact in second if id(fact) not in met]
    return first, second


def _alone(left: Sequence[Fact], facts: Facts, other: Facts) -> Iterator[Fact]:
    """Of numbers that are left those that stand in no form on the other side."""
    days = {float(part) for seen in other.page.dates for part in (seen.day.year, seen.day.day)}
    read = {value for fact in other.numbers for value in fact.values}
    hijri = [fact.values for fact in other.numbers if fact.is_hijri]
    known = other.anywhere | days | read
    own_years = {
        value for fact in facts.numbers if fact.is_year and not fact.is_hijri for value in fact.values
    }
    for fact in left:
        is_beside = fact.is_hijri and bool(fact.values & own_years)
        is_in_hijri = fact.is_year and any(fact.values & values for values in hijri)
        if fact.values and not (fact.values & known or is_beside or is_in_hijri):
            yield fact


def _drop_rounded(first: list[Fact], second: list[Fact]) -> None:
    """Take out numbers that are one, rounded on one side: "1.5 million" and "1,512,300"."""
    rounding = settings().bounds["rounding"]
    for fact in list(first):
        for other in second:
            one, two = max(fact.values), max(other.values)
            is_near = abs(one - two) <= rounding * max(one, two) or _rounds_to(fact, other)
            if (fact.is_rounded or other.is_rounded) and is_near:
                first.remove(fact)
                second.remove(other)
                break


def _rounds_to(one: Fact, other: Fact) -> bool:
    """Whether the rounded of two numbers is the other with as many digits as it shows."""
    short, long = (one, other) if one.is_rounded else (other, one)
    digits = max(1, sum(map(str.isdecimal, short.text)))
    return any(float(f"{value:.{digits - 1}e}") in short.values for value in long.values)


def _is_too_much(sides: _Sides, strong: Sequence[Fact]) -> bool:
    whole = len(sides.first.numbers) + len(sides.second.numbers)
    return len(strong) > max(4, settings().bounds["wide_share"] * whole)


def _replaced(
    sides: _Sides, first: Sequence[Fact], second: Sequence[Fact], strong: Sequence[Fact]
) -> Iterator[tuple[Fact, Fact, int, int]]:
    """Numbers of one text that stand for others in the text that is its partner, in their order.

    Where one of the two stands elsewhere on the other page too, both texts must hold equally many numbers.
    """
    sure = {id(fact) for fact in strong}
    counts = [Counter(fact.block for fact in facts.numbers) for facts in (sides.first, sides.second)]
    left: dict[int, list[Fact]] = {}
    for fact in second:
        left.setdefault(fact.block, []).append(fact)
    for fact in first:
        there = sides.partner(sides.first, fact.block)
        if there is None or not left.get(there):
            continue
        same = next((one for one in left[there] if one.is_quantity == fact.is_quantity), left[there][0])
        is_sure = id(fact) in sure and id(same) in sure
        is_even = counts[0][fact.block] == counts[1][there] and not _is_said(sides, fact, same, there)
        if is_sure or is_even:
            left[there].remove(same)
            yield fact, same, fact.block, there


def _is_said(sides: _Sides, one: Fact, other: Fact, there: int) -> bool:
    """Whether one of two numbers may stand in the text of the other too: in words, as a name, as a year."""
    return (
        _stands_in(one, sides.second.page.blocks[there].text, sides.second.language)
        or _stands_in(other, sides.first.page.blocks[one.block].text, sides.first.language)
        or one.is_hijri != other.is_hijri
    )


def _stands_in(fact: Fact, text: str, language: str) -> bool:
    is_written = not fact.values.isdisjoint(loose_values(text))
    return is_written or any(spelled(value, text, language=language) for value in fact.values)


def _one_sided(sides: _Sides, facts: Facts, alone: Sequence[Fact]) -> Iterator[Difference]:
    """Numbers of weight to which nothing answers in the text that stands for theirs."""
    is_first = facts is sides.first
    other = sides.second if is_first else sides.first
    for fact in alone:
        there = sides.partner(facts, fact.block)
        if there is None or not _is_material(fact, facts, other, there):
            continue
        here = (fact.block, there) if is_first else (there, fact.block)
        yield _difference(sides, fact.text if is_first else "", "" if is_first else fact.text, *here)


def _is_material(fact: Fact, facts: Facts, other: Facts, there: int) -> bool:
    one, two = facts.page.blocks[fact.block].text, other.page.blocks[there].text
    value = max(fact.values)
    least = settings().bounds["least_alone"]
    is_known = other.language in settings().spelled
    if not is_like(one, two) or value <= 2 or (value < least and not (fact.is_quantity and is_known)):
        return False
    texts = " ".join(block.text for block in other.page.main_blocks[:200])
    return not any(spelled(one, texts, language=other.language) for one in fact.values)


def _difference(sides: _Sides, first: str, second: str, here: int, there: int) -> Difference:
    most = int(settings().bounds["most_text"])
    return Difference(
        latin_digits(first),
        latin_digits(second),
        _around(sides.first.page.blocks[here].text, first, most),
        _around(sides.second.page.blocks[there].text, second, most),
    )


def _around(text: str, piece: str, most: int) -> str:
    """So many characters of a text around a piece of it, or from its beginning."""
    if len(text) <= most:
        return text
    begin = max(0, latin_digits(text).find(piece) - most // 2) if piece else 0
    return text[begin : begin + most]
