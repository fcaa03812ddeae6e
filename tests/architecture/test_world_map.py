"""The outlines that dev.py draws: every Member State is there, however small, in a small file."""

import csv
import json

import pytest

from tests.architecture.tree import PACKAGE

WORLD = PACKAGE / "reports" / "geo" / "world.json"


@pytest.fixture(scope="module")
def topology() -> dict:
    return json.loads(WORLD.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rings(topology) -> dict[str, list[int]]:
    """Number of sides of each ring, by the M49 code of the state that it belongs to."""
    sides = [len(arc) - 1 for arc in topology["arcs"]]
    return {
        shape["id"]: [
            sum(sides[arc if arc >= 0 else ~arc] for arc in ring)
            for polygon in shape["arcs"]
            for ring in polygon
        ]
        for shape in topology["objects"]["countries"]["geometries"]
        if "id" in shape
    }


def test_every_member_state_has_an_outline(rings):
    with (PACKAGE / "observations" / "tables" / "countries.csv").open(encoding="utf-8", newline="") as table:
        states = {row["m49"]: row["name_en"] for row in csv.DictReader(table)}
    assert len(states) == 193
    assert {name for code, name in states.items() if code not in rings} == set()


def test_every_outline_is_a_surface(rings):
    assert {code for code, sides in rings.items() if min(sides) < 3} == set()


def test_antarctica_is_left_out(rings):
    assert "010" not in rings


def test_outlines_carry_no_names(topology):
    assert all("properties" not in shape for shape in topology["objects"]["countries"]["geometries"])


def test_the_file_is_small():
    assert WORLD.stat().st_size < 200_000
