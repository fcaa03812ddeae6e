"""The question how much of the ranks of an edition is the method's choice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Annotated, Final

from pydantic import Field

from miqyas.analysis.audit import Structure, audit, structure
from miqyas.analysis.audit.choices import ERROR
from miqyas.analysis.audit.records import chance_record
from miqyas.analysis.audit.report import REPLICATIONS
from miqyas.analysis.audit.uncertainty import MOST_REPLICATIONS
from miqyas.analysis.world import World
from miqyas.jobs.questions import Record, question
from miqyas.kernel.execution import Engine, Progress

KEPT: Final = 24
"""Structures that stay in memory, the oldest going first."""
_structures: OrderedDict[tuple[str, int, int], Structure] = OrderedDict()
_lock = threading.Lock()


@question("audit")
def audit_answer(
    world: World,
    *,
    on_progress: Progress,
    engine: Engine,
    edition: Annotated[int, Field(ge=1, le=9999, description="Year of the edition.")],
    replications: Annotated[
        int, Field(ge=1, le=MOST_REPLICATIONS, description="Replications with drawn choices.")
    ] = REPLICATIONS,
    error: Annotated[
        float, Field(ge=0, le=1, description="Probability that an assessor misjudges an item.")
    ] = ERROR,
    seed: Annotated[int, Field(ge=0, le=2**32, description="Beginning of the random numbers.")] = 1,
) -> Record:
    """How much of the ranks of an edition is the method's choice: rank intervals and Sobol indices."""
    found = audit(
        world,
        edition=edition,
        replications=replications,
        error=error,
        seed=seed,
        engine=engine,
        on_progress=on_progress,
    )
    return chance_record(world, found)


def structure_of(world: World, *, edition: int) -> Structure:
    """The part of an audit that is there at once, kept in this process for the data in force."""
    key = (world.data_version, world.target, edition)
    with _lock:
        found = _structures.get(key)
    if found is None:
        found = structure(world, edition=edition)
        with _lock:
            _structures[key] = found
            while len(_structures) > KEPT:
                _structures.popitem(last=False)
    return found
