"""What points and steps are worth, and what is asked for because of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from miqyas.analysis.features import Worth
from miqyas.analysis.features.model import Gain
from miqyas.analysis.features.sentences import (
    SHOWN_POINTS,
    gain_words,
    least_words,
    per_point_words,
    price_words,
    worth_finding,
)
from miqyas.analysis.profile import headroom
from miqyas.analysis.simulate.sentences import (
    COVERAGE,
    assumption_words,
    basis_words,
    places_range,
    step_words,
)
from miqyas.kernel.numbers import format_number
from miqyas.kernel.provenance import Mark, weakest
from miqyas.methodology import indicators
from miqyas.observations.results import COMPONENTS
from miqyas.reports.briefs.asks import Ask, asks_of
from miqyas.reports.briefs.sources import computed
from miqyas.reports.briefs.standing import sentences
from miqyas.reports.briefs.subject import RESULTS, Subject
from miqyas.reports.document import Block, Bullets, DataTable, Heading, Paragraph, Source
from miqyas.reports.document.model import Value
from miqyas.reports.figures.country import can_show_headroom
from miqyas.reports.findings import headroom_finding, listed, part_inside, short_name

WORTH: Final = "worth"
CITED: Final = (WORTH, RESULTS)
NAMED: Final = 3
"""States that are named before the rest is counted."""
AT_LEAST: Final = "\N{GREATER-THAN OR EQUAL TO} "


def worth_source(subject: Subject, found: Worth) -> dict[str, Source]:
    """What points are worth as a source: the field it was reckoned in, and the weakest mark within."""
    mark = weakest(gain.mark for gain in found.gains)
    if found.coming is None:
        return computed(subject, WORTH, mark=mark)
    title = computed(
        subject,
        "worth_coming",
        mark=weakest((mark, *found.assumptions.values())),
        coming=found.coming,
        n=found.draws,
        seed=found.seed,
    )["worth_coming"]
    return {WORTH: Source(WORTH, title.title, title.mark)}


def headroom_words(subject: Subject) -> str:
    """What is left to a perfect index, and where most of it lies."""
    parts = headroom(subject.world, iso3=subject.iso3, edition=subject.edition)
    if any(part.value > 1 for part in parts):
        return subject.say("country.headroom.error")
    return headroom_finding(subject.inside, parts, language=subject.language)


def has_headroom_figure(subject: Subject) -> bool:
    """Whether there is headroom that a chart can show."""
    return can_show_headroom(headroom(subject.world, iso3=subject.iso3, edition=subject.edition))


def points_words(subject: Subject, found: Worth) -> str:
    """What five points of online services are worth, as a heading; the headroom where there are no points."""
    gain = found.gain("OSI", SHOWN_POINTS)
    if gain is None or gain.limit:
        return headroom_words(subject).rstrip(".")
    return subject.said(
        "brief.moves.points",
        step=gain_words(gain, language=subject.language),
        places=_places(subject, found, gain),
        edition=found.coming or found.edition,
    )


def worth_words(subject: Subject, found: Worth) -> str:
    """What five points are worth, and the price of the next rank."""
    told = [worth_finding(subject.world, found, language=subject.language), price_sentence(subject, found)]
    return sentences(told)


def price_sentence(subject: Subject, found: Worth) -> str:
    """What the next rank costs; that there is none above the first."""
    if not found.ladder:
        return subject.say("worth.price.first")
    return price_words(found.ladder[0], edition=found.edition, language=subject.language)


def asks_heading(subject: Subject, asks: tuple[Ask, ...]) -> str:
    """The components in the order in which they are asked for."""
    first, *rest = (part_inside(ask.room.code, subject.language) for ask in asks)
    return subject.said(
        "brief.ask.order", n=len(asks), first=first, rest=listed(rest, language=subject.language)
    )


def ask_words(subject: Subject, ask: Ask) -> str:
    """One ask in a sentence: what is missing, which step, what it is worth, how far that may be trusted."""
    gain = ask.gain
    params = {
        "part": part_inside(ask.room.code, subject.language),
        "room": ask.room.gain,
        "share": ask.room.share,
        "what": _name(subject, gain.node),
        "step": gain_words(gain, language=subject.language),
        "index": gain.egdi_gain,
        "mark": subject.mark(gain.mark),
    }
    key = "at_least" if gain.is_lower_bound else "exact"
    words = subject.said(f"brief.ask.{key}", **params)
    return f"{words} {_places_sentence(subject, gain)}"


def _places_sentence(subject: Subject, gain: Gain) -> str:
    if gain.moving is None:
        key = "fixed" if gain.passed else "fixed_none"
        return subject.said(f"brief.ask.{key}", edition=subject.edition, names=_passed(subject, gain))
    low, high = gain.moving.gained.interval(COVERAGE)
    places = places_range(low, high, language=subject.language)
    return subject.said("brief.ask.places", places=places, share=gain.moving.gained.at_least(1))


def asks_table(subject: Subject, found: Worth) -> DataTable:
    """What is asked for, a line a component, the one that lacks most first."""
    key = "brief.column.places_coming" if found.coming else "brief.column.places_fixed"
    columns = (
        subject.column("brief.column.part", share=1.8),
        subject.column("brief.column.missing", "index3", share=1.1),
        subject.column("brief.column.indicator", share=2.2),
        subject.column("brief.column.step", share=1.9),
        subject.column("brief.column.adds", share=1.2),
        subject.column(key, share=1.5, edition=found.coming or found.edition, coverage=COVERAGE),
        subject.column("brief.column.mark", share=1.6),
    )
    rows = tuple(_ask_row(subject, found, ask) for ask in asks_of(subject.world, found))
    return DataTable(subject.say("brief.table.asks"), columns, rows, CITED)


def _ask_row(subject: Subject, found: Worth, ask: Ask) -> tuple[Value, ...]:
    gain = ask.gain
    return (
        short_name(ask.room.code, subject.language),
        ask.room.gain,
        _name(subject, gain.node),
        gain_words(gain, language=subject.language),
        _adds(subject, gain),
        subject.between(_gained(found, gain), "rank"),
        subject.mark(gain.mark),
    )


def worth_chapter(subject: Subject, found: Worth) -> tuple[Block, ...]:
    """Steps of every node, the price of ranks, what gives the same gain, what all of it rests on."""
    per_point = per_point_words(found, language=subject.language)
    asks = asks_of(subject.world, found)
    return (
        Heading(subject.say("brief.chapter.worth")),
        Paragraph(worth_words(subject, found), "lead", CITED),
        *([Paragraph(per_point, sources=CITED)] if per_point else []),
        *_asked(subject, asks),
        _gains_table(subject, found),
        *_ladder(subject, found),
        _equivalents(subject, found),
        Paragraph(" ".join([subject.say("brief.rests_on"), *_rests_on(subject, found)]), "quiet"),
    )


def _asked(subject: Subject, asks: tuple[Ask, ...]) -> Iterator[Block]:
    if asks:
        yield Heading(asks_heading(subject, asks), 2)
        yield Bullets(tuple(ask_words(subject, ask) for ask in asks), is_ordered=True)


def _gains_table(subject: Subject, found: Worth) -> DataTable:
    """What each step alone gives: five points of what has points, one unit step of an input."""
    key = "brief.column.places_coming" if found.coming else "brief.column.places_fixed"
    columns = (
        subject.column("worth.column.what", share=3),
        subject.column("worth.column.step", share=2.2),
        subject.column("worth.column.index", share=1.2),
        subject.column(key, share=1.4, edition=found.coming or found.edition, coverage=COVERAGE),
        *([subject.column("worth.column.any", "percent")] if found.coming else []),
        subject.column("brief.column.mark", share=1.8),
    )
    shown = [gain for gain in found.gains if _is_shown(gain)]
    rows = tuple(_gain_row(subject, found, gain) for gain in shown)
    note = subject.say("worth.lower_bound") if any(gain.is_lower_bound for gain in shown) else ""
    return DataTable(subject.say("worth.gains"), columns, rows, CITED, note=note)


def _is_shown(gain: Gain) -> bool:
    return gain.asked_points is None or round(gain.asked_points, 9) == SHOWN_POINTS


def _gain_row(subject: Subject, found: Worth, gain: Gain) -> tuple[Value, ...]:
    chance = gain.moving.gained.at_least(1) if gain.moving else None
    return (
        _name(subject, gain.node),
        gain_words(gain, language=subject.language),
        _adds(subject, gain),
        subject.between(_gained(found, gain), "rank"),
        *((chance,) if found.coming else ()),
        subject.mark(gain.mark),
    )


def _ladder(subject: Subject, found: Worth) -> Iterator[DataTable]:
    """What each of the next ranks costs in each component alone."""
    if not found.ladder:
        return
    columns = (
        subject.column("worth.column.rank", "rank", share=0.7),
        subject.column("worth.column.held_by", share=1.6),
        *(
            subject.column("brief.code", share=1.6, code=short_name(code, subject.language))
            for code in COMPONENTS
        ),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            price.rank,
            listed([subject.named(iso3) for iso3 in price.ahead], language=subject.language),
            *(least_words(price, code, language=subject.language) for code in COMPONENTS),
        )
        for price in found.ladder
    )
    yield DataTable(
        subject.say("worth.ladder"),
        columns,
        rows,
        CITED,
        note=subject.say("worth.ladder.about", edition=found.edition),
    )


def _equivalents(subject: Subject, found: Worth) -> DataTable:
    """How much of each node gives the gain of the reference step."""
    unit = indicators()[found.reference].unit
    step = step_words(
        found.reference_amount, unit=unit, points=found.reference_points, language=subject.language
    )
    columns = (
        subject.column("worth.column.what", share=2.4),
        subject.column("worth.column.amount", share=2.2),
        subject.column("brief.column.mark", share=1.4),
    )
    rows: list[tuple[Value, ...]] = []
    for one in found.equivalents:
        amount = step_words(one.amount, unit=one.unit, points=one.points, language=subject.language)
        told = subject.say("step.at_most", step=amount) if one.is_upper_bound else amount
        rows.append(
            (
                _name(subject, one.node),
                told if one.fits else f"{told} ({subject.say('worth.no_room')})",
                subject.mark(one.mark),
            )
        )
    name = _name(subject, found.reference)
    title = subject.say("worth.equivalents", step=step, name=name)
    return DataTable(title, columns, tuple(rows), CITED)


def _rests_on(subject: Subject, found: Worth) -> Iterator[str]:
    """Each kind of slope with its weakest mark, then the assumptions of the moving field."""
    kinds: dict[str, Mark] = {}
    for gain in found.gains:
        kinds[gain.how] = weakest((kinds.get(gain.how, gain.mark), gain.mark))
    told = [(basis_words(how, language=subject.language), mark) for how, mark in kinds.items()]
    told += [
        (assumption_words(name, language=subject.language), mark) for name, mark in found.assumptions.items()
    ]
    for words, mark in told:
        yield f"{subject.said('brief.assumption', words=words, mark=subject.mark(mark))}."


def _adds(subject: Subject, gain: Gain) -> str:
    sign = AT_LEAST if gain.is_lower_bound else ""
    return subject.latin(f"{sign}{format_number(gain.egdi_gain, 'signed')}")


def _places(subject: Subject, found: Worth, gain: Gain) -> str:
    return places_range(*_gained(found, gain), language=subject.language)


def _gained(found: Worth, gain: Gain) -> tuple[int, int]:
    """Fewest and most places in the field that moves, else those in the published one."""
    if gain.moving:
        return gain.moving.gained.interval(COVERAGE)
    return found.rank - gain.rank, found.rank - gain.rank


def _passed(subject: Subject, gain: Gain) -> str:
    names = [subject.named(iso3) for iso3 in gain.passed]
    if len(names) <= NAMED:
        return listed(names, language=subject.language)
    first = subject.say("country.comma").join(names[:NAMED])
    return subject.say("worth.and_more", names=first, n=len(names) - NAMED)


def _name(subject: Subject, node: str) -> str:
    return indicators()[node].short.in_language(subject.language)
