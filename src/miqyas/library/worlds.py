"""The data that questions are asked of: the release, or what somebody laid over it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from miqyas.analysis.world import World, load_world
from miqyas.kernel.datasets import OverlayFolder


def world(folder: str | Path | None = None, *, target_edition: int | None = None) -> World:
    """All that is loaded: the release, and the datasets that lie over it in a data folder of Miqyas.

    The folder is the one that the command line is given by ``--data-dir``. Raises `DatasetError` for
    datasets that are not as they were kept.
    """
    active = OverlayFolder(Path(folder) / "datasets").active() if folder is not None else None
    return load_world(active, target_edition=target_edition)


def loaded(given: World | None) -> World:
    """The world that was given, else the release, which is loaded once."""
    return given or _release()


@cache
def _release() -> World:
    return load_world()
