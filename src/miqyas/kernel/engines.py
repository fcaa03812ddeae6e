"""Who does work that comes in chunks: this process, processes beside it, a cluster of machines.

Workers may die: what they had in hand is given out again. Each result is handed on once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from logging import CRITICAL
from typing import TYPE_CHECKING, Any, Final, TypeVar

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.software import software_hash

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Part = TypeVar("Part")
Result = TypeVar("Result")

LOSSES_BORNE: Final = 3
"""How often in one piece of work the loss of workers is made good before it is given up."""
AHEAD: Final = 2
"""Chunks in hand for each worker: one being done, one waiting."""
SINGLE_THREADED: Final = {f"{library}_NUM_THREADS": 1 for library in ("OMP", "MKL", "OPENBLAS")}
"""Libraries of linear algebra leave the other cores to the other workers."""
PATIENCE: Final = 20.0
"""Seconds that a cluster has to answer."""


class ExecutionError(MiqyasError):
    """Work that cannot be given out, or was lost with those who did it."""

    code = "execution"


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
        """End the processes; a pool whose processes died settles its futures by itself."""
        for process in (getattr(self._pool, "_processes", None) or {}).values():
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
        distributed = _distributed(name)
        self.lost = (distributed.KilledWorker,)
        self._gone = (CancelledError, distributed.comm.CommClosedError)
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
        except self._gone as error:
            raise ExecutionError("cluster_gone", engine=self.name) from error

    def renew(self) -> None:
        """Nothing to do: new workers announce themselves."""

    def cancel(self, futures: Iterable[Future[Any]]) -> None:
        """Take back what has not begun; what has ends when it ends, or with the cluster."""
        self._client.cancel(list(futures), force=True)

    def close(self) -> None:
        """Leave the cluster; one that was opened here ends, with what it is in the middle of."""
        if self._local is not None:
            self._local.sync(_end_workers, self._local)
            self._local.close()
        self._client.close()


async def _end_workers(cluster: Any) -> None:
    """Have the nannies kill their workers instead of waiting until they are done."""
    import asyncio

    await asyncio.gather(*(nanny.close(timeout=0.5) for nanny in cluster.workers.values()))


def _distributed(name: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ExecutionError("no_cluster_extra", engine=name) from error
    return distributed


def open_cluster(name: str, *, workers: int) -> Cluster:
    """A cluster of this machine, which ends with the engine."""
    distributed = _distributed(name)
    import dask

    # Dask would have workers give memory back at once, which makes arrays of middling size many times dearer.
    with dask.config.set({"distributed.nanny.pre-spawn-environ": SINGLE_THREADED}):
        local = distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=CRITICAL
        )
    return Cluster(name, distributed.Client(local, timeout=PATIENCE, set_as_default=False), local=local)


def join_cluster(name: str, *, address: str) -> Cluster:
    """A cluster that others opened; its workers have to be of our own software to give our numbers."""
    distributed = _distributed(name)
    client = None
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
        strange = set(client.run(software_hash).values()) - {software_hash()}
    except (OSError, TimeoutError, ValueError) as error:
        if client is not None:
            client.close()
        raise ExecutionError("cluster_unreachable", engine=name) from error
    except ImportError:
        strange = {""}
    if client is not None and strange:
        client.close()
        raise ExecutionError("cluster_of_other_software", engine=name)
    return Cluster(name, client)
