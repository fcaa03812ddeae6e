"""Each way a file can be wrong: refused whole, with place, problem and remedy in plain words."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from miqyas.observations.imports import diff, read_import

HERE = Path(__file__).parent
REFUSED: dict[str, Any] = yaml.safe_load((HERE / "refused.yaml").read_text(encoding="utf-8"))
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("name", REFUSED)
def test_the_file_is_refused_in_words(name: str) -> None:
    plan = read_import(HERE / "files" / name)
    assert [problem.full_code.removeprefix("import.") for problem in plan.problems] == REFUSED[name]["codes"]
    for language in ("en", "ar"):
        assert plan.problems[0].render(language).translate(ISOLATES) == REFUSED[name][language]


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_changes_nothing(name: str) -> None:
    plan = read_import(HERE / "files" / name)
    assert not plan.is_ready
    assert plan.datasets == ()
    assert diff(plan).is_nothing


@pytest.mark.parametrize("name", REFUSED)
def test_problems_are_plain_values_for_other_programs(name: str) -> None:
    plan = read_import(HERE / "files" / name)
    for problem in plan.as_dict("ar")["problems"]:
        assert problem["code"].startswith("import.")
        assert problem["place"]["file"] == name
        assert problem["problem"]
        assert problem["remedy"]


def test_the_words_are_in_both_languages_for_every_code() -> None:
    source = HERE.parents[2] / "src/miqyas/observations/imports/words.yaml"
    words = yaml.safe_load(source.read_text(encoding="utf-8"))
    problems = {key.removesuffix(".problem") for key in words if key.endswith(".problem")}
    remedies = {key.removesuffix(".remedy") for key in words if key.endswith(".remedy")}
    assert problems == remedies


def test_many_problems_are_counted_not_listed() -> None:
    lines = ["edition,iso3,code,value", *["2024,BHR,TII.IU,x"] * 300]
    plan = read_import("\n".join(lines).encode(), name="many.csv")
    assert len(plan.problems) == 201
    assert plan.problems[-1].problem("en") == "100 more problems are not listed."
