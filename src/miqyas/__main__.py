"""The program with everything in it: the commands of `cli`, given the processes of `server` to start."""

from collections.abc import Sequence

from miqyas.cli.main import app


class Installation:
    """The processes of this installation, imported when one of them is started."""

    def serve(self, host: str, port: int) -> None:
        """Serve the site until stopped."""
        from miqyas.server import run

        run.serve(host, port)

    def worker(self) -> None:
        """Carry out jobs until stopped."""
        from miqyas.server import run

        run.worker()

    def manage(self, argv: Sequence[str]) -> None:
        """Run a command of Django."""
        from miqyas.server import run

        run.manage(argv)

    def checks(self, language: str) -> list[tuple[str, bool, str]]:
        """What the doctor finds."""
        from miqyas.server import run

        run.set_up()
        from miqyas.server import doctor

        return list(doctor.checks(language))


def main() -> None:
    """Entry of the program."""
    app(obj=Installation())


if __name__ == "__main__":
    main()
