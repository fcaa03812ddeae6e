"""Entry of the worker process."""

from __future__ import annotations

import os

import structlog

from miqyas.jobs.registry import kinds
from miqyas.jobs.run import HELD
from miqyas.jobs.services import schedules_set_up
from miqyas.jobs.tasks.charts import charts_warm_ask
from miqyas.jobs.worker import work

YIELDS = 10
"""How far the worker stands back from the site where both want the processor."""


def main() -> None:
    """Carry out jobs until stopped; the first is to draw charts ahead, unless that was done before."""
    if hasattr(os, "nice"):
        os.nice(YIELDS)
    structlog.get_logger("miqyas.jobs").info("worker_ready", worker=HELD.worker, kinds=len(kinds()))
    schedules_set_up()
    charts_warm_ask()
    work()
