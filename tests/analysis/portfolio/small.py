"""Small portfolios: made at random, and solved by looking at every plan there is."""

import datetime as dt
import itertools
import random

from miqyas.analysis.portfolio.model import Action, Aim, Gain, Period, Portfolio
from miqyas.analysis.portfolio.plan import gains_of, weighted
from miqyas.analysis.portfolio.program import node_worths
from miqyas.analysis.portfolio.worth import Scale
from miqyas.kernel.text import Text


def named(words):
    return Text({"ar": words, "en": words})


def action(id_, **fields):
    """An action that differs from the plainest one in what is given."""
    plain = {"name": named(f"Action {id_}"), "entity": "E", "gains": (Gain("OSI.SP", 1.0),)}
    return Action(**{"id": str(id_), **plain, **fields})


def quarters(count, *, begins=dt.date(2027, 1, 1)):
    """Quarters of a year, one after the other."""
    found = []
    for number in range(count):
        month = 3 * number + begins.month - 1
        first = dt.date(begins.year + month // 12, month % 12 + 1, 1)
        after = month + 3
        following = dt.date(begins.year + after // 12, after % 12 + 1, 1)
        found.append(Period(first, following - dt.timedelta(days=1)))
    return tuple(found)


AIM = Aim(2028, dt.date(2027, 6, 1), dt.date(2027, 9, 30))
LATER = Aim(2030, dt.date(2029, 6, 1), dt.date(2029, 9, 30))


def portfolio(*actions, periods=3, aims=(AIM,), **fields):
    """A portfolio of actions over quarters from January 2027, for the edition of 2028."""
    return Portfolio(tuple(actions), quarters(periods), tuple(aims), **fields)


def random_portfolio(seed, *, actions=6, periods=3):
    """A small portfolio with something of everything in it."""
    draw = random.Random(seed)
    made = []
    for number in range(actions):
        duration = draw.choice([1, 1, 2])
        earlier = [str(other) for other in range(number)]
        made.append(
            action(
                number,
                entity=draw.choice("EF"),
                duration=duration,
                earliest=draw.choice([1, 1, 2]),
                latest=draw.choice([None, None, 2]),
                cost={
                    kind: tuple(float(draw.randint(0, 6)) for _ in range(duration))
                    for kind in ("capital", "running")
                },
                people=tuple(float(draw.randint(0, 2)) for _ in range(duration)),
                after=tuple(draw.sample(earlier, k=min(len(earlier), draw.choice([0, 0, 1])))),
                excludes=tuple(draw.sample(earlier, k=min(len(earlier), draw.choice([0, 0, 0, 1])))),
                status=draw.choice(["optional"] * 6 + ["mandatory"]),
                success=draw.choice([1.0, 0.8, 0.5]),
                gains=tuple(
                    Gain(node, float(draw.randint(1, 9)), "points")
                    for node in draw.sample(
                        ["OSI.SP", "OSI.IF", "EPI.DECISION", "HCI.EGL"], k=draw.choice([1, 1, 2])
                    )
                ),
            )
        )
    levels = draw.choice(
        [{}, {"OSI": 0.97}, {"OSI.SP": 0.9, "EPI": 0.95}, {"OSI": 0.98, "EPI.DECISION": 0.5, "HCI": 0.99}]
    )
    return portfolio(
        *made,
        periods=periods,
        aims=draw.choice([(AIM,), (AIM, LATER)]),
        budgets={
            kind: tuple(float(draw.randint(3, 12)) for _ in range(periods)) for kind in ("capital", "running")
        },
        people={"E": tuple(float(draw.randint(1, 4)) for _ in range(periods))},
        levels=levels,
    )


def every_plan(given: Portfolio):
    """All schedules (place to start from 0) that keep every rule, found by trying each one."""
    periods = len(given.periods)
    choices = []
    for one in given.actions:
        last = min(one.latest or periods, periods - one.duration + 1)
        starts = list(range(one.earliest - 1, last))
        if one.status == "running":
            starts = [0]
        choices.append(starts if one.is_due else [None, *starts])
    for starts in itertools.product(*choices):
        schedule = {place: start for place, start in enumerate(starts) if start is not None}
        if keeps_rules(given, schedule):
            yield schedule


def keeps_rules(given: Portfolio, schedule) -> bool:
    by_id = {given.actions[place].id: start for place, start in schedule.items()}
    drawn = {}
    for place, start in schedule.items():
        one = given.actions[place]
        for before in one.after:
            if before not in by_id or by_id[before] + given.by_id[before].duration > start:
                return False
        if any(other in by_id for other in one.excludes):
            return False
        for kind, amounts in one.cost.items():
            for elapsed, amount in enumerate(amounts):
                drawn[kind, start + elapsed] = drawn.get((kind, start + elapsed), 0) + amount
        for elapsed, amount in enumerate(one.people):
            key = (f"people {one.entity}", start + elapsed)
            drawn[key] = drawn.get(key, 0) + amount
    limits = {**given.budgets, **{f"people {name}": limit for name, limit in given.people.items()}}
    return all(
        amount <= limits[name][period] + 1e-9 for (name, period), amount in drawn.items() if name in limits
    )


def value_of(given: Portfolio, schedule, scale: Scale) -> float:
    """Expected gain of a schedule, by the formula and not by the program."""
    worths = node_worths(given, scale=scale)
    return weighted(given, gains_of(given, schedule, scale=scale, worths=worths))


def best_value(given: Portfolio, scale: Scale) -> float | None:
    """The best of all plans; None where there is none."""
    values = [value_of(given, schedule, scale) for schedule in every_plan(given)]
    return max(values) if values else None


def schedule_of(plan):
    """A plan as a schedule."""
    place = {one.id: number for number, one in enumerate(plan.portfolio.actions)}
    return {place[task.action.id]: task.first - 1 for task in plan.tasks}
