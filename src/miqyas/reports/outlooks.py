"""Forecasts as charts and pages show them: kept with the world while the same is asked for again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.forecast import NODES
from miqyas.analysis.forecast.joint import Break, coming_editions
from miqyas.analysis.forecast.ledger import Frozen
from miqyas.analysis.forecast.record import is_at_hand, track_record
from miqyas.analysis.forecast.verdict import Verdict, verdict
from miqyas.analysis.outlook import FieldOutlook, Outlook, StateOutlook, country_outlook, field_outlook
from miqyas.analysis.world import World

BREAKS: Final[tuple[Break, ...]] = ("as_before", "broken", "unbroken")
SHOWN: Final = ("EGDI", *NODES)
"""What has a fan of its own beside the rank."""
KEPT: Final = 60
_keeping = threading.Lock()


def outlook_of(world: World, iso3: str, *, model: str, method_break: Break) -> Outlook:
    """A country in every coming edition; the last that were asked for are kept. Raises `AnalysisError`."""
    key = (iso3, model, method_break)
    kept: OrderedDict[tuple[str, ...], Outlook] = world.kept_answers.setdefault(("outlooks",), OrderedDict())
    with _keeping:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    last = coming_editions(world)[-1]
    found = country_outlook(world, iso3=iso3, to=last, model=model, method_break=method_break)
    with _keeping:
        kept[key] = found
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def next_of(world: World, iso3: str) -> StateOutlook | None:
    """A country in the next edition by the model in force; None where it is not ranked or none is at hand.

    None as well where the results loaded do not carry a forecast: a country's page shows what there is.
    """
    if not is_at_hand(world):
        return None
    try:
        return next_field(world).of(iso3)
    except AnalysisError:
        return None


def next_field(world: World) -> FieldOutlook:
    """All states in the next edition by the model in force."""
    return field_outlook(world, edition=coming_editions(world)[0], model=track_record(world).chosen)


def kept_verdict(world: World, sha256: str, frozen: Frozen) -> Verdict | None:
    """What became of a published forecast, worked out once."""
    key = ("verdict", sha256)
    if key not in world.kept_answers:
        world.kept_answers[key] = verdict(world, frozen)
    found: Verdict | None = world.kept_answers[key]
    return found
