"""Maturity drawn: the ruler of a service, the bar of many, the matrix of what is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from miqyas.assessment.maturity import Finding, Maturity, Summary
from miqyas.catalogue.maturity import Level, maturity_model
from miqyas.kernel.text import Text
from miqyas.web.words import current_language
from miqyas.workspace.services.terms import levels

WIDE: Final = 1000


@dataclass(frozen=True, slots=True)
class Stop:
    """A level on the ruler of a service."""

    code: str
    name: str
    about: str
    is_reached: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Need:
    """Something that stands before a level, in words; `is_open` where nobody has recorded it."""

    name: str
    todo: str
    is_open: bool
    level: str


def stops(number: int) -> list[Stop]:
    """The levels from below the first to the highest, those up to a number reached."""
    language = current_language()
    model = maturity_model()
    first = Stop("none", levels()["none"].in_language(language), "", True, number == 0)
    return [first, *(_stop(level, number) for level in model.levels)]


def _stop(level: Level, number: int) -> Stop:
    language = current_language()
    about = level.about.in_language(language) if level.about else ""
    return Stop(
        level.code, level.name.in_language(language), about, level.number <= number, level.number == number
    )


def needs(found: Maturity) -> list[Need]:
    """What the next level needs."""
    return [_need(one) for one in found.needs]


def _need(one: Finding) -> Need:
    language = current_language()
    todo: Text | None = one.criterion.do
    return Need(
        one.criterion.name.in_language(language),
        todo.in_language(language) if todo else "",
        one.outcome == "open",
        one.level.name.in_language(language),
    )


def spread_bar(found: Summary) -> SafeString:
    """How many services stand at each level, as one bar; words beside it say the numbers."""
    if not found.count:
        return SafeString("")
    parts = format_html_join("", '<rect class="level-{}" x="{}" width="{}" height="14"/>', _parts(found))
    return format_html(
        '<svg class="spread" viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        parts,
    )


def _parts(found: Summary) -> Iterator[tuple[int, int, int]]:
    begin = 0
    for number, count in enumerate(found.counts):
        end = begin + count
        left, right = round(begin * WIDE / found.count), round(end * WIDE / found.count)
        if count:
            yield number, left, max(right - left - 2, 2)
        begin = end


def empty_cells(count: int) -> SafeString:
    """So many cells of the matrix in which nothing is asked again."""
    return SafeString('<td class="weight-0"></td>' * count)


def mean_ruler(found: Summary) -> SafeString | str:
    """The mean of services on the ruler of levels, by count and (the hollow pin) by requests."""
    if found.mean is None:
        return ""
    last = len(found.counts) - 1
    ticks = "".join(f"M{round(WIDE * at / last)} 20v-{10 if at else 6}" for at in range(last + 1))
    weighted = (
        format_html('<path class="mean-weighted" d="M{} 2v18"/>', round(WIDE * found.weighted / last))
        if found.weighted is not None
        else ""
    )
    return format_html(
        '<svg class="mean-ruler" viewBox="-4 0 1008 24" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><path class="mean-line" d="M0 20H1000{}"/>{}'
        '<path class="mean-pin" d="M{} 0v20"/></svg>',
        ticks, weighted, round(WIDE * found.mean / last),
    )  # fmt: skip
