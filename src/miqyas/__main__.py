"""The program with everything in it: the commands of `cli`, given the processes of `server` to start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miqyas.cli.main import app

if TYPE_CHECKING:
    from miqyas.reports.document.branding import Branding


class Installation:
    """The processes of this installation, imported when one of them is started."""

    def serve(self, host: str, port: int) -> None:
        """Serve the site until stopped."""
        from miqyas.server import run

        run.serve(host, port)

    def first_start(self, host: str, port: int) -> str | None:
        """Make an empty database ready; where its administrator enters first."""
        from miqyas.server import run

        return run.first_start(host, port)

    def sample(self, told: Callable[[str], None]) -> None:
        """Bring the database up to date and lay the sample government in, unless it is there."""
        from miqyas.server import run

        run.sample(told)

    def worker(self) -> None:
        """Carry out jobs until stopped."""
        from miqyas.server import run

        run.worker()

    def manage(self, argv: Sequence[str]) -> None:
        """Run a command of Django."""
        from miqyas.server import run

        run.manage(argv)

    def set_up(self) -> None:
        """Make what is stored readable in this process."""
        from miqyas.server import run

        run.set_up()

    def branding(self) -> Branding:
        """What reports of this installation wear, by its settings; the library alone has none."""
        from importlib.util import find_spec

        from miqyas.reports.document.branding import HOUSE, read_branding

        if find_spec("pydantic_settings") is None:
            return HOUSE
        from miqyas.server.config import config

        given = config()
        return read_branding(
            organisation=given.report_organisation,
            cover=given.report_cover,
            colour=given.report_colour,
            logo=given.report_logo,
        )

    def backup(self, file: Path, *, with_keys: bool) -> Mapping[str, Any]:
        """Write everything that is stored into a file, and say what went into it."""
        self.set_up()
        from miqyas.server.backup.make import backup

        return backup(file, with_keys=with_keys)

    def restore(self, file: Path, *, replace: bool, with_keys: bool) -> Mapping[str, Any]:
        """Put back what a file of `backup` holds, and say what it was."""
        self.set_up()
        from miqyas.server.backup.restore import restore

        return restore(file, replace=replace, with_keys=with_keys)

    def checks(self, language: str) -> list[tuple[str, bool, str]]:
        """What the doctor finds."""
        from miqyas.server import run

        run.set_up()
        from miqyas.server import doctor

        return list(doctor.checks(language))

    def deploy_checks(self, language: str) -> list[tuple[str, bool, str]]:
        """What the doctor finds beside that where others are to rely on it."""
        self.set_up()
        from miqyas.server.deployment import deploy_checks

        return list(deploy_checks(language))


def main() -> None:
    """Entry of the program."""
    app(obj=Installation())


if __name__ == "__main__":
    main()
