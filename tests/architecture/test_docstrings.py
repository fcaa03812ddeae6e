"""What the pure rooms offer is explained where it stands, and the engine by examples that run."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import PURE_ROOMS, parsed, place, python_files

ROOMS_WITH_EXAMPLES = ("index", "analysis", "assessment")
# Explained by the examples of what they serve; this list may only shrink.
WITHOUT_EXAMPLE = {
    "field_of",  # in `value_alone`
}
# Plain values with the documented fields of the command line and the interface, tested there.
SHAPES = {"records.py"}


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Functions and classes of a module, and the methods of its classes, that no underscore hides."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
            yield from (method for method in methods if not method.name.startswith("_"))


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_everything_public_has_a_docstring(room):
    silent = [
        f"{place(file, node)} {node.name}"
        for file in python_files(room)
        for node in public(parsed(file))
        if not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_every_module_says_what_it_is_for(room):
    assert not [str(file) for file in python_files(room) if not ast.get_docstring(parsed(file))]


@pytest.mark.parametrize("room", ROOMS_WITH_EXAMPLES)
def test_every_public_function_of_the_numerical_rooms_has_an_example(room):
    """That the examples run is tested in `test_examples`."""
    without = [
        f"{place(file, node)} {node.name}"
        for file in python_files(room)
        if file.name not in SHAPES
        for node in parsed(file).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ">>>" not in (ast.get_docstring(node) or "")
        and node.name not in WITHOUT_EXAMPLE
    ]
    assert not without, "\n".join(without)


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_everything_is_annotated(room):
    bare = []
    for file in python_files(room):
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.FunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                untold = [a.arg for a in arguments if a.annotation is None and a.arg not in {"self", "cls"}]
                if untold or node.returns is None:
                    bare.append(f"{place(file, node)} {node.name}")
    assert not bare, "\n".join(bare)
