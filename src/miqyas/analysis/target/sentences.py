"""What the answer says, in sentences: the finding first, then what stands in the way and what is assumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from miqyas.analysis.effects import How
from miqyas.analysis.target.answer import Target
from miqyas.analysis.target.goal import Goal, class_codes, group_codes
from miqyas.analysis.world import World
from miqyas.kernel.provenance import Mark
from miqyas.kernel.words import say

Named = Callable[[str], str]
HOW: tuple[How, ...] = ("line", "fixed", "average", "at_least", "exact")


def goal_words(world: World, goal: Goal, *, language: str, named: Named | None = None) -> str:
    """What is wanted, as the beginning of a sentence; `named` gives names as they stand inside one.

    >>> from miqyas.analysis.world import load_world
    >>> goal_words(load_world(), Goal("class", code="V3"), language="en")
    'To be in class V3 or better'
    """
    methodology = world.methodology(world.target)
    if goal.kind == "rank":
        return say("target.goal.rank", language=language, n=goal.rank)
    if goal.kind == "ahead":
        return say("target.goal.ahead", language=language, name=_name(world, goal.code, language, named))
    if goal.kind == "group":
        is_best = goal.code == group_codes(methodology)[0]
        name = say(f"group.{goal.code}", language=language)
    else:
        is_best = goal.code == class_codes(methodology)[0]
        name = goal.code
    key = f"target.goal.{goal.kind}_best" if is_best else f"target.goal.{goal.kind}"
    return say(key, language=language, name=name)


def headline(world: World, found: Target, *, language: str, named: Named | None = None) -> str:
    """The answer in one sentence.

    >>> from miqyas.analysis.target import target
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> first = target(world, Goal("rank", rank=1), iso3="COM", probability=0.99, draws=1000)
    >>> headline(world, first, language="en").startswith("To be first in 2026 with a chance of 99%, all the")
    True
    """
    asked = say(
        "target.asked",
        language=language,
        goal=goal_words(world, found.goal, language=language, named=named),
        edition=found.edition,
        probability=found.probability,
    )
    alone = sorted((way.gain, way.code) for way in found.alone if way.gain is not None)
    key, ways = str(found.status), ""
    if found.status == "reachable":
        key = "alone" if alone else "mix"
        gains = {code: gain for gain, code in alone} if alone else _least_mix(found)
        between = say("target.or" if alone else "target.and", language=language)
        ways = between.join(way_words(code, gain, language=language) for code, gain in gains.items())
    return say(
        f"target.headline.{key}",
        language=language,
        asked=asked,
        country=_name(world, found.iso3, language, named),
        ways=ways,
        now=found.now,
        best=found.best,
    )


def notes(world: World, found: Target, *, language: str, named: Named | None = None) -> tuple[str, ...]:
    """What goes with the headline: the chance now, the gap of the whole index, what cannot do it alone.

    >>> from miqyas.analysis.target import target
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = target(world, Goal("rank", rank=15), iso3="BHR", probability=0.5, draws=400)
    >>> notes(world, found, language="en")[0].startswith("Without any gain the chance is 2")
    True
    """
    sentences = []
    if found.status != "met":
        sentences.append(say("target.now", language=language, now=found.now))
    if found.gap is not None:
        key = "gap" if found.gap > 0 else "reserve"
        sentences.append(say(f"target.{key}", language=language, gap=abs(found.gap)))
    if found.status == "reachable" and any(way.gain is not None for way in found.alone):
        sentences += _not_alone(found, language)
    return (*sentences, *(binding_notes(world, found, language=language, named=named)))


def binding_notes(
    world: World, found: Target, *, language: str, named: Named | None = None
) -> tuple[str, ...]:
    """What stands in the way of a goal that is out of reach; nothing for others.

    >>> from miqyas.analysis.target import target
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = target(world, Goal("rank", rank=15), iso3="BHR", probability=0.5, draws=400)
    >>> binding_notes(world, found, language="en")
    ()
    """
    if found.status != "out_of_reach":
        return ()
    binding = found.binding
    code, chance = max(binding.certain.items(), key=lambda pair: pair[1])
    sentences = [say("target.binds.own", language=language, missed=1 - binding.best)]
    if binding.short is None:
        sentences.append(say("target.binds.never", language=language))
    else:
        sentences.append(say("target.binds.short", language=language, short=binding.short))
    if chance > binding.best:
        name = say(f"target.name.{code}", language=language)
        sentences.append(say("target.binds.certain", language=language, name=name, chance=chance))
    if binding.leader is not None and binding.leader[0] != found.iso3:
        iso3, leads = binding.leader
        leader = _name(world, iso3, language, named)
        sentences.append(say("target.binds.leader", language=language, leader=leader, chance=leads))
    return tuple(sentences)


def mix_notes(found: Target, *, language: str) -> tuple[str, ...]:
    """What is to be said of the cheapest mix: what the order rests on, and what fresh draws gave.

    >>> from miqyas.analysis.target import target
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = target(world, Goal("rank", rank=15), iso3="BHR", probability=0.5, draws=400)
    >>> mix_notes(found, language="en")[1].startswith("Computed again in a full simulation")
    True
    """
    if found.cheapest is None or found.status == "met":
        return ()
    sentences = [order_words(found.effort, language=language)]
    if found.cheapest.checked is not None:
        sentences.append(say("target.checked", language=language, checked=found.cheapest.checked))
    return tuple(sentences)


def order_words(effort: Mapping[str, float], *, language: str) -> str:
    """What units of the components cost beside each other.

    >>> order_words({"OSI": 1, "TII": 3, "HCI": 2}, language="en")
    'With the cost stated for a unit of each component: OSI 1, TII 3, HCI 2.'
    """
    if len(set(effort.values())) == 1:
        return say("target.order.any", language=language)
    comma = say("target.comma", language=language)
    costs = comma.join(f"{code} {cost:g}" for code, cost in effort.items())
    return say("target.order.weighted", language=language, costs=costs)


def way_words(code: str, gain: float, *, language: str) -> str:
    """A gain in a component.

    >>> way_words("HCI", 0.0741, language="en")
    '0.074 more in human capital'
    """
    name = say(f"target.name.{code}", language=language)
    return say("target.way", language=language, gain=gain, name=name)


def assumptions(found: Target, *, language: str) -> tuple[tuple[str, Mark], ...]:
    """What the answer assumes, each sentence with its mark.

    >>> from miqyas.analysis.target import target
    >>> from miqyas.analysis.world import load_world
    >>> world = load_world()
    >>> found = target(world, Goal("rank", rank=15), iso3="BHR", probability=0.5, draws=400)
    >>> assumptions(found, language="en")[2]
    ('The method stays that of 2024.', <Mark.INFERRED: 'I'>)
    """
    sentences = [
        (say("target.assumed.field", language=language), found.marks["errors_as_before"]),
        (say("target.assumed.effort", language=language), Mark.INFERRED),
        (
            say("target.assumed.method", language=language, origin=found.origin),
            found.marks["method_as_before"],
        ),
    ]
    sentences += [
        (say(f"target.assumed.{how}", language=language), found.marks[how])
        for how in HOW
        if how in found.marks
    ]
    if any(not part.is_room_known for way in found.alone for part in way.parts):
        sentences.append((say("target.assumed.room", language=language), Mark.INFERRED))
    return tuple(sentences)


def _name(world: World, iso3: str, language: str, named: Named | None) -> str:
    return named(iso3) if named else world.country(iso3).name.in_language(language)


def _least_mix(found: Target) -> Mapping[str, float]:
    assert found.cheapest is not None
    return {code: gain for code, gain in found.cheapest.gains.items() if gain}


def _not_alone(found: Target, language: str) -> list[str]:
    names = [
        say(
            "target.not_alone.one",
            language=language,
            name=say(f"target.name.{way.code}", language=language),
            best=way.best,
        )
        for way in found.alone
        if way.gain is None
    ]
    comma = say("target.comma", language=language)
    return [say("target.not_alone", language=language, names=comma.join(names))] if names else []
