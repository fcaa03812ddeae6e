"""The catalogue on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from miqyas.catalogue import Feature, Instrument, ListPlan, Related, vocabulary
from miqyas.catalogue.coverage import ROWS, coverage, gaps
from miqyas.catalogue.diff import aspect_name, change_sentence, diff, recency_words
from miqyas.catalogue.model import CHOICES, WORDINGS
from miqyas.catalogue.select import terms_of
from miqyas.cli.problems import list_problems
from miqyas.cli.screen import ACCENT, BAD, GOOD, QUIET, Cell, Column
from miqyas.cli.session import Session


def show_instruments(session: Session, within: Iterable[Instrument]) -> None:
    """Each instrument with its sub-indices and how many features each has."""
    screen = session.screen
    screen.line()
    for instrument in within:
        title = instrument.title.in_language(screen.language)
        head = screen.words(
            "cli.catalogue.head", code=instrument.code, title=title, version=instrument.version
        )
        screen.heading(head)
        screen.line(instrument.about.in_language(screen.language), style=QUIET)
        columns = [
            Column(screen.words("cli.catalogue.subindex_column")),
            Column("", fold=True),
            Column(screen.words("cli.catalogue.features_column"), "number"),
        ]
        rows: list[Sequence[str | Cell]] = [
            [
                Cell(part.code, ACCENT),
                part.name.in_language(screen.language),
                screen.number(len(instrument.of_subindex(part.code)), "count"),
            ]
            for part in instrument.subindices
        ]
        screen.table(columns, rows)
        screen.line(screen.words("cli.catalogue.total", n=len(instrument.features)))


def show_features(
    session: Session, within: Iterable[Instrument], found: Mapping[str, Sequence[Feature]]
) -> None:
    """Features in a table: code, question, grading."""
    screen = session.screen
    scales = vocabulary().scales
    columns = [
        Column(aspect_name("code").in_language(screen.language)),
        Column(aspect_name("question").in_language(screen.language), fold=True),
        Column(aspect_name("scale").in_language(screen.language)),
    ]
    for instrument in within:
        if not found[instrument.code]:
            continue
        screen.heading(instrument.title.in_language(screen.language))
        screen.table(
            columns,
            (
                [
                    Cell(feature.code, ACCENT),
                    feature.question.in_language(screen.language),
                    Cell(scales[feature.scale].name.in_language(screen.language), QUIET),
                ]
                for feature in found[instrument.code]
            ),
        )
    screen.line(screen.words("cli.catalogue.total", n=sum(map(len, found.values()))))


def show_feature(session: Session, instrument: Instrument, feature: Feature) -> None:
    """All that is said of one feature."""
    screen = session.screen
    screen.line()
    screen.line(feature.code, style=ACCENT)
    screen.line(feature.question.in_language(screen.language), style="bold")
    for name in WORDINGS[1:]:
        text = feature.wording(name)
        if text is not None:
            screen.heading(aspect_name(name).in_language(screen.language))
            screen.line(text.in_language(screen.language), indent=2)
    screen.line()
    for aspect, value in _facts(session, instrument, feature):
        name = aspect_name(aspect).in_language(screen.language)
        screen.line(screen.words("cli.list_colon").join((name, value)))
    mark = feature.basis.mark.value
    screen.line(screen.words("cli.catalogue.mark", mark=screen.words(f"mark.{mark}.word")), style=QUIET)


def _facts(session: Session, instrument: Instrument, feature: Feature) -> Iterable[tuple[str, str]]:
    screen = session.screen
    for choice in CHOICES:
        code = getattr(feature, choice)
        if code:
            yield choice, terms_of(choice, within=[instrument])[code].name.in_language(screen.language)
    yield "recency", recency_words(feature.recency, language=screen.language)
    comma = screen.words("cli.list_comma")
    if feature.tags:
        tags = (vocabulary().tags[tag].name.in_language(screen.language) for tag in feature.tags)
        yield "tags", comma.join(tags)
    if feature.related:
        links = (_related(session, link) for link in feature.related)
        yield "related", screen.words("cli.list_dot").join(links)


def _related(session: Session, link: Related) -> str:
    framework = vocabulary().frameworks[link.framework]
    names = (framework.name, framework.parts[link.part].name)
    return session.screen.words("cli.list_comma").join(name.in_language(session.language) for name in names)


def show_coverage(session: Session, instrument: Instrument) -> None:
    """Themes, sectors, audiences and tags against sub-indices; then the cells that must not be empty."""
    screen = session.screen
    screen.line()
    screen.line(instrument.title.in_language(screen.language), style="bold")
    for rows in ROWS:
        table = coverage(instrument, rows=rows)
        if not table.terms:
            continue
        names = terms_of(rows, within=[instrument])
        columns = [Column(screen.words(f"cli.catalogue.by_{rows}"), fold=True)]
        columns += [Column(code.partition(".")[2] or code, "number") for code in table.subindices]
        screen.table(
            columns,
            (
                [names[term].name.in_language(screen.language)]
                + [_count(session, table.counts.get((term, part), 0)) for part in table.subindices]
                for term in table.terms
            ),
        )
    empty = gaps(instrument)
    if not empty:
        screen.line(screen.words("cli.catalogue.no_gap"), style=GOOD)
        return
    screen.heading(screen.words("cli.catalogue.gaps", n=len(empty)))
    for gap in empty:
        cell = screen.words("cli.list_comma").join(gap.cell.values())
        screen.line(f"{gap.expectation.name.in_language(screen.language)}: {cell}", style=BAD, indent=2)


def _count(session: Session, count: int) -> str:
    return session.screen.number(count, "count") if count else "\N{MIDDLE DOT}"


def show_difference(session: Session, older: Instrument, newer: Instrument) -> None:
    """What changed, a sentence a change."""
    screen = session.screen
    screen.line()
    title = newer.title.in_language(screen.language)
    screen.line(
        screen.words("cli.catalogue.between", title=title, before=older.version, after=newer.version),
        style="bold",
    )
    changes = diff(older, newer)
    if not changes:
        screen.line(screen.words("catalogue.change.none"))
    for change in changes:
        screen.line(change_sentence(change, language=screen.language), indent=2)


def show_plan(session: Session, plan: ListPlan, *, accepted: bool) -> None:
    """What a list says, or each problem with its line."""
    screen = session.screen
    screen.line()
    screen.line(plan.name, style="bold")
    if plan.instrument is None:
        count = len(plan.problems) + plan.unlisted
        screen.heading(screen.words("cli.import.problems", n=count))
        list_problems(screen, plan.problems, count=count, style=BAD)
        return
    found = plan.instrument
    title = found.title.in_language(screen.language)
    screen.line(screen.words("cli.catalogue.head", code=found.code, title=title, version=found.version))
    screen.line(screen.words("cli.catalogue.total", n=len(found.features)))
    key = "cli.catalogue.accepted" if accepted else "cli.catalogue.well"
    screen.line(screen.words(key), style=GOOD)
