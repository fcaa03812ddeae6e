"""The audit of an edition: everything this package asks of a field, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.audit.choices import (
    ERROR,
    FLOOR,
    LEAST,
    MOST,
    Assessed,
    Choices,
    assessed_part,
    choices_of,
)
from miqyas.analysis.audit.describe import Description, describe
from miqyas.analysis.audit.dominance import Dominance, dominance
from miqyas.analysis.audit.effective import EffectiveWeight, effective_weights
from miqyas.analysis.audit.field import Field, field_of
from miqyas.analysis.audit.leave_out import LeftOut, leave_out
from miqyas.analysis.audit.links import Link, links
from miqyas.analysis.audit.reach import EXACT_PARTS, Reach, reach, reaches
from miqyas.analysis.audit.sensitivity import Sensitivity, sensitivity
from miqyas.analysis.audit.structure import Alpha, Correlations, Principal, alpha, correlations, principal
from miqyas.analysis.audit.uncertainty import (
    Alternative,
    Uncertainty,
    alternatives_alone,
    checked_replications,
    uncertainty,
)
from miqyas.analysis.world import World
from miqyas.kernel.execution import SERIAL, Engine, Progress
from miqyas.kernel.provenance import Mark, Versions
from miqyas.observations.model import Values
from miqyas.observations.raw import load_raw
from miqyas.observations.results import PUBLISHED

REPLICATIONS: Final = 10_000
UNCERTAINTY_SHARE: Final = 0.4
"""About how much of the time of the heavy part the Monte Carlo takes, for the bar that shows progress."""


@dataclass(frozen=True)
class Assumption:
    """What the audit takes for granted: words under ``audit.assumption.<key>``, its mark, its values."""

    key: str
    mark: Mark
    values: Mapping[str, float | str]


@dataclass(frozen=True)
class Structure:
    """The part of an audit that needs no chance: what can be read off the field at once.

    `reach` and `dominance` are over all weights, `reach_near` and `dominance_near` over weights within the
    bounds of the uncertainty analysis. Where a field has more parts than an exact walk takes, `reach` is left
    empty and `reach_of` solves a programme for the country asked for.
    """

    edition: int
    field: Field
    choices: Choices
    descriptions: tuple[Description, ...]
    correlations: Correlations
    principal: Principal
    alpha: Alpha
    effective: tuple[EffectiveWeight, ...]
    alternatives: tuple[Alternative, ...]
    dominance: Dominance
    dominance_near: Dominance
    reach: tuple[Reach, ...]
    reach_near: tuple[Reach, ...]
    left_out: tuple[LeftOut, ...]
    links: tuple[Link, ...]
    assumptions: tuple[Assumption, ...]
    versions: Versions

    def reach_of(self, iso3: str) -> tuple[Reach, Reach] | None:
        """What a country reaches over all weights and within the bounds; None for one that lacks a part."""
        if iso3 not in self.dominance.countries:
            self.field.position(iso3)
            return None
        if not self.reach:
            parts = len(self.field.codes)
            everywhere = reach(self.field, iso3, low=np.zeros(parts), high=np.ones(parts))
            return everywhere, reach(self.field, iso3, low=self.choices.low, high=self.choices.high)
        place = self.dominance.countries.index(iso3)
        return self.reach[place], self.reach_near[place]


@dataclass(frozen=True)
class Audit:
    """A whole audit: the structure, and what replications say."""

    structure: Structure
    uncertainty: Uncertainty
    sensitivity: Sensitivity

    @property
    def edition(self) -> int:
        """The edition audited."""
        return self.structure.edition


def audit(
    world: World,
    *,
    edition: int,
    code: str | None = None,
    replications: int = REPLICATIONS,
    error: float = ERROR,
    seed: int = 1,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Audit:
    """Audit an edition's index, or one of its components where its inputs are loaded (`code`).

    `error` is the probability that an assessor misjudges an item. Raises `AnalysisError` for an edition
    without results or components, no replications or too many, and a probability outside 0 to 1.

    >>> from miqyas.analysis.world import load_world
    >>> found = audit(load_world(), edition=2018, replications=500)
    >>> found.uncertainty.of("DNK").low, found.uncertainty.safe_share > 0.8
    (1, True)
    """
    checked_replications(replications)
    fixed = structure(world, edition=edition, code=code, error=error)
    told = on_progress or _untold
    found = uncertainty(
        fixed.field,
        choices=fixed.choices,
        replications=replications,
        seed=seed,
        engine=engine,
        on_progress=lambda share: told(UNCERTAINTY_SHARE * share),
    )
    indices = sensitivity(
        fixed.field,
        choices=fixed.choices,
        seed=seed,
        engine=engine,
        on_progress=lambda share: told(UNCERTAINTY_SHARE + (1 - UNCERTAINTY_SHARE) * share),
    )
    return Audit(fixed, found, indices)


def structure(world: World, *, edition: int, code: str | None = None, error: float = ERROR) -> Structure:
    """The part of an audit that needs no replications. Raises as `audit` does.

    >>> from miqyas.analysis.world import load_world
    >>> found = structure(load_world(), edition=2018)
    >>> [round(weight.variance_share, 2) for weight in found.effective]
    [0.38, 0.35, 0.27]
    """
    audited = field_of(world, edition=edition, code=code)
    methodology = world.methodology(edition)
    is_whole = audited.code == methodology.root.code
    assessed = assessed_part(methodology) if is_whole else None
    choices = choices_of(audited, assessed=assessed, error=error)
    parts = len(audited.codes)
    everywhere = {"low": np.zeros(parts), "high": np.ones(parts)}
    near = {"low": choices.low, "high": choices.high}
    is_walked = parts <= EXACT_PARTS
    return Structure(
        edition=edition,
        field=audited,
        choices=choices,
        descriptions=describe(audited),
        correlations=correlations(_rows(world, audited, edition=edition)),
        principal=principal(audited),
        alpha=alpha(audited),
        effective=effective_weights(audited),
        alternatives=alternatives_alone(audited, choices=choices),
        dominance=dominance(audited, **everywhere),
        dominance_near=dominance(audited, **near),
        reach=reaches(audited, **everywhere) if is_walked else (),
        reach_near=reaches(audited, **near) if is_walked else (),
        left_out=leave_out(audited),
        links=links(world, edition=edition) if is_whole else (),
        assumptions=_assumptions(choices, assessed=assessed, is_whole=is_whole),
        versions=world.versions(edition),
    )


def _untold(_: float) -> None:
    """Nobody wants to know."""


def _rows(world: World, audited: Field, *, edition: int) -> dict[str, Values]:
    """What is correlated: the published indices, the parts of the field, every raw input that is loaded."""
    chosen = np.array([iso3 in set(audited.countries) for iso3 in world.countries])
    published = {code: world.published(edition).values[code][chosen] for code in PUBLISHED}
    raw = {code: values[chosen] for code, values in load_raw(world.active, edition=edition).items()}
    parts = dict(zip(audited.codes, audited.values, strict=True))
    rows = {**published, **raw, **parts}
    return {code: row for code, row in rows.items() if np.unique(row[~np.isnan(row)]).size > 2}


def _assumptions(choices: Choices, *, assessed: Assessed | None, is_whole: bool) -> tuple[Assumption, ...]:
    found = [
        Assumption("alternatives", Mark.INFERRED, {}),
        Assumption("weights", Mark.INFERRED, {"least": LEAST, "most": MOST}),
        Assumption("floor", Mark.INFERRED, {"floor": FLOOR}),
    ]
    if assessed and choices.error > 0:
        values: dict[str, float | str] = {
            "share": choices.error,
            "count": assessed.items,
            "code": assessed.code,
        }
        found.append(Assumption("error", Mark.INFERRED, values))
    elif is_whole and choices.error > 0:
        found.append(Assumption("no_error", Mark.NUMERIC, {}))
    if is_whole:
        found.append(Assumption("components", Mark.NUMERIC, {}))
    if choices.alike:
        found.append(Assumption("alike", Mark.NUMERIC, {"scales": ", ".join(choices.alike)}))
    return tuple(found)
