"""Help in the language of the session: what a command does, what it takes, what its JSON holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from miqyas.cli.fields import FIELDS_OF
from miqyas.cli.screen import ACCENT, Cell, Column, Screen, bare
from miqyas.kernel.words import has_words

SECTIONS = ("results", "analysis", "portals", "methods", "data", "installation")
SHARED = ("--lang", "--json", "--data-dir", "--profile", "--debug", "--help")
EXIT_CODES = ("0", "1", "2", "3")


def show_help(command: Any, *, path: str, screen: Screen) -> None:
    """Print the help of a command or of the whole program."""
    screen.line(f"{path} {' '.join(usage(command))}", style="bold")
    screen.line()
    key = words_name(command.name) if has_words(f"cli.{words_name(command.name)}.help") else "program"
    screen.line(screen.words(f"cli.{key}.help"))
    commands = getattr(command, "commands", None)
    if commands:
        _show_commands(commands, screen)
    _show_pairs("cli.help.takes", parameters(command, screen), screen)
    _show_pairs(
        "cli.help.shared", ((name, screen.words(f"cli.option.{name[2:]}")) for name in SHARED), screen
    )
    fields = FIELDS_OF.get(command.name or "", ())
    _show_pairs("cli.help.fields", ((name, screen.words(f"cli.field.{name}")) for name in fields), screen)
    if commands:
        codes = ((code, screen.words(f"cli.exit_code.{code}")) for code in EXIT_CODES)
        _show_pairs("cli.help.exit_codes", codes, screen)


def words_name(command: str | None) -> str:
    """The name of a command in keys of words, where one of two words has an underscore."""
    return (command or "").replace(" ", "_")


def usage(command: Any) -> Iterator[str]:
    """The pieces of the usage line after the command's name."""
    if getattr(command, "commands", None):
        yield "COMMAND"
    for param in _own(command):
        name = _shown(param)
        piece = name if param.param_type_name == "argument" else f"{name} …"
        more = "…" if param.nargs == -1 else ""
        yield f"{piece}{more}" if param.required else f"[{piece}{more}]"


def parameters(command: Any, screen: Screen) -> Iterator[tuple[str, str]]:
    """Name and meaning of each argument and option of the command itself."""
    for param in _own(command):
        own = f"cli.{words_name(command.name)}.{param.name}"
        yield _shown(param), screen.words(own if has_words(own) else f"cli.option.{param.name}")


def _own(command: Any) -> list[Any]:
    return [param for param in command.params if param.name != "help"]


def _shown(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name).upper()
    return ", ".join(param.opts)


def _show_commands(commands: dict[str, Any], screen: Screen) -> None:
    for section in SECTIONS:
        inside = [name for name, command in commands.items() if command.rich_help_panel == section]
        pairs = ((name, screen.words(f"cli.{words_name(name)}.short")) for name in inside)
        _show_pairs(f"cli.section.{section}", pairs, screen)


def _show_pairs(heading: str, pairs: Iterable[tuple[str, str]], screen: Screen) -> None:
    rows = [(Cell(name, ACCENT), words) for name, words in pairs]
    if not rows:
        return
    screen.heading(screen.words(heading))
    screen.put(bare(screen.laid_out([Column(""), Column("", fold=True)], rows, show_header=False)))
