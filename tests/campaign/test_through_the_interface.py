"""A whole campaign through the interface for programs, each person by a token of theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from miqyas.catalogue import read_list
from miqyas.workspace.datasets.services import instrument_import
from miqyas.workspace.datasets.world import instruments_known
from miqyas.workspace.history.checkpoints import checkpoint_read
from miqyas.workspace.history.verification import history_verify
from tests.campaign.people import BOOK, LIST, PEOPLE, PLAN, PORTAL, ROLES, SCHOOL, own_list, people
from tests.campaign.program import CAMPAIGN, Program

__all__ = ["people"]
pytestmark = pytest.mark.django_db
At = Mapping[str, Program]
REGISTRY = "/workspace/registry/entities"
HEALTH, EDUCATION = f"{CAMPAIGN}/entities/health", f"{CAMPAIGN}/entities/education"
SECRET = "I met a closed door behind the blue button"
"""What Chen writes, and nobody else may read before its time."""
NOT_FOUND = {"found": "not_found", "viewpoint": "outside", "confidence": "4"}


@pytest.fixture
def at(people: None, settings: Any, tmp_path: Path) -> At:
    """Everybody with a program of theirs; the country's own list is in force, as files come in on pages."""
    settings.MIQYAS_HISTORY_KEY = tmp_path / "history_key"
    instrument_import(read_list(own_list(), name="civic.csv", known=instruments_known()), by=None)
    return {name: Program(name) for name in PEOPLE}


def test_a_campaign_from_an_empty_registry_to_the_published_record(at: At) -> None:
    for step in STEPS:
        step(at)


def elif_sets_up_the_registry(at: At) -> None:
    for code, kind, name_ar, name_en, mandate in (
        ("authority", "authority", "الهيئة الرقمية", "Digital Authority", "digital_authority"),
        ("health", "ministry", "وزارة الصحة", "Ministry of Health", "health_ministry"),
        ("education", "ministry", "وزارة التربية", "Ministry of Education", "education_ministry"),
    ):
        name = {"ar": name_ar, "en": name_en}
        at["elif"].post(REGISTRY, {"code": code, "name": name, "kind": kind, "mandates": [mandate]})
    portal = {"address": PORTAL, "kind": "national", "languages": ["ar", "en"], "is_main": True}
    assert at["elif"].post(f"{REGISTRY}/authority/portals", portal)["portals"][0]["is_main"]
    at["dana"].post(REGISTRY, {"code": "mine", "name": name, "kind": "ministry"}, status=403)


def elif_gives_everybody_a_role(at: At) -> None:
    known = {one["email"]: one["pseudonym"] for one in at["elif"].get("/workspace/people")["people"]}
    for name, (role, entity) in ROLES.items():
        address = f"/workspace/people/{known[f'{name}@example.org']}/grants"
        at["elif"].post(address, {"role": role, "entity": entity})


def amina_makes_a_campaign(at: At) -> None:
    days = {"opens_on": -1, "answers_until": 10, "review_from": 11, "review_until": 20, "freeze_on": 30}
    calendar = {name: (timezone.localdate() + timedelta(n)).isoformat() for name, n in days.items()}
    made = {"code": "civic-1", "title": {"ar": "حملة الخدمات", "en": "Civic campaign"}}
    at["amina"].post("/workspace/campaigns", {**made, "instruments": ["CIVIC"], **calendar})
    at["amina"].put(f"{CAMPAIGN}/entities", {"entities": ["authority", "health", "education"]})
    at["bruno"].get(CAMPAIGN, status=404)


def karim_gives_features_as_proposed_and_amina_opens(at: At) -> None:
    proposed = at["karim"].get(f"{CAMPAIGN}/assignments/proposal")["proposals"]
    wanted = [{name: one[name] for name in ("feature", "lead", "helpers")} for one in proposed]
    given = at["karim"].post(f"{CAMPAIGN}/assignments", {"assignments": wanted})
    assert set(given["given"]) == {BOOK, LIST, SCHOOL, PLAN}
    at["karim"].post(f"{CAMPAIGN}/steps", {"action": "open", "seen": "draft"}, status=403)
    step(at["amina"], "open", seen="draft")
    assert at["bruno"].get(CAMPAIGN)["state"] == "open"


def bruno_and_noor_write_at_once_and_both_keep_their_words(at: At) -> None:
    question = f"{HEALTH}/answers/{BOOK}"
    first = {"grade": "transaction", "note": "Booked and confirmed at once.", "version": 0}
    second = {"grade": "form", "note": "A form is sent; somebody calls back.", "version": 0}
    assert at["bruno"].put(question, first)["outcome"] == "saved"
    kept = at["noor"].put(question, second)
    assert kept["outcome"] == "kept_aside"
    assert kept["answer"]["note"] == first["note"]
    assert kept["aside"]["note"] == second["note"]
    merged = {"grade": "transaction", "note": f"{first['note']} {second['note']}", "version": 1}
    settled = at["noor"].post(f"{question}/settle", {**merged, "aside": kept["aside"]["id"]})
    assert settled["answer"]["asides"] == 0
    assert settled["answer"]["note"] == merged["note"]


def bruno_attaches_a_proof(at: At) -> None:
    question = at["bruno"].get(f"{HEALTH}/answers/{BOOK}")["answer"]
    proof = add_proof(at["bruno"], "The page for booking", f"{PORTAL}book")
    at["bruno"].put(f"/workspace/evidence/{proof}/uses/answer/{question['id']}")
    shown = at["bruno"].post(f"{HEALTH}/answers/{BOOK}/ready", {"version": question["version"]})
    assert [one["title"] for one in shown["proofs"]] == ["The page for booking"]
    at["tariq"].get(f"/workspace/evidence/{proof}", status=404)


def the_others_answer_and_see_what_is_missing(at: At) -> None:
    answer(at["noor"], HEALTH, LIST, grade="yes", note="It names 41 hospitals.")
    answer(at["farid"], EDUCATION, SCHOOL, grade="yes", note="Since autumn.")
    assert at["farid"].get(f"{EDUCATION}/submission")["missing"] == [PLAN]
    answer(at["farid"], EDUCATION, PLAN, grade="no", note="It is being written.")


def nobody_outside_sees_a_draft(at: At) -> None:
    for name in ("amina", "jamal", "ines", "chen", "tariq"):
        reads_nowhere(at[name], "Booked and confirmed", "41 hospitals")
    reads_nowhere(at["salma"], "Since autumn")
    at["dana"].get(f"{HEALTH}/submission", status=404)


def salma_and_tariq_sign_and_hand_in(at: At) -> None:
    at["bruno"].post(f"{HEALTH}/submission/submit", status=403)
    for name, part in (("salma", HEALTH), ("tariq", EDUCATION)):
        sign_and_hand_in(at[name], part)
    assert shares(at["amina"]) == (75, None, None)


def karim_returns_one_and_it_is_handed_in_again(at: At) -> None:
    asked = {"reasons": "Was it not signed in May?", "features": [PLAN]}
    at["karim"].post(f"{EDUCATION}/submission/return", asked)
    assert at["farid"].get("/workspace/notifications")["unread"]
    answer(at["farid"], EDUCATION, PLAN, grade="yes", note="Signed in May.")
    sign_and_hand_in(at["tariq"], EDUCATION)
    assert shares(at["amina"]) == (100, None, None)


def karim_begins_the_review(at: At) -> None:
    step(at["karim"], "begin_review", seen="open")
    told = at["karim"].get(f"{CAMPAIGN}/reviews")["assessors"]
    assert {one["name"]: one["given"] for one in told} == {"Chen": 4, "Gita": 4}


def chen_looks_and_it_changes_nothing_for_anybody_else(at: At) -> None:
    others = ("gita", "salma", "farid", "dana", "ines", "bruno")
    before = {name: dict(at[name].everything()) for name in others}
    looks(at["chen"], BOOK, **NOT_FOUND, justification=SECRET)
    looks(at["chen"], LIST, **found("hospitals"))
    looks(at["chen"], SCHOOL, **{**NOT_FOUND, "found": "unsure"}, justification="Half a page.")
    looks(at["chen"], PLAN, **NOT_FOUND, justification="No plan.")
    for name in others:
        assert dict(at[name].everything()) == before[name], name
    for name in ("amina", "karim", "jamal", "tariq"):
        reads_nowhere(at[name], SECRET, "Half a page")
    of_chen = task_of(at["chen"], BOOK)["id"]
    for name in ("gita", "amina", "ines", "salma", "dana"):
        at[name].get(f"/workspace/reviews/{of_chen}", status=404)


def gita_looks_too_and_the_score_is_what_strangers_found(at: At) -> None:
    looks(at["gita"], BOOK, grade="transaction", **found("book"))
    assert not at["gita"].get(f"/workspace/reviews/{task_of(at['gita'], BOOK)['id']}")["others"]
    looks(at["gita"], LIST, **found("hospitals"))
    looks(at["gita"], SCHOOL, **found("school"))
    looks(at["gita"], PLAN, **NOT_FOUND, justification="A speech.")
    for name in ("gita", "salma", "tariq", "dana"):
        reads_nowhere(at[name], SECRET, "Half a page")
    assert shares(at["amina"]) == (100, 62, 50)


def ines_decides_where_they_differ(at: At) -> None:
    waiting = {one["feature"]: one["id"] for one in at["ines"].get("/workspace/adjudication")["items"]}
    assert waiting.keys() == {BOOK, SCHOOL}
    shown = at["ines"].get(f"/workspace/adjudication/{waiting[BOOK]}")
    assert {one["justification"] for one in shown["judgements"]} == {SECRET, ""}
    decide(at["ines"], BOOK, grade="information", reasons="The button leads to a telephone number.")
    decide(at["ines"], SCHOOL, grade="yes", reasons="It works in autumn.")
    assert shares(at["amina"])[2] == 58
    own = {"grade": "transaction", "reasons": "Because I say so.", "seen": 1}
    at["amina"].post(f"/workspace/adjudication/{waiting[BOOK]}/decide", own, status=404)


def salma_contests_with_a_proof_and_ines_decides_again(at: At) -> None:
    reads_nowhere(at["salma"], SECRET, "telephone number")
    step(at["karim"], "begin_reply", seen="review")
    assert SECRET in json.dumps(at["salma"].get(f"{HEALTH}/results"))
    contest = {"stance": "contest", "text": "The button moved on Monday."}
    at["salma"].post(f"{HEALTH}/results/{BOOK}/reply", contest, status=422)
    proof = add_proof(at["noor"], "The new button", f"{PORTAL}book/new")
    at["salma"].post(f"{HEALTH}/results/{BOOK}/reply", {**contest, "proofs": [proof]})
    at["tariq"].post(f"{EDUCATION}/results/{PLAN}/reply", {"stance": "agree"})
    decide(at["ines"], BOOK, grade="form", reasons="A form can be sent; nothing is confirmed.", seen=1)
    assert shares(at["amina"])[2] == 67


def amina_freezes_and_publishes(at: At) -> None:
    step(at["amina"], "freeze", seen="reply")
    assert Client().get("/api/v1/campaigns/civic-1").status_code == 404
    step(at["amina"], "publish", seen="frozen")
    record = Client().get("/api/v1/campaigns/civic-1")
    whole = next(row for row in record.json()["results"] if row["by"] == "all")
    assert round(100 * whole["share"]) == 67
    assert all(word not in record.content.decode() for word in (SECRET, "41 hospitals", "Chen", "telephone"))


def the_history_is_whole(at: At) -> None:
    checkpoint = json.dumps(at["amina"].post("/workspace/history/checkpoints")).encode()
    found = history_verify([checkpoint_read(checkpoint, name="civic.json")])
    assert found.holds, found
    done = {one["action"] for one in at["amina"].get(f"{CAMPAIGN}/history?limit=500")["records"]}
    assert {"submission.approve", "review.submit", "review.decide", "review.reply"} <= done


STEPS: tuple[Callable[[At], None], ...] = (
    elif_sets_up_the_registry,
    elif_gives_everybody_a_role,
    amina_makes_a_campaign,
    karim_gives_features_as_proposed_and_amina_opens,
    bruno_and_noor_write_at_once_and_both_keep_their_words,
    bruno_attaches_a_proof,
    the_others_answer_and_see_what_is_missing,
    nobody_outside_sees_a_draft,
    salma_and_tariq_sign_and_hand_in,
    karim_returns_one_and_it_is_handed_in_again,
    karim_begins_the_review,
    chen_looks_and_it_changes_nothing_for_anybody_else,
    gita_looks_too_and_the_score_is_what_strangers_found,
    ines_decides_where_they_differ,
    salma_contests_with_a_proof_and_ines_decides_again,
    amina_freezes_and_publishes,
    the_history_is_whole,
)


def step(person: Program, action: str, *, seen: str) -> None:
    person.post(f"{CAMPAIGN}/steps", {"action": action, "seen": seen})


def answer(person: Program, part: str, feature: str, *, grade: str, note: str) -> None:
    """Save an answer and call it ready."""
    version = person.get(f"{part}/answers/{feature}")["answer"]["version"]
    saved = person.put(f"{part}/answers/{feature}", {"grade": grade, "note": note, "version": version})
    person.post(f"{part}/answers/{feature}/ready", {"version": saved["answer"]["version"]})


def add_proof(person: Program, title: str, address: str) -> str:
    """Keep an address in the store of health."""
    made = person.post("/workspace/evidence/entities/health/links", {"title": title, "address": address})
    return str(made["id"])


def sign_and_hand_in(person: Program, part: str) -> None:
    read = person.get(f"{part}/submission")["content_hash"]
    person.post(f"{part}/submission/approve", {"content_hash": read})
    assert person.post(f"{part}/submission/submit")["state"] == "submitted"


def task_of(assessor: Program, feature: str) -> dict[str, Any]:
    tasks = assessor.get("/workspace/reviews")["tasks"]
    return next(one for one in tasks if one["feature"] == feature)


def looks(assessor: Program, feature: str, **said: str) -> None:
    """Find the task, start the clock, hand in."""
    address = f"/workspace/reviews/{task_of(assessor, feature)['id']}"
    assert assessor.post(f"{address}/start")["portal"] == PORTAL
    assessor.post(f"{address}/submit", said)


def found(where: str) -> dict[str, str]:
    """What an assessor says of something that is there."""
    return {"found": "found", "address": f"{PORTAL}{where}", "viewpoint": "outside", "confidence": "4"}


def decide(adjudicator: Program, feature: str, *, grade: str, reasons: str, seen: int = 0) -> None:
    items = adjudicator.get("/workspace/adjudication")["items"]
    item = next(one["id"] for one in items if one["feature"] == feature)
    decision = {"grade": grade, "reasons": reasons, "seen": seen}
    assert adjudicator.post(f"/workspace/adjudication/{item}/decide", decision)["decisions"][-1]["holds"]


def shares(person: Program) -> tuple[int | None, ...]:
    """What is claimed, found and settled, in hundredths of all that is known; None where nothing is."""
    whole = person.get(f"{CAMPAIGN}/score")["tallies"][0]["all"]
    told = [whole[view]["share"] for view in ("claimed", "verified", "adjudicated")]
    return tuple(None if one is None else round(100 * one) for one in told)


def reads_nowhere(person: Program, *sentences: str) -> None:
    """No answer of the interface to somebody has one of these."""
    for path, told in person.everything():
        for one in sentences:
            assert one not in told, f"{person.name} reads “{one}” at {path}"
