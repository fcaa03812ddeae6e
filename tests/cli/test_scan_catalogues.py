"""What a portal is reaches those who ask it: typed, registered, going on, and sent in from abroad."""

from pathlib import Path
from typing import Any

import pytest

from miqyas.workspace.registry.models import EntityKind, Portal
from tests.campaign_cast import entity
from tests.cli.test_scan import Ready
from tests.scanner.hostile.server import Hostile
from tests.scanner.runner.portals import MINISTRY, served
from tests.scanner.runner.test_interfaces import ANSWER, CKAN, PORTAL, QUIET, answers


@pytest.fixture
def scan(cli: Any) -> Any:
    return lambda *words, **how: cli("scan", *words, "--laboratory", processes=Ready(), **how)


@pytest.fixture
def servers():
    with served(QUIET, MINISTRY, route=answers({CKAN: ANSWER})) as found:
        yield found


def told_of(report: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in report["findings"] if one["feature"] == PORTAL)


def test_a_typed_place_is_asked_and_going_on_asks_nothing_again(
    scan: Any, servers: tuple[Hostile, ...], tmp_path: Path
) -> None:
    folder, data = str(tmp_path / "looks"), servers[0]
    found = scan(data.address, "--place", "open_data_portal", "--store", folder, "--json").json["report"]
    before = len(data.asked)
    again = scan("--resume", "--store", folder, "--json").json["report"]
    assert (told_of(found)["state"], told_of(found)["proof"]) == ("present", "entry")
    assert told_of(found)["hits"][0]["address"] == f"{data.address}{CKAN}"
    assert again["hash"] == found["hash"]
    assert len(data.asked) == before


def test_without_a_place_nothing_is_asked(scan: Any, servers: tuple[Hostile, ...]) -> None:
    scan(servers[0].address, "--json")
    assert CKAN not in servers[0].paths()


def test_what_was_asked_abroad_counts_at_home(
    scan: Any, servers: tuple[Hostile, ...], tmp_path: Path, settings: Any
) -> None:
    """At home the scan was made before anybody said what the portal is."""
    settings.MIQYAS_HISTORY_KEY = tmp_path / "abroad.pem"
    home, file, address = str(tmp_path / "home"), str(tmp_path / "vienna.zip"), servers[0].address
    abroad = ("--vantage", "vienna", "--country", "aut", "--outside", "--contact", "https://abroad.example")
    place = ("--place", "open_data_portal")
    sent = scan(address, *place, *abroad, "--sign", file, "--json").json["handed_in"]
    scan(address, "--store", home)
    words = ("--judge", "--store", home, "--bundle", file, "--fingerprint", sent["fingerprint"])
    assert told_of(scan(*words, "--json").json["report"])["proof"] == "entry"


@pytest.mark.django_db
def test_registered_portals_are_asked_as_what_they_are(scan: Any, servers: tuple[Hostile, ...]) -> None:
    words = {"name_ar": "هيئة المعلومات", "name_en": "Information authority"}
    authority = entity("authority", kind=EntityKind.MINISTRY, mandates=[], **words)
    Portal.objects.create(entity=authority, kind="open_data", address=servers[0].address, is_main=True)
    Portal.objects.create(entity=authority, kind="entity", address=servers[1].address)
    report = scan("--registry", "--json").json["report"]
    assert told_of(report)["state"] == "present"
    assert [CKAN in server.paths() for server in servers] == [True, False]
