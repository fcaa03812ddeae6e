"""The catalogue over the interface for programs: instruments, parts of their features, versions compared."""

import pytest

from miqyas.catalogue import instrument_sha256, instruments, read_list
from miqyas.workspace.datasets.services import instrument_import, instrument_take_off
from tests.cast import Cast
from tests.catalogue.lists import ABOUT, ROW, text_of

pytestmark = pytest.mark.django_db
OSI = instruments()["OSI"]


def bring_in(**about: str) -> None:
    row = {**ROW, "sector": about.pop("sector", "general")}
    instrument_import(read_list(text_of(row, about={**ABOUT, **about})), by=None)


def test_instruments_say_what_they_are_and_how_many_features_lie_where(ask):
    found = {one["code"]: one for one in ask("/catalogue").json()["instruments"]}
    assert found.keys() == instruments().keys()
    for code, one in found.items():
        whole = instruments()[code]
        assert one["sha256"] == instrument_sha256(whole)
        assert (
            one["features_count"]
            == len(whole.features)
            == sum(p["features_count"] for p in one["subindices"])
        )


def test_all_features_come_in_parts(ask):
    codes, address = [], "/catalogue/osi?limit=100"
    while address:
        answer = ask(address.removeprefix("/api/v1")).json()
        codes += [feature["code"] for feature in answer["features"]]
        address = answer["next"]
    assert codes == list(OSI.by_code)


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ("subindex", "OSI.TEC"),
        ("theme", "identity"),
        ("sector", "health"),
        ("audience", "older"),
        ("tag", "open_data"),
    ],
)
def test_a_choice_narrows_the_list(ask, choice, code):
    answer = ask(f"/catalogue/OSI?{choice}={code}&limit=500").json()
    assert 0 < answer["total"] < len(OSI.features)
    for feature in answer["features"]:
        assert code in (feature["tags"] if choice == "tag" else [feature[choice]])


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/catalogue/GTMI", 404, "catalogue.unknown_instrument"),
        ("/catalogue/OSI/features/OSI-SP-999", 404, "catalogue.unknown_feature"),
        ("/catalogue/LOSI/features/OSI-SP-001", 404, "catalogue.unknown_feature"),
        ("/catalogue/OSI?sector=opera", 422, "catalogue.unknown_choice"),
        ("/catalogue/OSI?sector=%3Cb%3E", 422, "request.invalid"),
        ("/catalogue/diff?before=OSI", 422, "request.invalid"),
        ("/catalogue/diff?before=OSI&after=GTMI", 404, "catalogue.unknown_instrument"),
        ("/catalogue/diff?before=OSI&after=OSI@0", 404, "catalogue.unknown_version"),
        ("/catalogue/OSI?limit=501", 422, "request.invalid"),
        ("/catalogue?instrument=OSI", 422, "request.unknown_parameter"),
    ],
)
def test_what_is_not_there_is_told_in_words(ask, address, status, code):
    answer = ask(address)
    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert answer.json()["detail"]


def test_an_own_list_is_there_with_its_versions_until_it_is_taken_off(ask, cast: Cast):
    bring_in()
    bring_in(version="2", sector="health")
    answer = ask("/catalogue/NAKHL").json()
    assert (answer["version"], answer["known_versions"], answer["is_packaged"]) == ("2", ["1", "2"], False)
    assert answer["features"][0]["find"] is None
    changes = ask("/catalogue/diff?before=NAKHL@1&after=NAKHL").json()["changes"]
    assert [(one["aspect"], one["before"], one["after"]) for one in changes] == [
        ("sector", "general", "health")
    ]
    assert "from “All sectors” to “Health”" in changes[0]["words"]["en"]
    instrument_take_off("NAKHL", by=cast.elif_.pseudonym)
    assert ask("/catalogue/NAKHL").status_code == 404
    assert ask("/catalogue/diff?before=NAKHL@1&after=OSI").status_code == 404
