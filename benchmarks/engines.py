"""The same work by every engine, one of its workers killed in the middle: times, and equal numbers or not."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from miqyas.analysis.forecast import Forecast
from miqyas.analysis.simulate.run import moving_totals
from miqyas.index.rank import competition_rank
from miqyas.kernel.execution import Chunk, Engine, chunks_of, map_chunks, open_engine

DRAWS = 500_000
CHUNK = 10_000
SEED = 1
ENGINES = ("serial", "processes:2", "dask:2")


@dataclass(frozen=True)
class Run:
    """How one engine did: seconds until its workers were warm, of the work; whether its numbers are equal."""

    name: str
    opening: float
    working: float
    is_equal: bool


def counted(chunk: Chunk, *, future: Forecast, grave: str) -> np.ndarray:
    """How often each state came to each rank; the first who comes to a middle chunk is killed over it."""
    if grave and chunk.start >= DRAWS // 2 and not Path(grave).exists():
        Path(grave).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    size = len(future.countries)
    counts = np.zeros((size, size + 1), dtype=np.int64)
    columns = np.arange(size)
    for total, _ in moving_totals(future, (), draws=len(chunk), generator=chunk.generator()):
        np.add.at(counts, (columns, competition_rank(total)), 1)
    return counts


def runs(future: Forecast) -> Iterator[Run]:
    """Every engine, then those with other processes again with one of them killed."""
    expected = None
    for name in ENGINES:
        run, found = _run(future, name, grave="")
        expected = found if expected is None else expected
        yield Run(name, *run, bool(np.array_equal(found, expected)))
    for name in ENGINES[1:]:
        with tempfile.TemporaryDirectory() as folder:
            run, found = _run(future, name, grave=f"{folder}/grave")
            assert Path(f"{folder}/grave").exists(), "nobody was killed"
        yield Run(f"{name}, one killed", *run, bool(np.array_equal(found, expected)))


def _run(future: Forecast, name: str, *, grave: str) -> tuple[tuple[float, float], np.ndarray]:
    start = time.perf_counter()
    with open_engine(name) as engine:
        _summed(future, engine, draws=2 * CHUNK * engine.workers, grave="")
        opened = time.perf_counter()
        found = _summed(future, engine, draws=DRAWS, grave=grave)
        worked = time.perf_counter()
    return (opened - start, worked - opened), found


def _summed(future: Forecast, engine: Engine, *, draws: int, grave: str) -> np.ndarray:
    work = partial(counted, future=future, grave=grave)
    chunks = chunks_of(draws, size=CHUNK, seed=SEED)
    total: np.ndarray = sum(map_chunks(work, chunks, engine=engine))
    return total
