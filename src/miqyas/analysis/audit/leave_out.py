"""What hangs on a single part or a single country: the index without it.

A min-max scale hangs on two countries, the lowest and the highest of a part. Without them the scale is made
anew from the rest, as the method would; what moves is the order of all others. Source: OECD and JRC,
Handbook on Constructing Composite Indicators (2008), steps 5 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from miqyas.analysis.audit.field import Field
from miqyas.index.aggregate import aggregate
from miqyas.index.normalise import normalise
from miqyas.index.rank import Ranks, competition_rank
from miqyas.observations.model import Values


@dataclass(frozen=True)
class LeftOut:
    """An index without something, and how far ranks shift among those that stay.

    `kind` is "part" (weights of the others scaled up), "lowest" or "highest" (all countries that hold an end
    of the part `code`; `countries` names them). `shift` (country,) is the new rank minus the old, 0 for those
    that go or have no rank.
    """

    kind: Literal["part", "lowest", "highest"]
    code: str
    countries: tuple[str, ...]
    mean_shift: float
    largest_shift: int
    largest_iso3: str
    shift: Ranks


def leave_out(field: Field) -> tuple[LeftOut, ...]:
    """The index without each part, and without the countries at either end of each part.

    >>> from miqyas.analysis.audit.field import field_from
    >>> field = field_from(np.array([[0.9, 0.5, 0.1, 0.4], [0.2, 0.8, 0.3, 0.1]]))
    >>> [(one.kind, one.code, one.mean_shift) for one in leave_out(field)][:2]
    [('part', 'P1', 1.0), ('part', 'P2', 0.5)]
    """
    found = [_without_part(field, place) for place in range(len(field.codes))]
    for place in range(len(field.codes)):
        found += [_without_end(field, place, kind) for kind in ("lowest", "highest")]
    return tuple(found)


def _without_part(field: Field, place: int) -> LeftOut:
    kept = np.delete(np.arange(len(field.codes)), place)
    weights = field.weights[kept]
    if not weights.any():
        weights = np.full(len(kept), 1 / len(kept))
    total = aggregate(
        field.parts[kept][:, np.newaxis, :],
        weights=weights / weights.sum(),
        rule=field.aggregate,
        missing=field.missing,
    )[0]
    total = np.where(field.is_nominal, total, np.nan)
    return _left_out(field, "part", field.codes[place], (), competition_rank(total), field.rank)


def _without_end(field: Field, place: int, kind: Literal["lowest", "highest"]) -> LeftOut:
    row = np.where(field.is_nominal, field.values[place], np.nan)
    end = np.nanmin(row) if kind == "lowest" else np.nanmax(row)
    leave = row == end
    stays = field.is_nominal & ~leave
    names = tuple(iso3 for iso3, is_out in zip(field.countries, leave, strict=True) if is_out)
    before = np.where(stays, _total_of(field, field.is_nominal), np.nan)
    after = np.where(stays, _total_of(field, stays), np.nan)
    ranks = competition_rank(after), competition_rank(before)
    return _left_out(field, kind, field.codes[place], names, *ranks)


def _total_of(field: Field, countries: npt.NDArray[np.bool_]) -> Values:
    """The index over some of the countries, each part brought anew to the scale of the method."""
    rows = []
    for row, by in zip(field.values, field.anew, strict=True):
        present = np.where(countries, row, np.nan)
        varies = np.nanmin(present) < np.nanmax(present)
        rows.append(normalise(present, by=by) if varies else present)
    return field.total_of(np.stack(rows))


def _left_out(
    field: Field,
    kind: Literal["part", "lowest", "highest"],
    code: str,
    names: tuple[str, ...],
    after: Ranks,
    before: Ranks,
) -> LeftOut:
    both = (after > 0) & (before > 0)
    shift = np.where(both, after - before, 0).astype(np.int32)
    most = int(np.abs(shift).argmax())
    mean = float(np.abs(shift[both]).mean()) if both.any() else float("nan")
    return LeftOut(kind, code, names, mean, int(shift[most]), field.countries[most], shift)
