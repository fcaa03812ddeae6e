"""Every error that a room raises has words: what is wrong and how to mend it, in both languages."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.words import catalogue
from tests.architecture.tree import PACKAGE, parsed, place, python_files

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass(frozen=True)
class Raised:
    """A place in the source where an error is made: its code and the names of its parameters."""

    code: str
    params: frozenset[str]
    where: str


@dataclass(frozen=True)
class Maker:
    """A method that makes an error of its argument `detail`; `kept` are its own parameters."""

    error: type[MiqyasError]
    kept: frozenset[str]


@cache
def errors_of(file: Path) -> dict[str, type[MiqyasError]]:
    """Names in a module that stand for errors of ours."""
    if "Error" not in file.read_text(encoding="utf-8"):
        return {}
    name = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    found = {
        key: value for key, value in vars(importlib.import_module(name)).items() if isinstance(value, type)
    }
    return {key: value for key, value in found.items() if issubclass(value, MiqyasError)}


@cache
def makers(room: str) -> dict[str, Maker]:
    """Methods of a room that make an error of a `detail`, by name; one may pass on to another."""
    found: dict[str, Maker] = {}
    for file in python_files(room):
        for function in functions_with_detail(parsed(file)):
            kept = {arg.arg for arg in [*function.args.args, *function.args.kwonlyargs]}
            for name in names_called(function):
                if error := errors_of(file).get(name) or (name in found and found[name].error):
                    before = found[function.name].kept if function.name in found else frozenset()
                    found[function.name] = Maker(error, before | kept)
    return found


def functions_with_detail(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "detail" in {arg.arg for arg in node.args.args}:
            yield node


def names_called(function: ast.FunctionDef) -> Iterator[str]:
    """Names of what the function calls with its `detail` as the first argument."""
    for node in ast.walk(function):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Name(id="detail"), *_]
            ):
                yield name


def made_in(file: Path) -> Iterator[Raised]:
    """Errors made directly, ``SomeError("detail", ...)``, and by a method, ``self.error("detail", ...)``."""
    of_room = makers(file.relative_to(PACKAGE).parts[0])
    for node in ast.walk(parsed(file)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in errors_of(file):
                yield from raised(file, node, errors_of(file)[name], kept=frozenset({"place"}))
            case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]) if name in of_room and is_text(
                first
            ):
                yield from raised(file, node, of_room[name].error, kept=of_room[name].kept)


def raised(file: Path, call: ast.Call, error: type[MiqyasError], *, kept: frozenset[str]) -> Iterator[Raised]:
    if any(word.arg is None for word in call.keywords):
        return  # passes on what it was given
    details = [node.value for node in ast.walk(call.args[0]) if is_text(node)] if call.args else [""]
    params = frozenset(word.arg for word in call.keywords if word.arg) - kept
    for detail in details:
        yield Raised(f"{error.code}.{detail}" if detail else error.code, params, place(file, call))


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


ROOMS = sorted(
    {file.relative_to(PACKAGE).parts[0] for file in python_files()} - {"__init__.py", "__main__.py"}
)
MADE = [made for file in python_files(*ROOMS) for made in made_in(file)]


def test_the_search_finds_what_is_raised():
    codes = {made.code for made in MADE}
    assert {
        "dataset.missing",
        "methodology.weights_sum",
        "index.no_spread",
        "analysis.edition_not_loaded",
    } <= codes


@pytest.mark.parametrize("made", MADE, ids=lambda made: f"{made.code}@{made.where}")
@pytest.mark.parametrize("part", ["problem", "remedy"])
def test_words_are_there_and_ask_for_no_more_than_is_given(made, part):
    entry = catalogue().get(f"error.{made.code}.{part}")
    assert entry, f"{made.where} raises {made.code}, which has no {part}"
    for language, words in entry.items():
        for form in words.values() if isinstance(words, dict) else [words]:
            asked = set(PARAMETER.findall(form))
            assert not made.params & {"language", "wrap"}, f"{made.where} names a parameter as `say` does"
            assert asked <= made.params, f"{language} asks for {asked - made.params} at {made.where}"


def test_no_words_outlive_their_error():
    said = {node.value for file in python_files() for node in ast.walk(parsed(file)) if is_text(node)}
    beginnings = tuple(text for text in said if text.endswith("_") and len(text) > 3)
    told = {key.removeprefix("error.").rpartition(".")[0] for key in catalogue() if key.startswith("error.")}
    details = {code: code.rpartition(".")[2] for code in told - {made.code for made in MADE}}
    stale = sorted(code for code, d in details.items() if d not in said and not d.startswith(beginnings))
    assert not stale, f"nobody raises {stale}"
