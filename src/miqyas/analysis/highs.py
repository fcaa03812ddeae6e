"""Linear and mixed-integer programmes, solved by HiGHS in a thread beside, which writes nothing to stdout."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

GLANCE: Final = 0.1
"""Seconds between two looks at whether anybody still waits."""
_stdout_lock = threading.Lock()
_solver_lock = threading.Lock()
_watch: ContextVar[Callable[[], None] | None] = ContextVar("watch", default=None)


def milp(objective: np.ndarray, **program: Any) -> Any:
    """What `scipy.optimize.milp` finds for a programme with whole variables; the least is the best.

    >>> import numpy as np
    >>> from scipy.optimize import LinearConstraint
    >>> row = LinearConstraint(np.array([[2.0, 3.0]]), -np.inf, 5.0)
    >>> milp(np.array([-1.0, -2.0]), constraints=[row], integrality=np.ones(2)).x.tolist()
    [1.0, 1.0]
    """
    from scipy.optimize import milp as solve

    return _aside(lambda: solve(objective, **program))


def linprog(objective: np.ndarray, **program: Any) -> Any:
    """What `scipy.optimize.linprog` finds for a programme without whole variables, with its prices.

    >>> import numpy as np
    >>> found = linprog(np.array([-1.0, -2.0]), A_ub=np.array([[2.0, 3.0]]), b_ub=np.array([4.0]))
    >>> round(found.fun, 6), round(float(found.ineqlin.marginals[0]), 6)
    (-2.666667, -0.666667)
    """
    from scipy.optimize import linprog as solve

    return _aside(lambda: solve(objective, method="highs", **program))


@contextmanager
def watched(look: Callable[[], None]) -> Iterator[None]:
    """Call `look` again and again while the solver works: whoever raises in it waits no longer.

    >>> with watched(lambda: None):
    ...     pass
    """
    token = _watch.set(look)
    try:
        yield
    finally:
        _watch.reset(token)


def _aside(work: Callable[[], Any]) -> Any:
    """What the solver finds, working in a thread of its own, so that this one can be interrupted meanwhile.

    HiGHS cannot be stopped from outside: given up, it ends with its time limit, and nobody takes its answer.
    The next programme waits for that end: two at once share worker threads inside HiGHS, which then bring the
    process down when it leaves.
    """
    outcome: list[Any] = []
    failure: list[BaseException] = []

    def carry_out() -> None:
        try:
            with _solver_lock:
                outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
            failure.append(error)

    with _quiet():
        thread = threading.Thread(target=carry_out, name="solver", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(GLANCE)
            look = _watch.get()
            if look is not None and thread.is_alive():
                look()
    if failure:
        raise failure[0]
    return outcome[0]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the solver from writing to standard output, which it does below Python and unasked."""
    with _stdout_lock:
        try:
            number = sys.__stdout__.fileno() if sys.__stdout__ else -1
            kept = os.dup(number)
        except (OSError, ValueError):
            yield
            return
        sys.__stdout__.flush()  # type: ignore[union-attr]
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        try:
            yield
        finally:
            _flush_c()
            os.dup2(kept, number)
            os.close(kept)
            os.close(nowhere)


def _flush_c() -> None:
    """Empty what the C library still holds, so that it does not come out later."""
    library: Any = ctypes.CDLL(None) if os.name == "posix" else ctypes.cdll.msvcrt
    library.fflush(None)
