"""The first weeks: services come in from a workbook; how mature they are, and what they are worth."""

from __future__ import annotations

from typing import Any, Final

from django.test import Client

from miqyas.workspace.services.models import Service
from tests.year.files import workbook
from tests.year.government import Year, brought

WORK: Final = "/en/workspace/services/"
CARD: Final = f"{WORK}cards/health-record/"
RECORD: Final = {
    "code of the service": "health-record",
    "entity": "sample-health",
    "title in Arabic": "السجل الصحي للمريض ونتائج فحوصه",
    "title in English": "Health record and test results of a patient",
    "description in Arabic": "يُطلب السجل من المركز الصحي",
    "description in English": "Asked for at the health centre",
    "sector": "health",
    "for whom": "everyone",
    "languages": "ar; en",
    "addresses on the web": "https://health.example.org/record",
    "steps in English": "Ask for the record",
    "fee": "0",
    "all documents listed": "yes",
    "documents asked for": "identity_card [sample-authority]; photograph",
    "visits in person": "1",
    "requests a year": "90000",
    "automation": "information",
}
"""A page tells how it is done; the form is on paper. Below the second level, since no form is online."""
BLOOD: Final = dict.fromkeys(RECORD, "") | {
    "code of the service": "blood-donation",
    "entity": "sample-health",
    "title in Arabic": "التبرع بالدم",
    "title in English": "Blood donation",
}
"""Nothing but its name is known: it is below the first level."""
WRONG: Final = BLOOD | {"code of the service": "home-visit", "automation": "by magic"}
NUMBER: Final = {"": 0, "emerging": 1, "enhanced": 2, "transactional": 3, "connected": 4}


def a_wrong_line_is_told_and_nothing_is_lost(year: Year) -> None:
    noor, before = year.at("noor", f"{WORK}import/"), Service.objects.count()
    noor.send("Check the file", file=brought("services.xlsx", workbook("Services", [RECORD, BLOOD, WRONG])))
    noor.reads("Line 4", "by magic").does_not_read("Accept the file")
    assert Service.objects.count() == before, "of a file with a wrong line nothing is taken in"
    assert before == 42


def mended_it_is_shown_and_accepted(year: Year) -> None:
    noor = year.at("noor", f"{WORK}import/")
    content = workbook("Services", [RECORD, BLOOD])
    noor.send("Check the file", file=brought("services.xlsx", content))
    noor.reads("Health record and test results of a patient", "Blood donation")
    assert Service.objects.count() == 42, "nothing is done before it is accepted"
    noor.send("Accept")
    levels = dict(
        Service.objects.filter(code__in=("health-record", "blood-donation")).values_list("code", "level")
    )
    assert levels == {"health-record": "emerging", "blood-donation": ""}
    noor.open(f"{WORK}import/").send("Check the file", file=brought("again.xlsx", content))
    noor.reads("The file says nothing new").does_not_read("Accept the file")


def others_bring_nothing_into_health(year: Year) -> None:
    """Farid leads education: lines of another entity are refused, line by line; strangers see no form."""
    farid = year.at("farid", f"{WORK}import/")
    farid.send("Check the file", file=brought("services.xlsx", workbook("Services", [RECORD | {"fee": "9"}])))
    farid.reads("Line 2").does_not_read("Accept the file")
    year.is_refused("farid", f"{CARD}edit/", status=404)
    year.is_refused("shadi", f"{WORK}import/")
    year.is_refused("stranger", WORK)
    year.program("farid").get("/workspace/services/cards/blood-donation", status=404)


def everybody_knows_how_mature_services_are(year: Year) -> None:
    """Of a service, an entity and the nation; each mean is counted anew from the levels."""
    rows = list(Service.objects.exclude(state="retired").values_list("entity__code", "level", "volume"))
    health = [NUMBER[level] for entity, level, _ in rows if entity == "sample-health"]
    nation = [NUMBER[level] for _, level, _ in rows]
    noor = year.at("noor", CARD).reads("Emerging", "Put the form online")
    noor.open(f"{WORK}entities/sample-health/").reads(f"{mean(health)} of 4")
    noor.reads(f"{share(health)} of services are done online altogether")
    amina = year.at("amina", f"{WORK}nation/").reads(f"{mean(nation)} of 4 each service once", weighted(rows))
    amina.reads(f"{share(nation)} of services are done online altogether", "Sample Ministry of Health")
    found = year.program("amina").get("/workspace/services/maturity")["whole"]
    assert (found["count"], found["counts"]) == (44, [nation.count(number) for number in range(5)])
    year.program("shadi").get("/workspace/services/maturity", status=403)


def making_it_transactional_is_worth_so_much(year: Year) -> None:
    """The worth is in proportion to what is lacking: two thirds at the information, a third at the form."""
    noor = year.at("noor", CARD).reads("OSI-SP-035")
    noor.send("Accept OSI-SP-035")
    at_information = gain(year)
    assert 0 < at_information["low"] <= at_information["gain"] <= at_information["high"] < 0.01
    noor.open(CARD).reads("What making it a full transaction online is worth", points(at_information["gain"]))
    amina = year.at("amina", f"{WORK}worth/").reads("Health record and test results of a patient")
    amina.reads(points(at_information["gain"]))
    noor.open(f"{CARD}edit/").send("Save", automation="form")
    assert Service.objects.get(code="health-record").level == "enhanced"
    at_form = gain(year)
    assert abs(at_form["gain"] * 2 - at_information["gain"]) < 1e-12
    noor.open(f"{CARD}edit/").send("Save", automation="automatic", visits="0", identity="digital_identity")
    assert Service.objects.get(code="health-record").level == "transactional"
    assert gain(year)["gain"] == 0
    noor.open(CARD).reads("The service is a full transaction already")
    amina.open(f"{WORK}worth/").does_not_read("Health record and test results of a patient")


def it_is_published_and_found_by_everybody(year: Year) -> None:
    year.stranger().open("/en/services/?q=health+record").does_not_read(
        "Health record and test results of a patient"
    )
    year.at("noor", CARD).send("Publish")
    year.stranger().open("/en/services/?q=health+record").reads("Health record and test results of a patient")
    year.stranger().open("/ar/services/?q=السجل الصحي").reads("السجل الصحي للمريض ونتائج فحوصه")
    told = Client().get("/api/v1/services/health-record").json()
    assert told["documents"] == ["identity_card", "photograph"]


def gain(year: Year) -> dict[str, Any]:
    """What making the service transactional gains in the index, as its ministry's program is told."""
    return year.program("noor").get("/workspace/services/cards/health-record")["worth"][0]


def points(gained: float) -> str:
    """A gain as pages say it: thousandths of the index."""
    return f"{gained * 1000:.1f} points"


def mean(levels: list[int]) -> str:
    return f"{sum(levels) / len(levels):.2f}"


def share(levels: list[int]) -> str:
    """How many are transactional or more, in per cent."""
    return f"{round(100 * sum(level >= 3 for level in levels) / len(levels))}%"


def weighted(rows: list[tuple[str, str, int | None]]) -> str:
    known = [(NUMBER[level], volume) for _, level, volume in rows if volume is not None]
    whole = sum(volume for _, volume in known)
    return f"{sum(level * volume for level, volume in known) / whole:.2f} of 4 by requests"


STEPS = (
    a_wrong_line_is_told_and_nothing_is_lost,
    mended_it_is_shown_and_accepted,
    others_bring_nothing_into_health,
    everybody_knows_how_mature_services_are,
    making_it_transactional_is_worth_so_much,
    it_is_published_and_found_by_everybody,
)
