"""Overlays for the tests of questions: a labelled synthetic edition to come, and raw inputs."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from miqyas.kernel.datasets import ActiveSet, Dataset
from tests.observations.imports.synthetic import LABEL, NAME, synthetic_rows

COLUMNS = ("edition", "iso3", "egdi", "egdi_rank", "osi", "tii", "hci", "epi", "status", "note")


def synthetic_results(*, seed: int = 1, **which: int) -> Dataset:
    """A whole synthetic edition (default 2026) as the canonical table that an import keeps."""
    return Dataset("results", NAME, as_csv(COLUMNS, synthetic_rows(seed=seed, **which)), {"label": LABEL})


def raw_inputs(edition: int, values: Mapping[str, Mapping[str, float]]) -> Dataset:
    """Raw inputs {country: {code: value}} as the canonical table that an import keeps."""
    rows = [
        {
            "edition": str(edition),
            "iso3": iso3,
            "code": code,
            "value": repr(float(value)),
            "status": "observed",
        }
        for iso3, inputs in values.items()
        for code, value in inputs.items()
    ]
    return Dataset("raw", "SYNTHETIC inputs", as_csv(("edition", "iso3", "code", "value", "status"), rows))


def over_release(*datasets: Dataset) -> ActiveSet:
    """The release with these laid over it."""
    return ActiveSet(datasets)


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()
