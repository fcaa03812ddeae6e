"""City tables of the Local Online Service Index that a user imported."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

from miqyas.kernel.datasets import ActiveSet

LOSI_KIND: Final = "losi"


@dataclass(frozen=True, slots=True)
class CityScore:
    """One value of a city: the index (code LOSI), a part, or an indicator met (1) or not (0).

    `value` is None where there is none; `status` then says why: missing or not_assessed.
    """

    edition: int
    city: str
    iso3: str
    code: str
    value: float | None
    status: str


def load_losi(active: ActiveSet) -> tuple[CityScore, ...]:
    """City scores by edition, state, city and code; a later dataset replaces what an earlier one said.

    >>> load_losi(ActiveSet())
    ()
    """
    found: dict[tuple[int, str, str, str], CityScore] = {}
    for dataset in active.of_kind(LOSI_KIND):
        for row in csv.DictReader(io.StringIO(dataset.content.decode("utf-8"))):
            value = float(row["value"]) if row["value"] else None
            score = CityScore(
                int(row["edition"]), row["city"], row["iso3"], row["code"], value, row["status"] or "missing"
            )
            found[score.edition, score.iso3, score.city, score.code] = score
    return tuple(found[key] for key in sorted(found))
