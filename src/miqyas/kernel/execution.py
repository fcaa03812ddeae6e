"""One way of doing much of the same: in this process, in several, or on a cluster; the same numbers on each.

Work is cut into chunks before anybody knows who will do it, and each chunk carries its own seed. What a
chunk gives depends on the chunk alone, so that engine, number of workers and accidents change the time
that it takes, and nothing else. Results come in the order of the chunks and few are held at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from miqyas.kernel.engines import SERIAL, Engine, ExecutionError, Processes, join_cluster, open_cluster

if TYPE_CHECKING:
    import numpy as np

__all__ = ["SERIAL", "Chunk", "Engine", "ExecutionError", "chunks_of", "map_chunks", "open_engine"]

Part = TypeVar("Part")
Result = TypeVar("Result")
Progress = Callable[[float], None]
MOST_WORKERS: Final = 256
ENGINES: Final = re.compile(
    r"(?P<kind>serial)|(?P<pool>processes|dask):(?P<workers>\d{1,9})|dask:(?P<address>\w+://\S+)"
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the work, ``start`` up to but without ``stop``, and the seed of its random numbers.

    >>> chunk = chunks_of(10, size=4, seed=1)[2]
    >>> chunk.index, chunk.start, chunk.stop, len(chunk)
    (2, 8, 10, 2)
    """

    index: int
    start: int
    stop: int
    seed: np.random.SeedSequence

    def __len__(self) -> int:
        return self.stop - self.start

    def generator(self) -> np.random.Generator:
        """A generator at its beginning: the same numbers whenever it is asked for.

        >>> chunk = chunks_of(10, size=4, seed=1)[2]
        >>> float(chunk.generator().random()) == float(chunk.generator().random())
        True
        """
        import numpy as np

        # A new sequence each time: spawning from a generator leaves its mark in the sequence it was made of.
        return np.random.default_rng(np.random.SeedSequence(self.seed.entropy, spawn_key=self.seed.spawn_key))


def chunks_of(total: int, *, size: int, seed: int) -> tuple[Chunk, ...]:
    """Cut ``total`` draws into chunks of ``size`` (the last may be shorter), each with a seed of its own.

    Numbers depend on ``seed`` and ``size``; a longer work begins with the chunks of a shorter one.
    `ValueError` for a negative total or seed, or a size below 1.

    >>> [(chunk.start, chunk.stop) for chunk in chunks_of(10, size=4, seed=1)]
    [(0, 4), (4, 8), (8, 10)]
    >>> chunks_of(0, size=4, seed=1)
    ()
    """
    import numpy as np

    if total < 0 or size < 1:
        raise ValueError(f"cannot cut {total} into chunks of {size}")
    starts = range(0, total, size)
    seeds = np.random.SeedSequence(seed).spawn(len(starts))
    return tuple(
        Chunk(index, start, min(start + size, total), seeds[index]) for index, start in enumerate(starts)
    )


def map_chunks(
    function: Callable[[Part], Result],
    chunks: Sequence[Part],
    *,
    engine: Engine = SERIAL,
    on_progress: Progress | None = None,
) -> Iterator[Result]:
    """Yield ``function(chunk)`` for each chunk, in their order, with few results in memory at a time.

    ``function`` can be pickled: one of a module, or a `functools.partial` of one. ``on_progress`` is told
    the share done, 0 to 1, after each chunk. Whoever raises in it, stops iterating or is interrupted
    cancels what is pending. `ExecutionError` when workers are lost again and again; an error
    of ``function`` itself is raised as it is.

    >>> shares = []
    >>> list(map_chunks(len, chunks_of(10, size=4, seed=1), on_progress=shares.append))
    [4, 4, 2]
    >>> shares[-1]
    1.0
    """
    with closing(engine.results(function, chunks)) as results:
        for done, result in enumerate(results, start=1):
            if on_progress is not None:
                on_progress(done / len(chunks))
            yield result


@contextmanager
def open_engine(text: str) -> Iterator[Engine]:
    """The engine that a name stands for, closed at the end of the block, whatever happened in it.

    ``serial``; ``processes:4`` of this machine; ``dask:4``, a cluster of this machine; ``dask:tcp://host:8786``,
    the scheduler of another. The last two need the extra ``cluster``. `ExecutionError` for any other name,
    for no or too many workers, for a cluster that does not answer.

    >>> with open_engine("serial") as engine:
    ...     list(map_chunks(len, chunks_of(10, size=4, seed=1), engine=engine))
    [4, 4, 2]
    >>> with open_engine("turbo") as engine:
    ...     pass
    Traceback (most recent call last):
    miqyas.kernel.engines.ExecutionError: execution.unknown_engine: given='turbo'
    """
    engine = _engine(text.strip())
    try:
        yield engine
    finally:
        engine.close()


def _engine(text: str) -> Engine:
    named = ENGINES.fullmatch(text)
    if named is None:
        raise ExecutionError("unknown_engine", given=text)
    if named["kind"]:
        return SERIAL
    if named["address"]:
        return join_cluster(text, address=named["address"])
    workers = int(named["workers"])
    if not 1 <= workers <= MOST_WORKERS:
        raise ExecutionError("workers_number", given=text, most=MOST_WORKERS)
    return Processes(workers) if named["pool"] == "processes" else open_cluster(text, workers=workers)
