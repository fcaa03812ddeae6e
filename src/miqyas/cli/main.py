"""The program `miqyas`: commands, shared options, errors in words, exit codes."""

from __future__ import annotations

import difflib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from miqyas.cli.commands.audit import audit
from miqyas.cli.commands.backup import backup, restore
from miqyas.cli.commands.campaign import campaign_list, campaign_score
from miqyas.cli.commands.catalogue import catalogue
from miqyas.cli.commands.challenge import challenge_verify
from miqyas.cli.commands.compare import compare
from miqyas.cli.commands.country import country
from miqyas.cli.commands.datasets import datasets
from miqyas.cli.commands.diff import diff
from miqyas.cli.commands.explain import explain
from miqyas.cli.commands.export import export
from miqyas.cli.commands.forecast import forecast
from miqyas.cli.commands.history import history
from miqyas.cli.commands.history_chain import history_checkpoint, history_verify
from miqyas.cli.commands.import_file import import_file
from miqyas.cli.commands.installation import doctor, manage, serve, worker
from miqyas.cli.commands.method import method
from miqyas.cli.commands.people import user_create, user_invite, user_list
from miqyas.cli.commands.portfolio import portfolio
from miqyas.cli.commands.rank import rank
from miqyas.cli.commands.report import report
from miqyas.cli.commands.scan import scan
from miqyas.cli.commands.schedule import schedule
from miqyas.cli.commands.services import services
from miqyas.cli.commands.simulate import simulate
from miqyas.cli.commands.target import target
from miqyas.cli.commands.twin import twin
from miqyas.cli.commands.twinning import twinning_inspect
from miqyas.cli.commands.verify import verify
from miqyas.cli.commands.worth import worth
from miqyas.cli.errors import CommandError
from miqyas.cli.session import (
    FAULT,
    FINE,
    PASSED_ON,
    SAMPLE,
    WRONG_INPUT,
    Session,
    default_language,
    open_session,
)
from miqyas.extras import extra_missing
from miqyas.kernel.errors import MiqyasError

PASSING_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


class Command(TyperCommand):
    """A command whose help is written by us, in the language of the session."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # noqa: ARG002 - typer dictates the signature
        """Print the help itself; nothing is left for the formatter."""
        from miqyas.cli.help import show_help

        session: Session = ctx.obj
        show_help(self, path=ctx.command_path, screen=session.screen)


class Program(TyperGroup):
    """All commands together."""

    format_help = Command.format_help

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> Any:
        """Run a command and leave with its exit code."""
        code = _run(self, list(sys.argv[1:] if args is None else args), processes=extra.get("obj"))
        sys.exit(code)

    def invoke(self, ctx: typer.Context) -> Any:
        """Carry out the command; a reader who has seen enough and closed the pipe is no error."""
        try:
            outcome = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FINE
        return outcome

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command of a name; raises `CommandError` with what may be meant."""
        if " ".join(args[:2]) in self.commands:  # of two words, such as "history verify"
            args = [" ".join(args[:2]), *args[2:]]
        if args[0] in self.commands or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(args[0], self.commands, n=3) or list(self.commands)
        raise CommandError("unknown_command", given=args[0], commands=", ".join(near))

    def run(self, words: list[str], session: Session) -> int:
        """Carry out a command; its exit code."""
        given = words or (["serve"] if session.profile == SAMPLE else ["--help"])
        outcome = super().main(args=given, prog_name="miqyas", standalone_mode=False, obj=session)
        return outcome if isinstance(outcome, int) else FINE


def _run(program: Program, words: list[str], *, processes: Any) -> int:
    session = Session(default_language(os.environ), as_json="--json" in words, debug="--debug" in words)
    try:
        session, rest = open_session(words, processes=processes)
        if session.profile:  # read by the settings, of this process and of those that it starts
            os.environ["MIQYAS_PROFILE"] = session.profile
        return program.run(rest, session)
    except MiqyasError as error:
        return _report(error, session)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as error:  # noqa: BLE001 - the last line of defence: told in words, traceback on demand
        told = extra_missing(error) or _of_usage(error)
        return _report(told or error, session)


def _of_usage(error: Exception) -> CommandError | None:
    """What typer says about wrong words, as an error of ours."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "miqyas"
    param = getattr(error, "param", None)
    name = (
        ", ".join(param.opts)
        if param and param.param_type_name == "option"
        else str(getattr(param, "name", ""))
    )
    match type(error).__name__:
        case "NoSuchOption":
            return CommandError("unknown_option", given=getattr(error, "option_name", ""), path=path)
        case "MissingParameter":
            return CommandError("parameter_missing", name=name.upper(), path=path)
        case "BadParameter":
            return CommandError("bad_value", name=name, path=path)
        case "BadOptionUsage":
            return CommandError("value_missing", name=getattr(error, "option_name", ""))
        case "UsageError":
            return CommandError("too_many_words", path=path)
    return None


def _report(error: Exception, session: Session) -> int:
    """Say on standard error what is wrong and how to mend it."""
    from miqyas.cli.screen import for_terminal

    told = error if isinstance(error, MiqyasError) else MiqyasError()
    if session.debug:
        traceback.print_exception(error)
    if session.as_json:
        import json

        sys.stderr.write(
            json.dumps({"error": told.as_dict(session.language)}, ensure_ascii=False, indent=2) + "\n"
        )
    else:
        sys.stderr.write(for_terminal(told.render(session.language)) + "\n")
    if told is not error:
        sys.stderr.write(f"{type(error).__name__}: {error} (--debug)\n")
        return FAULT
    return WRONG_INPUT


app = typer.Typer(cls=Program, add_completion=False, pretty_exceptions_enable=False)
for section, functions in {
    "results": [country, rank, compare, history],
    "analysis": [worth, simulate, target, audit, twin, forecast, portfolio, schedule],
    "portals": [scan],
    "methods": [method, diff, explain, verify, catalogue],
    "data": [import_file, datasets, export, report],
    "installation": [
        serve,
        worker,
        doctor,
        backup,
        restore,
        history_verify,
        history_checkpoint,
        user_create,
        user_invite,
        user_list,
        campaign_list,
        campaign_score,
        challenge_verify,
        twinning_inspect,
        services,
        manage,
    ],
}.items():
    for function in functions:
        name = function.__name__.removesuffix("_file").replace("_", " ")
        settings = PASSING_ON if name == PASSED_ON else {}
        app.command(name, cls=Command, rich_help_panel=section, context_settings=settings)(function)
