"""The names that others rely on, a page for each kind, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from docs.names import Both, Cell, Section, Table, command_line, markdown_table, sections
from docs.site.contents import Page
from docs.site.text import both, code, plain, rows, words


def pages() -> Sequence[Page]:
    """A page for each `page` of the sections of `docs.names`."""
    grouped = {name: list(found) for name, found in groupby(sections(), key=lambda section: section.page)}
    return [_page(name, found) for name, found in grouped.items()]


def _page(name: str, found: Sequence[Section]) -> Page:
    def text(language: str) -> str:
        parts = [f"# {words(f'names.{name}', language)}\n", words(f"names.{name}.lead", language) + "\n"]
        shown = [part for section in found for part in _shown(section, language)]
        parts += shown[len(found) == 1 :]  # a heading of its own would say again what the page is called
        if name == "commands":
            parts += _commands(language)
        return "\n".join(parts)

    return Page(f"reference/{name}.md", both(f"names.{name}"), text)


def _shown(section: Section, language: str) -> Iterator[str]:
    yield f"## {_cell(section.title, language)}\n"
    for part in section.parts:
        if isinstance(part, Table):
            lines = [[_cell(cell, language) for cell in row] for row in part.rows]
            yield markdown_table([_cell(heading, language) for heading in part.headings], lines)
        else:
            yield f"{_cell(part, language)}\n"


def _cell(cell: Cell, language: str) -> str:
    said = getattr(cell, language) if isinstance(cell, Both) else cell
    return str(said)


def _commands(language: str) -> Iterator[str]:
    """Each command with its help, what it takes, and its fields with `--json`."""
    from miqyas.cli.fields import FIELDS_OF
    from miqyas.cli.help import usage, words_name
    from miqyas.kernel.words import has_words, say

    for name, command in command_line().items():
        key = words_name(name)
        yield f"## miqyas {name} {{ #{name.replace(' ', '-')} }}\n"
        about = f"cli.{key}.{'help' if has_words(f'cli.{key}.help') else 'short'}"
        yield f"{plain(say(about, language=language))}\n"
        yield f"```text\nmiqyas {name} {' '.join(usage(command))}\n```\n"
        taken = list(_taken(command, key, language))
        if taken:
            yield rows(("taken", "meaning"), taken, language)
        if own := FIELDS_OF.get(name):
            fields = ", ".join(code(one) for one in dict.fromkeys(own))
            yield f"{words('names.json_fields', language)} {fields}\n"


def _taken(command: Any, key: str, language: str) -> Iterator[tuple[str, str]]:
    from miqyas.kernel.words import has_words, say

    for param in command.params:
        if param.name != "help":
            own = f"cli.{key}.{param.name}"
            said = say(own if has_words(own) else f"cli.option.{param.name}", language=language)
            is_argument = param.param_type_name == "argument"
            shown = str(param.metavar or param.name).upper() if is_argument else ", ".join(param.opts)
            yield code(shown), plain(said)
