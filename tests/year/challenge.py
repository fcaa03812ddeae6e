"""Spring: the challenge from its round to certificates, with a harsh juror and a lenient one.

What each nomination deserves, 0 to 100, is q; a juror's marks are q and so much more or less:

|           | q     | Shadi −25 | Ghada +25 | Haitham 0 | Farid 0   | raw   | corrected |
| health    | 50.00 | conflict  | 75.00     | 50.00     | 50.00     | 58.33 | 50.00     |
| education | 56.25 | 31.25     | 81.25     | 56.25     | his own   | 56.25 | 56.25     |
| capital   | 25.00 | 0.00      | 50.00     | 25.00     | 25.00     | 25.00 | 25.00     |

As marks stand health is before education, for its harsh juror did not judge it; corrected it is behind. All
is worked out by hand from the additive model score = quality + severity, severities summing to zero: it fits
exactly, and so quality is q and severity what was added.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from typing import Any, Final

from miqyas.workspace.accounts.models import User
from miqyas.workspace.challenges.models import Appeal, Certificate, Juror, Nomination, Round, ScoreSheet
from tests.processes import ROOT
from tests.year.files import cells
from tests.year.government import FIRST, Year, public

WORK: Final = "/en/workspace/challenges/"
ROUND: Final = f"{WORK}year-1/"
API: Final = "/workspace/challenges/year-1"
BEGINS, CLOSES, JURY, APPEALS = (
    dt.date(2027, month, day) for month, day in ((3, 1), (3, 20), (4, 5), (4, 20))
)
RELEASE: Final = dt.date(2027, 5, 2)
CRITERIA: Final = {"benefit": 3, "findable": 2, "inclusion": 2, "reuse": 1}
"""The suggested criteria with their weights; each is marked 1 to 5."""
LEANS: Final = {"shadi": -1, "ghada": 1, "haitham": 0, "farid": 0}
DESERVES: Final = {
    "sample-health": dict.fromkeys(CRITERIA, 3),
    "sample-education": dict.fromkeys(CRITERIA, 3) | {"findable": 4},
    "sample-capital": dict.fromkeys(CRITERIA, 2),
}
JUDGES: Final = {
    "sample-health": ("ghada", "haitham", "farid"),
    "sample-education": ("shadi", "ghada", "haitham"),
    "sample-capital": ("shadi", "ghada", "haitham", "farid"),
}
RAW: Final = {"sample-health": "58.333333", "sample-education": "56.250000", "sample-capital": "25.000000"}
CORRECTED: Final = RAW | {"sample-health": "50.000000"}
SEVERITY: Final = {"shadi": "-25.000000", "ghada": "25.000000", "haitham": "0.000000", "farid": "0.000000"}
TITLES: Final = {
    "sample-health": ("مواعيد بلا انتظار", "Appointments without waiting"),
    "sample-education": ("تسجيل بلا أوراق", "Enrolment without papers"),
    "sample-capital": ("بلاغات الشارع", "Reports from the street"),
}
STORY: Final = ("اختصرنا الطريق على الناس.", "We made the way shorter for people.")


def a_round_is_made_and_opened(year: Year) -> None:
    year.clock.turn_to(BEGINS)
    amina = year.at("amina", f"{WORK}new/")
    given = {
        "title_ar": "جولة العام", "title_en": "Round of the year", "code": "year-1", "campaign": FIRST,
        "opens_on": str(BEGINS), "nominations_until": str(CLOSES), "jury_until": str(JURY),
        "appeals_until": str(APPEALS), "publish_at": f"{RELEASE}T10:00", "answer_days": "7",
        "shortlist_most": "1",
        **{f"categories-1-{name}": "" for name in ("code", "title_ar", "title_en")},
    }  # fmt: skip
    groups = (
        ("ministries", "الوزارات", "Ministries", ["health_ministry", "education_ministry"]),
        ("cities", "المدن", "Cities", ["city_administration"]),
    )
    for at, (code, ar, en, mandates) in enumerate(groups):
        parts = {"code": code, "title_ar": ar, "title_en": en, "mandates": mandates}
        given |= {f"groups-{at}-{name}": value for name, value in parts.items()}
    amina.send("Set the round up", **given)
    assert amina.page.address == ROUND, amina.page.words
    for name in ("noor", "shadi"):
        year.is_refused(name, ROUND, status=404)
        year.is_refused(name, f"{WORK}new/")
    amina.send("Open nominations")


def a_jury_is_appointed(year: Year) -> None:
    karim = year.at("karim", f"{ROUND}jury/")
    for name in LEANS:
        karim.send("Appoint a juror", email=f"{name}@example.org")
    karim.send("Appoint a juror", email="amina@example.org")
    assert Juror.objects.count() == len(LEANS), "who runs the round does not judge it"
    year.is_refused("ghada", f"{ROUND}jury/")
    year.is_refused("stranger", ROUND)


def entities_nominate_with_evidence(year: Year) -> None:
    """Health and the capital at pages, education by its program."""
    for name, entity in (("noor", "sample-health"), ("maryam", "sample-capital")):
        walker = year.at(name, f"{ROUND}nominations/new/").send("Begin", category="service")
        (title_ar, title_en), (story_ar, story_en) = TITLES[entity], STORY
        walker.send("Save", title_ar=title_ar, title_en=title_en, story_ar=story_ar, story_en=story_en)
        if name == "noor":
            walker.follow("Add a proof").send(
                "Keep", title="Waiting times", address="https://health.example.org/waits", language="en"
            )
            walker.reads("Waiting times")
        walker.send("Hand in")
    farid = year.program("farid")
    farid.post(f"{API}/nominations", {"entity": "sample-health", "category": "service"}, status=403)
    begun = farid.post(f"{API}/nominations", {"entity": "sample-education", "category": "service"})
    words = {"title": dict(zip(("ar", "en"), TITLES["sample-education"], strict=True)),
             "story": dict(zip(("ar", "en"), STORY, strict=True))}  # fmt: skip
    own = f"/workspace/nominations/{begun['id']}"
    saved = farid.put(own, {"version": begun["version"], **words})["nomination"]
    farid.post(f"{own}/submit", {"version": saved["version"]})
    states = dict(Nomination.objects.values_list("entity__code", "state"))
    assert states == dict.fromkeys(DESERVES, "submitted")
    assert dict(Nomination.objects.values_list("entity__code", "group"))["sample-capital"] == "cities"
    year.program("noor").get(own, status=404)


def a_conflict_is_declared_and_its_sheet_refused(year: Year) -> None:
    assert not year.at("karim", ROUND).may("Begin the jury"), "nominations are open until their last day"
    year.clock.turn_to(CLOSES + dt.timedelta(1))
    year.at("karim", ROUND).send("Begin the jury")
    shadi = year.at("shadi", f"{WORK}jury/").reads(*(en for _, en in TITLES.values()))
    sheet = sheet_of("shadi", "sample-health")
    shadi.send("Declare a conflict", entity="sample-health", reason="My sister works there")
    shadi.does_not_read("Appointments without waiting")
    shadi.open(f"{WORK}jury/sheets/{sheet.pk}/", status=404)
    marks = {"marks": DESERVES["sample-health"], "justification": "Still", "version": 0, "submit": True}
    year.program("shadi").put(f"/workspace/jury/sheets/{sheet.pk}", marks, status=404)
    year.at("farid", f"{WORK}jury/").does_not_read("Enrolment without papers")
    judged = {entity: set(jurors_of(entity)) for entity in DESERVES}
    assert judged == {entity: set(names) for entity, names in JUDGES.items()}


def jurors_judge_and_see_nothing_of_each_other(year: Year) -> None:
    for name, lean in LEANS.items():
        walker = year.at(name)
        for entity, names in JUDGES.items():
            if name in names:
                marks = {f"mark-{code}": str(mark + lean) for code, mark in DESERVES[entity].items()}
                walker.open(f"{WORK}jury/sheets/{sheet_of(name, entity).pk}/")
                walker.send("Hand in", justification=f"Reasons of {name}", **marks)
        others = [f"Reasons of {other}" for other in LEANS if other != name]
        walker.open(f"{WORK}jury/").does_not_read(*others)
        walker.open(f"{ROUND}scores/", status=403)
    assert not ScoreSheet.objects.filter(state="assigned").exists()


def harsh_and_lenient_are_shown_raw_and_corrected(year: Year) -> None:
    karim = year.at("karim", ROUND).send("Close the jury")
    found = year.program("karim").get(f"{API}/scores")["standings"]
    rows = {row["entity"]: row for row in found["nominations"]}
    assert {code: row["raw"] for code, row in rows.items()} == RAW
    assert {code: row["corrected"] for code, row in rows.items()} == CORRECTED
    assert {code: row["rank"] for code, row in rows.items()} == {
        "sample-education": 1, "sample-health": 2, "sample-capital": 1,
    }, "only within a group; corrected, education is before health"  # fmt: skip
    assert [code for code, row in sorted(rows.items()) if row["in"]] == ["sample-capital", "sample-education"]
    assert sorted(row["severity"] for row in found["jury"]["jurors"]) == sorted(SEVERITY.values())
    karim.open(f"{ROUND}scores/").reads("58.3", "56.3", "50.0", "Sample Ministry of Health")
    leanings = [row["leaning"] for row in found["jury"]["jurors"]]
    assert (leanings.count("harsh"), leanings.count("lenient")) == (1, 1)
    karim.open(ROUND).send("Open appeals")


def an_appeal_within_the_clock_is_heard_and_a_later_one_refused(year: Year) -> None:
    year.clock.turn_to(APPEALS - dt.timedelta(8))
    own = f"{ROUND}nominations/{Nomination.objects.get(entity__code='sample-health').pk}/"
    noor = year.at("noor", own).reads("58.3", "50.0")
    noor.send("Appeal", words="One juror judged another service")
    appeal = Appeal.objects.get()
    assert appeal.due_on == year.clock.today + dt.timedelta(7)
    assert not noor.may("Appeal"), "a nomination has one appeal"
    year.is_refused("farid", own, status=404)
    karim = year.at("karim", f"{ROUND}appeals/{appeal.pk}/")
    lenient = sheet_of("ghada", "sample-health")
    karim.send(
        "Give the answer", outcome="upheld", answer="It speaks of another service", sheet=[str(lenient.pk)]
    )
    noor.open(own).reads("It speaks of another service", "50.0").does_not_read("58.3")
    rows = {
        row["entity"]: row for row in year.program("karim").get(f"{API}/scores")["standings"]["nominations"]
    }
    assert (rows["sample-health"]["raw"], rows["sample-health"]["corrected"]) == ("50.000000", "50.000000")
    assert (rows["sample-health"]["sheets"], rows["sample-education"]["corrected"]) == (2, "56.250000")
    year.clock.turn_to(APPEALS + dt.timedelta(1))
    late = Nomination.objects.get(entity__code="sample-capital").pk
    assert not year.at("maryam", f"{ROUND}nominations/{late}/").may("Appeal")
    told = year.program("maryam").post(f"/workspace/nominations/{late}/appeal", {"words": "Late"}, status=422)
    assert told["code"] == "challenge.not_appealing"
    assert Appeal.objects.count() == 1


def results_are_sealed_and_kept_from_everybody_until_their_moment(year: Year) -> None:
    year.at("karim", ROUND)
    year.program("karim").post(f"{API}/step", {"action": "seal"}, status=403)
    amina = year.at("amina", ROUND).send("Seal the results")
    assert Round.objects.get().state == "embargo"
    assert not amina.may("Publish the results"), "not before its moment"
    for address in ("/en/challenge/year-1/", "/en/challenge/year-1/results.json", "/api/v1/challenge/year-1"):
        public(address, status=404)
    assert "Round of the year" not in public("/en/challenge/")
    year.is_refused("ghada", f"{ROUND}scores/")
    year.is_refused("noor", f"{ROUND}export.json")
    year.kept["sealed"] = amina.open(f"{ROUND}export.json").content
    assert year.goes_its_rounds("challenge.publish") == {"published": []}
    year.clock.turn_to(RELEASE, hour=6)
    assert year.goes_its_rounds("challenge.publish") == {"published": []}, "not an hour before"
    year.clock.turn_to(RELEASE, hour=11)
    assert year.goes_its_rounds("challenge.publish") == {"published": ["year-1"]}
    assert year.goes_its_rounds("challenge.publish") == {"published": []}


def everybody_reads_results_and_verifies_a_certificate(year: Year) -> None:
    page = (
        year.stranger()
        .open("/en/challenge/year-1/")
        .reads("Round of the year", "Sample Ministry of Education")
    )
    page.does_not_read("Reasons of", "My sister works there", "Shadi", "It speaks of another service")
    made = {(one.award, one.entity.code): one for one in Certificate.objects.select_related("entity")}
    jury = sorted(award for award in made if award[0].startswith("jury:"))
    assert jury == [
        ("jury:service:cities:1", "sample-capital"),
        ("jury:service:ministries:1", "sample-education"),
    ]
    code = made["jury:service:ministries:1", "sample-education"].code
    typed = code.replace("-", " ").lower()
    year.stranger().open("/en/certificates/").send("Verify", code=typed).reads(
        "This certificate is genuine", "Sample Ministry of Education", "Round of the year"
    )
    year.stranger().open(f"/ar/certificates/{code}/").reads(
        "شهادة صحيحة", "وزارة التربية والتعليم النموذجية", "جولة العام"
    )
    drawn = public(f"/en/certificates/{code}/certificate.svg")
    assert "وزارة التربية والتعليم النموذجية" in drawn.replace("\u2067", "").replace("\u2069", "")
    assert "Sample Ministry of Education" in drawn, "both languages stand on it"
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    year.stranger().open(f"/en/certificates/{wrong}/", status=404).reads("No such certificate is known")


def standings_are_recomputed_from_the_export_to_the_byte(year: Year) -> None:
    released = year.stranger().open("/en/challenge/year-1/results.json").content
    assert released == year.kept["sealed"], "what is published is what was sealed"
    file = year.folder / "results.json"
    file.write_bytes(released)
    assert verified(year, file.name) == (True, [])
    for name, old, new in CHANGES:
        changed = released.replace(old, new, 1)
        assert changed != released, name
        (year.folder / name).write_bytes(changed)
        holds, differing = verified(year, name)
        assert not holds, name
        assert [one for one in differing if one.endswith(".corrected")], (name, differing)
    table = cells(year.at("karim").open(f"{ROUND}scores.xlsx").content)
    assert "Sample Ministry of Health" in table or "وزارة الصحة النموذجية" in table


CHANGES: Final = (
    ("better.json", b'"corrected":"50.000000"', b'"corrected":"60.000000"'),
    ("mark.json", b'"benefit":3', b'"benefit":5'),
)
"""A changed result, and a changed mark under the same results."""


def verified(year: Year, name: str) -> tuple[bool, list[str]]:
    """What the command line says of an export: whether it holds, and what differs."""
    words = [sys.executable, "-m", "miqyas", "challenge", "verify", "--json", str(year.folder / name)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["holds"] else 1), done.stderr
    return told["holds"], told["differing"]


def sheet_of(name: str, entity: str) -> ScoreSheet:
    """A juror's sheet of an entity's nomination."""
    person = User.objects.get(email=f"{name}@example.org").pseudonym
    return ScoreSheet.objects.get(juror__person=person, nomination__entity__code=entity)


def jurors_of(entity: str) -> list[str]:
    """Who judges an entity's nomination."""
    rows: Any = ScoreSheet.objects.filter(nomination__entity__code=entity).exclude(state="withdrawn")
    people = rows.values_list("juror__person", flat=True)
    return [
        email.split("@")[0]
        for email in User.objects.filter(pseudonym__in=people).values_list("email", flat=True)
    ]


STEPS = (
    a_round_is_made_and_opened,
    a_jury_is_appointed,
    entities_nominate_with_evidence,
    a_conflict_is_declared_and_its_sheet_refused,
    jurors_judge_and_see_nothing_of_each_other,
    harsh_and_lenient_are_shown_raw_and_corrected,
    an_appeal_within_the_clock_is_heard_and_a_later_one_refused,
    results_are_sealed_and_kept_from_everybody_until_their_moment,
    everybody_reads_results_and_verifies_a_certificate,
    standings_are_recomputed_from_the_export_to_the_byte,
)
