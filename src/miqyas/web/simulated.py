"""What a page shows of a simulation: probabilities as gauges, whom we pass, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from miqyas.analysis.effects import Effect, effect_of
from miqyas.analysis.simulate import Change, Outcome, Rival
from miqyas.analysis.simulate.sentences import (
    COVERAGE,
    assumption_words,
    basis_words,
    finding,
    gained_words,
    step_words,
    without_words,
)
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Mark
from miqyas.methodology import indicators
from miqyas.reports.findings import GROUPS, name_in
from miqyas.web.fans import rank_fan, share_bar
from miqyas.web.pages import country_address
from miqyas.web.simulator import Asked
from miqyas.web.words import current_language, say_here

SHOWN_RIVALS: Final = 10
NEAR: Final = 5
"""Rivals ahead and behind that are shown where nothing is changed."""
LEAST_SHARE: Final = 0.005
TOP: Final = (1, 3, 5, 10, 20, 30, 50, 100, 150)


@dataclass(frozen=True, slots=True)
class RivalShown:
    """Another state: the probability to stand ahead of it, as a gauge."""

    name: str
    url: str
    before: float
    after: float
    bar: SafeString


@dataclass(frozen=True, slots=True)
class ShareShown:
    """A group, a class or a place with its probability, perhaps as a gauge."""

    label: str
    before: float | None
    after: float
    bar: SafeString | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A step or an assumption in words, with its mark; None for what rests on nothing."""

    words: str
    mark: Mark | None


def shown(world: World, asked: Asked, outcome: Outcome) -> dict[str, Any]:
    """All that the answer shows, by the names of its template."""
    language = current_language()
    said, without = finding(world, outcome, language=language), without_words(outcome, language=language)
    return {
        "outcome": outcome,
        "said": said,
        "without": without,
        "gained": gained_words(outcome, language=language) if asked.is_changed else "",
        "interval": outcome.rank.interval(COVERAGE),
        "interval_before": outcome.rank_before.interval(COVERAGE),
        "count": world.published(world.latest).ranked_count,
        "fan": rank_fan(outcome.rank_before, outcome.rank, language=language, said=f"{said} {without}"),
        "egdi": (outcome.egdi[0.1], outcome.egdi[0.9]),
        "egdi_before": (outcome.egdi_before[0.1], outcome.egdi_before[0.9]),
        "tops": list(_tops(outcome)),
        "rivals": [_rival(world, rival) for rival in _chosen_rivals(world, outcome)],
        "groups": list(_groups(outcome)),
        "classes": [
            ShareShown(code, None, share) for code, share in outcome.classes.items() if share >= LEAST_SHARE
        ],
        "explained": list(_explained(world, outcome)),
        "versions": outcome.versions,
        "command": _command(asked, outcome),
        "api_address": _api_address(asked, outcome),
    }


def _tops(outcome: Outcome) -> Iterator[ShareShown]:
    """Probability to be among the first k, for each k that is in doubt."""
    for place in TOP:
        before, after = (ranks.probability_at_most(place) for ranks in (outcome.rank_before, outcome.rank))
        if max(before, after) >= LEAST_SHARE and min(before, after) <= 1 - LEAST_SHARE:
            yield ShareShown(str(place), before, after, share_bar(before, after))


def _chosen_rivals(world: World, outcome: Outcome) -> list[Rival]:
    """Whom the changes help most to pass, by rank; the nearest where they help to pass nobody."""
    if outcome.passed:
        chosen = {rival.iso3 for rival in outcome.passed[:SHOWN_RIVALS]}
        return [rival for rival in outcome.rivals if rival.iso3 in chosen]
    place = (world.standing(outcome.iso3, world.latest).rank or 1) - 1
    return list(outcome.rivals[max(0, place - NEAR) : place + NEAR])


def _rival(world: World, rival: Rival) -> RivalShown:
    return RivalShown(
        name=name_in(world, rival.iso3, current_language()),
        url=country_address(rival.iso3),
        before=rival.before,
        after=rival.after,
        bar=share_bar(rival.before, rival.after),
    )


def _groups(outcome: Outcome) -> Iterator[ShareShown]:
    for code, share in outcome.groups.items():
        if share >= LEAST_SHARE:
            tone = str(GROUPS.index(code) + 1)
            yield ShareShown(say_here(f"group.{code}"), None, share, tone=tone)


def _explained(world: World, outcome: Outcome) -> Iterator[Said]:
    """Each change with the slope that carries it, then what a moving field assumes."""
    for change in outcome.scenario.changes:
        effect = effect_of(world, edition=outcome.edition, node=change.node)
        is_direct = change.node == effect.component and change.kind != "points"
        yield Said(_change_words(world, change, effect), None if is_direct else effect.mark)
    for name, mark in outcome.assumptions.items():
        yield Said(assumption_words(name, language=current_language()), mark)


def _change_words(world: World, change: Change, effect: Effect) -> str:
    language = current_language()
    indicator = indicators()[change.node]
    said = {
        "change": str(change),
        "name": indicator.name.in_language(language),
        "country": name_in(world, change.iso3, language),
    }
    if change.node == effect.component and change.kind != "points":
        return say_here("simulator.explain.whole", **said)
    is_counted = change.kind == "points"
    size = effect.point if is_counted and effect.point else 1.0
    step = step_words(
        size if effect.slope > 0 else -size,
        unit=indicator.unit,
        points=1.0 if is_counted else None,
        language=language,
    )
    return say_here(
        "simulator.explain.part",
        **said,
        step=step,
        slope=abs(effect.slope * size),
        component=effect.component,
        basis=basis_words(effect.how, language=language),
    )


def _command(asked: Asked, outcome: Outcome) -> str:
    """The same question on the command line."""
    sets = "".join(f" --set {change}" for change in outcome.scenario.changes)
    field = "" if outcome.field == "moving" else " --field fixed"
    edition = "" if field or outcome.edition == asked.target else f" --edition {outcome.edition}"
    return f"miqyas simulate {asked.iso3}{sets}{field}{edition}"


def _api_address(asked: Asked, outcome: Outcome) -> str:
    """The same question to the interface for programs."""
    parts = {"set": ",".join(map(str, outcome.scenario.changes))}
    parts |= {"field": "fixed"} if outcome.field == "fixed" else {"edition": str(outcome.edition)}
    asked_for = urlencode({name: value for name, value in parts.items() if value}, safe=",:=")
    return f"{reverse('api-1:simulate', args=[asked.iso3])}?{asked_for}"
