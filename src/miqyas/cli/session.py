"""What every command knows: language, form of output, place of the data, and the processes it may start."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypedDict

from miqyas.cli.errors import CommandError
from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.kernel.words import offered_languages

if TYPE_CHECKING:
    from miqyas.analysis.world import World
    from miqyas.cli.screen import Screen
    from miqyas.kernel.datasets import OverlayFolder
    from miqyas.kernel.execution import Engine
    from miqyas.reports.document.branding import Branding

YEAR_DIGITS: Final = 4
DEFAULT_LANGUAGE: Final = REQUIRED_LANGUAGES[0]
FINE, FOUND_SOMETHING, WRONG_INPUT, FAULT = range(4)
SAMPLE: Final = "sample"
"""The profile of the sample government, which comes ready made."""
PASSED_ON: Final = "manage"
"""The command whose words belong to somebody else, shared options among them."""


class Processes(Protocol):
    """What an installation can start; given by the room that puts everything together."""

    def serve(self, host: str, port: int) -> None:
        """Serve the site until stopped."""

    def first_start(self, host: str, port: int) -> str | None:
        """Make an empty database ready; where its administrator enters first. None where it is not empty."""

    def sample(self, told: Callable[[str], None]) -> None:
        """Bring the database up to date and lay the sample government in, unless it is there."""

    def worker(self) -> None:
        """Carry out jobs until stopped."""

    def manage(self, argv: Sequence[str]) -> None:
        """Run a command of Django."""

    def set_up(self) -> None:
        """Make what is stored readable in this process."""

    def branding(self) -> Branding:
        """What reports of this installation wear, by its settings."""

    def backup(self, file: Path, *, with_keys: bool) -> Mapping[str, Any]:
        """Write everything that is stored into a file, and say what went into it."""

    def restore(self, file: Path, *, replace: bool, with_keys: bool) -> Mapping[str, Any]:
        """Put back what a file of `backup` holds, and say what it was."""

    def checks(self, language: str) -> list[tuple[str, bool, str]]:
        """Name, whether all is well, and words, of each part of the installation."""

    def deploy_checks(self, language: str) -> list[tuple[str, bool, str]]:
        """The same, of all that has to be in order before others rely on it."""


class AtWork(TypedDict):
    """The parameters that every long analysis takes: who does it, and who is told how far it is."""

    engine: Engine
    on_progress: Callable[[float], None]


@dataclass(frozen=True)
class Session:
    """One run of the program."""

    language: str
    as_json: bool = False
    data_dir: Path | None = None
    profile: str = ""
    debug: bool = False
    processes: Processes | None = None

    @cached_property
    def screen(self) -> Screen:
        """Where people read."""
        from miqyas.cli.screen import Screen

        return Screen(self.language)

    @cached_property
    def overlays(self) -> OverlayFolder:
        """The user's own datasets."""
        from miqyas.kernel.datasets import OverlayFolder

        return OverlayFolder((self.data_dir or default_data_dir()) / "datasets")

    @cached_property
    def world(self) -> World:
        """All that is loaded: the release and the datasets laid over it."""
        from miqyas.analysis.world import load_world

        return load_world(self.overlays.active(), target_edition=target_edition(os.environ))

    def started_by(self) -> Processes:
        """The processes of the installation; raises `CommandError` where only the library is there."""
        if self.processes is None:
            raise CommandError("no_processes")
        return self.processes

    @property
    def branding(self) -> Branding:
        """What reports wear: as the installation is set, or the look of the house without one."""
        from miqyas.reports.document.branding import HOUSE

        return HOUSE if self.processes is None else self.processes.branding()

    @contextmanager
    def progress(self, key: str, **params: Any) -> Iterator[Callable[[float], None]]:
        """What a long function is given as ``on_progress``, to be told the share done, from 0 to 1.

        A person at a terminal sees a line with the words of the key, once the work has lasted a second;
        nobody else sees anything.
        """
        from miqyas.cli import progress

        if self.as_json or not progress.is_watched():
            yield progress.nothing_shown
            return
        from miqyas.kernel.words import say

        words = say(key, language=self.language, wrap=str, **params)
        with progress.shown(words, language=self.language) as on_progress:
            yield on_progress

    @contextmanager
    def news(self, key: str, **params: Any) -> Iterator[Callable[[float, str], None]]:
        """What a work that goes on for minutes is given to tell the share done, and in words where it is."""
        from miqyas.cli import progress

        if self.as_json or not progress.is_watched():
            yield progress.nothing_told
            return
        from miqyas.kernel.words import say

        words = say(key, language=self.language, wrap=str, **params)
        with progress.told(words, language=self.language) as on_news:
            yield on_news

    @contextmanager
    def at_work(self, engine: str, key: str, **params: Any) -> Iterator[AtWork]:
        """What a long analysis is given beside its question: an engine, and who hears of progress.

        So it is asked::

            with session.at_work(engine, "cli.progress.drawing", n=draws) as at_work:
                outcome = simulate(session.world, scenario, draws=draws, **at_work)
        """
        from miqyas.kernel.execution import open_engine

        with open_engine(engine) as chosen, self.progress(key, **params) as on_progress:
            yield {"engine": chosen, "on_progress": on_progress}

    def emit(self, value: Any) -> None:
        """Print a value as JSON."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def default_data_dir() -> Path:
    """``MIQYAS_DATA_DIR``, else the user's own place for data."""
    if given := os.environ.get("MIQYAS_DATA_DIR"):
        return Path(given)
    import platformdirs

    return platformdirs.user_data_path("miqyas", appauthor=False)


def target_edition(environment: Mapping[str, str]) -> int | None:
    """``MIQYAS_TARGET_EDITION``; None where it is not set. Raises `CommandError` for what is no year.

    >>> target_edition({"MIQYAS_TARGET_EDITION": "2030"}), target_edition({})
    (2030, None)
    """
    given = environment.get("MIQYAS_TARGET_EDITION", "")
    if given and not (given.isascii() and given.isdigit() and len(given) == YEAR_DIGITS):
        raise CommandError("bad_value", name="MIQYAS_TARGET_EDITION", path="miqyas")
    return int(given) if given else None


def default_language(environment: Mapping[str, str]) -> str:
    """``MIQYAS_LANGUAGE``, else the locale's language where we have it, else Arabic.

    >>> default_language({"LANG": "en_GB.UTF-8"}), default_language({"LANG": "C"})
    ('en', 'ar')
    >>> default_language({"MIQYAS_LANGUAGE": "ar", "LANG": "en_GB.UTF-8"})
    'ar'
    """
    for name in ("MIQYAS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = environment.get(name, "").replace("-", "_").split(".")[0].split("_")[0].lower()
        if code in offered_languages():
            return code
    return DEFAULT_LANGUAGE


def open_session(words: Sequence[str], *, processes: Processes | None) -> tuple[Session, list[str]]:
    """The session that the shared options ask for, wherever they stand, and the words that remain.

    Raises `CommandError` for a language that we do not have or an option without its value; the error
    reads in the language of the environment.

    >>> session, rest = open_session(["rank", "--json", "--lang", "en"], processes=None)
    >>> session.language, session.as_json, rest
    ('en', True, ['rank'])
    """
    rest: list[str] = []
    found: dict[str, Any] = {}
    coming = iter(words)
    for word in coming:
        name, _, value = word.partition("=")
        if word == PASSED_ON or word == "--":
            rest += [word, *coming]
        elif word in {"--json", "--debug"}:
            found["as_json" if word == "--json" else "debug"] = True
        elif name in _VALUED:
            found[name] = _VALUED[name](value or _next(coming, name))
        else:
            rest.append(word)
    session = Session(
        language=found.get("--lang") or default_language(os.environ),
        as_json=found.get("as_json", False),
        data_dir=found.get("--data-dir"),
        profile=found.get("--profile", ""),
        debug=found.get("debug", False),
        processes=processes,
    )
    return session, rest


def _next(coming: Iterator[str], name: str) -> str:
    value = next(coming, None)
    if value is None:
        raise CommandError("value_missing", name=name)
    return value


def _language(value: str) -> str:
    if value not in offered_languages():
        raise CommandError("unknown_language", given=value, known=", ".join(offered_languages()))
    return value


_VALUED: Final[Mapping[str, Callable[[str], Any]]] = {
    "--lang": _language,
    "--data-dir": Path,
    "--profile": str,
}
