"""The questions, each asked in one line. A country goes by its code or its name in Arabic or English.

Each takes `world` (what `world()` gives; else the release) and `language`, in which the answer shows itself,
and raises `CountryError` for what no country is known by, `AnalysisError` for what the data cannot answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from miqyas.analysis.compare import compare as compare_series
from miqyas.analysis.explain import explain as explain_score
from miqyas.analysis.forecast.joint import Break
from miqyas.analysis.outlook import country_outlook
from miqyas.analysis.outlook.records import outlook_record
from miqyas.analysis.records import (
    comparison_record,
    country_record,
    edition_record,
    explanation_record,
    ranking_record,
)
from miqyas.analysis.simulate import parse_scenario
from miqyas.analysis.simulate import simulate as simulate_scenario
from miqyas.analysis.simulate.outcome import Field
from miqyas.analysis.simulate.records import outcome_record
from miqyas.analysis.simulate.sentences import finding as outcome_finding
from miqyas.analysis.target import one_goal
from miqyas.analysis.target import target as target_of
from miqyas.analysis.target.records import target_record
from miqyas.analysis.target.sentences import headline
from miqyas.analysis.world import World
from miqyas.kernel.text import Text
from miqyas.kernel.words import offered_languages
from miqyas.library import tables
from miqyas.library.answers import Answer
from miqyas.library.telling import told
from miqyas.library.worlds import loaded, world
from miqyas.observations.countries import groups
from miqyas.observations.finding import find_country, find_group, find_subject
from miqyas.reports.findings import listed, rank_finding
from miqyas.reports.tables.build import words
from miqyas.reports.tables.text import write_json

DRAWS: Final = 10_000
__all__ = [
    "compare",
    "countries",
    "country",
    "edition",
    "explain",
    "forecast",
    "rankings",
    "simulate",
    "target",
    "world",
]


@told
def countries(*, language: str = "en", world: World | None = None) -> Answer:
    """The Member States, with codes, regions and income groups."""
    table = tables.states_table(loaded(world))
    finding = words("library.countries", n=len(table.rows))
    return Answer(finding, table, json.loads(write_json(table)), language=language)


@told
def country(
    who: str, *, edition: int | None = None, language: str = "en", world: World | None = None
) -> Answer:
    """A country in every edition; the record tells of one edition (default: the newest)."""
    seen = loaded(world)
    iso3 = find_country(who)
    standing = seen.standing(iso3, _edition(seen, edition))
    past = seen.history(iso3)
    if any(place.rank for place in past):
        finding = _in_each(lambda code: rank_finding(past, language=code))
    else:
        finding = words("library.never_ranked")
    table = tables.history(seen, iso3)
    record = country_record(seen, standing)
    return Answer(finding, table, record, tables.statuses(seen, table), language)


@told
def edition(year: int | None = None, *, language: str = "en", world: World | None = None) -> Answer:
    """All states that an edition lists (default: the newest), those that it ranks first."""
    seen = loaded(world)
    chosen = _edition(seen, year)
    table = tables.standings(seen, edition=chosen)
    finding = words("library.edition", edition=chosen, n=seen.published(chosen).ranked_count)
    return Answer(finding, table, edition_record(seen, chosen), tables.statuses(seen, table), language)


@told
def rankings(
    year: int | None = None, *, group: str = "world", language: str = "en", world: World | None = None
) -> Answer:
    """The members of a group of countries in an edition (default: all, in the newest), in order of rank."""
    seen = loaded(world)
    chosen, members = _edition(seen, year), groups()[find_group(group)]
    record = ranking_record(seen, edition=chosen, group=members)
    table = tables.standings(seen, edition=chosen, members=[one["iso3"] for one in record["countries"]])
    finding = words("library.rankings", group=members.name, edition=chosen, n=len(record["countries"]))
    return Answer(finding, table, record, tables.statuses(seen, table), language)


@told
def compare(
    *who: str, edition: int | None = None, language: str = "en", world: World | None = None
) -> Answer:
    """Two to eight countries or groups side by side; a group has the medians of its members."""
    seen = loaded(world)
    found = compare_series(seen, codes=[find_subject(one) for one in who], edition=_edition(seen, edition))
    names = [series.subject.name for series in found.series]
    finding = _in_each(lambda code: listed([one.in_language(code) for one in names], language=code))
    return Answer(finding, tables.compared(found), comparison_record(seen, found), language=language)


@told
def explain(
    who: str,
    code: str | None = None,
    *,
    edition: int | None = None,
    language: str = "en",
    world: World | None = None,
) -> Answer:
    """How a score came about, from the whole index (or the part of that code) down to what was published."""
    seen = loaded(world)
    chosen = _edition(seen, edition)
    found = explain_score(seen, iso3=find_country(who), edition=chosen, code=code)
    finding = words("library.explain", code=found.tree.code, edition=chosen)
    return Answer(
        finding, tables.explained_table(seen, found), explanation_record(seen, found), language=language
    )


@told
def forecast(
    who: str,
    *,
    to: int | None = None,
    model: str | None = None,
    method_break: Break = "as_before",
    draws: int = DRAWS,
    seed: int = 1,
    language: str = "en",
    world: World | None = None,
) -> Answer:
    """Where a country may stand in the coming editions, up to `to`, among all the others who move."""
    seen = loaded(world)
    found = country_outlook(
        seen, iso3=find_country(who), to=to, model=model, method_break=method_break, draws=draws, seed=seed
    )
    first = found.steps[0]
    low, high = first.rank.interval(tables.TOLD)
    finding = words("forecast.expected", edition=first.edition, low=low, high=high, median=first.rank.median)
    return Answer(finding, tables.outlook_table(seen, found), outlook_record(seen, found), language=language)


@told
def simulate(
    who: str,
    *changes: str,
    field: Field = "moving",
    edition: int | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    language: str = "en",
    world: World | None = None,
) -> Answer:
    """What becomes of a rank if values change, such as ``"osi=+5pts"``, in a field that moves or is fixed."""
    seen = loaded(world)
    iso3 = find_country(who)
    found = simulate_scenario(
        seen,
        parse_scenario(changes, iso3=iso3),
        iso3=iso3,
        field=field,
        edition=edition,
        draws=draws,
        seed=seed,
    )
    finding = _in_each(lambda code: outcome_finding(seen, found, language=code))
    return Answer(finding, tables.outcome_table(seen, found), outcome_record(seen, found), language=language)


@told
def target(
    who: str,
    *,
    rank: int | None = None,
    group: str | None = None,
    rating_class: str | None = None,
    ahead_of: str | None = None,
    probability: float = tables.TOLD,
    edition: int | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    language: str = "en",
    world: World | None = None,
) -> Answer:
    """What it takes to reach a rank, a group, a class or a place ahead of a state, with a probability."""
    seen = loaded(world)
    rival = find_country(ahead_of) if ahead_of else None
    goal = one_goal(rank=rank, group=group, rating_class=rating_class, ahead_of=rival)
    found = target_of(
        seen, goal, iso3=find_country(who), probability=probability, edition=edition, draws=draws, seed=seed
    )
    finding = _in_each(lambda code: headline(seen, found, language=code))
    return Answer(finding, tables.target_table(seen, found), target_record(seen, found), language=language)


def _edition(seen: World, asked: int | None) -> int:
    """The edition asked for, else the newest; raises `AnalysisError` for one without results."""
    return seen.published(seen.latest if asked is None else asked).edition


def _in_each(told: Callable[[str], str]) -> Text:
    """A sentence in every language that is offered."""
    return Text({code: told(code) for code in offered_languages()})
