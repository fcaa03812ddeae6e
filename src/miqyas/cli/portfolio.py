"""A plan on the screen: what is done when, what it brings, what was left out and why, what money buys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text as Styled

from miqyas.cli.problems import list_problems
from miqyas.cli.screen import ACCENT, BAD, GOOD, QUIET, Cell, Column
from miqyas.cli.shapes import calendar_bar

if TYPE_CHECKING:
    from miqyas.cli.session import Session
    from miqyas.kernel.errors import MiqyasError

Record = Mapping[str, Any]
LEFT_SHOWN: Final = 20
PRICES_SHOWN: Final = 6
BESIDE: Final = 72
"""Cells that the other columns of the plan take."""
CALENDAR: Final = 32
"""Cells that a calendar may take."""
OUTCOME_STYLE: Final = {"optimal": GOOD, "within_gap": "", "time_limit": BAD}


def show_problems(session: Session, name: str, problems: Sequence[MiqyasError], *, unlisted: int) -> None:
    """What is wrong with a file, row by row."""
    screen = session.screen
    count = len(problems) + unlisted
    screen.heading(screen.words("cli.portfolio.refused", file=name, n=count))
    list_problems(screen, problems, count=count, style=BAD)


def show_portfolio(session: Session, record: Record, *, name: str) -> None:
    """The whole answer."""
    screen = session.screen
    screen.line()
    title = name
    if record["iso3"]:
        title = f"{session.world.country(record['iso3']).name.in_language(screen.language)}  {name}"
    screen.line(title, style="bold")
    if record["is_sample"]:
        screen.line(screen.words("portfolio.sample_notice"), style=BAD)
    screen.line(_finding(session, record), style=f"bold {ACCENT}")
    for line in (*_editions(session, record), *_ranks(session, record)):
        screen.line(line)
    proof = record["proof"]
    key = f"cli.portfolio.proof.{proof['outcome']}"
    words = screen.words(key, gap=proof["gap"], seconds=proof["seconds"], nodes=proof["nodes"])
    screen.line(words, style=OUTCOME_STYLE[proof["outcome"]])
    _show_plan(session, record)
    _show_left_out(session, record)
    _show_prices(session, record)
    _show_frontier(session, record)
    _show_alternatives(session, record)
    _show_uncertainty(session, record)
    _show_cheapest(session, record)
    _show_basis(session, record)


def _finding(session: Session, record: Record) -> str:
    return session.screen.words(
        "cli.portfolio.finding",
        n=len(record["tasks"]),
        of=record["actions_count"],
        cost=record["money"],
        gain=record["expected_gain"],
    )


def _editions(session: Session, record: Record) -> list[str]:
    screen = session.screen
    lines = []
    for one in record["editions"]:
        key = "cli.portfolio.in_edition" if one["index"] is not None else "cli.portfolio.edition_gain"
        lines.append(
            screen.words(
                key,
                edition=one["edition"],
                index=one["index"],
                gain=one["gain"],
                opens=one["opens"],
                closes=one["closes"],
            )
        )
    return lines


def _ranks(session: Session, record: Record) -> list[str]:
    screen = session.screen
    lines = []
    for one in record["rank_chances"]:
        before, after = one["without"]["interval_80"], one["with"]["interval_80"]
        lines.append(
            screen.words(
                "cli.portfolio.rank",
                edition=one["edition"],
                low=after[0],
                high=after[1],
                low_before=before[0],
                high_before=before[1],
            )
        )
        if one["with"]["target"] is not None:
            lines.append(
                screen.words(
                    "cli.portfolio.reaches_rank",
                    rank=one["with"]["target"],
                    before=one["without"]["reaches_target"],
                    after=one["with"]["reaches_target"],
                )
            )
    return lines


def _show_plan(session: Session, record: Record) -> None:
    screen = session.screen
    periods = record["periods"]
    each = max(1, min(4, min(CALENDAR, screen.width - BESIDE) // len(periods)))
    screen.heading(screen.words("cli.portfolio.plan"))
    editions = [str(one["edition"]) for one in record["editions"]]
    columns = [
        Column(""),
        Column(screen.words("cli.portfolio.column.action"), fold=True),
        Column(_numbers(screen.is_mirrored, len(periods), each)),
        Column(screen.words("cli.portfolio.column.live"), "number"),
        *(
            Column(screen.words("cli.portfolio.column.adds", edition=edition), "number")
            for edition in editions
        ),
    ]
    rows: list[Sequence[Any]] = [_window_row(session, record, each)]
    for task in record["tasks"]:
        bar = calendar_bar(
            [task["first"] <= period <= task["last"] for period in range(1, len(periods) + 1)],
            width=each,
            language=screen.language,
        )
        adds = [Cell(screen.number(task["adds"][edition], "signed"), GOOD) for edition in editions]
        live = Cell(task["live"], QUIET)
        rows.append(
            (Cell(task["id"], QUIET), task["name"][screen.language], Styled(bar, style=ACCENT), live, *adds)
        )
    screen.table(columns, rows)
    screen.line(screen.words("cli.portfolio.window_key"), style=QUIET)
    screen.line(screen.words("cli.portfolio.adds_key"), style=QUIET)


def _numbers(is_mirrored: bool, count: int, each: int) -> str:
    labels = [str(number).ljust(each)[:each] for number in range(1, count + 1)]
    return "".join(reversed(labels) if is_mirrored else labels)


def _window_row(session: Session, record: Record, each: int) -> Sequence[Any]:
    """In which periods a window is open."""
    screen = session.screen
    spans = [
        (dt.date.fromisoformat(one["opens"]), dt.date.fromisoformat(one["closes"]))
        for one in record["editions"]
    ]
    inside = [
        any(
            dt.date.fromisoformat(period["begins"]) <= closes
            and opens <= dt.date.fromisoformat(period["ends"])
            for opens, closes in spans
        )
        for period in record["periods"]
    ]
    bar = calendar_bar(inside, width=each, language=screen.language, full="▒")
    words = Cell(screen.words("cli.portfolio.window"), QUIET)
    return (Cell(""), words, Styled(bar, style="yellow"), Cell(""), *(Cell("") for _ in record["editions"]))


def _show_left_out(session: Session, record: Record) -> None:
    left, screen = record["not_done"], session.screen
    if not left:
        return
    screen.heading(screen.words("cli.portfolio.left_out", n=len(left)))
    rows = [
        (
            Cell(one["id"], QUIET),
            one["name"][screen.language],
            Cell(screen.number(one["worth"], "signed"), QUIET),
            one["words"][screen.language],
        )
        for one in left[:LEFT_SHOWN]
    ]
    columns = [
        Column(""),
        Column(screen.words("cli.portfolio.column.action"), fold=True),
        Column(screen.words("cli.portfolio.column.worth"), "number"),
        Column(screen.words("cli.portfolio.column.why"), fold=True),
    ]
    screen.table(columns, rows)
    if len(left) > LEFT_SHOWN:
        screen.line(screen.words("cli.portfolio.more_left", n=len(left) - LEFT_SHOWN), style=QUIET)


def _show_prices(session: Session, record: Record) -> None:
    screen = session.screen
    priced = sorted((one for one in record["means"] if one["price"] > 0), key=lambda one: -one["price"])
    screen.heading(screen.words("cli.portfolio.prices"))
    if not priced:
        screen.line(screen.words("cli.portfolio.no_prices"), indent=2)
        return
    rows = [
        (
            screen.words(f"cli.portfolio.kind.{one['kind']}", of=one["name"][screen.language]),
            Cell(screen.number(one["period"], "plain")),
            Cell(screen.number(one["used"], "raw")),
            Cell(screen.number(one["limit"], "raw"), QUIET),
            Cell(_price(one["price"]), ACCENT),
        )
        for one in priced[:PRICES_SHOWN]
    ]
    columns = [
        Column(""),
        *(
            Column(screen.words(f"cli.portfolio.column.{key}"), "number")
            for key in ("period", "used", "limit", "price")
        ),
    ]
    screen.table(columns, rows)


def _price(price: float) -> str:
    """A price for a hundred units more, with as many decimals as it needs to be seen."""
    return f"+{100 * price:.2g}" if 100 * price >= 1e-4 else "< +0.0001"


def _show_frontier(session: Session, record: Record) -> None:
    steps, screen = record["frontier"], session.screen
    if not steps or not any(one["budget"] for one in steps):
        return
    screen.heading(screen.words("cli.portfolio.frontier"))
    most = max((one["gain"] or 0.0 for one in steps), default=0.0) or 1.0
    rows = []
    for one in steps:
        here = "bold" if one["share"] == 1 else ""
        if one["gain"] is None:
            rows.append(
                (
                    Cell(screen.number(one["share"], "percent"), here),
                    Cell(""),
                    Cell(screen.words("cli.portfolio.impossible"), QUIET),
                    Styled(),
                    Cell(""),
                )
            )
            continue
        changed = [f"+{id_}" for id_ in one["joined"]] + [f"−{id_}" for id_ in one["dropped"]]
        rows.append(
            (
                Cell(screen.number(one["share"], "percent"), here),
                Cell(screen.number(one["spent"], "raw"), here),
                Cell(screen.number(one["gain"], "signed"), here),
                screen.bar(one["gain"] / most, width=16),
                Cell(" ".join(changed), QUIET),
            )
        )
    columns = [
        Column(screen.words("cli.portfolio.column.share"), "number"),
        Column(screen.words("cli.portfolio.column.spent"), "number"),
        Column(screen.words("cli.portfolio.column.gain"), "number"),
        Column(""),
        Column(screen.words("cli.portfolio.column.changed"), fold=True),
    ]
    screen.table(columns, rows)


def _show_alternatives(session: Session, record: Record) -> None:
    others, screen = record["other_plans"], session.screen
    if not others:
        return
    screen.heading(screen.words("cli.portfolio.other_plans"))
    rows = [
        (
            Cell(screen.number(-one["loss"], "signed"), QUIET),
            Cell(screen.number(one["money"], "raw")),
            " ".join([f"+{id_}" for id_ in one["joined"]] + [f"−{id_}" for id_ in one["dropped"]]),
        )
        for one in others
    ]
    columns = [
        Column(screen.words("cli.portfolio.column.loss"), "number"),
        Column(screen.words("cli.portfolio.column.cost"), "number"),
        Column(screen.words("cli.portfolio.column.changed"), fold=True),
    ]
    screen.table(columns, rows)


def _show_uncertainty(session: Session, record: Record) -> None:
    found, screen = record["sampled"], session.screen
    if found is None:
        return
    screen.heading(screen.words("cli.portfolio.uncertainty"))
    if found["is_exact"]:
        screen.line(screen.words("cli.portfolio.exact"), indent=2)
        return
    key = "changes" if found["changes_the_choice"] else "keeps"
    changed = [f"+{id_}" for id_ in found["joined"]] + [f"−{id_}" for id_ in found["dropped"]]
    screen.line(
        screen.words(
            f"cli.portfolio.{key}",
            value=found["value"],
            error=found["error"],
            first=found["first_value"],
            changed=" ".join(changed),
        ),
        indent=2,
    )
    screen.line(
        screen.words(
            "cli.portfolio.distance",
            gap=found["gap_at_most"],
            confidence=found["confidence"],
            n=found["replications"],
            futures=found["futures"],
        ),
        indent=2,
        style=QUIET,
    )


def _show_cheapest(session: Session, record: Record) -> None:
    cheap, screen = record["least_cost"], session.screen
    if cheap is None:
        return
    edition = cheap["editions"][0]
    screen.heading(
        screen.words(
            "cli.portfolio.cheapest",
            cost=cheap["money"],
            n=len(cheap["tasks"]),
            index=edition["index"],
            edition=edition["edition"],
        )
    )
    names = screen.words("cli.list_comma").join(
        f"{task['id']} ({task['name'][screen.language]})" for task in cheap["tasks"]
    )
    screen.line(names, indent=2)


def _show_basis(session: Session, record: Record) -> None:
    screen = session.screen
    screen.heading(screen.words("cli.portfolio.basis"))
    for one in record["assumptions"]:
        mark = screen.words(f"mark.{one['mark']}.word")
        screen.line(f"{one['words'][screen.language]} ({mark})", indent=2, style=QUIET)
    mark = screen.words(f"mark.{record['scale_mark']}.word")
    screen.line(screen.words("cli.portfolio.scale", mark=mark), indent=2, style=QUIET)
    screen.line(screen.words("cli.portfolio.independent"), indent=2, style=QUIET)
    versions = record["versions"]
    screen.pairs([(screen.words(f"cli.version.{name}"), value) for name, value in versions.items()])
