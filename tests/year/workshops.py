"""Summer: a national workshop, thirty phones that look for one thing, and what follows from it."""

from __future__ import annotations

import datetime as dt
import io
import threading
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.core.cache import cache
from django.db import connections
from django.test import Client

from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.workshops.models import Attempt, Feedback, Finding, Participant, Workshop
from tests.campaign.reading import tidy
from tests.year.files import cells
from tests.year.government import Year

WORK: Final = "/en/workspace/workshops/"
PAGE: Final = f"{WORK}national-day/"
PHONES, AT_ONCE, FOUND = 30, 10, 18
FEATURE: Final = "OSI-IF-003"
PORTAL: Final = "https://portal.example.org/"
LOST_AT: Final = f"{PORTAL}search"
"""Where those stood who did not find it."""


def a_kit_for_bahrain_is_generated(year: Year) -> None:
    year.clock.turn_to(dt.date(2027, 6, 15))
    amina = year.at("amina", f"{WORK}kit/BHR/").reads("Bahrain", "18")
    amina.open(f"{WORK}kit/bhr.xlsx")
    told = cells(amina.content)
    assert any("Bahrain" in one for one in told)
    assert any("EGDI" in one for one in told)
    assert any(one.startswith("0.919") for one in told), "as published for 2024"
    amina.open(f"{WORK}kit/bhr.zip")
    with zipfile.ZipFile(io.BytesIO(amina.content)) as archive:
        assert sorted(archive.namelist()) == [
            f"kit-bhr-{one}" for one in ("ar.html", "ar.xlsx", "en.html", "en.xlsx")
        ]
        arabic = archive.read("kit-bhr-ar.html").decode()
    assert "البحرين" in arabic
    amina.open(f"{WORK}kit/XXX/", status=404)
    year.is_refused("shadi", f"{WORK}kit/BHR/")
    year.is_refused("stranger", f"{WORK}kit/BHR/")


def a_workshop_is_planned_and_announced(year: Year) -> None:
    day = year.clock.today.isoformat()
    amina = year.at("amina", WORK).send(
        "Save as a draft", code="national-day", title_ar="يوم الحكومة الرقمية",
        title_en="Digital government day",
        starts_at=f"{day}T00:01", ends_at=f"{day}T23:58", portal=PORTAL, languages=["ar", "en"],
    )  # fmt: skip
    workshop = Workshop.objects.get()
    year.kept["door"] = workshop.door
    stranger = year.stranger().open("/en/w/")
    stranger.open(room(year), status=422)
    amina.send("Invite", entity="sample-health")
    amina.send("Announce it")
    year.works()
    year.at("noor", "/en/workspace/notifications/").reads("Digital government day")
    for name in ("farid", "shadi"):
        year.is_refused(name, f"{PAGE}room/", status=404)


def thirty_phones_come_in(year: Year) -> None:
    cache.clear()
    wrong = Client().post("/en/w/", {"code": "WRONG"})
    assert "No workshop has that code." in wrong.content.decode()
    phones = [Client() for _ in range(PHONES)]
    for phone in phones:
        assert phone.post(room(year), {"name": ""}).status_code == 302
        year.kept.setdefault("phones", []).append(phone.cookies.output(header="", sep=";"))
    assert phones[0].post(room(year), {"name": "Twice"}).status_code == 302
    assert Participant.objects.count() == PHONES


def they_look_and_results_come_as_they_look(year: Year) -> None:
    """On PostgreSQL ten of them truly answer at one moment; nothing is lost or doubled."""
    amina = year.at("amina", f"{PAGE}room/")
    amina.send("Begin the exercise", feature=FEATURE, begins_at=PORTAL, seconds="180")
    phones = all_phones(year)
    assert "Could you find this?" in phones[0].get(room(year)).content.decode()
    together, rest = phones[:AT_ONCE], phones[AT_ONCE:]
    at_one_moment(year, [lambda phone=phone: tells(year, phone, found=True) for phone in together])
    assert Attempt.objects.count() == AT_ONCE
    assert f"{AT_ONCE} of {PHONES} have answered" in now(year)
    for number, phone in enumerate(rest, start=AT_ONCE):
        tells(year, phone, found=number < FOUND)
        tells(year, phone, found=number >= FOUND)  # the answer got lost on the way, and another was pressed
    assert (Attempt.objects.count(), Attempt.objects.filter(is_found=True).count()) == (PHONES, FOUND)
    assert f"{PHONES} of {PHONES} have answered" in now(year)
    stranger = Client().post(f"{room(year)}exercises/1/", {"is_found": "yes", "way": "menu"})
    assert stranger.status_code == 422, "who has not come in says nothing"
    assert Attempt.objects.count() == PHONES


def what_they_found_is_kept_as_evidence(year: Year) -> None:
    amina = year.at("amina", f"{PAGE}room/").send("End it and keep what was seen")
    finding = Finding.objects.get()
    assert (finding.feature, finding.looked, finding.found) == (FEATURE, PHONES, FOUND)
    assert finding.ways == {"search": [PHONES, FOUND]}
    assert finding.given_up_at == [[LOST_AT, PHONES - FOUND]]
    tells(year, all_phones(year)[-1], found=True)
    assert Attempt.objects.filter(is_found=True).count() == FOUND, "what comes late changes nothing"
    amina.open(PAGE).reads(f"{FOUND} of {PHONES} found it")
    for name in ("shadi", "inas"):
        year.is_refused(name, PAGE, status=404)


def they_say_what_they_think_and_something_follows(year: Year) -> None:
    for phone in all_phones(year):
        for _ in range(2):
            thought = {"useful": "5", "clear": "4", "text": "More of this"}
            assert phone.post(f"{room(year)}feedback/", thought).status_code == 302
    assert Feedback.objects.count() == PHONES
    before = RoadmapItem.objects.count()
    amina = year.at("amina", PAGE).reads(
        f"{PHONES} people answered", f"5 of 5, answers: {PHONES}", f"4 of 5, answers: {PHONES}"
    )
    amina.send(
        "Save", to="follow-ups", title_ar="من يقود", title_en="Name who leads", entity="sample-health",
        due_on="2027-12-01", features=FEATURE,
    )  # fmt: skip
    amina.send("Put it into the roadmap")
    item = RoadmapItem.objects.get(title__en="Name who leads")
    assert (item.entity.code, str(item.planned_end), RoadmapItem.objects.count()) == (
        "sample-health", "2027-12-01", before + 1,
    )  # fmt: skip
    amina.open(PAGE).reads("In the roadmap")
    assert not amina.may("Put it into the roadmap"), "it becomes one item"


def room(year: Year) -> str:
    """The address at which phones come in."""
    return f"/en/w/{year.kept['door']}/"


def all_phones(year: Year) -> list[Client]:
    """The phones, each with the cookie that it was given at the door."""
    phones = []
    for cookies in year.kept["phones"]:
        phone = Client()
        phone.cookies.load(cookies)
        phones.append(phone)
    return phones


def tells(year: Year, phone: Client, *, found: bool) -> None:
    """A phone says what it found."""
    said = {"is_found": "yes" if found else "no", "way": "search", "address": PORTAL if found else LOST_AT}
    answer = phone.post(f"{room(year)}exercises/1/", said)
    assert answer.status_code == 302, answer.content.decode()


def now(year: Year) -> str:
    """What the screen of the room shows at this moment."""
    return tidy(" ".join(year.at("amina", f"{PAGE}room/now/").page.pieces))


def at_one_moment(year: Year, deeds: Sequence[Callable[[], None]]) -> None:
    """All of these at once, where the database takes several; one after the other in a database in memory."""
    if year.database != "postgresql":
        for deed in deeds:
            deed()
        return
    start = threading.Barrier(len(deeds))

    def does(deed: Callable[[], None]) -> None:
        start.wait(timeout=60)
        try:
            deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(does, deeds))


STEPS = (
    a_kit_for_bahrain_is_generated,
    a_workshop_is_planned_and_announced,
    thirty_phones_come_in,
    they_look_and_results_come_as_they_look,
    what_they_found_is_kept_as_evidence,
    they_say_what_they_think_and_something_follows,
)
