"""A whole campaign through pages alone, from an empty registry to the public page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from miqyas.workspace.history.checkpoints import checkpoint_read
from miqyas.workspace.history.verification import history_verify
from tests.campaign.browser import Browser
from tests.campaign.people import (
    BOOK,
    LIST,
    PEOPLE,
    PLAN,
    PORTAL,
    QUESTION,
    ROLES,
    SCHOOL,
    own_list,
    people,
)
from tests.cast import PASSWORD

__all__ = ["people"]
pytestmark = pytest.mark.django_db
At = Mapping[str, Browser]
CAMPAIGN = "/en/workspace/campaigns/civic-1/"
HEALTH, EDUCATION = f"{CAMPAIGN}entity/health/", f"{CAMPAIGN}entity/education/"
SECRET = "I met a closed door behind the blue button"
"""What Chen writes, and nobody else may read before its time."""
CLAIMED, VERIFIED, SETTLED = 1, 2, 3
"""Columns of the score: as entities claim, as assessors found, as decided."""


@pytest.fixture
def at(people: None, settings: Any, tmp_path: Path) -> At:
    """Everybody before their own browser."""
    settings.MIQYAS_HISTORY_KEY = tmp_path / "history_key"
    return {name: Browser(name) for name in PEOPLE}


def test_a_campaign_from_an_empty_registry_to_the_public_page(at: At) -> None:
    for step in STEPS:
        step(at)


def elif_sets_up_the_registry(at: At) -> None:
    elif_ = at["elif"].sign_in().follow("Registry")
    for code, kind, name_ar, name_en, mandate in (
        ("authority", "authority", "الهيئة الرقمية", "Digital Authority", "digital_authority"),
        ("health", "ministry", "وزارة الصحة", "Ministry of Health", "health_ministry"),
        ("education", "ministry", "وزارة التربية", "Ministry of Education", "education_ministry"),
    ):
        elif_.follow("Add an entity").send(
            "Add", code=code, kind=kind, name_ar=name_ar, name_en=name_en, mandates=[mandate]
        )
        elif_.reads(name_en).follow("Registry")
    elif_.follow("Digital Authority").send(
        "Add a portal", address=PORTAL, kind="national", languages="ar en", is_main="on"
    )
    elif_.follow("Registry").reads(PORTAL)


def elif_gives_everybody_a_role(at: At) -> None:
    elif_ = at["elif"]
    for name, (role, entity) in ROLES.items():
        elif_.follow("People").follow(name.capitalize())
        elif_.send("Grant a role", role=role, **({"entity": entity} if entity else {}))
        if elif_.page.title.startswith("Confirm"):
            elif_.send("Confirm", password=PASSWORD)
    for name in set(PEOPLE) - {"elif"}:
        at[name].sign_in()


def dana_has_no_part_in_anything(at: At) -> None:
    at["dana"].reads("You have no role here yet")


def amina_brings_in_the_countrys_own_list(at: At) -> None:
    file = SimpleUploadedFile("civic.csv", own_list())
    amina = at["amina"].open("/en/workspace/lists/").send("Check the file", file=file)
    amina.reads("The list is well-formed").send("Accept the list").reads("List of civic services")


def amina_makes_a_campaign(at: At) -> None:
    days = {"opens_on": -1, "answers_until": 10, "review_from": 11, "review_until": 20, "freeze_on": 30}
    calendar = {name: (timezone.localdate() + timedelta(n)).isoformat() for name, n in days.items()}
    amina = at["amina"].follow("Campaigns").follow("New campaign")
    amina.send(
        "Make the campaign", code="civic-1", title_ar="حملة الخدمات", title_en="Civic campaign",
        kind="national", instruments=["CIVIC"], assessors="2", reply_days="5", **calendar,
    )  # fmt: skip
    amina.send("Save the choice", entity=["authority", "health", "education"])
    at["bruno"].follow("Campaigns").does_not_read("Civic campaign")


def karim_gives_features_as_proposed_and_amina_opens(at: At) -> None:
    karim = at["karim"].open(f"{CAMPAIGN}assign/").follow("Propose owners")
    karim.reads("Ministry of Health", *QUESTION.values()).send("Give those chosen")
    assert not at["karim"].open(CAMPAIGN).may("Open the campaign"), "a coordinator opens no campaign"
    at["amina"].open(CAMPAIGN).send("Open the campaign")
    at["bruno"].follow("Campaigns").follow("Civic campaign")


def bruno_and_noor_write_at_once_and_both_keep_their_words(at: At) -> None:
    bruno, noor = at["bruno"].open(f"{HEALTH}{BOOK}/"), at["noor"].open(f"{HEALTH}{BOOK}/")
    bruno.send("Save", grade="transaction", note="Booked and confirmed at once.")
    noor.send("Save", grade="form", note="A form is sent; somebody calls back.")
    noor.reads("Two people wrote at the same time", "Booked and confirmed at once.", "somebody calls back")
    merged = "Booked and confirmed at once; in two hospitals somebody calls back."
    noor.send("Save the merged text", grade="transaction", note=merged).reads("It is decided", merged)
    noor.does_not_read("Two people wrote")


def bruno_attaches_a_proof(at: At) -> None:
    bruno = at["bruno"].open(f"{HEALTH}{BOOK}/").follow("Add a proof")
    bruno.send("Keep", title="The page for booking", address=f"{PORTAL}book", language="ar")
    bruno.reads("The page for booking").send("Ready to sign")


def noor_hands_one_question_to_bruno_and_none_to_yara_who_works_elsewhere(at: At) -> None:
    noor = at["noor"].open(f"{HEALTH}{LIST}/")
    noor.send("Hand on", email="yara@example.org", status=422).reads("Nobody with this address works for")
    at["yara"].open(f"{HEALTH}{LIST}/", status=404)
    noor.open(f"{HEALTH}{LIST}/").send("Hand on", email="bruno@example.org", note="You keep the list.")
    bruno = at["bruno"].open("/en/workspace/notifications/").reads("You were asked to answer feature")
    bruno.open(f"{HEALTH}{LIST}/").send("Ready to sign", grade="yes", note="It names 41 hospitals.")


def farid_answers_and_sees_what_is_missing(at: At) -> None:
    farid = at["farid"]
    farid.open(f"{EDUCATION}{SCHOOL}/").send("Ready to sign", grade="yes", note="Since autumn.")
    farid.open(f"{EDUCATION}submission/").reads("1 of 2", QUESTION[PLAN])
    assert not farid.may("Sign these answers"), "a contributor does not sign"
    farid.open(f"{EDUCATION}{PLAN}/").send("Ready to sign", grade="no", note="It is being written.")
    farid.open(HEALTH, status=404)


def nobody_outside_sees_a_draft(at: At) -> None:
    for name in ("karim", "jamal"):
        reads_nowhere(at[name], "Booked and confirmed", "41 hospitals")
    for name in ("chen", "dana", "tariq"):
        reads_nowhere(at[name], "Booked and confirmed", "41 hospitals", "The page for booking")
    reads_nowhere(at["salma"], "Since autumn")


def salma_and_tariq_sign_and_hand_in(at: At) -> None:
    for name, part in (("salma", HEALTH), ("tariq", EDUCATION)):
        at[name].open(f"{part}submission/").send("Sign these answers").send("Hand the answers in")
        at[name].reads("Handed in")
    assert share(at["amina"], CLAIMED) == 75, "three of four features are claimed in full"
    assert share(at["amina"], VERIFIED) is None, "nobody has looked yet"


def karim_returns_one_and_it_is_handed_in_again(at: At) -> None:
    karim = at["karim"].open(f"{EDUCATION}submission/")
    karim.send("Give back", reasons="Was it not signed in May?", answer=[QUESTION[PLAN]])
    farid = at["farid"].open("/en/workspace/notifications/").open(f"{EDUCATION}{PLAN}/")
    farid.reads("Was it not signed in May?").send("Ready to sign", grade="yes", note="Signed in May.")
    at["tariq"].open(f"{EDUCATION}submission/").send("Sign these answers").send("Hand the answers in")
    assert share(at["amina"], CLAIMED) == 100


def karim_begins_the_review_and_gives_out_tasks(at: At) -> None:
    at["karim"].open(CAMPAIGN).send("Begin the review")
    at["karim"].open(f"{CAMPAIGN}reviews/").send("Give out what is lacking").reads("Chen", "Gita")
    for name in ("chen", "gita"):
        at[name].open("/en/workspace/").reads("Your queue")


def chen_looks_and_it_changes_nothing_for_anybody_else(at: At) -> None:
    others = ("gita", "salma", "farid", "dana")
    for name in ("gita", "salma"):
        at[name].open("/en/workspace/notifications/").send("Make an address")
    before = {name: all_words(at[name]) for name in others}
    looks(at["chen"], BOOK, found="not_found", viewpoint="outside", confidence="4", justification=SECRET)
    looks(at["chen"], LIST, **found("hospitals"))
    looks(
        at["chen"], SCHOOL, found="unsure", viewpoint="outside", confidence="2", justification="Half a page."
    )
    looks(at["chen"], PLAN, found="not_found", viewpoint="outside", confidence="5", justification="No plan.")
    for name in others:
        assert all_words(at[name]) == before[name], name
    for name in ("karim", "jamal", "ines", "bruno"):
        reads_nowhere(at[name], SECRET, "Half a page")
    assert share(at["amina"], VERIFIED) is None, "of two, one has looked"


def gita_looks_too(at: At) -> None:
    looks(at["gita"], BOOK, grade="transaction", **found("book"))
    at["gita"].open("/en/workspace/reviews/").follow(QUESTION[BOOK]).does_not_read(SECRET)
    looks(at["gita"], LIST, **found("hospitals"))
    looks(at["gita"], SCHOOL, **found("school"))
    looks(at["gita"], PLAN, found="not_found", viewpoint="inside", confidence="4", justification="A speech.")
    for name in ("gita", "salma", "tariq"):
        reads_nowhere(at[name], SECRET, "Half a page")


def the_score_is_what_strangers_found(at: At) -> None:
    scores = [share(at["amina"], column) for column in (CLAIMED, VERIFIED, SETTLED)]
    assert scores == [100, 63, 50], "seen by half, by all, by who could tell, by none; two are agreed upon"
    at["amina"].reads("claimed, but")


def ines_decides_where_they_differ(at: At) -> None:
    ines = at["ines"].open("/en/workspace/").open("/en/workspace/adjudication/")
    ines.reads(QUESTION[BOOK], QUESTION[SCHOOL]).does_not_read(QUESTION[LIST], QUESTION[PLAN])
    ines.follow(QUESTION[BOOK]).reads(SECRET, f"{PORTAL}book", "The page for booking", "in two hospitals")
    ines.send("Sign the decision", grade="information", reasons="The button leads to a telephone number.")
    ines.follow(QUESTION[SCHOOL]).send("Sign the decision", grade="yes", reasons="It works in autumn.")
    assert share(at["amina"], SETTLED) == 58, "a third of one, all of two, nothing of one"
    ines.open("/en/workspace/adjudication/").reads("Nothing waits for your decision")


def karim_opens_the_right_of_reply(at: At) -> None:
    at["salma"].open(f"{HEALTH}results/").does_not_read(SECRET, "telephone number")
    at["karim"].open(CAMPAIGN).send("Open the right of reply")
    at["salma"].open(f"{HEALTH}results/").reads(SECRET, "telephone number").does_not_read("Chen", "Ines")


def salma_contests_with_a_proof_and_ines_decides_again(at: At) -> None:
    salma = at["salma"].open(f"{HEALTH}results/")
    contest = {"stance": "contest", "text": "The button moved on Monday."}
    salma.send("Send the reply", status=422, **contest)
    noor = at["noor"].open(f"{HEALTH}results/").follow("Add a proof", to="reply")
    noor.send("Keep", title="The new button", address=f"{PORTAL}book/new", language="ar")
    salma.open(f"{HEALTH}results/").send("Send the reply", **contest).reads("The new button")
    ines = at["ines"].open("/en/workspace/adjudication/").follow(QUESTION[BOOK]).reads("The button moved")
    ines.send("Sign the decision", grade="form", reasons="A form can be sent; nothing is confirmed.")
    salma.open(f"{HEALTH}results/").reads("nothing is confirmed")
    assert share(at["amina"], SETTLED) == 67, "two thirds of one, all of two, nothing of one"


def tariq_agrees(at: At) -> None:
    at["tariq"].open(f"{EDUCATION}results/").send("Send the reply", stance="agree", text="")


def amina_freezes_and_publishes(at: At) -> None:
    at["amina"].open(CAMPAIGN).send("Freeze the results").reads("Nothing was done.")
    at["amina"].send("Freeze the results", sure="freeze")
    at["salma"].open(f"{HEALTH}results/")
    assert not at["salma"].may("Send the reply")
    assert Client().get("/en/campaigns/civic-1/").status_code == 404
    at["amina"].open(CAMPAIGN).send("Publish the results", sure="publish")
    assert share(at["amina"], SETTLED) == 67


def everybody_reads_the_public_page(at: At) -> None:
    visitor = Browser("visitor").open("/en/campaigns/").follow("Civic campaign")
    visitor.reads("67% of the features stand").does_not_read(
        SECRET, "41 hospitals", "Chen", "telephone number"
    )
    visitor.open("/ar/campaigns/civic-1/").reads("حملة الخدمات")


def the_history_is_whole(at: At) -> None:
    amina = at["amina"].open("/en/workspace/history/").send("Download a checkpoint")
    found = history_verify([checkpoint_read(amina.content, name="civic.json")])
    assert found.holds, found


def everybody_has_a_board(at: At) -> None:
    for name in PEOPLE:
        at[name].open("/en/workspace/")


STEPS: tuple[Callable[[At], None], ...] = (
    elif_sets_up_the_registry,
    elif_gives_everybody_a_role,
    dana_has_no_part_in_anything,
    amina_brings_in_the_countrys_own_list,
    amina_makes_a_campaign,
    karim_gives_features_as_proposed_and_amina_opens,
    bruno_and_noor_write_at_once_and_both_keep_their_words,
    bruno_attaches_a_proof,
    noor_hands_one_question_to_bruno_and_none_to_yara_who_works_elsewhere,
    farid_answers_and_sees_what_is_missing,
    nobody_outside_sees_a_draft,
    salma_and_tariq_sign_and_hand_in,
    karim_returns_one_and_it_is_handed_in_again,
    karim_begins_the_review_and_gives_out_tasks,
    chen_looks_and_it_changes_nothing_for_anybody_else,
    gita_looks_too,
    the_score_is_what_strangers_found,
    ines_decides_where_they_differ,
    karim_opens_the_right_of_reply,
    salma_contests_with_a_proof_and_ines_decides_again,
    tariq_agrees,
    amina_freezes_and_publishes,
    everybody_reads_the_public_page,
    the_history_is_whole,
    everybody_has_a_board,
)


def looks(assessor: Browser, feature: str, **said: str) -> None:
    """Find a task in the queue, start the clock, hand in."""
    assessor.open("/en/workspace/reviews/").follow(QUESTION[feature]).reads(PORTAL)
    assessor.send("Start the clock").send("Hand in and go on", **said)


def found(where: str) -> dict[str, str]:
    """What an assessor says of something that is there."""
    return {"found": "found", "address": f"{PORTAL}{where}", "viewpoint": "outside", "confidence": "4"}


def all_words(person: Browser) -> dict[str, str]:
    """Everything that somebody can read in the workspace, by address."""
    return {page.address: page.words for page in person.all_pages()}


def reads_nowhere(person: Browser, *sentences: str) -> None:
    """No page of the workspace that somebody reaches has one of these."""
    for page in person.all_pages():
        for one in sentences:
            assert one not in page.words, f"{person.name} reads “{one}” on {page.address}"


def share(person: Browser, column: int) -> int | None:
    """The share of all features on the page of the score, in hundredths; None where nothing is known."""
    words = person.open(f"{CAMPAIGN}score/").page.words
    row = re.search(r"All features ([\d.]+%|–) ([\d.]+%|–) ([\d.]+%|–)", words)
    assert row, words
    return None if row[column] == "–" else round(float(row[column].rstrip("%")))
