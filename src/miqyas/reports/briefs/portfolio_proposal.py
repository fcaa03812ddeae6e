"""A portfolio as a proposal: what to do and when, what it brings, what was left out, what money buys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from miqyas.analysis.world import World
from miqyas.kernel.text import Text
from miqyas.reports.briefs.frame import framed
from miqyas.reports.briefs.sources import computed
from miqyas.reports.briefs.subject import RESULTS, Subject
from miqyas.reports.document import (
    Block,
    Bullets,
    Column,
    DataTable,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
)
from miqyas.reports.document.model import Value
from miqyas.reports.figures.portfolio import calendar_of, changes, frontier_of, has_frontier

PORTFOLIO: Final = "portfolio"
CITED: Final = (PORTFOLIO, RESULTS)
PRICES: Final = 12
"""Means whose price is shown."""
UNSEEN: Final = 5e-7
"""Price of a unit below which a hundred units show as nothing."""
HUNDRED: Final = 100
Record = Mapping[str, Any]


def portfolio_proposal(world: World, *, record: Record, language: str, made_on: str) -> Document:
    """What an answered portfolio proposes. `record` is that of `analysis.portfolio.question.Answered`.

    >>> from miqyas.analysis.portfolio.question import Wanted, answer
    >>> from miqyas.analysis.portfolio.sample import sample
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = answer(world, sample(world), Wanted(iso3="BHR", alternatives=1, draws=200)).record()
    >>> proposal = portfolio_proposal(world, record=found, language="en", made_on="2026-11-26")
    >>> proposal.title, proposal.is_sample
    ('A plan for Bahrain', True)
    """
    subject = Subject(world, record["iso3"] or "", world.latest, language)
    made = computed(subject, PORTFOLIO, mark=record["scale_mark"], n=record["actions_count"])
    title = (
        subject.say("portfolio.plan_for", name=subject.inside)
        if record["iso3"]
        else subject.say("portfolio.plan")
    )
    return framed(
        "portfolio_proposal",
        subject,
        _blocks(subject, record),
        title=title,
        made_on=made_on,
        made=made,
        versions=record["versions"],
        is_sample=record["is_sample"],
    )


def _blocks(subject: Subject, record: Record) -> Iterator[Block]:
    yield from _proposed(subject, record)
    yield from _ranks(subject, record)
    yield from _left(subject, record)
    yield from _money(subject, record)
    yield from _otherwise(subject, record)
    yield Heading(subject.say("portfolio.assumed"), 2)
    yield Bullets(tuple(_assumed(subject, record)))


def _proposed(subject: Subject, record: Record) -> Iterator[Block]:
    """What is proposed, what it gains in each edition, when it is done."""
    yield Heading(subject.say("brief.chapter.proposed"))
    finding = subject.say(
        "portfolio.finding",
        n=len(record["tasks"]),
        of=record["actions_count"],
        cost=record["money"],
        gain=record["expected_gain"],
    )
    yield Paragraph(finding, "lead", CITED)
    yield _figures(subject, record)
    yield Bullets(tuple(_edition_words(subject, one) for one in record["editions"]))
    proof = record["proof"]
    key = proof["outcome"] if proof["outcome"] in {"optimal", "within_gap"} else "time_limit"
    words = [subject.say(f"portfolio.proof.{key}", gap=proof["gap"])]
    if record["citizens_only"]:
        words.append(subject.say("portfolio.only_citizens"))
    yield Paragraph(" ".join(words), sources=CITED)
    if not record["tasks"]:
        yield Paragraph(subject.say("portfolio.nothing"))
        return
    yield Figure(calendar_of(record, subject.drawing()), sources=CITED)
    yield _tasks_table(subject, record)


def _figures(subject: Subject, record: Record) -> KeyFigures:
    return KeyFigures(
        (
            KeyFigure(
                subject.say("brief.portfolio.chosen"),
                len(record["tasks"]),
                "count",
                note=subject.say("brief.portfolio.of", n=record["actions_count"]),
                tone="sea",
                sources=CITED,
            ),
            KeyFigure(subject.say("portfolio.column.cost"), record["money"], "raw", sources=CITED),
            KeyFigure(
                subject.say("brief.portfolio.gain"),
                record["expected_gain"],
                "signed3",
                tone="green",
                sources=CITED,
            ),
        )
    )


def _edition_words(subject: Subject, one: Record) -> str:
    key = "portfolio.edition" if one["index"] is not None else "portfolio.edition_gain"
    gained = subject.say(key, edition=one["edition"], index=one["index"], gain=one["gain"])
    window = subject.say("portfolio.window_days", opens=one["opens"], closes=one["closes"])
    return f"{gained} {window}"


def _tasks_table(subject: Subject, record: Record) -> DataTable:
    """What is done, in the order of the calendar."""
    editions = [one["edition"] for one in record["editions"]]
    columns = (
        _column(subject, "action", share=3),
        _column(subject, "entity", share=2),
        _column(subject, "live", share=1.5),
        _column(subject, "cost", "raw"),
        *(subject.column("portfolio.column.counts", "percent", edition=year) for year in editions),
        *(subject.column("portfolio.column.adds", "signed", edition=year) for year in editions),
    )
    rows = tuple(
        (
            _task_name(subject, task),
            _here(subject, task["entity"]),
            subject.latin(task["live"]),
            task["cost"],
            *(task["counts"][str(year)] for year in editions),
            *(task["adds"][str(year)] for year in editions),
        )
        for task in record["tasks"]
    )
    return _table(subject, "tasks", columns, rows, note=subject.say("portfolio.adds_note"))


def _task_name(subject: Subject, task: Record) -> str:
    if task["status"] == "optional":
        return _named(subject, task)
    status = subject.say(f"portfolio.status.{task['status']}")
    return f"{_named(subject, task)} ({status})"


def _ranks(subject: Subject, record: Record) -> Iterator[Block]:
    """Ranks with the plan and without it, in each edition that can be forecast."""
    if not record["rank_chances"]:
        return
    yield Heading(subject.say("portfolio.ranks"), 2)
    yield Bullets(tuple(_rank_words(subject, one) for one in record["rank_chances"]))
    columns = (
        subject.column("forecast.column.edition", "year"),
        subject.column("brief.column.plan", share=1.5),
        subject.column("forecast.middle", "rank"),
        *(subject.column("brief.column.interval", level=level / HUNDRED) for level in (50, 80, 90)),
        subject.column("brief.column.index_mean", "index3"),
    )
    rows = tuple(
        (
            one["edition"],
            subject.say(f"portfolio.{key}"),
            one[key]["median"],
            *(subject.between(tuple(one[key][f"interval_{level}"]), "rank") for level in (50, 80, 90)),
            one[f"index_{key}"],
        )
        for one in record["rank_chances"]
        for key in ("without", "with")
    )
    yield DataTable(
        subject.say("portfolio.ranks"),
        columns,
        rows,
        CITED,
        note=subject.say("portfolio.ranks_note"),
    )


def _rank_words(subject: Subject, one: Record) -> str:
    (low, high), (low_before, high_before) = (one[key]["interval_80"] for key in ("with", "without"))
    words = subject.say(
        "portfolio.rank",
        edition=one["edition"],
        low=low,
        high=high,
        low_before=low_before,
        high_before=high_before,
    )
    if not one["with"]["target"]:
        return words
    reached = subject.say(
        "portfolio.reaches",
        rank=one["with"]["target"],
        after=one["with"]["reaches_target"],
        before=one["without"]["reaches_target"],
    )
    return f"{words} {reached}"


def _left(subject: Subject, record: Record) -> Iterator[Block]:
    """What was left out and why, what could have added most first."""
    left = record["not_done"]
    yield Heading(subject.say("portfolio.left_out", n=len(left)))
    columns = (
        _column(subject, "action", share=2.5),
        _column(subject, "entity", share=1.5),
        _column(subject, "why", share=4),
        _column(subject, "cost", "raw"),
        _column(subject, "worth", "signed"),
    )
    rows = tuple(
        (
            _named(subject, one),
            _here(subject, one["entity"]),
            _here(subject, one["words"]),
            one["cost"],
            one["worth"],
        )
        for one in left
    )
    if rows:
        yield _table(subject, "left", columns, rows)


def _money(subject: Subject, record: Record) -> Iterator[Block]:
    """What more and less money buys, and what more of each means would add."""
    yield Heading(subject.say("portfolio.money"))
    if has_frontier(record):
        yield Figure(frontier_of(record, subject.drawing()), sources=CITED)
        yield _frontier_table(subject, record["frontier"])
    priced = sorted((one for one in record["means"] if one["price"] > UNSEEN), key=lambda one: -one["price"])
    if not priced:
        yield Paragraph(subject.say("portfolio.no_prices"))
        return
    columns = (
        _column(subject, "means", share=2.5),
        _column(subject, "period", "count"),
        _column(subject, "used", "raw"),
        _column(subject, "limit", "raw"),
        _column(subject, "price", "signed"),
    )
    rows = tuple(
        (
            subject.say(f"portfolio.means.{one['kind']}", of=_here(subject, one["name"])),
            one["period"],
            one["used"],
            one["limit"],
            HUNDRED * one["price"],
        )
        for one in priced[:PRICES]
    )
    yield _table(subject, "prices", columns, rows)


def _frontier_table(subject: Subject, steps: Sequence[Record]) -> DataTable:
    columns = (
        subject.column("table.portfolio.share", "percent"),
        subject.column("table.portfolio.budget", "raw"),
        subject.column("table.portfolio.spent", "raw"),
        subject.column("table.portfolio.gain", "signed"),
        subject.column("portfolio.column.changes", share=2.5),
    )
    rows = tuple(
        (one["share"], one["budget"], one["spent"], one["gain"], subject.latin(changes(one))) for one in steps
    )
    here = frozenset(at for at, one in enumerate(steps) if one["share"] == 1)
    return DataTable(subject.say("table.portfolio_frontier"), columns, rows, CITED, strong=here)


def _otherwise(subject: Subject, record: Record) -> Iterator[Block]:
    """The cheapest plan for a value of the index, plans nearly as good, what uncertain success does."""
    yield Heading(subject.say("brief.chapter.otherwise"))
    cheap = record["least_cost"]
    if cheap is not None:
        yield from _cheapest(subject, cheap)
    if record["other_plans"]:
        columns = (
            _column(subject, "changes", share=3),
            _column(subject, "loss", "signed"),
            _column(subject, "cost", "raw"),
        )
        rows = tuple(
            (subject.latin(changes(one) or "="), -one["loss"], one["money"]) for one in record["other_plans"]
        )
        yield _table(subject, "others", columns, rows, note=subject.say("portfolio.others_text"))
    if record["sampled"] is not None:
        yield Paragraph(_uncertain_words(subject, record["sampled"]), sources=CITED)


def _cheapest(subject: Subject, cheap: Record) -> Iterator[Block]:
    first = cheap["editions"][0]
    words = subject.say(
        "portfolio.cheapest", index=first["index"], edition=first["edition"], cost=cheap["money"]
    )
    yield Paragraph(f"{words}.", sources=CITED)
    columns = (
        _column(subject, "action", share=3),
        _column(subject, "live", share=1.5),
        _column(subject, "cost", "raw"),
    )
    rows = tuple(
        (_named(subject, task), subject.latin(task["live"]), task["cost"]) for task in cheap["tasks"]
    )
    yield _table(subject, "cheapest", columns, rows)


def _uncertain_words(subject: Subject, found: Record) -> str:
    """Whether uncertain success changes the choice, and how far it is from the best."""
    if found["is_exact"]:
        return subject.say("portfolio.exact")
    if found["changes_the_choice"]:
        told = subject.say(
            "portfolio.changes",
            value=found["value"],
            first=found["first_value"],
            joined=" ".join(found["joined"]),
            dropped=" ".join(found["dropped"]),
        )
    else:
        told = subject.say("portfolio.keeps", value=found["value"])
    distance = subject.say(
        "portfolio.distance",
        gap=found["gap_at_most"],
        confidence=found["confidence"],
        n=found["replications"],
        futures=found["futures"],
    )
    return f"{told} {distance}"


def _assumed(subject: Subject, record: Record) -> Iterator[str]:
    for one in record["assumptions"]:
        yield subject.say(
            "brief.assumption", words=_here(subject, one["words"]), mark=subject.mark(one["mark"])
        )
    yield subject.say(
        "brief.assumption", words=subject.say("portfolio.scale"), mark=subject.mark(record["scale_mark"])
    )
    yield subject.say("portfolio.independent")


def _here(subject: Subject, words: Mapping[str, str]) -> str:
    return Text(words).in_language(subject.language)


def _named(subject: Subject, one: Record) -> str:
    return f"{subject.latin(one['id'])} {_here(subject, one['name'])}"


def _column(subject: Subject, key: str, kind: str = "text", share: float = 1.0) -> Column:
    return subject.column(f"portfolio.column.{key}", kind, share)


def _table(
    subject: Subject,
    key: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Value, ...], ...],
    note: str = "",
) -> DataTable:
    return DataTable(subject.say(f"portfolio.table.{key}"), columns, rows, CITED, note=note)
