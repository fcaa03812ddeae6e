"""Where a country may stand next: intervals, probabilities, what past forecasts were worth."""

from __future__ import annotations

from typing import Final

from miqyas.analysis.forecast.models import model_codes
from miqyas.analysis.forecast.record import IN_FORCE, WORLD, track_record
from miqyas.analysis.forecast.scores import COVERAGES
from miqyas.analysis.forecast.sentences import cannot_know, members_name, model_sentence, record_sentences
from miqyas.analysis.outlook import BANDS, Outlook, Step
from miqyas.kernel.numbers import LEAST_SHARE, format_number
from miqyas.kernel.provenance import weakest
from miqyas.observations.results import COMPONENTS
from miqyas.reports.briefs.sources import computed
from miqyas.reports.briefs.standing import sentences
from miqyas.reports.briefs.subject import RESULTS, Params, Size, Subject
from miqyas.reports.document import Block, Bullets, DataTable, Figure, Heading, Paragraph, Source
from miqyas.reports.document.model import Value
from miqyas.reports.figures.forecast import RANK, TOLD
from miqyas.reports.findings import short_name
from miqyas.reports.outlooks import SHOWN

FORECAST: Final = "forecast"
CITED: Final = (FORECAST, RESULTS)
NEAREST: Final = 12
"""Rivals shown: those whose order with the country is least sure."""
LEVELS: Final = (1, 3, 5, 10, 20, 30, 50, 75, 100, 125, 150, 175)
"""Ranks whose chance to be reached is told."""


def forecast_source(subject: Subject, outlook: Outlook) -> dict[str, Source]:
    """The forecast as a source: model, draws, seed, and the weakest mark of what it assumes."""
    return computed(
        subject,
        FORECAST,
        mark=weakest(outlook.marks.values()),
        model=subject.say(f"forecast.model.{outlook.model}"),
        n=outlook.draws,
        seed=outlook.seed,
    )


def no_forecast(subject: Subject) -> str:
    """Why nothing is said of the next edition: not the newest results, no rank, or no forecast at hand."""
    if not subject.is_newest:
        return subject.say("brief.forecast.older", edition=subject.edition, latest=subject.world.latest)
    key = "none" if subject.is_ranked else "unranked"
    return subject.said(f"brief.forecast.{key}", name=subject.inside, edition=subject.edition)


def expected_words(subject: Subject, outlook: Outlook) -> str:
    """The interval of ranks in the next edition, and how often such intervals held."""
    step = outlook.steps[0]
    low, high = step.rank.interval(TOLD)
    expected = subject.say(
        "forecast.expected", edition=step.edition, low=low, high=high, median=step.rank.median
    )
    held, _ = record_sentences(subject.world, model=outlook.model, language=subject.language)
    return sentences([expected, held])


def fan(subject: Subject, outlook: Outlook, *, node: str = RANK, size: Size = "full") -> Figure:
    """The fan of a node, or of the rank."""
    params: Params = {
        "country": subject.iso3,
        "node": node,
        "model": outlook.model,
        "method": outlook.method_break,
    }
    return subject.figure("forecast-fan", params=params, sources=CITED, size=size)


def forecast_chapter(subject: Subject, outlook: Outlook) -> tuple[Block, ...]:
    """What is to be expected, how sure it is, what it rests on and what it cannot know."""
    step = outlook.steps[0]
    _, skill = record_sentences(subject.world, model=outlook.model, language=subject.language)
    return (
        Heading(subject.say("brief.chapter.forecast", edition=step.edition)),
        Paragraph(expected_words(subject, outlook), "lead", CITED),
        fan(subject, outlook),
        bands_table(subject, outlook),
        *groups_table(subject, step),
        Heading(subject.say("forecast.trust"), 2),
        Paragraph(
            sentences([model_sentence(subject.world, model=outlook.model, language=subject.language), skill]),
            sources=CITED,
        ),
        subject.figure("forecast-skill", params={"members": WORLD}, sources=CITED),
        models_table(subject),
        Heading(subject.say("forecast.cannot_know"), 2),
        Bullets(cannot_know(subject.world, language=subject.language)),
        Paragraph(assumed_words(subject, outlook), "quiet"),
    )


def closer_look(subject: Subject, outlook: Outlook) -> tuple[Block, ...]:
    """Chances of ranks, index and components as fans, and the states whose order is least sure."""
    return (
        Heading(subject.say("brief.chapter.closer")),
        ranks_table(subject, outlook.steps[0]),
        *(fan(subject, outlook, node=code, size="half") for code in ("EGDI", *COMPONENTS)),
        rivals_table(subject, outlook.steps[0]),
    )


def assumed_words(subject: Subject, outlook: Outlook) -> str:
    """What the forecast takes for granted, each with its mark."""
    return " ".join(
        subject.say("brief.assumed", words=subject.say(f"forecast.mark.{name}"), mark=subject.mark(mark))
        for name, mark in outlook.marks.items()
    )


def bands_table(subject: Subject, outlook: Outlook) -> DataTable:
    """The next edition by rank, index and components, later ones by rank: the median and the intervals."""
    columns = (
        subject.column("forecast.column.edition", "year"),
        subject.column("brief.column.index", share=2),
        subject.column("forecast.middle"),
        *(subject.column("brief.column.interval", level=level) for level in BANDS),
    )
    first, *later = outlook.steps
    rows = [*_bands_of(subject, first), *(_bands_of(subject, step)[0] for step in later)]
    return DataTable(subject.say("brief.table.bands"), columns, tuple(rows), CITED)


def _bands_of(subject: Subject, step: Step) -> list[tuple[int | str, ...]]:
    median = subject.latin(format_number(step.rank.median, "rank"))
    ranks = (subject.between(step.rank.interval(level), "rank") for level in BANDS)
    rows: list[tuple[int | str, ...]] = [(step.edition, subject.say("forecast.rank"), median, *ranks)]
    for code in SHOWN:
        quantiles = step.egdi if code == "EGDI" else step.nodes[code]
        middle = subject.latin(format_number(quantiles[0.5], "index3"))
        bands = (subject.between(step.band(code, level), "index3") for level in BANDS)
        rows.append((step.edition, short_name(code, subject.language), middle, *bands))
    return rows


def ranks_table(subject: Subject, step: Step) -> DataTable:
    """The chance to stand at a rank or better, for ranks around those to expect."""
    low, high = step.rank.interval(BANDS[-1])
    count = subject.world.published(subject.edition).ranked_count
    marks = {*LEVELS, low, step.rank.median, high, subject.standing.rank or count}
    shown = [rank for rank in sorted(marks) if low <= rank <= min(high, count)]
    rows = tuple((rank, step.rank.probability_at_most(rank)) for rank in shown)
    columns = (
        subject.column("brief.column.rank_or_better", "rank"),
        subject.column("brief.column.chance", "percent"),
    )
    now = frozenset(at for at, rank in enumerate(shown) if rank == subject.standing.rank)
    return DataTable(
        subject.say("brief.table.ranks", edition=step.edition),
        columns,
        rows,
        CITED,
        note=subject.say("brief.table.ranks_note", edition=subject.edition) if now else "",
        strong=now,
    )


def groups_table(subject: Subject, step: Step) -> tuple[DataTable, ...]:
    """The chance of each group and class that is likely at all; nothing where the method knows none."""
    told = [
        (subject.say(f"group.{code}"), share) for code, share in step.groups.items() if share >= LEAST_SHARE
    ]
    told += [(subject.latin(code), share) for code, share in step.classes.items() if share >= LEAST_SHARE]
    columns = (
        subject.column("brief.column.group"),
        subject.column("brief.column.chance", "percent"),
    )
    title = subject.say("brief.table.chances", edition=step.edition)
    return (DataTable(title, columns, tuple(told), CITED),) if told else ()


def rivals_table(subject: Subject, step: Step) -> DataTable:
    """The states whose order with this one is least sure, as they are ranked now."""
    near = sorted(step.rivals, key=lambda rival: abs(rival.after - 0.5))[:NEAREST]
    chosen = {rival.iso3 for rival in near}
    latest = subject.world.latest
    columns = (
        subject.column("forecast.now", "rank", edition=latest),
        subject.column("forecast.column.country", share=3),
        subject.column("forecast.column.ahead", "percent", share=2),
    )
    rows = tuple(
        (subject.world.standing(rival.iso3, latest).rank, subject.named(rival.iso3), rival.after)
        for rival in step.rivals
        if rival.iso3 in chosen
    )
    return DataTable(subject.say("forecast.table.rivals", edition=step.edition), columns, rows, CITED)


def models_table(subject: Subject) -> DataTable:
    """Each model over all scored editions, the one in force first."""
    record = track_record(subject.world)
    columns = (
        subject.column("forecast.column.model", share=2.2),
        subject.column("forecast.crps", "hundredths"),
        subject.column("forecast.column.mae_rank", "hundredths"),
        *(subject.column("forecast.column.held", "percent", level=level) for level in COVERAGES),
        subject.column("forecast.skill", "signed_percent1"),
        subject.column("forecast.column.interval", share=1.6),
    )
    rows: list[tuple[Value, ...]] = []
    for model in (IN_FORCE, *model_codes()):
        found = record.summary(model=model, members=WORLD)
        rows.append(
            (
                subject.say(f"forecast.model.{model}"),
                found.crps_rank,
                found.mae_rank,
                *(found.coverage[level] for level in COVERAGES),
                found.crps_rank_skill,
                subject.between(found.crps_rank_skill_interval, "signed_percent1"),
            )
        )
    members = members_name(WORLD, language=subject.language)
    return DataTable(
        subject.say("forecast.table.models", members=members),
        columns,
        tuple(rows),
        CITED,
        note=subject.say("forecast.record.scores"),
        strong=frozenset({0}),
    )
