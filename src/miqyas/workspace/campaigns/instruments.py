"""Instruments of campaigns: those on offer, frozen when a campaign takes them up, and read back once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from miqyas.catalogue import (
    Feature,
    Instrument,
    instrument_as_dict,
    instrument_from_dict,
    instrument_sha256,
    instruments_in,
)
from miqyas.workspace.campaigns.models import Campaign, InstrumentSnapshot
from miqyas.workspace.datasets.queries import active_set, instrument_versions


@dataclass(frozen=True)
class Given:
    """The instruments of a campaign, as they were frozen."""

    instruments: tuple[Instrument, ...]

    @cached_property
    def features(self) -> Mapping[str, Feature]:
        """Every feature by its code, in the order of the instruments."""
        return {code: feature for one in self.instruments for code, feature in one.by_code.items()}

    @cached_property
    def instrument_of(self) -> Mapping[str, Instrument]:
        """The instrument of each feature, by the feature's code."""
        return {code: one for one in self.instruments for code in one.by_code}


def instruments_offered() -> Mapping[str, Instrument]:
    """The instruments that a campaign may take up, by code: packaged ones, and a country's own lists."""
    return instruments_in(active_set())


def versions_known(found: Instrument) -> Mapping[str, Instrument]:
    """The versions of an instrument by version, itself last: as campaigns froze it, as it was brought in."""
    frozen = InstrumentSnapshot.objects.filter(code=found.code).order_by("taken_at")
    names = {row.version: row.sha256 for row in frozen.defer("content")}
    known = {version: instrument_by_hash(name) for version, name in names.items()}
    known |= instrument_versions(found.code)
    known.pop(found.version, None)
    return {**known, found.version: found}


def instruments_of(campaign: Campaign) -> Given:
    """The instruments of a campaign, by one query."""
    names = campaign.instruments.order_by("code").values_list("sha256", flat=True)
    return given_by_hashes(tuple(names))


@lru_cache(maxsize=16)
def given_by_hashes(names: tuple[str, ...]) -> Given:
    """Frozen instruments by their hashes; what a hash names never changes."""
    return Given(tuple(instrument_by_hash(name) for name in names))


@lru_cache(maxsize=32)
def instrument_by_hash(name: str) -> Instrument:
    """One frozen instrument."""
    return instrument_from_dict(InstrumentSnapshot.objects.get(pk=name).content)


def snapshot_take(instrument: Instrument) -> InstrumentSnapshot:
    """The frozen copy of an instrument; the same content is kept once."""
    snapshot, _ = InstrumentSnapshot.objects.get_or_create(
        sha256=instrument_sha256(instrument),
        defaults={
            "code": instrument.code,
            "version": instrument.version,
            "content": instrument_as_dict(instrument),
        },
    )
    return snapshot
