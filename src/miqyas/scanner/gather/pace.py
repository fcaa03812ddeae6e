"""How fast a host is asked: one question at a time, a pause after each, slower where it asks for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

BUSY: Final = frozenset({429, 503})


@dataclass(frozen=True)
class Politeness:
    """How a host is treated. Seconds throughout.

    ``pause`` lies between two questions, and grows up to ``longest_pause`` where the host is busy or wants a
    longer one (Crawl-delay). A host that wants to be left alone for longer than ``longest_wait``, or fails
    ``failures`` times in a row, is left.
    """

    pause: float = 1.0
    longest_pause: float = 30.0
    longest_wait: float = 120.0
    failures: int = 5


POLITE: Final = Politeness()
LABORATORY: Final = Politeness(pause=0.0, longest_pause=0.5, longest_wait=1.0)
"""For staging sites of one's own."""


@dataclass(frozen=True)
class Clock:
    """Where time comes from; tests have one of their own.

    >>> Clock().now().tzinfo
    datetime.timezone.utc
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


CLOCK: Final = Clock()


@dataclass
class _Host:
    pause: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    failures: int = 0
    left_for: str = ""


class Pace:
    """When each host may be asked next. Threads may share it.

    >>> waited = []
    >>> pace = Pace(Politeness(pause=2.0), clock=Clock(monotonic=lambda: 0.0, sleep=waited.append))
    >>> pace.wait("a.example"), pace.told("a.example", status=200), pace.wait("a.example")
    (None, None, None)
    >>> waited
    [2.0]
    """

    def __init__(self, politeness: Politeness, *, clock: Clock = CLOCK) -> None:
        self._politeness = politeness
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Wait until the host may be asked; the next who asks for it waits a pause longer."""
        known = self._of(host)
        with known.lock:
            now = self._clock.monotonic()
            begin = max(known.next_at, now)
            known.next_at = begin + known.pause
        if begin > now:
            self._clock.sleep(begin - now)

    def told(self, host: str, *, status: int | None, retry_after: str = "") -> None:
        """Take note of what the host answered; None where it did not, 0 where it was not asked after all."""
        known = self._of(host)
        with known.lock:
            self._note(known, status=status, retry_after=retry_after)

    def _note(self, known: _Host, *, status: int | None, retry_after: str) -> None:
        polite = self._politeness
        now = self._clock.monotonic()
        is_failure = status is None or status >= 500 or status in BUSY
        known.failures = known.failures + 1 if is_failure else 0
        if status in BUSY:
            known.pause = min(max(known.pause * 2, polite.pause), polite.longest_pause)
        asked = seconds_of(retry_after, now=self._clock.now()) if status in BUSY else 0.0
        known.next_at = max(known.next_at, now + max(known.pause, min(asked, polite.longest_wait)))
        if asked > polite.longest_wait:
            known.left_for = "retry_after"
        elif known.failures >= polite.failures:
            known.left_for = "failures"

    def slow_down(self, host: str, *, pause: float) -> None:
        """Keep to the pause that the host asks for in its robots.txt, up to the longest."""
        known = self._of(host)
        known.pause = min(max(known.pause, pause), self._politeness.longest_pause)

    def why_left(self, host: str) -> str:
        """Why the host is not asked any more (failures, retry_after); empty where it is."""
        return self._of(host).left_for

    def _of(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._politeness.pause))


def seconds_of(retry_after: str, *, now: datetime) -> float:
    """The seconds that a Retry-After header asks for: a number or a date; 0 where it is neither.

    >>> seconds_of("120", now=datetime.now(UTC)), seconds_of("soon", now=datetime.now(UTC))
    (120.0, 0.0)
    """
    text = retry_after.strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - now).total_seconds(), 0.0)
