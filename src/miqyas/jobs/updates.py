"""What stored inputs would do: the join of what the workspace keeps with the question of updates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from miqyas.analysis.world import World
from miqyas.jobs.answers import ToldError, ask_now
from miqyas.observations.raw import RawValue, raw_values_of
from miqyas.workspace.datasets.world import home_country
from miqyas.workspace.statistics.checks import differs
from miqyas.workspace.statistics.models import StatisticalInput


def loaded_values(world: World) -> Mapping[str, RawValue]:
    """The loaded inputs of the country that this installation serves, by code."""
    return raw_values_of(world.active, iso3=home_country())


def update_of(item: StatisticalInput, loaded: RawValue | None) -> dict[str, Any]:
    """The update that an input asks for: from what the agency has, or what was loaded, to the country's own.

    Where the two do not differ, or one is not known, it asks what one step of the unit would do.
    """
    now = item.agency_value if item.agency_value is not None else (loaded.value if loaded else None)
    then = item.national_value
    if now is None or then is None:
        return {"node": item.indicator, "now": now, "then": then}
    is_apart = differs(item) if item.agency_value is not None else now != then
    return {"node": item.indicator, "now": now, "then": then if is_apart else None}


def updates_told(changes: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | ToldError:
    """What the changes would do to the country, kept for whoever asks the same; or why nobody can tell."""
    answer = ask_now("statistics.updates", {"iso3": home_country(), "changes": list(changes)})
    if answer.error is not None:
        return answer.error
    assert answer.result is not None
    return answer.result
