"""The sample that ships with the product, of no real country; its figures are made up."""

from __future__ import annotations

import csv
import datetime as dt
import io
from functools import cache
from importlib.resources import files
from typing import Final

from miqyas.analysis.schedule.model import Programme
from miqyas.analysis.schedule.table import read_schedule
from miqyas.analysis.world import World

SAMPLE: Final = "sample.csv"
TODAY: Final = dt.date(2026, 12, 1)
"""The day on which the sample stands."""


@cache
def sample_content() -> bytes:
    """The sample as the file that it is.

    >>> sample_content().decode().splitlines()[1].split(",")[0]
    'D1'
    """
    return (files("miqyas.analysis.schedule") / SAMPLE).read_bytes()


def sample(world: World) -> Programme:
    """The sample as a programme.

    >>> from miqyas.analysis.world import load_world
    >>> len(sample(load_world()).tasks)
    12
    """
    return read_schedule(world, sample_content(), today=TODAY, name=SAMPLE).the_programme()


@cache
def sample_rows() -> tuple[tuple[str, ...], ...]:
    """The rows of the sample, without its header.

    >>> sample_rows()[0][:3]
    ('D1', 'تصميم الهوية الرقمية', 'Design of the digital identity')
    """
    return tuple(map(tuple, csv.reader(io.StringIO(sample_content().decode()))))[1:]


def is_sample(programme: Programme) -> bool:
    """Whether all tasks of a programme are those of the sample, so that what is shown must say so.

    >>> from miqyas.analysis.world import load_world
    >>> is_sample(sample(load_world()))
    True
    """
    made_up = {(row[0], row[1]) for row in sample_rows()}
    return all((task.id, task.name.in_language("ar")) in made_up for task in programme.tasks)
