"""A program keeps proofs: links and files of its own entity, put to answers; of others it learns nothing."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Assignment
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision
from miqyas.workspace.evidence.services import Content, evidence_add
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import open_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BASE = "/api/v1/workspace/evidence"
FILES = f"{BASE}/entities/health/files"
LINKS = f"{BASE}/entities/health/links"
PDF = b"%PDF-1.7\n" + b"x" * 50
LINK = {"title": "Page of the service", "address": "https://health.example.org/apply"}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


@pytest.fixture
def proof(cast: CampaignCast) -> Evidence:
    content = Content(address="https://health.example.org/law")
    return evidence_add(cast.health, title="The law", content=content, by=cast.bruno.pseudonym)


def program_of(person: User, *, scope: str = "write") -> Client:
    secret = token_create(person, name="a program", scope=scope, days=1)[1]
    return Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})


def send(client: Client, path: str, body: Any = None, *, method: str = "POST") -> Any:
    return client.generic(method, path, json.dumps(body) if body else "", "application/json")


def pdf(name: str = "law.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


class TestKeeping:
    """What its own entity does with its proofs."""

    def test_a_link_is_added_listed_revised_and_retired(self, cast: CampaignCast) -> None:
        bruno = program_of(cast.bruno)
        made = send(bruno, LINKS, LINK).json()
        one = f"{BASE}/{made['id']}"
        assert [found["title"] for found in bruno.get(BASE).json()["evidence"]] == ["Page of the service"]
        told = send(bruno, one, {**LINK, "quote": "Apply here"}, method="PUT").json()
        assert [revision["quote"] for revision in told["revisions"]] == ["Apply here", ""]
        assert send(bruno, f"{one}/retire").json()["retired_at"]
        assert bruno.get(BASE).json()["total"] == 0
        assert bruno.get(f"{BASE}?show=retired").json()["total"] == 1
        assert send(bruno, one, LINK, method="PUT").json()["code"] == "evidence.retired"

    def test_the_list_is_filtered_and_comes_in_parts(self, cast: CampaignCast, proof: Evidence) -> None:
        noor = program_of(cast.noor)
        send(noor, LINKS, LINK)
        assert noor.get(f"{BASE}?q=law").json()["total"] == 1
        part = noor.get(f"{BASE}?limit=1").json()
        assert (part["total"], len(part["evidence"])) == (2, 1)
        assert noor.get(f"{BASE}?show=unused&entity=health").json()["total"] == 2
        assert noor.get(f"{BASE}?show=moon").status_code == 422

    def test_a_file_comes_back_as_it_was_and_only_to_be_kept(self, cast: CampaignCast) -> None:
        bruno = program_of(cast.bruno)
        made = bruno.post(FILES, {"title": "Law", "valid_until": "2030-01-01", "file": pdf()}).json()
        assert (made["kind"], made["revision"]["media_type"]) == ("file", "application/pdf")
        got = bruno.get(f"{BASE}/{made['id']}/files/1")
        assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
        assert got["Content-Type"] == "application/octet-stream"
        assert got["Content-Disposition"].startswith("attachment;")
        assert got["X-Content-Type-Options"] == "nosniff"
        assert got["Cache-Control"] == "private, no-store"
        head = bruno.head(f"{BASE}/{made['id']}/files/1")
        assert (head.status_code, b"".join(head.streaming_content)) == (200, b"")  # type: ignore[attr-defined]
        assert bruno.get(f"{BASE}/{made['id']}/files/2").status_code == 404

    def test_another_file_is_another_revision(self, cast: CampaignCast) -> None:
        bruno = program_of(cast.bruno)
        made = bruno.post(FILES, {"title": "Law", "file": pdf()}).json()
        again = {"title": "Law", "file": pdf("amended.pdf", PDF + b"y")}
        told = bruno.post(f"{BASE}/{made['id']}/files", again).json()
        assert [one["file_name"] for one in told["revisions"]] == ["amended.pdf", "law.pdf"]

    def test_a_link_stays_a_link(self, cast: CampaignCast, proof: Evidence) -> None:
        again = program_of(cast.bruno).post(f"{BASE}/{proof.pk}/files", {"title": "Law", "file": pdf()})
        assert (again.status_code, again.json()["code"]) == (422, "evidence.link_or_file")

    def test_it_is_put_to_an_answer_and_taken_away(self, cast: CampaignCast, proof: Evidence) -> None:
        question = open_campaign(cast).question()
        bruno = program_of(cast.bruno)
        use = f"{BASE}/{proof.pk}/uses/answer/{question.pk}"
        told = send(bruno, use, method="PUT").json()
        assert told["uses"] == [
            {"kind": "answer", "id": str(question.pk), "code": question.feature, "may_change": True}
        ]
        assert send(program_of(cast.amina), use, method="DELETE").status_code == 404
        assert program_of(cast.amina).get(f"{BASE}/{proof.pk}").json()["uses"] == []  # a draft
        assert send(bruno, use, method="DELETE").json()["uses"] == []


class TestOthers:
    """Who has no part in the entity."""

    @pytest.mark.parametrize(
        ("who", "list_status"), [("farid", 404), ("tariq", 404), ("chen", 403), ("dana", 403), ("elif", 403)]
    )
    def test_they_do_not_learn_that_it_exists(
        self, cast: CampaignCast, proof: Evidence, who: str, list_status: int
    ) -> None:
        program = program_of(cast.people()[who])
        one = f"{BASE}/{proof.pk}"
        assert program.get(one).status_code == 404
        assert program.get(f"{one}/files/1").status_code == 404
        assert send(program, one, LINK, method="PUT").status_code == 404
        assert send(program, f"{one}/retire").status_code == 404
        assert send(program, LINKS, LINK).status_code == 404
        assert program.post(FILES, {"title": "Law", "file": pdf()}).status_code == 404
        assert program.get(f"{BASE}?entity=health").status_code == list_status
        assert Evidence.objects.count() == 1

    def test_the_authority_looks_on_and_changes_nothing(self, cast: CampaignCast, proof: Evidence) -> None:
        amina = program_of(cast.amina)
        assert amina.get(f"{BASE}/{proof.pk}").json()["may_edit"] is False
        assert send(amina, f"{BASE}/{proof.pk}/retire").status_code == 403
        assert send(amina, LINKS, LINK).status_code == 403

    def test_a_proof_serves_no_question_of_another_entity(self, cast: CampaignCast, proof: Evidence) -> None:
        given = open_campaign(cast)
        foreign = Assignment.objects.filter(entity=cast.education).first()
        own = given.question()
        farid = program_of(cast.farid)
        assert send(farid, f"{BASE}/{proof.pk}/uses/answer/{own.pk}", method="PUT").status_code == 404
        if foreign:
            use = f"{BASE}/{proof.pk}/uses/answer/{foreign.pk}"
            assert send(farid, use, method="PUT").status_code == 404
            assert send(program_of(cast.bruno), use, method="PUT").status_code == 404

    @pytest.mark.parametrize("kind", ["answer", "input", "reply", "moon"])
    def test_what_is_not_there_is_served_by_nothing(
        self, cast: CampaignCast, proof: Evidence, kind: str
    ) -> None:
        use = f"{BASE}/{proof.pk}/uses/{kind}/{uuid4()}"
        assert send(program_of(cast.bruno), use, method="PUT").status_code == 404

    def test_a_token_for_reading_reads(self, cast: CampaignCast, proof: Evidence) -> None:
        program = program_of(cast.bruno, scope="read")
        assert program.get(f"{BASE}/{proof.pk}").status_code == 200
        for refused in (
            send(program, LINKS, LINK),
            send(program, f"{BASE}/{proof.pk}", LINK, method="PUT"),
            send(program, f"{BASE}/{proof.pk}/retire"),
            program.post(FILES, {"title": "Law", "file": pdf()}),
        ):
            assert (refused.status_code, refused.json()["code"]) == (403, "request.token_reads")


class TestBadInput:
    """What is refused, and that nothing stays of it."""

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("law.pdf", b"<html><script>alert(1)</script></html>", "file_type"),
            ("law.docx", PDF, "file_lies"),
            ("mark.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_type"),
            ("law.pdf", b"", "file_empty"),
        ],
    )
    def test_a_file_that_lies(self, cast: CampaignCast, name: str, content: bytes, code: str) -> None:
        sent = {"title": "Law", "file": pdf(name, content)}
        refused = program_of(cast.bruno).post(FILES, sent)
        assert (refused.status_code, refused.json()["code"]) == (422, f"evidence.{code}")
        assert not EvidenceRevision.objects.exists()

    def test_a_hundred_megabytes_are_refused_before_they_are_read(self, cast: CampaignCast) -> None:
        for client in (program_of(cast.bruno), signed_in(cast.bruno), Client()):
            form = "multipart/form-data; boundary=x"
            refused = client.generic("POST", FILES, b"x", form, CONTENT_LENGTH=str(10**8))
            assert (refused.status_code, refused.json()["code"]) == (413, "request.body_too_large")

    def test_a_form_that_is_no_form(self, cast: CampaignCast) -> None:
        bruno = program_of(cast.bruno)
        assert send(bruno, FILES, {"title": "Law"}).status_code == 415
        assert bruno.post(FILES, {"title": "Law"}).status_code == 422
        assert bruno.post(LINKS, LINK).status_code == 415

    def test_a_session_shows_its_token(self, cast: CampaignCast) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.bruno, backend="allauth.account.auth_backends.AuthenticationBackend")
        refused = client.post(FILES, {"title": "Law", "file": pdf()})
        assert (refused.status_code, refused.json()["code"]) == (403, "request.csrf")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"title": "x" * 301},
            {"title": "a\x00b"},
            {"address": "javascript:alert(1)"},
            {"address": ""},
            {"page": "x" * 61},
            {"valid_until": "soon"},
            {"valid_from": "2026-02-01", "valid_until": "2026-01-01"},
            {"language": "xx"},
        ],
    )
    def test_fields_that_are_wrong(self, cast: CampaignCast, wrong: dict[str, str]) -> None:
        refused = send(program_of(cast.bruno), LINKS, {**LINK, **wrong})
        assert refused.status_code == (400 if "\0" in wrong.get("title", "") else 422), refused.json()
        assert not Evidence.objects.exists()
