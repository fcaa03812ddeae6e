"""Sealing the history on schedule."""

from __future__ import annotations

from datetime import timedelta

from miqyas.jobs.registry import job
from miqyas.jobs.run import Run
from miqyas.workspace.history.sealing import history_seal


@job("history.seal", every=timedelta(minutes=15))
def seal(run: Run) -> dict[str, int]:
    """Seal what has been recorded since the last time, a chain for each campaign."""
    return {"seals": len(history_seal())}
