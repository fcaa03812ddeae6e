"""Entry of the worker process."""

from __future__ import annotations

import structlog

from miqyas.jobs.registry import kinds
from miqyas.jobs.run import HELD
from miqyas.jobs.worker import work


def main() -> None:
    """Carry out jobs until stopped."""
    structlog.get_logger("miqyas.jobs").info("worker_ready", worker=HELD.worker, kinds=len(kinds()))
    work()
