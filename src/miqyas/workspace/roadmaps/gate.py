"""The questions of the alignment review, from `gate.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from miqyas.kernel.documents import read_document
from miqyas.kernel.text import Text

GOOD: Final = "good"


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen; `tone` is good, weak or bad."""

    code: str
    tone: str
    words: Text


@dataclass(frozen=True)
class Question:
    """What is asked of a project, why, and what may be answered."""

    code: str
    ask: Text
    help: Text
    choices: Mapping[str, Choice]


@cache
def questions() -> Mapping[str, Question]:
    """Every question by its code, in the order of asking.

    >>> questions()["languages"].choices["one"].tone
    'bad'
    """
    text = files(__package__).joinpath("gate.yaml").read_text(encoding="utf-8")
    loaded = read_document(text, file="workspace/roadmaps/gate.yaml")
    return {
        code: Question(
            code=code,
            ask=Text(row["ask"]),
            help=Text(row["help"]),
            choices={
                name: Choice(name, str(one["tone"]), Text(one["words"]))
                for name, one in row["choices"].items()
            },
        )
        for code, row in loaded.items()
    }


def concerns(answers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The questions whose answers are not as they should be, each with its tone.

    >>> concerns({"languages": {"choice": "one"}, "findability": {"choice": "linked"}})
    {'languages': 'bad'}
    """
    found = {}
    for code, question in questions().items():
        choice = question.choices.get(answers.get(code, {}).get("choice", ""))
        if choice is not None and choice.tone != GOOD:
            found[code] = choice.tone
    return found
