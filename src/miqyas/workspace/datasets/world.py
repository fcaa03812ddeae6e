"""The world that pages and the API show: loaded once a process, found again by one small query a request."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from miqyas.analysis.world import World, load_world
from miqyas.catalogue import Instrument, instruments_in
from miqyas.workspace.datasets.queries import active_set, active_set_name

KEPT: Final = 2
"""Worlds that stay in memory: the one in force, and the one before it while its last readers finish."""

_Key = tuple[str, int | None]
_loaded: dict[_Key, World] = {}
_loading = threading.Lock()


def current_world() -> World:
    """The release with the datasets in force, for the target edition of this installation.

    One query learns the name of the set in force; the world itself is loaded when that name, or the
    target edition, is new to this process. Safe to call from several threads. Raises `DatasetError` when
    a dataset in force is missing or altered.
    """
    key = (active_set_name(), settings.MIQYAS_TARGET_EDITION)
    found = _loaded.get(key)
    return found or _load(key)


def _load(key: _Key) -> World:
    with _loading:
        if key not in _loaded:
            active = active_set()  # may be newer than the key: then the next request loads once more
            _loaded[active.name, key[1]] = world = load_world(active, target_edition=key[1])
            for old in list(_loaded)[:-KEPT]:
                del _loaded[old]
            return world
        return _loaded[key]


def instruments_known() -> Mapping[str, Instrument]:
    """The packaged instruments and the country's own lists in force, by code; one small query."""
    return instruments_in(current_world().active)


def world_of(request: HttpRequest) -> World:
    """The world of a request, the same however often a page asks: an answer shows one state of the data."""
    found: World | None = getattr(request, "miqyas_world", None)
    if found is None:
        found = current_world()
        request.miqyas_world = found  # type: ignore[attr-defined]
    return found


def home_country() -> str:
    """ISO code of the country that this installation serves."""
    code: str = settings.MIQYAS_HOME_COUNTRY
    return code


def forget_worlds() -> None:
    """Drop what is loaded, so that the next request loads it: for tests."""
    _loaded.clear()
