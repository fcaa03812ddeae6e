"""A file of stories as plain values: what each row says, and each problem at its line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import REQUIRED_LANGUAGES, plain_lines
from miqyas.sheets.forms import FormLine, FormTable, form_tables, read_form
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.fields import TEXTS, Partner, Result, Reusable, StoryFields, Turn
from miqyas.workspace.stories.terms import code_of, grades, names, sectors

LISTS: Final = ("results", "partners", "reusables", "turns")


@dataclass(frozen=True)
class StoryRow:
    """What the file says of a story: its row, and the rows of its lists by table."""

    slug: str
    entity: str
    line: FormLine
    lists: Mapping[str, Sequence[FormLine]]

    def said(self, before: StoryFields | None) -> StoryFields:
        """The text that it comes to: what the file has no column or no rows for stays as it was before."""
        told = before or StoryFields(title={})
        words = {name: _merged(getattr(told, name), self.line, name) for name in TEXTS}
        lists = {name: self._list(name, getattr(told, name)) for name in LISTS if self.lists.get(name)}
        return replace(told, **words, **self._chosen(), **lists).following(told)

    def _chosen(self) -> dict[str, Any]:
        """What is chosen of the story, as far as the file has a column for it."""
        line = self.line
        read = {
            "sector": code_of(line.text("sector"), sectors()),
            "cost": code_of(line.text("cost"), names("cost")),
            "months": int(line.text("months")) if line.text("months") else None,
            "tags": line.parts("tags"),
            "services": line.parts("services"),
        }
        return {name: value for name, value in read.items() if line.has(name)}

    def _list(self, name: str, before: Sequence[Any]) -> tuple[Any, ...]:
        """The rows of a list; those that say what was there keep its words of further languages."""
        rows = self.lists[name]
        match name:
            case "results":
                found = (Result(_words(row, "result")) for row in rows)
                return tuple(_further_kept(one, before, "text") for one in found)
            case "partners":
                return tuple(_further_kept(_partner(row), before, "name", "role") for row in rows)
            case "reusables":
                return tuple(_further_kept(_reusable(row), before, "name") for row in rows)
        return tuple(_turn(row) for row in rows)


@dataclass
class StoriesFile:
    """What a file says: stories, and what could not be understood."""

    name: str
    stories: list[StoryRow] = field(default_factory=list)
    problems: list[MiqyasError] = field(default_factory=list)


@cache
def tables() -> Mapping[str, FormTable]:
    """The tables of the file with the names of their columns.

    >>> list(tables())
    ['stories', 'results', 'partners', 'reusables', 'turns']
    """
    text = files("miqyas.workspace.stories").joinpath("columns.yaml").read_text(encoding="utf-8")
    return form_tables(text, file="columns.yaml")


def read_stories(content: bytes, *, name: str) -> StoriesFile:
    """What an XLSX or CSV file says; never raises for what is in it."""
    found = StoriesFile(name)
    try:
        lines = read_form(content, name=name, tables=tables())
    except MiqyasError as problem:
        found.problems.append(problem)
        return found
    rows = {line.text("story").lower(): line for line in lines if line.table == "stories"}
    found.problems += _problems(lines, known=rows)
    found.stories = [_row(slug, line, lines) for slug, line in rows.items()]
    return found


def _row(slug: str, line: FormLine, lines: Sequence[FormLine]) -> StoryRow:
    lists = {
        name: [one for one in lines if one.table == name and one.text("story").lower() == slug]
        for name in LISTS
    }
    return StoryRow(slug, line.text("entity").lower(), line, lists)


def _problems(lines: Sequence[FormLine], *, known: Mapping[str, FormLine]) -> Iterator[StoryError]:
    """Rows that name no story of the file, stories that stand there twice, months that are no number."""
    for line in lines:
        slug = line.text("story").lower()
        if line.table != "stories":
            if slug not in known:
                yield StoryError("row_of_no_story", place=line.place("story"), given=slug[:80])
            continue
        if known[slug] is not line:
            yield StoryError("twice", place=line.place("story"), given=slug[:80])
        months = line.text("months")
        if months and not (months.isdecimal() and len(months) < len("10000")):
            yield StoryError("cell_unreadable", place=line.place("months"), given=months[:40])


def _words(line: FormLine, name: str) -> dict[str, str]:
    found = {one: plain_lines(line.cells.get(f"{name}_{one}", "")) for one in REQUIRED_LANGUAGES}
    return {language: text for language, text in found.items() if text}


def _merged(before: Mapping[str, str], line: FormLine, name: str) -> dict[str, str]:
    """A text with the languages of which the file has a column put in place."""
    given = {one: _words(line, name).get(one, "") for one in REQUIRED_LANGUAGES if line.has(f"{name}_{one}")}
    return {language: text for language, text in {**before, **given}.items() if text}


Part = TypeVar("Part", Result, Partner, Reusable)


def _further_kept(said: Part, before: Sequence[Part], *texts: str) -> Part:
    """A part with the words of whichever before said the same in the languages of a file."""
    for one in before:
        held: dict[str, Mapping[str, str]] = {name: getattr(one, name) for name in texts}
        if all(_required(words) == getattr(said, name) for name, words in held.items()):
            return replace(said, **held)
    return said


def _required(words: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in words.items() if language in REQUIRED_LANGUAGES}


def _partner(line: FormLine) -> Partner:
    kind = code_of(line.text("kind"), names("partner"))
    return Partner(_words(line, "partner"), kind, _words(line, "role"))


def _reusable(line: FormLine) -> Reusable:
    kind = code_of(line.text("kind"), names("reusable"))
    return Reusable(_words(line, "reusable"), kind, line.text("address"), line.text("licence"))


def _turn(line: FormLine) -> Turn:
    ends = (code_of(line.text(name), grades()) for name in ("before", "after"))
    return Turn(line.text("code").upper(), *ends, line.text("campaign"))
