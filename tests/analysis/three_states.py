"""Small made-up editions of a few states, in which every answer can be found by hand."""

from collections.abc import Mapping, Sequence

from miqyas.analysis.world import World, load_world
from miqyas.kernel.datasets import Dataset
from tests.analysis.overlays import COLUMNS, as_csv, over_release

Values = Sequence[float]
EARLIER, LATER = 2030, 2032


def results_of(edition: int, states: Mapping[str, Values]) -> Dataset:
    """An edition of these states only, from their OSI, TII and HCI; index and rank by the method."""
    index = {iso3: sum(values) / 3 for iso3, values in states.items()}
    rows = [
        {
            "edition": str(edition),
            "iso3": iso3,
            "egdi": repr(index[iso3]),
            "egdi_rank": str(1 + sum(other > index[iso3] + 1e-12 for other in index.values())),
            **{code: repr(float(value)) for code, value in zip(("osi", "tii", "hci"), values, strict=True)},
            "epi": repr(float(values[0])),
            "status": "ranked",
            "note": "",
        }
        for iso3, values in states.items()
    ]
    return Dataset("results", f"MADE UP {edition}", as_csv(COLUMNS, rows))


def world_of(earlier: Mapping[str, Values], later: Mapping[str, Values], *more: Dataset) -> World:
    """A world whose last two editions list only these states."""
    return load_world(over_release(results_of(EARLIER, earlier), results_of(LATER, later), *more))
