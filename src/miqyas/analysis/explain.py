"""How a published score came about: from printed figures, or from raw inputs where they are loaded."""

from __future__ import annotations

from miqyas.analysis.inputs import components_with_inputs, from_inputs
from miqyas.analysis.world import World
from miqyas.index import Explanation, trace


def explain(world: World, *, iso3: str, edition: int, code: str | None = None) -> Explanation:
    """The explanation tree of a country's index or indicator (default: the whole index) in an edition.

    A component is explained down to its raw inputs where the country's are loaded, else down to what was
    published. Raises `AnalysisError` for an unknown country or edition, `IndexComputationError` for a code
    that the edition does not have.

    >>> from miqyas.analysis.world import load_world
    >>> tree = explain(load_world(), iso3="BHR", edition=2024)
    >>> tree.rank, [child.code for child in tree.children]
    (18, ['OSI', 'TII', 'HCI'])
    """
    world.position(iso3)
    scores = world.scores(edition)
    if code in components_with_inputs(world, iso3=iso3, edition=edition):
        return from_inputs(world, iso3=iso3, edition=edition, code=code).explanation
    return trace(scores, country=iso3, code=code)
