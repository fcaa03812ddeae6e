"""Pages of scans: what the authority, an entity, an adjudicator and an assessor are shown."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.scanner.artifacts.model import Artifact, Channel, Reason
from miqyas.scanner.artifacts.model import Outcome as Came
from miqyas.scanner.artifacts.vantages import Difference, Disagreement
from miqyas.scanner.journey.model import End, Journey, Move, Outcome, Step
from miqyas.scanner.parity.model import Issue, Kind, ParityReport, Spot, Standing
from miqyas.scanner.rules.model import State
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.scans.models import Contradiction, FindingRow, Proposal, Scan, ScanSchedule
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.services.scans import report_write, scan_ask
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import Given, given, open_campaign
from tests.workspace.scans.scans_given import (
    ABROAD,
    HERE,
    absent,
    found,
    hit,
    portal_of,
    present,
    report_of,
    scanned,
)

__all__ = ["given"]
pytestmark = pytest.mark.django_db
S = "/en/workspace/scans/"
PORTAL = "https://portal.example.org/"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lead(given: Given) -> Client:
    return signed_in(given.cast.amina)


class TestTheList:
    """All scans, and the form that starts one."""

    def test_nothing_yet_says_what_to_do(self, lead: Client) -> None:
        page = lead.get(S).text
        assert "No scan yet" in page
        assert "Start a scan" in page

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_coverage_stands_beside_the_score(self, lead: Client, language: str) -> None:
        told = (present(1), absent(2, grade="none"), found(4, State.PARTIAL), found(3, State.NOT_ASSESSABLE))
        scanned(*told)
        page = lead.get(f"/{language}/workspace/scans/").text
        beside = page.partition('class="scan-score"')[2].partition("</p>")[0]
        assert "97%" in beside
        assert '<bdi dir="ltr" class="num">2</bdi>' in beside
        assert '<bdi dir="ltr" class="num">3</bdi>' in beside

    def test_many_scans_take_no_more_queries_than_one(self, lead: Client) -> None:
        scanned(present(1))
        with CaptureQueriesContext(connection) as one:
            lead.get(S)
        for _ in range(4):
            scanned(present(1), absent(3))
        with CaptureQueriesContext(connection) as five:
            lead.get(S)
        assert len(five) == len(one)

    def test_the_lead_starts_one(self, lead: Client) -> None:
        sent = {"pages": 50, "seconds": 600, "browser": 0, "languages": "ar-en"}
        answer = lead.post(f"{S}start/", sent)
        scan = Scan.objects.get()
        assert answer["Location"] == f"{S}{scan.pk}/"
        assert scan.plan == {"pages": 50, "seconds": 600, "browser": 0, "languages": ["ar", "en"]}
        assert "Stop the scan" in lead.get(f"{S}{scan.pk}/").text
        lead.post(f"{S}{scan.pk}/stop/")
        assert "Stopped" in lead.get(f"{S}{scan.pk}/").text

    @pytest.mark.parametrize(
        "wrong", [{"pages": 999_999}, {"pages": ""}, {"languages": "xx"}, {"entity": "nobody"}]
    )
    def test_what_is_out_of_bounds_is_said_in_the_form(self, lead: Client, wrong: dict[str, Any]) -> None:
        sent = {"pages": 50, "seconds": 600, "browser": 0, "languages": "ar-en", **wrong}
        answer = lead.post(f"{S}start/", sent)
        assert answer.status_code == 422
        assert not Scan.objects.exists()

    def test_it_can_come_back_every_week(self, lead: Client) -> None:
        sent = {"pages": 50, "seconds": 600, "browser": 0, "languages": "ar-en", "every": "weekly"}
        assert lead.post(f"{S}start/", sent).status_code == 302
        assert ScanSchedule.objects.get().every == "weekly"
        assert "Every week" in lead.get(S).text
        lead.post(f"{S}rhythm/end/", {"entity": ""})
        assert not ScanSchedule.objects.exists()

    def test_only_who_may_starts_one(self, given: Given) -> None:
        for name in ("jamal", "noor", "chen", "ines", "dana"):
            answer = signed_in(given.cast.people()[name]).post(f"{S}start/", {})
            assert answer.status_code == 403, name


class TestOneScan:
    """What it found, and what has to be known first."""

    def test_without_a_look_from_outside_that_is_said_first(self, lead: Client) -> None:
        report, _ = scanned(present(1))
        page = lead.get(f"{S}{report.scan_id}/").text
        body = page.partition("<h1>")[2]
        assert body.index("Nobody looked from outside") < body.index('class="scan-score"')
        abroad, _ = scanned(present(1), vantages=(HERE, ABROAD))
        assert "Nobody looked from outside" not in lead.get(f"{S}{abroad.scan_id}/").text

    def test_absence_is_told_in_words_and_a_state_can_be_chosen(self, lead: Client) -> None:
        report, _ = scanned(present(1), absent(2, grade="none"))
        address = f"{S}{report.scan_id}/"
        page = lead.get(address).text
        assert "Not found in " in page
        assert "212" in page
        chosen = lead.get(f"{address}?state=absent")
        assert [line.code for line in chosen.context["lines"]] == ["OSI-SP-002"]
        assert lead.get(f"{address}?state=<script>").status_code == 200

    @pytest.mark.parametrize(("form", "begins"), [("csv", "\ufeff"), ("json", "{"), ("xlsx", "PK")])
    def test_it_can_be_taken_away(self, lead: Client, form: str, begins: str) -> None:
        report, _ = scanned(present(1))
        answer = lead.get(f"{S}{report.scan_id}/findings.{form}")
        assert answer.status_code == 200
        assert answer.content.startswith(begins.encode())
        if form == "json":
            assert answer.json()["hash"] == report.hash

    def test_what_changed_is_told_by_feature(self, lead: Client) -> None:
        first, _ = scanned(present(1), present(3))
        assert "No scan before it" in lead.get(f"{S}{first.scan_id}/changes/").text
        second, _ = scanned(absent(1), present(3))
        page = lead.get(f"{S}{second.scan_id}/changes/")
        assert [(one["kind"], len(one["lines"])) for one in page.context["groups"]] == [("gone", 1)]
        assert "Changed by the site" in page.text

    def test_one_under_way_shows_no_finding_yet(self, lead: Client) -> None:
        scan = scan_ask(None, plan=ScanPlan.usual(), by=None)
        assert lead.get(f"{S}{scan.pk}/").status_code == 200
        for page in ("changes/", "findings.csv"):
            assert lead.get(f"{S}{scan.pk}/{page}").status_code == 404
        assert lead.get(f"{S}00000000-0000-4000-8000-000000000000/").status_code == 404


class TestAFinding:
    """With all that it rests on."""

    def test_it_shows_words_in_their_script_hash_and_vantage(self, lead: Client) -> None:
        report, _ = scanned(present(1))
        row = FindingRow.objects.get(report=report)
        page = lead.get(f"{S}findings/{row.pk}/").text
        for shown in ("القوانين والتشريعات", "ab" * 32, "2026-03-01T09:30", "version", report.hash):
            assert shown in page
        assert '<blockquote class="scan-words" lang="ar" dir="rtl">' in page

    def test_it_says_when_it_was_last_active_and_how_often_its_rule_is_right(self, lead: Client) -> None:
        told = replace(
            present(1), rule="search", last_dated="2026-05-03", goes_on=True, languages=("it", "pt")
        )
        report, _ = scanned(told)
        page = lead.get(f"{S}findings/{FindingRow.objects.get(report=report).pk}/")
        assert "3 May 2026" in page.context["dated"]
        assert page.context["dated"] in page.text
        assert page.context["rightness"] == [
            "Italian: Not measured: 31 labels, 50 are needed.",
            "Portuguese: Not measured: no labels, 50 are needed.",
        ]
        assert "3 May 2026" in lead.get(f"{S}{report.scan.pk}/").text

    def test_the_page_of_labels_says_what_was_measured_of_each_language(self, lead: Client) -> None:
        said = lead.get(f"{S}labels/").context["heard"]
        assert any(one.startswith("Italian: 191 rules have words in it; 6 held against") for one in said)
        assert any(one.startswith("Portuguese: not measured. 197 rules") for one in said)

    def test_its_state_is_said_once(self, lead: Client) -> None:
        report, _ = scanned(replace(found(1, State.NOT_ASSESSABLE), reason=Reason.DNS))
        row = FindingRow.objects.get(report=report)
        for address in (f"{S}findings/{row.pk}/", f"{S}{report.scan.pk}/"):
            listed = lead.get(address).text.partition("<main")[2]
            assert "the host could not be found" in listed
            assert "Could not be assessed: " not in listed

    def test_an_entity_makes_it_a_proof_of_its_own(self, given: Given) -> None:
        report, _ = scanned(present(1))
        row = FindingRow.objects.get(report=report)
        bruno = signed_in(given.cast.bruno)
        assert "Keep it as a proof" in bruno.get(f"{S}findings/{row.pk}/").text
        answer = bruno.post(f"{S}findings/{row.pk}/prove/", {"entity": "health", "hit": "0"})
        assert "/evidence/" in answer["Location"]
        assert f"{S}findings/{row.pk}/" in bruno.get(answer["Location"]).text
        assert bruno.post(f"{S}findings/{row.pk}/prove/", {"entity": "education"}).status_code == 404
        assert bruno.post(f"{S}findings/{row.pk}/prove/", {"entity": "health", "hit": "7"}).status_code == 422

    def test_hostile_words_are_shown_as_words(self, lead: Client) -> None:
        bad = '<script>alert(1)</script>\u202egnp.exe "=cmd()'
        report, _ = scanned(found(1, State.PRESENT, grade="yes", hits=(hit(text=bad),)))
        row = FindingRow.objects.get(report=report)
        page = lead.get(f"{S}findings/{row.pk}/").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_an_entity_that_does_not_answer_for_it_sees_nothing(self, given: Given) -> None:
        report, _ = scanned(present(3))  # only health was asked
        row = FindingRow.objects.get(report=report)
        assert signed_in(given.cast.bruno).get(f"{S}findings/{row.pk}/").status_code == 200
        assert signed_in(given.cast.farid).get(f"{S}findings/{row.pk}/").status_code == 404

    def test_no_picture_is_given_that_the_finding_does_not_name(self, lead: Client) -> None:
        report, _ = scanned(present(1))
        row = FindingRow.objects.get(report=report)
        assert lead.get(f"{S}findings/{row.pk}/{'cd' * 32}.png").status_code == 404


class TestAnEntity:
    """Proposals and contradictions, for its own people."""

    def test_the_focal_point_accepts_with_the_proof(self, given: Given) -> None:
        scanned(present(1))
        noor = signed_in(given.cast.noor)
        page = noor.get(f"{S}entities/health/")
        assert "One answer is proposed" in page.text
        waiting = Proposal.objects.get(assignment__entity=given.cast.health)
        answer = noor.post(f"{S}proposals/{waiting.pk}/", {"decide": "accept"})
        assert answer.status_code == 302
        assert Answer.objects.get(assignment__entity=given.cast.health).grade == "yes"
        assert noor.post(f"{S}proposals/{waiting.pk}/", {"decide": "accept"}).status_code == 422

    def test_contributors_see_proposals_and_the_focal_point_decides(self, given: Given) -> None:
        scanned(present(1))
        waiting = Proposal.objects.get(assignment__entity=given.cast.health)
        bruno = signed_in(given.cast.bruno)
        assert "Accept with its proof" not in bruno.get(f"{S}entities/health/").text
        assert bruno.post(f"{S}proposals/{waiting.pk}/", {"decide": "accept"}).status_code == 403
        farid = signed_in(given.cast.farid)
        assert farid.post(f"{S}proposals/{waiting.pk}/", {"decide": "accept"}).status_code == 404

    def test_a_refusal_without_reason_is_said_and_keeps_it(self, given: Given) -> None:
        scanned(present(1))
        waiting = Proposal.objects.get(assignment__entity=given.cast.health)
        answer = signed_in(given.cast.noor).post(f"{S}proposals/{waiting.pk}/", {"decide": "refuse"})
        assert answer.status_code == 422
        assert "No reason is given" in answer.text

    def test_the_authority_does_not_learn_what_is_still_blank_or_a_draft(self, given: Given) -> None:
        Answer.objects.create(assignment=given.question(1), grade="yes", state="draft", version=1)
        scanned(absent(1), present(3))
        page = signed_in(given.cast.amina).get(f"{S}entities/health/")
        assert (page.context["proposals"], page.context["contradictions"]) == ([], [])
        Answer.objects.update(state="submitted")
        page = signed_in(given.cast.amina).get(f"{S}entities/health/")
        assert [one["claimed"] for one in page.context["contradictions"]] == ["Yes"]

    def test_many_of_them_take_no_more_queries_and_read_one_record(self, campaign_cast: CampaignCast) -> None:
        given = open_campaign(campaign_cast, count=11)
        Answer.objects.create(assignment=given.question(1), grade="yes", state="draft", version=1)
        noor = signed_in(given.cast.noor)
        scanned(absent(1), present(3))
        with CaptureQueriesContext(connection) as few:
            noor.get(f"{S}entities/health/")
        Answer.objects.create(assignment=given.question(5), grade="yes", state="draft", version=1)
        Answer.objects.create(assignment=given.question(7), grade="yes", state="draft", version=1)
        scanned(absent(1), present(3), absent(5), absent(7), present(9), present(11))
        with CaptureQueriesContext(connection) as many:
            page = noor.get(f"{S}entities/health/")
        assert (len(page.context["proposals"]), len(page.context["contradictions"])) == (3, 3)
        assert len(many) == len(few)
        assert sum('"scans_report"."record"' in one["sql"] for one in many) == 1

    def test_the_authority_takes_one_more_query_for_each_at_most(self, campaign_cast: CampaignCast) -> None:
        given, amina = open_campaign(campaign_cast, count=7), signed_in(campaign_cast.amina)
        for number in (1, 3, 5, 7):
            Answer.objects.create(
                assignment=given.question(number), grade="yes", state="submitted", version=1
            )
        scanned(absent(1))
        with CaptureQueriesContext(connection) as few:
            amina.get(f"{S}entities/health/")
        scanned(absent(1), absent(3), absent(5), absent(7))
        with CaptureQueriesContext(connection) as many:
            page = amina.get(f"{S}entities/health/")
        assert len(page.context["contradictions"]) == 4
        assert len(many) - len(few) <= 3  # whether a signature was lent to the reader

    def test_a_contradiction_is_settled_in_words(self, given: Given) -> None:
        Answer.objects.create(assignment=given.question(1), grade="yes", state="draft", version=1)
        scanned(absent(1))
        raised, bruno = Contradiction.objects.get(), signed_in(given.cast.bruno)
        address = f"{S}contradictions/{raised.pk}/"
        assert bruno.post(address, {"state": "answer_stands"}).status_code == 422
        assert bruno.post(address, {"state": "answer_stands", "reason": "In the app"}).status_code == 302
        page = bruno.get(f"{S}entities/health/").text
        assert "stands by its answer" in page
        assert "In the app" in page

    def test_what_waits_stands_on_the_board_of_its_people_alone(self, given: Given) -> None:
        Answer.objects.create(assignment=given.question(1), grade="yes", state="draft", version=1)
        scanned(absent(1), present(3))
        page = signed_in(given.cast.noor).get("/en/workspace/").text
        assert "One contradiction with the answers" in page
        assert "One answer is proposed" in page
        for name in ("farid", "amina", "chen"):
            shown = signed_in(given.cast.people()[name]).get("/en/workspace/").text
            assert "contradiction" not in shown, name

    @pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
    def test_its_report_can_be_taken_away(self, given: Given, form: str) -> None:
        salma = signed_in(given.cast.salma)
        nothing = salma.get(f"{S}entities/health/findings.{form}")
        assert nothing.status_code == (200 if form == "json" else 404)
        scanned(present(1))
        assert salma.get(f"{S}entities/health/findings.{form}").status_code == 200
        assert signed_in(given.cast.farid).get(f"{S}entities/health/findings.{form}").status_code == 404

    def test_it_hears_of_its_own_pages_that_are_closed_abroad(self, given: Given) -> None:
        portal_of(given.cast.health, "https://health.example.org/")
        apart = tuple(
            Disagreement(
                address,
                Channel.HTTP,
                Difference.SEEN,
                Artifact(address, channel=Channel.HTTP, status=200),
                Artifact(
                    address,
                    channel=Channel.HTTP,
                    status=403,
                    vantage=ABROAD,
                    outcome=Came.not_assessable(Reason.REFUSED_403),
                ),
            )
            for address in ("https://health.example.org/apply", "https://health.example.org.evil/x")
        )
        scan = scan_ask(None, plan=ScanPlan.usual(), by=None)
        report_write(scan, replace(report_of(present(1)), disagreements=apart), why="scan", by=None)
        page = signed_in(given.cast.noor).get(f"{S}entities/health/")
        assert [one["address"] for one in page.context["disagreements"]] == [
            "https://health.example.org/apply"
        ]
        assert "the server refused the page (403)" in page.text
        told = signed_in(given.cast.noor).get(f"{S}entities/health/findings.json").json()
        assert [one["difference"] for one in told["disagreements"]] == ["seen"]

    def test_people_of_one_entity_are_led_to_it(self, given: Given) -> None:
        assert signed_in(given.cast.farid).get(S)["Location"] == f"{S}entities/education/"


def test_whoever_assesses_finds_no_way_in(given: Given) -> None:
    report, _ = scanned(present(1))
    row = FindingRow.objects.get(report=report)
    role_grant(given.cast.chen, role="lead", by=None)
    role_grant(given.cast.chen, role="contributor", by=None, entity=given.cast.health.pk)
    chen = signed_in(User.objects.get(pk=given.cast.chen.pk))
    for page in (
        "", f"{report.scan_id}/", f"{report.scan_id}/changes/", f"{report.scan_id}/findings.json",
        f"findings/{row.pk}/", "entities/health/", "entities/health/findings.json", "labels/",
    ):  # fmt: skip
        assert chen.get(f"{S}{page}").status_code == 403, page


class TestSides:
    """Journeys with their ways drawn, two languages compared, the technology."""

    @pytest.fixture
    def told(self) -> Any:
        steps = (
            Step(Move.START, PORTAL, End.PAGE),
            Step(
                Move.LINK, "https://portal.example.org/gone", End.MISSING, words="Laws", depth=1, seconds=12
            ),
            Step(
                Move.LINK,
                "https://portal.example.org/laws",
                End.FOUND,
                words="<b>Law</b>",
                depth=2,
                seconds=40,
            ),
        )
        journey = Journey("OSI-IF-001", "en", Outcome.FOUND, steps=steps, clicks=2, seconds=40.0)
        page = Spot("https://portal.example.org/ar", "ar")
        parity = ParityReport(
            ("ar", "en"), Standing.COMPARED, issues=(Issue(Kind.LANG_MISSING, "ar", (page,)),)
        )
        return replace(report_of(present(1)), journeys=(journey,), parity=(parity,))

    def test_a_way_is_drawn_and_told_step_by_step(self, lead: Client, told: Any) -> None:
        scan = scan_ask(None, plan=ScanPlan.usual(), by=None)
        report_write(scan, told, why="scan", by=None)
        page = lead.get(f"{S}{scan.pk}/journeys/").text
        drawing = page.partition('<svg class="scan-path"')[2].partition("</svg>")[0]
        assert all(kind in drawing for kind in ("path-dead", "path-found", "path-line"))
        assert drawing.count("<circle") == 3
        assert "Page not there (404)" in page
        assert "&lt;b&gt;Law" in page
        assert lead.get(f"{S}{scan.pk}/journeys/?in=ar").context["lines"] == []

    def test_languages_are_compared_in_words(self, lead: Client, told: Any) -> None:
        scan = scan_ask(None, plan=ScanPlan.usual(), by=None)
        report_write(scan, told, why="scan", by=None)
        for language in ("ar", "en"):
            page = lead.get(f"/{language}/workspace/scans/{scan.pk}/parity/")
            assert page.status_code == 200
            assert "https://portal.example.org/ar" in page.text
        assert lead.get(f"{S}{scan.pk}/technology/").status_code == 200

    def test_they_are_for_who_reads_whole_scans(self, given: Given, told: Any) -> None:
        scan = scan_ask(None, plan=ScanPlan.usual(), by=None)
        assert signed_in(given.cast.jamal).get(f"{S}{scan.pk}/journeys/").status_code == 404
        report_write(scan, told, why="scan", by=None)
        for name in ("noor", "chen", "ines"):
            for side in ("journeys", "parity", "technology"):
                assert signed_in(given.cast.people()[name]).get(f"{S}{scan.pk}/{side}/").status_code == 403
