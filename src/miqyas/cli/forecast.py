"""Forecasts on the screen: bands, never decimals of a guess, and the track record beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from miqyas.cli.finding import listed
from miqyas.cli.screen import ACCENT, QUIET, Cell, Column

if TYPE_CHECKING:
    from miqyas.analysis.forecast.ledger import Entry
    from miqyas.analysis.forecast.postmortem import PostMortem
    from miqyas.analysis.forecast.record import TrackRecord
    from miqyas.analysis.outlook import FieldOutlook, Outlook, StateOutlook, Step
    from miqyas.cli.session import Session

SHOWN: Final = 0.8
"""Interval of figures that have one column."""
LEAST: Final = 0.005
"""Probability from which a group or class is shown."""
WIDE: Final = 110
"""Cells from which models have names and the index has columns."""
NAMED: Final = 10
"""States named in a sentence."""
RANGE: Final = "\N{EN DASH}"
BETWEEN_SIGNED: Final = "\N{HORIZONTAL ELLIPSIS}"


def show_outlook(session: Session, outlook: Outlook) -> None:
    """A country: the sentence, a line for each edition, groups, rivals, and what such forecasts are worth."""
    screen, words = session.screen, session.screen.words
    name = session.world.country(outlook.iso3).name.in_language(screen.language)
    screen.line()
    screen.line(f"{name}  {outlook.iso3}", style="bold")
    first = outlook.steps[0]
    low, high = first.rank.interval(SHOWN)
    screen.line(
        words("forecast.expected", edition=first.edition, low=low, high=high, median=first.rank.median),
        style=f"bold {ACCENT}",
    )
    _ranks(session, outlook.steps)
    _indices(session, outlook.steps)
    _groups(session, outlook.steps)
    _ahead_of(session, first)
    _whence(session, outlook)


def _ranks(session: Session, steps: Sequence[Step]) -> None:
    from miqyas.analysis.outlook import BANDS

    screen = session.screen
    columns = [
        Column(screen.words("cli.column.edition"), "number"),
        Column(screen.words("cli.forecast.column.middle"), "number"),
        *(Column(_percent(session, coverage), "number") for coverage in BANDS),
    ]
    rows = [
        [
            Cell(screen.number(step.edition, "year"), "dim"),
            Cell(screen.number(step.rank.median, "rank"), f"bold {ACCENT}"),
            *(_range(session, step.rank.interval(coverage), "rank") for coverage in BANDS),
        ]
        for step in steps
    ]
    screen.heading(screen.words("cli.column.rank"))
    screen.table(columns, rows)


def _indices(session: Session, steps: Sequence[Step]) -> None:
    """Bands of the index and its components."""
    screen = session.screen
    codes = ("EGDI", *steps[0].nodes)
    columns = [
        Column(screen.words("cli.column.edition"), "number"),
        *(Column(code, "number") for code in codes),
    ]
    rows = [
        [
            Cell(screen.number(step.edition, "year"), "dim"),
            *(_range(session, step.band(code, SHOWN), "index3") for code in codes),
        ]
        for step in steps
    ]
    screen.heading(screen.words("cli.forecast.indices", share=SHOWN))
    screen.table(columns, rows)


def _groups(session: Session, steps: Sequence[Step]) -> None:
    """Probabilities of groups and classes that are worth a word."""
    screen = session.screen
    screen.heading(screen.words("cli.forecast.groups"))
    for step in steps:
        groups = [
            f"{screen.words(f'group.{code}')} {_percent(session, share)}"
            for code, share in step.groups.items()
            if share >= LEAST
        ]
        classes = [
            f"{code} {_percent(session, share)}" for code, share in step.classes.items() if share >= LEAST
        ]
        edition = screen.number(step.edition, "year")
        for part in (groups, classes):
            if part:
                screen.line(f"{edition}: {listed(session, part)}", indent=2)


def _ahead_of(session: Session, step: Step) -> None:
    screen = session.screen
    behind = step.likely_behind[:NAMED]
    if not behind:
        return
    names = [f"{_name(session, rival.iso3)} {_percent(session, rival.after)}" for rival in behind]
    screen.heading(screen.words("cli.forecast.ahead_of", edition=step.edition))
    screen.line(listed(session, names), indent=2)


def _whence(session: Session, outlook: Outlook | FieldOutlook) -> None:
    """The model, its track record in two lines, and what the forecast takes for granted."""
    from miqyas.analysis.forecast.sentences import model_sentence, record_sentences
    from miqyas.cli.commands.country import version_pairs

    screen, world = session.screen, session.world
    screen.line()
    screen.line(model_sentence(world, model=outlook.model, language=screen.language), style="bold")
    for sentence in record_sentences(world, model=outlook.model, language=screen.language):
        screen.line(sentence)
    taken = [screen.words(f"forecast.mark.{name}") for name in outlook.marks]
    if outlook.method_break != "as_before":
        taken[-1] = screen.words(f"forecast.break.{outlook.method_break}")
    screen.line(screen.words("cli.forecast.taken", taken=listed(session, taken)), style=QUIET)
    screen.pairs(
        [
            (screen.words("cli.forecast.pair.draws"), screen.number(outlook.draws, "count")),
            (screen.words("cli.forecast.pair.seed"), screen.number(outlook.seed, "plain")),
            *version_pairs(session, outlook.versions),
        ]
    )


def show_field(session: Session, field: FieldOutlook, shown: Iterable[StateOutlook]) -> None:
    """All states, the best expected rank first."""
    from miqyas.analysis.outlook import BANDS
    from miqyas.analysis.outlook.country import band_of

    screen, words, world = session.screen, session.screen.words, session.world
    screen.line()
    screen.line(words("cli.forecast.field", edition=field.edition), style="bold")
    columns = [
        Column(words("cli.forecast.column.expected"), "number"),
        Column(words("cli.column.country")),
        Column(words("cli.forecast.column.now", edition=field.origin), "number"),
        *(Column(_percent(session, coverage), "number") for coverage in BANDS),
        Column(words("cli.forecast.column.egdi", share=SHOWN), "number"),
    ]
    rows = [
        [
            Cell(screen.number(state.rank.mean, "rank"), f"bold {ACCENT}"),
            _name(session, state.iso3),
            Cell(screen.number(world.standing(state.iso3, field.origin).rank, "rank"), QUIET),
            *(_range(session, state.rank.interval(coverage), "rank") for coverage in BANDS),
            _range(session, band_of(state.egdi, SHOWN), "index3"),
        ]
        for state in shown
    ]
    screen.table(columns, rows)
    _whence(session, field)


def show_backtest(session: Session, record: TrackRecord) -> None:
    """What each model was worth: over all editions by group, and edition by edition."""
    from miqyas.analysis.forecast.record import TOP, WORLD
    from miqyas.analysis.forecast.records import members_of
    from miqyas.analysis.forecast.sentences import members_name, record_sentences

    screen, words = session.screen, session.screen.words
    screen.line()
    screen.line(words("cli.forecast.tested", first=record.scored[0], last=record.scored[-1]), style="bold")
    for members in members_of(record):
        screen.heading(members_name(members, language=screen.language))
        _models(session, record, members)
    for members in (WORLD, TOP):
        name = members_name(members, language=screen.language)
        screen.heading(words("cli.forecast.by_edition", members=name))
        _by_edition(session, record, members)
    screen.line()
    for sentence in record_sentences(session.world, model=record.chosen, language=screen.language):
        screen.line(sentence, style="bold")
    chosen = words(f"forecast.model.{record.chosen}")
    screen.line(words("cli.forecast.chosen", model=chosen), style=QUIET)


def _models(session: Session, record: TrackRecord, members: str) -> None:
    """Each model over all editions; on a narrow screen models by code, and ranks alone."""
    from miqyas.analysis.forecast.models import model_codes
    from miqyas.analysis.forecast.record import IN_FORCE
    from miqyas.analysis.forecast.scores import COVERAGES

    screen, words = session.screen, session.screen.words
    figures = {"crps_rank": "raw", "mae_rank": "raw"}
    if _is_wide(session):
        figures |= {"crps_egdi": "index", "mae_egdi": "index"}
    columns = [
        Column(words("cli.forecast.column.model")),
        *(Column(words(f"cli.forecast.column.{name}"), "number") for name in figures),
        *(Column(words("cli.forecast.column.inside", level=level), "number") for level in COVERAGES),
        Column(words("cli.forecast.column.skill"), "number"),
        Column(words("cli.forecast.column.interval"), "number"),
    ]
    rows = []
    for model in (IN_FORCE, *model_codes()):
        found = record.summary(model=model, members=members)
        rows.append(
            [
                Cell(_model(session, model), "bold" if model == IN_FORCE else ""),
                *(screen.number(getattr(found, name), kind) for name, kind in figures.items()),
                *(_percent(session, found.coverage[level]) for level in COVERAGES),
                screen.number(found.crps_rank_skill, "signed_percent1"),
                _range(session, found.crps_rank_skill_interval, "signed_percent1"),
            ]
        )
    screen.table(columns, rows)


def _is_wide(session: Session) -> bool:
    return session.screen.width >= WIDE


def _model(session: Session, model: str) -> str:
    return session.screen.words(f"forecast.model.{model}") if _is_wide(session) else model


def _by_edition(session: Session, record: TrackRecord, members: str) -> None:
    """Mean CRPS of ranks of each model, and what was in force with its error and coverage."""
    from miqyas.analysis.forecast.models import model_codes
    from miqyas.analysis.forecast.record import IN_FORCE

    screen, words = session.screen, session.screen.words
    by_model = {model: record.over(model=model, members=members) for model in (IN_FORCE, *model_codes())}
    columns = [
        Column(words("cli.column.edition"), "number"),
        *(Column(_model(session, model), "number") for model in model_codes()),
        Column(words("cli.forecast.column.mae_rank"), "number"),
        Column(words("cli.forecast.column.inside", level=SHOWN), "number"),
    ]
    rows = [
        [
            Cell(screen.number(target, "year"), "dim"),
            *(screen.number(by_model[model][at].crps_rank, "raw") for model in model_codes()),
            screen.number(by_model[IN_FORCE][at].mae_rank, "raw"),
            _percent(session, by_model[IN_FORCE][at].coverage[SHOWN]),
        ]
        for at, target in enumerate(record.scored)
    ]
    screen.table(columns, rows)


def show_ledger(session: Session, entries: Sequence[Entry]) -> None:
    """Published forecasts, and what became of those whose edition has come."""
    from miqyas.analysis.forecast.record import WORLD
    from miqyas.analysis.forecast.sentences import SHOWN as SHORT
    from miqyas.analysis.forecast.verdict import verdict

    screen, words = session.screen, session.screen.words
    screen.line()
    screen.line(words("cli.forecast.entries", n=len(entries)), style="bold")
    columns = [
        Column(words("cli.forecast.column.published")),
        Column(words("cli.column.edition"), "number"),
        Column(words("cli.forecast.column.model")),
        Column(words("cli.forecast.column.hash")),
        Column(words("cli.forecast.column.crps_rank"), "number"),
        Column(words("cli.forecast.column.mae_rank"), "number"),
        Column(words("cli.forecast.column.inside", level=SHOWN), "number"),
        Column(words("cli.forecast.column.skill"), "number"),
    ]
    rows = []
    for entry in entries:
        frozen, found = entry.forecast, verdict(session.world, entry.forecast)
        own = found.own[WORLD] if found else None
        rows.append(
            [
                frozen.published,
                screen.number(frozen.edition, "year"),
                words(f"forecast.model.{frozen.model}"),
                Cell(entry.sha256[:SHORT], ACCENT),
                screen.number(own.crps_rank if own else None, "raw"),
                screen.number(own.mae_rank if own else None, "raw"),
                screen.number(own.coverage[SHOWN] if own else None, "percent"),
                screen.number(found.skill(WORLD) if found else None, "signed_percent1"),
            ]
        )
    screen.table(columns, rows)
    for edition in sorted({entry.forecast.edition for entry in entries} - set(session.world.editions)):
        screen.line(words("forecast.verdict.waiting", edition=edition), style=QUIET)


def show_post_mortem(session: Session, found: PostMortem) -> None:
    """Why a forecast missed: what was expected and came, then the parts of the miss."""
    from miqyas.analysis.forecast.sentences import miss_sentences
    from miqyas.cli.changes import cause_rows, parts, show_causes

    screen, words = session.screen, session.screen.words
    screen.line()
    screen.line(f"{_name(session, found.iso3)}  {found.iso3}  {found.edition}", style="bold")
    miss, *rest = miss_sentences(found, language=screen.language)
    screen.line(miss, style=f"bold {ACCENT}")
    for sentence in rest:
        screen.line(sentence)
    screen.heading(words("cli.forecast.expected_came"))
    columns = [
        Column(""),
        Column(words("cli.forecast.column.expected"), "number"),
        Column(words("cli.forecast.column.came"), "number"),
        Column(words("cli.forecast.column.off"), "number"),
    ]
    rows = [
        [
            Cell(code),
            screen.number(found.expected[code], "index"),
            screen.number(found.came[code], "index"),
            screen.number(found.came[code] - found.expected[code], "signed"),
        ]
        for code in found.came
        if code != "rank"
    ]
    screen.table(columns, rows)
    screen.heading(words("cli.forecast.causes"))
    between = [Cell(words("cli.forecast.middle")), *parts(screen, found.middle_places, found.middle)]
    show_causes(
        screen,
        [*cause_rows(screen, found.change), between],
        places=found.places,
        points=found.came["EGDI"] - found.expected["EGDI"],
    )


def _range(session: Session, ends: tuple[float, float], kind: str) -> str:
    """Two ends of a band; figures, so the lower one stands first in both languages."""
    low, high = (session.screen.number(end, kind) for end in ends)
    between = BETWEEN_SIGNED if kind.startswith("signed") else RANGE
    return low if low == high else f"{low}{between}{high}"


def _percent(session: Session, share: float) -> str:
    return session.screen.number(share, "percent")


def _name(session: Session, iso3: str) -> str:
    return session.world.country(iso3).name.in_language(session.screen.language)
