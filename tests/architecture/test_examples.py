"""The examples in docstrings run."""

import doctest
import importlib
import sys

import pytest

from tests.architecture.tree import PACKAGE, ROOT, python_files

WITH_EXAMPLES = [
    file for file in [ROOT / "dev.py", *python_files()] if ">>> " in file.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("file", WITH_EXAMPLES, ids=lambda file: str(file.relative_to(ROOT)))
def test_examples(file):
    base = PACKAGE.parent if file.is_relative_to(PACKAGE) else ROOT
    name = ".".join(file.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
    module = sys.modules.get(name) or importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0
    assert result.failed == 0, "what was expected and what came stands above"
