"""Small fields whose audit can be checked by hand, and the field of a real edition."""

from functools import cache

import numpy as np

from miqyas.analysis.audit import field_from, field_of
from miqyas.analysis.world import load_world


@cache
def world():
    return load_world()


@cache
def edition_field(edition):
    return field_of(world(), edition=edition)


def random_field(seed, *, parts=3, countries=30, **more):
    return field_from(np.random.default_rng(seed).random((parts, countries)), **more)


def rows(*values):
    """A field with a row for each part."""
    return field_from(np.array(values, dtype=float))
