"""The ledger: published forecasts, frozen as bytes and named by their hash: nobody can mend them later.

An entry is a text of canonical JSON (sorted keys, no spaces) named by the SHA-256 of its bytes. It holds what
is needed to score it and to make it anew: edition, origin, model, factor, kind of break, draws, seed,
versions, the fingerprint of the results it was made from, and for each state quantiles of its rank, of the
index and of each component. The package ships some in `ledger/`; those of a user are datasets of the kind
`forecast` in the set in force.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

import numpy as np

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast.history import NODES, history
from miqyas.analysis.forecast.joint import Break, Forecast, coming_editions, spread_out
from miqyas.analysis.forecast.models import fit
from miqyas.analysis.forecast.record import fingerprint, track_record
from miqyas.analysis.world import World
from miqyas.index.rank import competition_rank
from miqyas.kernel.datasets import Dataset
from miqyas.kernel.errors import Place
from miqyas.kernel.provenance import Versions
from miqyas.observations.model import Values

FORECAST_KIND: Final = "forecast"
FORMAT: Final = 1
LEVELS: Final = (0.01, 0.025, *(step / 20 for step in range(1, 20)), 0.975, 0.99)
"""Shares whose quantiles are kept, those of public forecasting hubs (Bracher, Ray, Gneiting, Reich, 2021)."""
DIGITS: Final = 4
FIGURES: Final = ("rank", "EGDI", *NODES)
FROZEN_DRAWS: Final = 20_000
FROZEN_SEED: Final = 1


@dataclass(frozen=True)
class Frozen:
    """A frozen forecast. `figures[f]` are quantiles of `FIGURES[f]`, shape (level, country), NaN for none.

    `countries` are the states along the last axis; `published` is a date, `results` the fingerprint of all
    results up to `origin`.
    """

    edition: int
    origin: int
    model: str
    factor: float
    method_break: Break
    draws: int
    seed: int
    published: str
    results: str
    versions: Versions
    levels: tuple[float, ...]
    countries: tuple[str, ...]
    figures: Mapping[str, Values]

    def quantile(self, figure: str, share: float) -> Values:
        """One quantile of rank, EGDI or a component, by country."""
        row: Values = self.figures[figure][self.levels.index(share)]
        return row


@dataclass(frozen=True)
class Entry:
    """A forecast in the ledger: its name (the SHA-256 of `content`), what it says, and who keeps it."""

    sha256: str
    title: str
    is_shipped: bool
    content: bytes
    forecast: Frozen


def freeze(
    world: World,
    *,
    published: str,
    edition: int | None = None,
    model: str | None = None,
    method_break: Break = "as_before",
    draws: int = FROZEN_DRAWS,
    seed: int = FROZEN_SEED,
) -> Frozen:
    """The forecast of a coming edition (the target, if none is named) as it is published today.

    Raises `AnalysisError` as `miqyas.analysis.forecast.forecast` does.

    >>> from miqyas.analysis.world import load_world
    >>> frozen = freeze(load_world(), published="2026-01-31", draws=500)
    >>> frozen.edition, frozen.origin, frozen.figures["rank"].shape
    (2026, 2024, (23, 193))
    """
    record = track_record(world)
    chosen, code = edition or world.target, model or record.chosen
    return frozen_as_of(
        world,
        origin=world.latest,
        edition=chosen,
        model=code,
        factor=record.factor(code),
        method_break=method_break,
        draws=draws,
        seed=seed,
        published=published,
    )


def frozen_as_of(
    world: World,
    *,
    origin: int,
    edition: int,
    model: str,
    factor: float,
    method_break: Break = "as_before",
    draws: int = FROZEN_DRAWS,
    seed: int = FROZEN_SEED,
    published: str = "",
) -> Frozen:
    """A forecast from the editions up to `origin` alone: to make an entry anew, and for hindsight.

    Raises `AnalysisError` for an origin without results, an edition that does not follow it by one to three
    editions, an unknown model, and a kind of break that its past does not show.

    >>> from miqyas.analysis.world import load_world
    >>> seen = frozen_as_of(load_world(), origin=2022, edition=2024, model="no_change", factor=1.0, draws=500)
    >>> int(seen.quantile("rank", 0.5)[seen.countries.index("BHR")])
    55
    """
    coming = _as_of(world, origin, edition, model=model, factor=factor, method_break=method_break)
    drawn = dict(coming.sample(draws, seed=seed))
    drawn["rank"] = competition_rank(drawn["EGDI"]).astype(float)
    ranked = np.flatnonzero(~np.isnan(drawn["EGDI"][0]))
    return Frozen(
        edition=edition,
        origin=origin,
        model=model,
        factor=factor,
        method_break=method_break,
        draws=draws,
        seed=seed,
        published=published,
        results=fingerprint(world, until=origin),
        versions=world.versions(origin),
        levels=LEVELS,
        countries=tuple(coming.countries[place] for place in ranked),
        figures={name: _quantiles(name, drawn[name][:, ranked]) for name in FIGURES},
    )


def _as_of(
    world: World, origin: int, edition: int, *, model: str, factor: float, method_break: Break
) -> Forecast:
    coming = coming_editions(world, origin=origin)
    if edition not in coming:
        known = ", ".join(map(str, coming))
        raise AnalysisError(
            "no_coming_edition", place=Place(name=str(edition)), given=str(edition), known=known
        )
    seen = history(world, until=origin)
    return spread_out(
        world,
        seen,
        fit(seen, model=model),
        edition=edition,
        steps=coming.index(edition) + 1,
        factor=factor,
        method_break=method_break,
    )


def _quantiles(name: str, drawn: Values) -> Values:
    """Quantiles of draws (draw, country), whole ranks and otherwise as many digits as are kept."""
    ordered = np.sort(drawn, axis=0)
    places = [max(int(np.ceil(level * len(ordered) - 1e-9)) - 1, 0) for level in LEVELS]
    rounded: Values = np.round(ordered[places], 0 if name == "rank" else DIGITS)
    return rounded


def write_entry(frozen: Frozen) -> bytes:
    """The bytes of an entry: equal forecasts give equal bytes, hence equal names.

    >>> from miqyas.analysis.world import load_world
    >>> frozen = freeze(load_world(), published="2026-01-31", draws=200)
    >>> write_entry(read_entry(write_entry(frozen))) == write_entry(frozen)
    True
    """
    head = {
        name: value
        for name, value in asdict(frozen).items()
        if name not in {"countries", "figures", "versions"}
    }
    states = {
        iso3: {
            name: [int(value) if name == "rank" else float(value) for value in frozen.figures[name][:, place]]
            for name in FIGURES
        }
        for place, iso3 in enumerate(frozen.countries)
    }
    whole = {**head, "format": FORMAT, "versions": frozen.versions.as_dict(), "countries": states}
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read_entry(content: bytes, *, name: str = "") -> Frozen:
    """A frozen forecast from its bytes; raises `AnalysisError` where they are none of this format.

    >>> from miqyas.analysis.world import load_world
    >>> frozen = freeze(load_world(), published="2026-01-31", draws=200)
    >>> read_entry(write_entry(frozen)).published
    '2026-01-31'
    """
    try:
        loaded: dict[str, Any] = json.loads(content)
        if loaded["format"] != FORMAT:
            raise ValueError(loaded["format"])
        states = loaded["countries"]
        return Frozen(
            edition=int(loaded["edition"]),
            origin=int(loaded["origin"]),
            model=str(loaded["model"]),
            factor=float(loaded["factor"]),
            method_break=cast("Break", loaded["method_break"]),
            draws=int(loaded["draws"]),
            seed=int(loaded["seed"]),
            published=str(loaded["published"]),
            results=str(loaded["results"]),
            versions=Versions(**loaded["versions"]),
            levels=tuple(map(float, loaded["levels"])),
            countries=tuple(states),
            figures={name: _figure(states, name, len(loaded["levels"])) for name in FIGURES},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AnalysisError("no_frozen_forecast", place=Place(name=name), given=name) from error


def _figure(states: Mapping[str, Mapping[str, Sequence[float]]], name: str, levels: int) -> Values:
    table = np.array([states[iso3][name] for iso3 in states], dtype=float).reshape(-1, levels)
    return table.T


def entry_name(content: bytes) -> str:
    """SHA-256 of an entry's bytes: what `sha256sum` says of the file.

    >>> entry_name(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(content).hexdigest()


def as_dataset(frozen: Frozen, *, title: str) -> Dataset:
    """An entry to be laid over the release, as any other dataset.

    >>> from miqyas.analysis.world import load_world
    >>> as_dataset(freeze(load_world(), published="2026-01-31", draws=200), title="January").kind
    'forecast'
    """
    origin = {"edition": frozen.edition, "model": frozen.model, "published": frozen.published}
    return Dataset(FORECAST_KIND, title, write_entry(frozen), origin)


def ledger(world: World) -> tuple[Entry, ...]:
    """All published forecasts, shipped and those of the set in force, in the order of their dates.

    Raises `AnalysisError` where a dataset of the kind is no frozen forecast.

    >>> from miqyas.analysis.world import load_world
    >>> all(entry.sha256 == entry_name(entry.content) for entry in ledger(load_world()))
    True
    """
    key = ("ledger",)
    if key not in world.kept_answers:
        own = (entry_of(dataset) for dataset in world.active.of_kind(FORECAST_KIND))
        found = {entry.sha256: entry for entry in (*own, *_shipped())}
        in_order = sorted(found.values(), key=lambda entry: (entry.forecast.published, entry.sha256))
        world.kept_answers[key] = tuple(in_order)
    kept: tuple[Entry, ...] = world.kept_answers[key]
    return kept


def find_entry(world: World, name: str) -> Entry:
    """An entry by its name or the beginning of it; raises `AnalysisError` where none or several fit.

    >>> from miqyas.analysis.world import load_world
    >>> find_entry(load_world(), "nothing")
    Traceback (most recent call last):
    miqyas.analysis.errors.AnalysisError: analysis.no_ledger_entry at nothing: given='nothing'
    """
    found = [entry for entry in ledger(world) if name and entry.sha256.startswith(name.lower())]
    if len(found) != 1:
        raise AnalysisError("no_ledger_entry", place=Place(name=name), given=name)
    return found[0]


@cache
def _shipped() -> tuple[Entry, ...]:
    folder = files("miqyas.analysis.forecast").joinpath("ledger")
    kept = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name
    )
    return tuple(_entry(file.read_bytes(), file.name, is_shipped=True) for file in kept)


def entry_of(dataset: Dataset) -> Entry:
    """The entry that a dataset of the kind holds; raises `AnalysisError` where it is no frozen forecast.

    >>> from miqyas.analysis.world import load_world
    >>> frozen = freeze(load_world(), published="2026-01-31", draws=200)
    >>> entry_of(as_dataset(frozen, title="January")).title
    'January'
    """
    return _entry(dataset.content, dataset.name, is_shipped=False)


def _entry(content: bytes, name: str, *, is_shipped: bool) -> Entry:
    frozen = read_entry(content, name=name)
    title = "" if is_shipped else name
    return Entry(entry_name(content), title, is_shipped, content, frozen)
