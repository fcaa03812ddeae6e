"""Tasks and programmes as tests write them, and an independent way of dating them."""

import datetime as dt
import random

from miqyas.analysis.schedule import Calendar, Link, Programme, Task
from miqyas.kernel.text import Text

TODAY = dt.date(2027, 1, 1)


def day(month, number, year=2027):
    return dt.date(year, month, number)


def task(id_, duration=0, *, after=(), **fields):
    """A task that differs from the plainest one in what is given; `after` has ids, or pairs of id and lag."""
    links = tuple(Link(one) if isinstance(one, str) else Link(*one) for one in after)
    name = Text({"ar": f"مهمة {id_}", "en": f"Task {id_}"})
    return Task(id_, name, duration, after=links, **fields)


def programme(*tasks, today=TODAY, unit="calendar", **calendar):
    return Programme(tasks, today, Calendar(unit, **calendar))


def at_random(seed, *, count=12, lags=(0, 0, 3, -1)):
    """A programme in which tasks wait for earlier ones, some done, some under way."""
    dice = random.Random(seed)
    tasks = []
    for number in range(count):
        before = dice.sample(range(number), k=min(number, dice.choice((0, 1, 2))))
        duration = dice.choice((0, 1, 5, 20, 60))
        fields = {"start": TODAY + dt.timedelta(days=dice.randint(-60, 90))} if dice.random() < 0.7 else {}
        if dice.random() < 0.2:
            fields |= {"began": TODAY - dt.timedelta(days=dice.randint(10, 30))}
            if dice.random() < 0.5:
                fields |= {"ended": TODAY - dt.timedelta(days=dice.randint(0, 9))}
            elif dice.random() < 0.5:
                fields |= {"progress": dice.random()}
        after = [(f"T{one}", dice.choice(lags)) for one in before]
        tasks.append(task(f"T{number}", duration, after=after, **fields))
    dice.shuffle(tasks)
    return programme(*tasks)
