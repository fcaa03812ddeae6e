"""Each way an edition's files can be wrong, and the words that say so.

A case takes the small edition that stands beside it, replaces one passage of one file, and holds the error
that a person then meets, in both languages: file, line, dotted name, what is wrong, how to mend it.
"""

import shutil
from pathlib import Path

import pytest
import yaml

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import LRI, PDI
from miqyas.methodology.load import read_edition

HERE = Path(__file__).parent / "malformed"
CASES = sorted((HERE / "cases").glob("*.yaml"))
ISOLATES = str.maketrans("", "", LRI + PDI)


def spoiled(case: dict, folder: Path) -> Path:
    """A copy of the small edition with the passage of the case replaced, or the file gone."""
    edition = Path(shutil.copytree(HERE / "edition", folder / "edition"))
    file = edition / case["file"]
    if "replace" not in case:
        file.unlink()
        return edition
    text = file.read_text(encoding="utf-8")
    assert text.count(case["replace"]) == 1, "the passage must stand in the small edition exactly once"
    file.write_text(text.replace(case["replace"], case["by"]), encoding="utf-8")
    return edition


def test_the_small_edition_is_well_formed():
    assert [node.code for node in read_edition(HERE / "edition").components] == ["OSI", "TII", "HCI"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_words_of_the_error(path, tmp_path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    with pytest.raises(MiqyasError) as caught:
        read_edition(spoiled(case, tmp_path))
    error = caught.value
    assert error.full_code == case["code"]
    assert error.place.as_dict() == {"file": None, "line": None, "name": None, **case["place"]}
    for language in ("ar", "en"):
        assert error.problem(language).translate(ISOLATES) == case["problem"][language]
        assert error.remedy(language).translate(ISOLATES) == case["remedy"][language]


def test_every_error_of_the_reader_has_its_case():
    source = Path(read_edition.__code__.co_filename).with_name("schema.py").read_text(encoding="utf-8")
    codes = {yaml.safe_load(path.read_text(encoding="utf-8"))["code"].rpartition(".")[2] for path in CASES}
    raised = {part.split('"')[1] for part in source.split(".error(")[1:] if part.startswith('"')}
    assert raised <= codes, f"no case for {sorted(raised - codes)}"
