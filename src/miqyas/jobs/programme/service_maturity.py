"""How mature services are together: the whole, each entity, each sector, and the year behind them."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from miqyas.assessment.maturity import Point, Summary, series, summaries, summary
from miqyas.assessment.once_only import OnceOnly, Use, once_only
from miqyas.catalogue.maturity import maturity_model
from miqyas.catalogue.services import service_words
from miqyas.workspace.registry.queries import mandates_held
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import (
    documents_carried,
    levels_by,
    register_version,
    turns_of,
    uses_in,
)

MONTHS: Final = 12
KEPT: Final = 12
"""Results that stay in memory, the least recently read going first."""
_kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
_keeping = threading.Lock()
TRANSACTIONAL: Final = "transactional"
"""The level from which a service is done online altogether."""


@dataclass(frozen=True)
class Maturities:
    """Services together; `past` has the days on which any were there, the last is today."""

    whole: Summary
    entities: Mapping[str, Summary]
    sectors: Mapping[str, Summary]
    past: tuple[Point, ...]


def maturities(services: QuerySet[Service], *, today: dt.date) -> Maturities:
    """The maturity of services, by a constant number of queries."""
    by_entity, by_sector = levels_by(services, "entity__code"), levels_by(services, "sector")
    return Maturities(
        whole=summary(rated for _, rated in by_entity),
        entities=summaries(by_entity),
        sectors=summaries(by_sector),
        past=tuple(point for point in _past(services, today) if point.count),
    )


def asked_again(services: QuerySet[Service]) -> tuple[tuple[Use, ...], OnceOnly]:
    """What services ask for, fetch and give, and the graph of it."""

    def work() -> tuple[tuple[Use, ...], OnceOnly]:
        uses = tuple(uses_in(services))
        return uses, once_only(uses)

    found: tuple[tuple[Use, ...], OnceOnly] = _worked_out("asked_again", services, work)
    return found


def carried(services: QuerySet[Service]) -> int:
    """How many documents a year people bring from one entity to another."""
    found: int = _worked_out("carried", services, lambda: documents_carried(services))
    return found


def _past(services: QuerySet[Service], today: dt.date) -> tuple[Point, ...]:
    def work() -> tuple[Point, ...]:
        numbers = {level.code: level.number for level in maturity_model().levels}
        return series(turns_of(services, numbers=numbers), days=month_ends(today))

    found: tuple[Point, ...] = _worked_out(f"past {today}", services, work)
    return found


def _worked_out(name: str, services: QuerySet[Service], work: Callable[[], Any]) -> Any:
    """What follows from services alone: worked out once for each state of the register and each selection.

    The version is read before the services are, so that what is kept is never older than its name.
    """
    key = (name, register_version(), maturity_model().version, str(services.query))
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = work()
    with _keeping:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def usual_holders() -> dict[str, str]:
    """By datum the code of the one entity whose mandate it usually is to hold it."""
    held = mandates_held()
    return {
        code: held[datum.holder][0].code
        for code, datum in service_words().data.items()
        if len(held.get(datum.holder, ())) == 1
    }


def transactional_number() -> int:
    """The number of the level from which a service is done online altogether."""
    level = maturity_model().level(TRANSACTIONAL)
    assert level is not None
    return level.number


def month_ends(today: dt.date) -> list[dt.date]:
    """The last days of the months before, and today."""
    ends = [today]
    for _ in range(MONTHS - 1):
        ends.append(ends[-1].replace(day=1) - dt.timedelta(days=1))
    return ends[::-1]
