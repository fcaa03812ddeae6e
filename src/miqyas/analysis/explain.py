"""How a published score came about: from printed figures, or from raw inputs where they are loaded."""

from __future__ import annotations

from dataclasses import dataclass

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.inputs import FromInputs, components_with_inputs, from_inputs
from miqyas.analysis.world import World
from miqyas.index import Explanation, trace


@dataclass(frozen=True)
class Explained:
    """The tree of a score; `inputs` tells of the raw inputs that are loaded for it.

    They are None where none are loaded, an error where they do not suffice: then, as without them, the tree
    is that of what was published.
    """

    tree: Explanation
    inputs: FromInputs | AnalysisError | None


def explain(world: World, *, iso3: str, edition: int, code: str | None = None) -> Explained:
    """The explanation tree of a country's index or indicator (default: the whole index) in an edition.

    A component is explained down to its raw inputs where the country's are loaded, else down to what was
    published. Raises `AnalysisError` for an unknown country or edition, `IndexComputationError` for a code
    that the edition does not have.

    >>> from miqyas.analysis.world import load_world
    >>> found = explain(load_world(), iso3="BHR", edition=2024)
    >>> found.tree.rank, [child.code for child in found.tree.children], found.inputs
    (18, ['OSI', 'TII', 'HCI'], None)
    """
    world.position(iso3)
    scores = world.scores(edition)
    inputs = _inputs(world, iso3=iso3, edition=edition, code=code or scores.methodology.root.code)
    if isinstance(inputs, FromInputs):
        return Explained(inputs.explanation, inputs)
    return Explained(trace(scores, country=iso3, code=code), inputs)


def _inputs(world: World, *, iso3: str, edition: int, code: str) -> FromInputs | AnalysisError | None:
    if code not in components_with_inputs(world, iso3=iso3, edition=edition):
        return None
    try:
        return from_inputs(world, iso3=iso3, edition=edition, code=code)
    except AnalysisError as problem:
        return problem
