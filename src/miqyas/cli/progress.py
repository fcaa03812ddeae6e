"""How far a long command is: a line on standard error, for people who wait at a terminal.

It appears after a second and goes away at the end. Pipes, files and ``--json`` never see it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

    from miqyas.cli.screen import Screen

OnProgress = Callable[[float], None]
OnNews = Callable[[float, str], None]
PATIENCE: Final = 1.0
"""Seconds that a person waits without being told."""
WIDTH: Final = 30
REDRAWN: Final = 8
"""Times a second."""


def nothing_shown(share: float) -> None:
    """Progress where nobody watches."""


def nothing_told(share: float, words: str) -> None:
    """News where nobody watches."""


def is_watched() -> bool:
    """Whether standard error is a terminal that somebody looks at."""
    return sys.stderr.isatty()


@contextmanager
def shown(words: str, *, language: str) -> Iterator[OnProgress]:
    """A line with the words, a bar and the share done, from a second on until the block ends."""
    line = _Line(words, language=language)
    late = threading.Timer(PATIENCE, line.appear)
    late.daemon = True
    late.start()
    try:
        yield line.move
    finally:
        late.cancel()
        line.vanish()


@contextmanager
def told(words: str, *, language: str) -> Iterator[OnNews]:
    """The same, of work whose words change as it goes on."""
    line = _Line(words, language=language)
    line.appear()
    try:
        yield line.tell
    finally:
        line.vanish()


class _Line:
    """The line itself: moved by the command, drawn by a thread of its own."""

    def __init__(self, words: str, *, language: str) -> None:
        self._words = words
        self._language = language
        self._share = 0.0
        self._lock = threading.Lock()
        self._live: Live | None = None
        self._is_over = False

    def move(self, share: float) -> None:
        """Note the share done; it never goes back."""
        self._share = max(self._share, min(share, 1.0))

    def tell(self, share: float, words: str) -> None:
        """Note the share done and what is said of it."""
        self.move(share)
        self._words = words

    def appear(self) -> None:
        """Begin to draw, unless the work is over already."""
        from rich.console import Console
        from rich.live import Live

        from miqyas.cli.screen import Screen

        screen = Screen(self._language, console=Console(stderr=True, highlight=False, markup=False))
        with self._lock:
            if not self._is_over:
                self._live = Live(
                    console=screen.console,
                    get_renderable=lambda: self._drawn(screen),
                    transient=True,
                    refresh_per_second=REDRAWN,
                    redirect_stdout=False,
                )
                self._live.start()

    def vanish(self) -> None:
        """Take the line away."""
        with self._lock:
            self._is_over = True
            if self._live is not None:
                self._live.stop()

    def _drawn(self, screen: Screen) -> RenderableType:
        from rich.align import Align

        from miqyas.cli.screen import Column, bare

        share = screen.number(self._share, "percent")
        row = [self._words, screen.bar(self._share, width=WIDTH), share]
        table = screen.laid_out([Column(""), Column(""), Column("", "number")], [row], show_header=False)
        return Align(bare(table), screen.side)
