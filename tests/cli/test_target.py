"""`miqyas target`: what it takes, what is met already, what is out of reach."""

import pytest

QUICK = ("--draws", "1500")


def test_the_finding_comes_first_then_the_ways(cli):
    shown = cli("target", "BHR", "--rank", "10", "--prob", "0.8", *QUICK)
    assert shown.code == 0
    assert "To be at rank 10 or better in 2026 with a chance of 80%, no component alone" in shown.out
    for words in ("human capital alone", "not enough", "of the headroom of each", "cheapest mix", "OSI.SP"):
        assert words in shown.out
    assert "[I] A gain comes on top of that movement" in shown.out


def test_in_arabic_with_a_name(cli):
    shown = cli("target", "البحرين", "--class", "vh", "--lang", "ar", *QUICK)
    assert shown.code == 0
    assert "لبلوغ المستوى" in shown.out
    assert "سبل بلوغه" in shown.out


def test_a_target_that_is_met(cli):
    shown = cli("target", "BHR", "--group", "Very high", *QUICK)
    assert shown.code == 0
    assert "Bahrain needs nothing more" in shown.out
    assert "Ways to it" not in shown.out


def test_a_target_out_of_reach_is_explained(cli):
    shown = cli("target", "COM", "--rank", "1", "--prob", "0.99", *QUICK)
    assert shown.code == 0
    for words in ("is not enough: it brings the chance to", "What binds most is", "Even Denmark"):
        assert words in shown.out


def test_json_has_the_documented_fields(cli):
    found = cli("target", "BHR", "--ahead-of", "ARE", "--prob", "0.6", "--json", *QUICK).json
    assert found["goal"] == {"kind": "ahead", "rank": None, "code": "ARE"}
    assert found["verdict"] == "reachable"
    assert [way["code"] for way in found["alone"]] == ["OSI", "TII", "HCI"]
    assert found["cheapest"]["probability"] >= 0.6
    assert set(found["words"]) == {"ar", "en"}


def test_costs_of_effort_change_the_mix(cli):
    def gains(effort):
        words = ("target", "BHR", "--class", "VH", "--json", "--effort", effort)
        return cli(*words, *QUICK).json["cheapest"]["gains"]

    assert gains("osi=5,hci=1")["HCI"] > gains("osi=1,hci=5")["HCI"]


def test_a_later_edition(cli):
    found = cli("target", "BHR", "--rank", "15", "--edition", "2030", "--prob", "0.5", "--json", *QUICK).json
    assert found["edition"] == 2030


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("BHR",), "There must be one goal"),
        (("BHR", "--rank", "10", "--class", "VH"), "There must be one goal"),
        (("BHR", "--rank", "0"), "There is no rank 0"),
        (("BHR", "--rank", "10", "--prob", "80"), "eighty per cent is 0.8"),
        (("BHR", "--group", "top"), "The index has no group top"),
        (("BHR", "--class", "ZZ"), "The index has no rating class ZZ"),
        (("BHR", "--ahead-of", "Bahrain"), "cannot be ahead of itself"),
        (("BHR", "--rank", "10", "--edition", "2024"), "No forecast is made of"),
        (("BHR", "--rank", "10", "--effort", "osi"), "The cost osi cannot be read"),
        (("BHR", "--rank", "10", "--effort", "osi=1,osi=2"), "each once"),
        (("BHR", "--rank", "10", "--effort", "osi=-1"), "not a number above 0"),
        (("BHR", "--rank", "10", "--draws", "0"), "Choose 1 to 100,000"),
    ],
)
def test_what_is_wrong_is_told(cli, words, said):
    refused = cli("target", *words)
    assert refused.code == 2
    assert said in refused.err
