"""Twinning joined with what is computed: matches and their reasons, forecasts frozen, results beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID

from django.db import transaction

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.outlook import country_outlook
from miqyas.analysis.outlook.country import Step, band_of
from miqyas.analysis.twinning import partners
from miqyas.analysis.twinning.sentences import partner_sentences
from miqyas.analysis.world import World
from miqyas.kernel.words import language_name, say
from miqyas.workspace.twinning.issuing import agreement_issue
from miqyas.workspace.twinning.models import AGREED, Foreseen, Goal, Message, Profile, Reading, Twin
from miqyas.workspace.twinning.queries import Load, loads, profiles_matching, twins_whole
from miqyas.workspace.twinning.receiving import PackagePlan, package_accept
from miqyas.workspace.twinning.services import twin_agree
from miqyas.workspace.twinning.terms import topics

INDICES: Final = ("EGDI", "OSI", "TII", "HCI")
BAND: Final = 0.8
DRAWS: Final = 10_000
Verdict = Literal["to_come", "not_ranked", "below", "within", "above"]
Progress = Literal["unmeasured", "reached", "nearer", "same", "farther"]


@dataclass(frozen=True)
class Match:
    """A partner that could help, and why. `total` is that of `analysis.twinning`, None where it has none."""

    profile: Profile
    offered: tuple[str, ...]
    """Topics that we need and they offer."""
    wanted: tuple[str, ...]
    """Topics that they need and we offer."""
    languages: tuple[str, ...]
    free: int
    """Places that are not taken yet."""
    total: float | None
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A published value beside what had been forecast; `verdict` is about the value, not about its cause."""

    foreseen: Foreseen
    value: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Measured:
    """A goal with its newest reading; `share` is the part of the way that was gone, below 0 backwards."""

    goal: Goal
    reading: Reading | None
    progress: Progress
    share: float | None


@dataclass(frozen=True)
class Side:
    """A partner in the programme: its places, and in how many agreements it helps and is helped."""

    profile: Profile
    load: Load

    @property
    def free(self) -> int:
        """Places that are not taken; below 0 where it took on more than it said it could."""
        return self.profile.capacity - self.load.taken

    @property
    def balance(self) -> int:
        """Agreements in which it helps beyond those in which it is helped."""
        return self.load.helps - self.load.is_helped


@dataclass(frozen=True)
class Programme:
    """Who helps whom, with what came of it."""

    sides: tuple[Side, ...]
    twins: tuple[Twin, ...]

    @property
    def running(self) -> tuple[Twin, ...]:
        """The agreements that hold now."""
        return tuple(one for one in self.twins if one.state == AGREED)


def matches_of(profile: Profile, *, world: World, language: str) -> tuple[Match, ...]:
    """The other profiles that have something for this one, those that meet most of its needs first.

    Then come those that `analysis.twinning` ranks highest; a country stands in its ranking by what was
    published of it, bodies of a country with the country.
    """
    loaded = loads()
    ranked = _ranking(profile, world=world, language=language)
    found = [
        _match(profile, other, loaded.get(other.pk, Load()), ranked.get(other.iso3))
        for other in profiles_matching()
        if other.pk != profile.pk
    ]
    useful = [one for one in found if one.offered or one.sentences]
    return tuple(sorted(useful, key=lambda one: (-len(one.offered), -(one.total or 0.0), one.profile.code)))


def _ranking(profile: Profile, *, world: World, language: str) -> Mapping[str, tuple[float, tuple[str, ...]]]:
    try:
        told = partners(world, iso3=profile.iso3)
    except AnalysisError:
        return {}
    return {one.iso3: (one.total, partner_sentences(told, one, language=language)) for one in told.partners}


def _match(own: Profile, other: Profile, load: Load, ranked: tuple[float, tuple[str, ...]] | None) -> Match:
    total, sentences = ranked if ranked and other.iso3 != own.iso3 else (None, ())
    return Match(
        profile=other,
        offered=tuple(code for code in own.needs if code in other.offers),
        wanted=tuple(code for code in other.needs if code in own.offers),
        languages=tuple(code for code in own.languages if code in other.languages),
        free=other.capacity - load.taken,
        total=total,
        sentences=sentences,
    )


def reasons_of(match: Match, *, language: str) -> tuple[str, ...]:
    """Why the two might go together, in words."""
    known = topics()
    lists = {
        "offered": [known[code].in_language(language) if code in known else code for code in match.offered],
        "wanted": [known[code].in_language(language) if code in known else code for code in match.wanted],
        "languages": [language_name(code, language=language) for code in match.languages],
    }
    between = say("twins.list.between", language=language)
    told = [
        say(f"twins.reason.{name}", language=language, n=len(named), topics=between.join(named))
        for name, named in lists.items()
        if named
    ]
    free = "full" if match.free < 1 else "free"
    return (*told, *match.sentences, say(f"twins.reason.{free}", language=language, n=max(match.free, 0)))


def foresee(twin: Twin, *, world: World) -> tuple[Foreseen, ...]:
    """What is forecast at this time of the helped country; nothing where it is not forecast."""
    try:
        outlook = country_outlook(world, iso3=twin.seeker.iso3, draws=DRAWS)
    except AnalysisError:
        return ()
    made = {
        "twin": twin,
        "iso3": twin.seeker.iso3,
        "origin": outlook.origin,
        "model": outlook.model,
        "versions": dict(outlook.versions.as_dict()),
    }
    return tuple(Foreseen(**made, **row) for step in outlook.steps for row in _rows(step))


def _rows(step: Step) -> Iterable[dict[str, str | int | float]]:
    low, high = step.rank.interval(BAND)
    yield {
        "measure": "rank", "edition": step.edition,
        "low": float(low), "middle": float(step.rank.median), "high": float(high),
    }  # fmt: skip
    for code in INDICES:
        quantiles = step.egdi if code == "EGDI" else step.nodes[code]
        low, high = band_of(quantiles, BAND)
        yield {"measure": code, "edition": step.edition, "low": low, "middle": quantiles[0.5], "high": high}


@transaction.atomic
def agreement_make(twin: Twin, *, world: World, by: UUID | None) -> Message | None:
    """Make two agree: with a package to the partner, or as the host of two others (None)."""
    frozen = foresee(twin, world=world)
    if twin.partner is None:
        twin_agree(twin, foreseen=frozen, by=by)
        return None
    return agreement_issue(twin, foreseen=frozen, by=by)


def package_take(plan: PackagePlan, *, world: World, by: UUID | None) -> Message:
    """Take a package in; with an agreement what is forecast now is frozen here too."""
    return package_accept(plan, foresee=lambda twin: foresee(twin, world=world), by=by)


def outcomes_of(twin: Twin, *, world: World) -> tuple[Outcome, ...]:
    """What was forecast when the two agreed, beside what was published since."""
    return tuple(_outcome(one, world) for one in twin.foreseen.all())


def _outcome(foreseen: Foreseen, world: World) -> Outcome:
    if foreseen.edition not in world.editions:
        return Outcome(foreseen, None, "to_come")
    value = _published(foreseen, world)
    if value is None:
        return Outcome(foreseen, None, "not_ranked")
    is_rank = foreseen.measure == "rank"
    beyond = value < foreseen.low if is_rank else value > foreseen.high
    short = value > foreseen.high if is_rank else value < foreseen.low
    return Outcome(foreseen, value, "above" if beyond else "below" if short else "within")


def _published(foreseen: Foreseen, world: World) -> float | None:
    standing = world.standing(foreseen.iso3, foreseen.edition)
    if not standing.rank:
        return None
    if foreseen.measure == "rank":
        return float(standing.rank)
    return float(world.published(foreseen.edition).values[foreseen.measure][world.position(foreseen.iso3)])


def measured_of(twin: Twin) -> tuple[Measured, ...]:
    """Each goal with the newest reading of it."""
    newest = {
        (one.indicator, one.due): one for one in sorted(twin.readings.all(), key=lambda one: (one.on, one.pk))
    }
    return tuple(_measured(goal, newest.get((goal.indicator, goal.due))) for goal in twin.goals.all())


def _measured(goal: Goal, reading: Reading | None) -> Measured:
    if reading is None:
        return Measured(goal, None, "unmeasured", None)
    share = (reading.value - goal.baseline) / (goal.target - goal.baseline)
    return Measured(goal, reading, _progress(share), float(share))


def _progress(share: Decimal) -> Progress:
    if share >= 1:
        return "reached"
    if share == 0:
        return "same"
    return "nearer" if share > 0 else "farther"


def programme_of() -> Programme:
    """The whole programme; its number of queries does not grow with it."""
    loaded = loads()
    sides = [Side(one, loaded.get(one.pk, Load())) for one in profiles_matching()]
    return Programme(tuple(sides), tuple(twins_whole()))
