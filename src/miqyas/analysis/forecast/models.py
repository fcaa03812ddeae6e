"""The models of a forecast: where a state is expected to move, beyond what all states do together.

Each model gives, from the levels of one edition, the levels expected in the next. All are linear and have
one strength, from 0 (no change) up to a bound, which is fitted by least squares on the transitions seen so
far, changes being taken relative to the mean change of all states: what moves all states together is left
to the errors, which are resampled with it. The models were fixed before the first backtest was run.

* ``no_change``: every state stays where it is.
* ``drift``: each state goes on as it did on average, its drift shrunk towards that of all states by
  James and Stein's rule (Efron and Morris, 1975).
* ``groups``: each state moves as states of its region and income group did, the groups' means shrunk by
  empirical Bayes. Income groups are those of today in every edition [R].
* ``implied``: each component moves a little towards what the others imply by a regression over states.
* ``ensemble``: the plain mean of the four.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast.history import NODES, History
from miqyas.kernel.errors import Place
from miqyas.observations.countries import countries, groups
from miqyas.observations.model import Values

NO_CHANGE: Final = "no_change"
ENSEMBLE: Final = "ensemble"
STRONGEST: Final = 0.5
"""Most of a drift, a group's mean or a gap that a forecast may follow."""


@dataclass(frozen=True)
class Fitted:
    """A model fitted to a history: `step` gives the expected change of level, shape (node, country).

    `step(levels, past)` sees the levels of one edition and the changes before it. `strength` is by node.
    """

    code: str
    strength: Values
    step: Callable[[Values, Values], Values]

    def expected(self, levels: Values, *, past: Values, steps: int) -> Values:
        """Levels expected some editions on, shape (node, country); `past` as for `step`."""
        for _ in range(steps):
            levels = levels + self.step(levels, past)
        return levels


def model_codes() -> tuple[str, ...]:
    """All models, the reference first.

    >>> model_codes()
    ('no_change', 'drift', 'groups', 'implied', 'ensemble')
    """
    return (NO_CHANGE, *_SIGNALS, ENSEMBLE)


def fit(past: History, *, model: str) -> Fitted:
    """Fit a model to what a history shows. Raises `AnalysisError` for an unknown model.

    >>> from miqyas.analysis.forecast.history import history
    >>> from miqyas.analysis.world import load_world
    >>> seen = history(load_world(), until=2010)
    >>> fit(seen, model="no_change").expected(seen.newest, past=seen.changes(), steps=1) is seen.newest
    False
    >>> bool(np.all(fit(seen, model="implied").strength <= STRONGEST))
    True
    """
    if model == NO_CHANGE:
        return Fitted(NO_CHANGE, np.zeros(len(NODES)), lambda levels, _: np.zeros_like(levels))
    if model == ENSEMBLE:
        return _ensemble([fit(past, model=code) for code in (NO_CHANGE, *_SIGNALS)])
    if model not in _SIGNALS:
        known = ", ".join(model_codes())
        raise AnalysisError("unknown_model", place=Place(name=model), given=model, known=known)
    signal = _SIGNALS[model]
    strength = _strength(past, signal)
    return Fitted(model, strength, lambda levels, changes: strength[:, np.newaxis] * signal(levels, changes))


def _ensemble(parts: Sequence[Fitted]) -> Fitted:
    def step(levels: Values, changes: Values) -> Values:
        mean: Values = np.mean([part.step(levels, changes) for part in parts], axis=0)
        return mean

    return Fitted(ENSEMBLE, np.mean([part.strength for part in parts], axis=0), step)


Signal = Callable[[Values, Values], Values]
"""Expected change at full strength, from levels (node, country) and changes (transition, node, country)."""


def _strength(past: History, signal: Signal) -> Values:
    """Least squares of relative changes on the signal over all transitions, by node, within the bounds."""
    changes = past.changes()
    products, squares = np.zeros(len(NODES)), np.zeros(len(NODES))
    for at, change in enumerate(changes):
        asked = _relative(signal(past.levels[at], changes[:at]))
        came = _relative(change)
        both = ~np.isnan(asked) & ~np.isnan(came)
        products += np.sum(np.where(both, asked * came, 0), axis=1)
        squares += np.sum(np.where(both, asked**2, 0), axis=1)
    found = np.divide(products, squares, out=np.zeros_like(products), where=squares > 0)
    strength: Values = np.clip(found, 0, STRONGEST)
    return strength


def _relative(change: Values) -> Values:
    """Changes less the mean of all states."""
    return change - _mean(change, axis=-1)[..., np.newaxis]


def _mean(values: Values, *, axis: int) -> Values:
    """Mean over what is there; 0 where nothing is."""
    count = np.sum(~np.isnan(values), axis=axis)
    total = np.nansum(values, axis=axis)
    mean: Values = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    return mean


def _drift(levels: Values, past: Values) -> Values:
    if len(past) == 0:
        return np.zeros_like(levels)
    relative = _relative(past)
    count = np.sum(~np.isnan(relative), axis=0)
    mean = _mean(relative, axis=0)
    scatter = _mean((relative - mean) ** 2, axis=0)
    degrees = np.maximum(count - 1, 1)
    within = np.sum(scatter * count, axis=-1) / np.maximum(np.sum(degrees, axis=-1), 1)
    return mean * _kept(mean, within[:, np.newaxis] / np.maximum(count, 1))


def _groups(levels: Values, past: Values) -> Values:
    if len(past) == 0:
        return np.zeros_like(levels)
    relative = _relative(past)
    moved = np.zeros_like(levels)
    own = _mean(relative, axis=0)
    labels = _labels()
    for node in range(len(NODES)):
        means = np.array([_mean(own[node][labels == group], axis=0) for group in range(labels.max() + 1)])
        sizes = np.bincount(labels)
        within = float(np.var(own[node] - means[labels]))
        moved[node] = (means * _kept(means, within / sizes))[labels]
    return moved


def _kept(means: Values, noise: Values) -> Values:
    """Share of a mean that is kept: signal variance over signal and noise, from the means' own scatter."""
    signal = np.maximum(np.mean(means**2 - noise, axis=-1, keepdims=True), 0)
    kept: Values = np.divide(signal, signal + noise, out=np.zeros_like(means), where=(signal + noise) > 0)
    return kept


def _labels() -> np.ndarray:
    kept = {code for code, group in groups().items() if group.kind in {"region", "income"}}
    names = ["|".join(sorted(kept & set(country.groups))) for country in countries().values()]
    return np.unique(names, return_inverse=True)[1]


def _implied(levels: Values, past: Values) -> Values:  # noqa: ARG001 - every signal sees both
    gaps = np.full_like(levels, np.nan)
    whole = ~np.isnan(levels).any(axis=0)
    components = range(len(NODES) - 1)
    for node in range(len(NODES)):
        others = np.stack(
            [levels[other] for other in components if other != node] + [np.ones(levels.shape[1])]
        )
        coefficients, *_ = np.linalg.lstsq(others[:, whole].T, levels[node][whole], rcond=None)
        gaps[node] = coefficients @ others - levels[node]
    return gaps


_SIGNALS: Final[dict[str, Signal]] = {"drift": _drift, "groups": _groups, "implied": _implied}
