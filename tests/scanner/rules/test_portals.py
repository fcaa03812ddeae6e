"""Whole portals as families of them are built, in six languages: what stands there is found, and no more.

They are made up: tests of what rules say, never a measure of how often rules are right. A file says in its
first line what is there (`expect=rule:state,…`) and what is not (`clear=rule,…`).
"""

from importlib.resources import files

import pytest

from miqyas.catalogue import load as catalogue
from miqyas.scanner.findings import judge
from miqyas.scanner.labels import said_of
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import LANGUAGES, OPTIONAL_LANGUAGES
from miqyas.scanner.rules.site import site_of
from tests.scanner.rules.examples import HOST, TODAY, Example, only, visits

FOLDER = files("miqyas.scanner.rules").joinpath("portals")
PORTALS = [
    Example("portals", file.name, file.read_text(encoding="utf-8"))
    for file in sorted(FOLDER.iterdir(), key=lambda item: item.name)
    if file.name.endswith(".html")
]


def found_on(portal, names):
    told = portal.told
    places = {HOST: told["places"]} if "places" in told else {}
    site = site_of(visits(portal.text), today=TODAY, places=places, is_finished=True, least_pages=1)
    return {name: finding_of(site, name) for name in names}


def finding_of(site, name):
    codes = rules().by_id[name].features
    features = [catalogue.feature(code)[1] for code in codes]
    findings = judge(site, rules=only(name), features=features)
    return max(findings, key=lambda one: one.state.value != "not_applicable")


@pytest.mark.parametrize("portal", PORTALS, ids=str)
def test_what_stands_on_a_portal_is_found(portal):
    told = portal.told.get("expect", "")
    expected = dict(pair.split(":") for pair in told.split(",")) if told else {}
    found = found_on(portal, expected)
    states = {name: one.state.value for name, one in found.items()}
    assert states == expected, {
        n: (found[n].why, found[n].hits) for n in expected if states[n] != expected[n]
    }


@pytest.mark.parametrize("portal", PORTALS, ids=str)
def test_what_does_not_stand_on_a_portal_is_not_found(portal):
    told = portal.told.get("clear", "")
    found = found_on(portal, told.split(",") if told else rules().by_id)
    false = {name: one.hits for name, one in found.items() if said_of(one.state)}
    expected = {pair.split(":")[0] for pair in portal.told.get("expect", "").split(",")}
    assert not {name: hits for name, hits in false.items() if name not in expected}


def test_there_are_portals_in_every_language_of_the_cues():
    assert {portal.language for portal in PORTALS} == {*LANGUAGES, *OPTIONAL_LANGUAGES}
