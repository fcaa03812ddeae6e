"""Every module of an extra is known; its absence is told in both languages, with the line that mends it."""

import re
from importlib.metadata import packages_distributions

import pytest
from packaging.utils import canonicalize_name

from miqyas.extras import EXTRAS, ExtraMissingError, extra_missing, extras_told
from tests.architecture.tree import pyproject

ASKED = pyproject()["project"]["optional-dependencies"]


def test_the_extras_are_those_of_pyproject():
    assert set(EXTRAS) == set(ASKED)


@pytest.mark.parametrize("extra", EXTRAS)
def test_its_modules_are_known(extra):
    named = {canonicalize_name(re.split(r"[\[<>=]", line)[0]) for line in ASKED[extra]}
    owners = packages_distributions()
    unknown = {
        name
        for name in named
        if not any(
            name in map(canonicalize_name, owners[module]) for module in EXTRAS[extra] if module in owners
        )
    }
    assert not unknown


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_missing_and_the_line_that_mends_it_are_told(extra, language):
    only = next(module for module in reversed(EXTRAS[extra]) if module not in {"segno", "vl_convert"})
    told = extra_missing(ModuleNotFoundError(name=f"{only}.inside"))
    assert only in told.problem(language)
    assert f"pip install 'miqyas[{extra}]'" in told.remedy(language)


def test_around_an_import_it_becomes_an_error_in_words():
    with pytest.raises(ExtraMissingError), extras_told():
        raise ModuleNotFoundError(name="polars")


def test_what_is_missing_of_our_own_stays_a_fault():
    with pytest.raises(ModuleNotFoundError), extras_told():
        raise ModuleNotFoundError(name="miqyas.kernel.nowhere")
