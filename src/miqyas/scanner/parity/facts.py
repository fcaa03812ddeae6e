"""Numbers and dates of a page as facts that a translation must keep, whatever digits and signs they are in.

Left out is what no translation keeps or what changes by itself: telephone numbers, times of day, sizes of
files, numbers of pages and of list items, counters of visitors, long numbers that name something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from miqyas.kernel.text import fold
from miqyas.scanner.document.contacts import phones_in
from miqyas.scanner.document.dates import from_hijri, latin_digits
from miqyas.scanner.document.model import Calendar, DateSeen
from miqyas.scanner.parity.looked import Looked
from miqyas.scanner.parity.settings import Settings, settings
from miqyas.scanner.parity.values import DIGIT, NUMBER, latin, loose_values, readings

_BLANKS: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_GLUED_BEFORE: Final = re.compile(r"(?:[A-Za-zÀ-ɏ_][-–]?|\d[.,:/]|[./@#]|\d\s?[-–]\s?\d{1,3}[.])$")
_ACRONYM: Final = re.compile(r"(?<![A-Za-z])([A-Z]{2,12})[ \u00a0-]$")
"""Before the number of a norm or a release: "ISO 3166"."""
_GLUED_AFTER: Final = re.compile(r"[A-Za-zÀ-ɏ_]|[:/@]\d|\.\d|-[A-Za-z\d]{1,3}-")
_ROW: Final = re.compile(
    r"(?<!\d)(?!\d{1,3}(?: \d{3})+(?!\d))\d{2,4}(?:(?: \d{2,4}){1,6}|(?:-\d{2,4}){2,6})(?!\d)"
)
"""A row of short groups of digits, as telephone numbers and cards have it, and not thousands."""
_ADDRESS: Final = re.compile(r"\S*(?:://|@|www\.)\S*|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/\S*", re.IGNORECASE)
_TIME: Final = re.compile(r"(?<!\d)\d{1,2}\s?:\s?\d{2}(?::\d{2})?(?!\d)")
_FRACTION: Final = re.compile(r"(?<![\d/])\d{1,3}\s?/\s?\d{1,3}(?![\d/])")
_SEASON: Final = re.compile(r"(?<!\d)(\d{4})\s?([/–-])\s?(\d{2})(?!\d)")
_LIST_SIGN: Final = re.compile(r"\s*[(\[]?\d{1,3}\s?[.)\]:–-](?=\s|$)")
_WORD: Final = re.compile(r"[^\s(){}\[\]\"«»“”;!?،؛]+")
_LONG: Final = 7
_SEQUENCE: Final = 3
_MOST: Final = 400
"""Facts of one page that are looked at."""
_NEAR_WORDS: Final = 2
_HOURS: Final = 24
_NO_FACT: Final = frozenset("°º©")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number as written, with the values it may mean and the number of its text among those of the page.

    ``is_quantity``: money, a share, a span of time. ``is_year``: four digits that may be a year, of the
    Hijri calendar where ``is_hijri`` (then ``values`` are the Gregorian years that it lies in).
    """

    text: str
    values: frozenset[float]
    block: int
    is_quantity: bool = False
    is_rounded: bool = False
    is_year: bool = False
    is_hijri: bool = False
    is_alone: bool = False
    """Nothing else stands in its text."""


@dataclass(frozen=True)
class Facts:
    """What a page says in numbers and dates in its main part, and every value that stands anywhere on it.

    ``anywhere`` is read without any care: a value in it is not missing from the page.
    """

    numbers: tuple[Fact, ...]
    dates: tuple[DateSeen, ...]
    page: Looked
    language: str
    is_whole: bool = True

    @cached_property
    def anywhere(self) -> frozenset[float]:
        """All values on the page, in every part of it and in every reading."""
        texts = (self.page.title, *(one.text for one in self.page.blocks))
        return frozenset(value for text in texts for value in loose_values(text))

    @cached_property
    def loose(self) -> tuple[frozenset[float], ...]:
        """The values of each text that are in no date that was understood."""
        by_block = dates_by_block(self.page.dates)
        found = []
        for number, block in enumerate(self.page.blocks):
            if not DIGIT.search(block.text):
                continue
            text = latin(block.text)
            for seen in by_block.get(number, ()):
                text = text.replace(seen.text, " ", 1)
            found.append(frozenset(loose_values(text)))
        return tuple(found)


def facts_of(page: Looked, *, language: str) -> Facts:
    """The facts of a page in a language.

    >>> from miqyas.scanner.artifacts.model import Artifact, Channel
    >>> from miqyas.scanner.document.parse import read_page
    >>> from miqyas.scanner.parity.looked import looked
    >>> body = "<main><p>الرسوم ١٬٢٥٠ دينارًا خلال ١٥ يومًا. هاتف ١٧٠٠٠٠٠٠</p></main>".encode()
    >>> page = read_page(body, address="https://a.example/")
    >>> found = facts_of(looked(Artifact(page.address, channel=Channel.HTTP), page), language="ar")
    >>> [(one.text, max(one.values), one.is_quantity) for one in found.numbers]
    [('1٬250', 1250.0, True), ('15', 15.0, True)]
    """
    by_block = dates_by_block(page.dates)
    numbers: list[Fact] = []
    for number in page.main:
        text = page.blocks[number].text
        if DIGIT.search(text):
            numbers += _in_block(text, number, by_block.get(number, ()), page, language)
        if len(numbers) > _MOST:
            break
    in_main = set(page.main)
    dates = tuple(seen for seen in page.dates if seen.block in in_main)
    is_whole = not page.is_cut and len(numbers) <= _MOST
    return Facts(tuple(_without_counting(numbers)), dates, page, language, is_whole)


def dates_by_block(dates: Sequence[DateSeen]) -> Mapping[int, list[DateSeen]]:
    """The dates of each text.

    >>> dates_by_block([])
    {}
    """
    found: dict[int, list[DateSeen]] = {}
    for seen in dates:
        if seen.block >= 0:
            found.setdefault(seen.block, []).append(seen)
    return found


def _in_block(
    text: str, number: int, dates: Sequence[DateSeen], page: Looked, language: str
) -> Iterator[Fact]:
    plain = latin(text)
    if NUMBER.fullmatch(plain):
        fact = _plain_fact(plain, number, False, (), language)
        if fact and plain not in page.figures:
            yield replace(fact, is_alone=True)
        return
    for piece in (*(seen.text for seen in dates), *phones_in(text)):
        plain = plain.replace(piece, "#" * len(piece), 1)
    plain = _BLANKS.sub("\u00a0", _ROW.sub(_row, _cleared(plain)))
    if (sign := _LIST_SIGN.match(plain)) and len(plain) > sign.end():
        plain = "#" * sign.end() + plain[sign.end() :]
    yield from _found(plain, number, page, language)


def _found(plain: str, number: int, page: Looked, language: str) -> Iterator[Fact]:
    """The facts of a text; of "page 3 of 10" what follows is none either, nor is the number of a link.

    A number that goes on after a word such as "million and" is one with it.
    """
    end, is_after_none = 0, False
    kept: list[Fact] = []
    for match in NUMBER.finditer(plain):
        fact = _fact(match, plain, number, language)
        between = fold(plain[end : match.start()]).split()
        is_whole_of = is_after_none and " ".join(between) in settings().whole_of
        is_after_none, end = fact is None or is_whole_of, match.end()
        if not fact or is_whole_of:
            continue
        if len(between) > 1 and between[-1] in settings().joining and between[-2] in settings().scales:
            before = kept.pop().values if kept and len(between) == 2 else {settings().scales[between[-2]]}
            values = frozenset(float(one + two) for one in before for two in fact.values)
            fact = replace(fact, values=values, is_rounded=True)
        if fact.is_quantity or fact.text not in page.figures:
            kept.append(fact)
    yield from kept


def _cleared(plain: str) -> str:
    """A text without addresses, times of day and fractions."""
    if "@" in plain or "/" in plain or "www." in plain:
        plain = _ADDRESS.sub(_hidden, plain)
    if ":" in plain:
        plain = _TIME.sub(_hidden, plain)
    return _FRACTION.sub(_hidden, _SEASON.sub(_season, plain))


def _hidden(match: re.Match[str]) -> str:
    return "#" * len(match[0])


def _row(match: re.Match[str]) -> str:
    return _hidden(match) if sum(map(str.isdecimal, match[0])) >= _LONG else match[0]


def _season(match: re.Match[str]) -> str:
    """A year that two years share, "2025/26", counts as its first."""
    is_next = int(match[1]) % 100 + 1 == int(match[3])
    return f"{match[1]}{'#' * (len(match[0]) - len(match[1]))}" if is_next else match[0]


def _fact(match: re.Match[str], plain: str, block: int, language: str) -> Fact | None:
    told = settings()
    first, last = match.span()
    text = match[0]
    before, after = plain[max(0, first - 40) : first], plain[last : last + 40]
    following = _WORD.findall(after)[:_NEAR_WORDS]
    next_words = [fold(word.strip(".,")) for word in following]
    is_glued_unit = bool(_GLUED_AFTER.match(after)) and bool(next_words) and _is_unit(next_words[0], told)
    is_glued = bool(_GLUED_BEFORE.search(before)) or (bool(_GLUED_AFTER.match(after)) and not is_glued_unit)
    if is_glued and not _unit_before(before, told):
        return None
    signs = {after.lstrip()[:1], before.rstrip()[-1:]}
    is_hour = text.isdecimal() and int(text[:9]) <= _HOURS and told.hours.intersection(next_words[:1])
    if is_hour or signs & _NO_FACT or _is_no_fact(before, next_words, told):
        return None
    is_quantity = _is_quantity(before, after, next_words, told)
    scale = next((told.scales[word] for word in next_words[:1] if word in told.scales), 1)
    if scale > 1:
        values = frozenset(round(value * scale, 6) for value in readings(text))
        return Fact(text, values, block, True, is_rounded=True)
    return _plain_fact(text, block, is_quantity, next_words, language)


def _plain_fact(
    text: str, block: int, is_quantity: bool, next_words: Sequence[str], language: str
) -> Fact | None:
    told = settings()
    if text.isdecimal():
        value = int(text)
        if len(text) >= _LONG:
            return None
        is_four = len(text) == 4
        if is_four and not is_quantity and _is_hijri(value, next_words, language, told):
            begun = from_hijri(value, 1, 1).year
            years = frozenset({float(begun), float(begun + 1)})
            return Fact(text, years, block, is_year=True, is_hijri=True)
        is_year = is_four and told.gregorian[0] <= value <= told.gregorian[1] and not is_quantity
        return Fact(text, frozenset({float(value)}), block, is_quantity, is_year=is_year)
    if not is_quantity and _is_label(text):
        return None
    return Fact(text, readings(text), block, is_quantity)


def _is_hijri(value: int, next_words: Sequence[str], language: str, told: Settings) -> bool:
    first, last = told.hijri
    is_marked = bool(next_words) and next_words[0] in told.hijri_marks
    return first <= value <= last and (is_marked or language == "ar")


def _is_label(text: str) -> bool:
    """Whether a decimal without a unit may be the number of a section or of a release: "2.1", "10.4"."""
    return bool(re.fullmatch(r"\d{1,3}[.,\u066b]\d{1,2}", text))


def _is_unit(word: str, told: Settings) -> bool:
    return word in told.units or word in told.scales


def _unit_before(before: str, told: Settings) -> bool:
    """Whether money is named right before the number, without a blank: "BD15"."""
    match = re.search(r"(?<![A-Za-z])([A-Za-z]{2,3})$", before)
    return bool(match) and fold(match[1] if match else "") in told.units


def _is_no_fact(before: str, next_words: Sequence[str], told: Settings) -> bool:
    acronym = _ACRONYM.search(before)
    if acronym and fold(acronym[1]) not in told.units:
        return True
    last = fold(before.replace(".", "") if before.isascii() else before).split()
    ends = {" ".join(last[-count:]) for count in (1, 2, 3) if len(last) >= count}
    if ends & told.before or told.ago.intersection((*last[-1:], *next_words[1:])):
        return True
    return bool(next_words) and (next_words[0] in told.after or " ".join(next_words) in told.after)


def _is_quantity(before: str, after: str, next_words: Sequence[str], told: Settings) -> bool:
    if after.lstrip()[:1] in {"%", "٪"} or before.rstrip()[-1:] in {"%", "٪", "$", "€", "£"}:
        return True
    named = {*next_words, " ".join(next_words)}
    return not (told.units.isdisjoint(named - {""}) and told.money.isdisjoint(fold(before).split()[-1:]))


def _without_counting(numbers: Sequence[Fact]) -> Iterator[Fact]:
    """Without texts that count on one after the other, each a number alone: pages, days of a calendar."""
    alone = [one for one in numbers if one.is_alone]
    counting: set[int] = set()
    run: list[Fact] = []
    for fact in (*alone, None):
        if fact and run and min(fact.values) == min(run[-1].values) + 1 and fact.block <= run[-1].block + 2:
            run.append(fact)
            continue
        if len(run) >= _SEQUENCE:
            counting.update(one.block for one in run)
        run = [fact] if fact else []
    return (one for one in numbers if one.block not in counting)


def is_same_day(one: DateSeen, other: DateSeen) -> bool:
    """Whether two dates may be one: a month holds its days, Hijri days are about right, 3/4 may be 4/3.

    >>> from miqyas.scanner.document.dates import dates_in
    >>> (one,), (other,) = dates_in("١٤٤٦/٠٩/٠١"), dates_in("2 March 2025")
    >>> is_same_day(one, other)
    True
    """
    if "day" not in {one.precision, other.precision} or one.precision != other.precision:
        return (one.day.year, one.day.month) == (other.day.year, other.day.month)
    if Calendar.HIJRI in {one.calendar, other.calendar}:
        return abs((one.day - other.day).days) <= settings().bounds["hijri_days"]
    return bool(_days(one) & _days(other))


_NUMERIC_DAY: Final = re.compile(r"\s*\d+\s?[-/.]\s?\d+\s?[-/.]\s?\d+\s*")


def _days(seen: DateSeen) -> set[date]:
    found = {seen.day}
    if seen.day.day <= 12 and _NUMERIC_DAY.fullmatch(latin_digits(seen.text)):
        found.add(date(seen.day.year, seen.day.day, seen.day.month))
    return found
