"""One way of doing much of the same: in this process, in several, or on a cluster; the same numbers on each.

Work is cut into chunks before anybody knows who will do it, and each chunk carries its own seed. What a
chunk gives depends on the chunk alone, so that engine, number of workers and accidents change the time
that it takes, and nothing else. Results come in the order of the chunks and few are held at a time.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from logging import CRITICAL
from typing import TYPE_CHECKING, Any, Final, TypeVar

from miqyas.kernel.errors import MiqyasError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    import numpy as np

Part = TypeVar("Part")
Result = TypeVar("Result")
Progress = Callable[[float], None]

LOSSES_BORNE: Final = 3
"""How often in one piece of work the loss of workers is made good before it is given up."""
AHEAD: Final = 2
"""Chunks in hand for each worker: one being done, one waiting."""
MOST_WORKERS: Final = 256
PATIENCE: Final = 20.0
"""Seconds that a cluster has to answer."""


class ExecutionError(MiqyasError):
    """Work that cannot be given out, or was lost with those who did it."""

    code = "execution"


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
    engine: Engine | None = None,
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
    with closing((engine or SERIAL).results(function, chunks)) as results:
        for done, result in enumerate(results, start=1):
            if on_progress is not None:
                on_progress(done / len(chunks))
            yield result


class Engine(ABC):
    """Who does the work; made by `open_engine`."""

    name: str
    workers: int

    @abstractmethod
    def results(
        self, function: Callable[[Part], Result], chunks: Sequence[Part]
    ) -> Generator[Result, None, None]:
        """Results in the order of the chunks; closing the iterator cancels what is pending."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the workers at once, whatever they are doing."""


class Serial(Engine):
    """Nobody but this process, one chunk after the other.

    >>> SERIAL.name, SERIAL.workers
    ('serial', 1)
    """

    name = "serial"
    workers = 1

    def results(
        self, function: Callable[[Part], Result], chunks: Sequence[Part]
    ) -> Generator[Result, None, None]:
        """Results as they are asked for."""
        for chunk in chunks:
            yield function(chunk)

    def close(self) -> None:
        """Nobody is held."""


SERIAL: Final = Serial()


class Pooled(Engine):
    """Workers who are handed chunks; what is lost with one of them is handed out again."""

    lost: tuple[type[BaseException], ...]

    def results(
        self, function: Callable[[Part], Result], chunks: Sequence[Part]
    ) -> Generator[Result, None, None]:
        """Results in order; at most `AHEAD` chunks for each worker are out at a time."""
        out: dict[int, Future[Result]] = {}
        head = losses = 0
        try:
            while head < len(chunks):
                try:
                    for index in range(head, min(head + AHEAD * self.workers, len(chunks))):
                        if index not in out:
                            out[index] = self.submit(function, chunks[index])
                    result = out[head].result()
                except self.lost as error:
                    losses += 1
                    if losses > LOSSES_BORNE:
                        raise ExecutionError("workers_lost", engine=self.name, n=losses) from error
                    self.renew()
                    out = {index: future for index, future in out.items() if self.kept(future)}
                    continue
                del out[head]
                head += 1
                yield result
        finally:
            if out:
                self.cancel(out.values())

    @abstractmethod
    def submit(self, function: Callable[[Part], Result], chunk: Part) -> Future[Result]:
        """Hand one chunk to whoever is free."""

    @abstractmethod
    def renew(self) -> None:
        """Find new workers after a loss; each future handed out before is settled afterwards."""

    @abstractmethod
    def cancel(self, futures: Iterable[Future[Any]]) -> None:
        """Have nobody go on with these."""

    def kept(self, future: Future[Any]) -> bool:
        """Whether what was handed out came to its own end, good or bad."""
        return future.done() and not future.cancelled() and not isinstance(future.exception(), self.lost)


class Processes(Pooled):
    """Processes of this machine. They start when the first chunk comes and end with their parent."""

    lost = (BrokenProcessPool,)

    def __init__(self, workers: int) -> None:
        self.name = f"processes:{workers}"
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[[Part], Result], chunk: Part) -> Future[Result]:
        """Hand one chunk to a process."""
        if self._pool is None:
            self._pool = _process_pool(self.workers)
        return self._pool.submit(function, chunk)

    def renew(self) -> None:
        """Let the broken pool settle its futures; the next chunk opens a new one."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

    def cancel(self, futures: Iterable[Future[Any]]) -> None:  # noqa: ARG002
        """End the processes: there is no other way to stop what they are in the middle of."""
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            processes = list((getattr(self._pool, "_processes", None) or {}).values())
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()
        self.renew()


def _process_pool(workers: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Never `fork`: the parent may have threads and a database open.
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it even where it was killed."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    import os

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Cluster(Pooled):
    """Workers of a Dask cluster; Dask itself gives the chunks of a killed worker to another."""

    def __init__(self, name: str, client: Any, *, local: Any = None) -> None:
        self.lost = (_distributed(name).KilledWorker,)
        self.name = name
        self._client = client
        self._local = local
        self.workers = max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)

    def submit(self, function: Callable[[Part], Result], chunk: Part) -> Future[Result]:
        """Hand one chunk to the scheduler."""
        future: Future[Result] = self._client.submit(function, chunk, pure=False)
        return future

    def results(
        self, function: Callable[[Part], Result], chunks: Sequence[Part]
    ) -> Generator[Result, None, None]:
        """Results in order; `ExecutionError` if the scheduler goes away."""
        try:
            yield from super().results(function, chunks)
        except (CancelledError, OSError) as error:
            raise ExecutionError("cluster_gone", engine=self.name) from error

    def renew(self) -> None:
        """Nothing to do: new workers announce themselves."""

    def cancel(self, futures: Iterable[Future[Any]]) -> None:
        """Take back what has not begun; a local cluster ends with what it is in the middle of."""
        if self._local is not None:
            self.close()
        else:
            self._client.cancel(list(futures), force=True)

    def close(self) -> None:
        """Leave the cluster, and end it if it was opened here."""
        self._client.close(timeout=2)
        if self._local is not None:
            self._local.close(timeout=2)


def _distributed(name: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ExecutionError("no_cluster_extra", engine=name) from error
    return distributed


def _open_cluster(name: str, target: str) -> Cluster:
    distributed = _distributed(name)
    if target.isdigit():
        cluster = distributed.LocalCluster(
            n_workers=int(target), threads_per_worker=1, dashboard_address=None, silence_logs=CRITICAL
        )
        return Cluster(name, distributed.Client(cluster, timeout=PATIENCE), local=cluster)
    try:
        client = distributed.Client(target, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise ExecutionError("cluster_unreachable", engine=name) from error
    return Cluster(name, client)


ENGINES: Final = re.compile(
    r"(?P<kind>serial)|(?P<pool>processes|dask):(?P<workers>\d{1,9})|dask:(?P<address>\w+://\S+)"
)


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
    miqyas.kernel.execution.ExecutionError: execution.unknown_engine: given='turbo'
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
        return _open_cluster(text, named["address"])
    if not 1 <= int(named["workers"]) <= MOST_WORKERS:
        raise ExecutionError("workers_number", given=text, most=MOST_WORKERS)
    return (
        Processes(int(named["workers"]))
        if named["pool"] == "processes"
        else _open_cluster(text, named["workers"])
    )
