"""Rules, checks and words fit together: nothing is looked for in vain, nothing is found without a name."""

import re
from importlib.resources import files

import pytest

from miqyas.kernel.words import has_words, say
from miqyas.scanner.gather.examining.examine import given
from miqyas.scanner.gather.examining.phone import phone
from miqyas.scanner.gather.examining.world import script
from miqyas.scanner.technology.checks import check_of, checks
from miqyas.scanner.technology.model import Area, Level, Weight

OWN = set(re.findall(r"^    \* (\w+)\(\)", script("own.js"), re.MULTILINE))
TRIED = set(re.findall(r"told\('(\w+)'", script("probes.js")))
JUDGED = {"language_wrong", "language_of_part_wrong", "slow", "jumping", "heavy"}
AXE = files("miqyas.scanner.gather").joinpath("axe", "axe.min.js")


def test_whatever_the_browser_finds_belongs_to_a_check() -> None:
    assert len(OWN) > 30
    assert set(check_of()) >= OWN | TRIED | JUDGED


@pytest.mark.skipif(not AXE.is_file(), reason="needs the assets that dev.py copies")
def test_every_rule_of_a_check_is_there() -> None:
    known = set(re.findall(r'id:"([a-z-]+)"', AXE.read_text("utf-8")))
    assert set(check_of()) - OWN - TRIED - JUDGED <= known
    assert {*given()["also"], *given()["slow"], *given()["left_out"]} <= known


def test_a_rule_belongs_to_one_check() -> None:
    named = [rule for check in checks().values() for rule in check.found_by]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_check_says_what_and_how_to_mend(language: str) -> None:
    for check in checks():
        what = say(f"technology.{check}.what", language=language)
        mend = say(f"technology.{check}.mend", language=language)
        assert what.endswith(".")
        assert mend.endswith(".")
        assert what != mend
    for part in (Area, Level, Weight):
        for one in part:
            assert has_words(f"technology.{part.__name__.lower()}.{one.value}")


def test_criteria_are_those_of_accessibility_alone() -> None:
    for check in checks().values():
        assert all(re.fullmatch(r"[1-4]\.\d\.\d{1,2}", one) for one in check.criteria)
        assert check.area is Area.ACCESSIBILITY or not check.criteria
        assert check.level is Level.BEYOND or check.criteria


def test_the_phone_is_slower_than_a_desk() -> None:
    assert phone().processor_slowdown > 1
    assert phone().window()["is_mobile"]
