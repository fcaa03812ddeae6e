"""Habits that hold for every source file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PURE_ROOMS, ROOT, parsed, place, python_files, tracked_files

YEARS = range(1990, 2101)
MOST_LINES_OF_KERNEL = 800
MOST_LINES = 600
MADE_BY_PROGRAMS = {"package-lock.json"}
WRITTEN = {".py", ".mjs", ".js", ".css", ".html", ".toml"}


def is_year(node: ast.AST) -> bool:
    """Whether the node is a year, or a list of values with a year in it.

    >>> is_year(ast.parse("(2022, 2024)", mode="eval").body)
    True
    """
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(is_year(part) for part in node.elts)
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool | float | complex):
        return False
    return str(node.value).isdecimal() and int(node.value) in YEARS


def comparisons_with_a_year(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others) if any(map(is_year, [left, *others])):
                yield node
            case ast.MatchValue(value=value) if is_year(value):
                yield node
            case ast.Call(func=ast.Name(id="range"), args=bounds) if any(map(is_year, bounds)):
                yield node


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_no_year_is_compared_below_workspace(room):
    """What an edition says belongs into its YAML files; code that asks for the year would hide it."""
    wrong = [
        place(file, node) for file in python_files(room) for node in comparisons_with_a_year(parsed(file))
    ]
    assert not wrong, f"{room} compares with a year: {', '.join(wrong)}"


@pytest.mark.parametrize(
    "code",
    [
        "edition >= 2024",
        "2018 < edition",
        "edition in (2022, 2024)",
        "edition == '2024'",
        "range(2003, 2025)",
    ],
)
def test_a_comparison_with_a_year_is_recognised(code):
    assert list(comparisons_with_a_year(ast.parse(code)))


@pytest.mark.parametrize("code", ["rank > 193", "edition == newest", "year = 2024", "share <= 2000.5"])
def test_other_comparisons_are_let_alone(code):
    assert not list(comparisons_with_a_year(ast.parse(code)))


def test_one_module_alone_calls_the_solver():
    """Called elsewhere, it would write to standard output in the middle of an answer."""
    callers = {
        file.relative_to(ROOT).as_posix()
        for file in python_files("analysis")
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ImportFrom) and node.module == "scipy.optimize"
        if {"milp", "linprog"} & {alias.name for alias in node.names}
    }
    assert callers == {"src/miqyas/analysis/highs.py"}


def lines_of_code(file: Path) -> int:
    """Lines that are neither blank nor comment nor docstring."""
    told: set[int] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    return sum(bool(line.strip()) and line.strip()[0] != "#" and at not in told for at, line in lines)


def test_the_kernel_stays_small():
    """See decision 21."""
    assert sum(lines_of_code(file) for file in python_files("kernel")) <= MOST_LINES_OF_KERNEL


def test_no_file_is_longer_than_anyone_reads():
    def lines(file: Path) -> int:
        return len(file.read_text(encoding="utf-8").splitlines())

    written = [f for f in tracked_files() if f.suffix in WRITTEN and f.name not in MADE_BY_PROGRAMS]
    long = [f"{file.relative_to(ROOT)}: {lines(file)} lines" for file in written if lines(file) > MOST_LINES]
    assert not long, "\n".join(long)


def test_no_two_shapes_of_the_interface_have_one_name():
    """Its description knows shapes by their names alone: of two with one name, one would be told for both."""
    named = [
        node.name
        for file in python_files("api")
        for node in parsed(file).body
        if isinstance(node, ast.ClassDef)
    ]
    assert sorted(set(named)) == sorted(named)
