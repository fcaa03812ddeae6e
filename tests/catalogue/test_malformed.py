"""Each way in which the files of an instrument can be wrong: where it is said to be, and words for it."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from miqyas.catalogue import load, schema
from miqyas.catalogue.load import read_instrument
from miqyas.catalogue.model import Retired
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import Text
from miqyas.methodology import schema as shared

HERE = Path(__file__).parent / "malformed"
CASES = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
GONE = Retired("PARK-IF-009", "2", Text({"ar": "دُمج.", "en": "Merged."}), "PARK-IF-001")


@pytest.fixture(autouse=True)
def one_code_is_retired(monkeypatch):
    monkeypatch.setattr(load, "retired", lambda: {GONE.code: GONE})


def spoiled(case: dict, folder: Path) -> Path:
    """A copy of the small instrument with the passage of the case, or the whole file, replaced."""
    copied = Path(shutil.copytree(HERE / "instrument", folder / "instrument"))
    file = copied / case["file"]
    if "whole" in case:
        file.write_text(case["whole"], encoding="utf-8")
        return copied
    text = file.read_text(encoding="utf-8")
    assert text.count(case["replace"]) == 1, "the passage must stand in the small instrument exactly once"
    file.write_text(text.replace(case["replace"], case["by"]), encoding="utf-8")
    return copied


def test_the_small_instrument_is_well_formed_and_in_the_order_of_its_sub_indices():
    read = read_instrument(HERE / "instrument")
    assert [feature.code for feature in read.features] == ["PARK-IF-001", "PARK-SP-001"]
    assert read.parts["PARK.IF"].node == "OSI.IF"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['code']}-{case['place']['name']}")
def test_error_of_a_spoiled_file(case, tmp_path):
    with pytest.raises(MiqyasError) as caught:
        read_instrument(spoiled(case, tmp_path))
    assert caught.value.full_code == case["code"]
    assert caught.value.place.as_dict() == case["place"]
    for language in ("ar", "en"):
        assert caught.value.problem(language)
        assert caught.value.remedy(language)


def test_every_error_of_the_reader_has_its_case():
    raised = set()
    for module in (schema, load):
        source = Path(module.__file__).read_text(encoding="utf-8")
        raised |= set(re.findall(r'\.error\(\s*"(\w+)"', source))
    inherited = Path(shared.__file__).read_text(encoding="utf-8")
    reader = inherited[inherited.index("class Reader") : inherited.index("def read_node")]
    raised |= set(re.findall(r'\.error\(\s*"(\w+)"', reader)) - {"not_fraction"}
    assert raised <= {case["code"].rpartition(".")[2] for case in CASES}
