"""Phones answer in the same moment, and the exercise is closed by several: nothing is lost or doubled."""

import json
from collections.abc import Callable

SCRIPT = "tests/workspace/workshops/phones_at_once.py"


def test_every_phone_counts_once_however_often_its_button_is_pressed(python: Callable[..., str]) -> None:
    left = json.loads(python(SCRIPT, "answer", "16").splitlines()[-1])
    assert left == {
        "participants": 16,
        "told": [302],
        "kept": 16,
        "attempts": 16,
        "found": 10,
        "finding": [16, 10],
        "findings": 1,
        "closings": 1,
        "accepted": 16,
    }


def test_closed_by_three_among_the_answers_it_counts_exactly_those_it_took(
    python: Callable[..., str],
) -> None:
    left = json.loads(python(SCRIPT, "close", "16").splitlines()[-1])
    assert set(left["told"]) <= {302, 422}
    assert left["attempts"] == left["kept"] == left["accepted"]
    assert left["finding"] == [left["attempts"], left["found"]]
    assert (left["participants"], left["closings"]) == (16, 1)
    assert left["findings"] == 1
    assert left["attempts"] >= 4
