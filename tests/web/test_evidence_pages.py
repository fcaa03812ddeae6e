"""A ministry keeps its proofs on pages; others see none of them; nobody is harmed by a file."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign, CampaignEntity
from miqyas.workspace.evidence.models import Evidence, EvidenceUse, LinkCheck
from miqyas.workspace.evidence.queries import newest_revision
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.history.models import Record
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
STORE = "/en/workspace/evidence/"
FIELDS = {
    "title": "Page of the service",
    "address": "https://health.example.org/apply",
    "quote": "Apply here",
}
PDF = b"%PDF-1.7\n" + b"x" * 50


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


@pytest.fixture
def bruno(cast: CampaignCast) -> Client:
    return signed_in(cast.bruno)


@pytest.fixture
def proof(cast: CampaignCast) -> Evidence:
    content = Content(address="https://health.example.org/law", quote="<script>alert(1)</script>")
    return evidence_add(cast.health, title="<b>The law</b>", content=content, by=cast.bruno.pseudonym)


@pytest.fixture
def question(cast: CampaignCast) -> Assignment:
    campaign = Campaign.objects.create(code="year", title={"ar": "العام", "en": "Year"}, state="open")
    part = CampaignEntity.objects.create(campaign=campaign, entity=cast.health)
    return Assignment.objects.create(
        part=part, campaign=campaign, entity=cast.health, instrument="osi", feature="OSI-SP-001"
    )


def pdf(name: str = "قانون.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_a_link_is_kept_and_shown(bruno: Client) -> None:
    response = bruno.post(f"{STORE}new/?entity=health", FIELDS, follow=True)
    assert "https://health.example.org/apply" in response.content.decode()
    assert "Page of the service" in bruno.get(STORE).content.decode()


def test_a_file_comes_back_as_it_was_and_only_to_be_kept(bruno: Client) -> None:
    bruno.post(f"{STORE}new/?entity=health", {"title": "Law", "file": pdf()})
    found = Evidence.objects.get()
    response = bruno.get(f"{STORE}{found.pk}/files/1/")
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"address": ""}, "A proof is a link or a file"),
        ({"address": "javascript:alert(1)"}, "is not the address of a web page"),
        ({"valid_from": "2026-02-01", "valid_until": "2026-01-01"}, "before it begins"),
        ({"valid_until": "soon"}, "Enter a valid date"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"title": "x" * 301}, "at most 300"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    bruno: Client, fields: dict[str, str], said: str
) -> None:
    response = bruno.post(f"{STORE}new/?entity=health", FIELDS | fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Apply here" in response.content.decode()
    assert not Evidence.objects.exists()


def test_a_file_that_lies_is_refused_in_words(bruno: Client) -> None:
    upload = pdf("law.pdf", b"<html><script>alert(1)</script></html>")
    response = bruno.post(f"{STORE}new/?entity=health", {"title": "Law", "file": upload})
    assert response.status_code == 422
    assert "of a type that is not kept here" in response.content.decode()


def test_a_hundred_megabytes_are_refused_before_they_are_read(bruno: Client) -> None:
    response = bruno.post(
        f"{STORE}new/?entity=health",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**8),
    )
    assert response.status_code == 413
    assert "20" in response.content.decode()


def test_a_form_from_elsewhere_is_refused(cast: CampaignCast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bruno, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"{STORE}new/?entity=health", FIELDS).status_code == 403
    assert not Evidence.objects.exists()


def test_another_entity_s_proof_is_not_there(cast: CampaignCast, proof: Evidence) -> None:
    for name in ("farid", "tariq", "chen", "dana"):
        client = signed_in(cast.people()[name])
        assert client.get(f"{STORE}{proof.pk}/").status_code == 404
        assert client.get(f"{STORE}{proof.pk}/files/1/").status_code == 404
        assert client.post(f"{STORE}{proof.pk}/", FIELDS).status_code == 404
        assert client.post(f"{STORE}{proof.pk}/retire/").status_code == 404
    listed = signed_in(cast.farid).get(f"{STORE}?entity=health&q=law").content.decode()
    assert "The law" not in listed
    assert signed_in(cast.farid).get(f"{STORE}new/?entity=health").status_code == 404


def test_the_authority_sees_and_does_not_change(cast: CampaignCast, proof: Evidence) -> None:
    amina = signed_in(cast.amina)
    page = amina.get(f"{STORE}{proof.pk}/").content.decode()
    assert "&lt;b&gt;The law&lt;/b&gt;" in page
    assert "<script>alert(1)" not in page
    assert amina.post(f"{STORE}{proof.pk}/", FIELDS).status_code == 403


def test_a_revision_is_added_and_the_page_counts_it(bruno: Client, proof: Evidence) -> None:
    response = bruno.post(f"{STORE}{proof.pk}/", FIELDS, follow=True)
    assert "2</bdi> revisions" in response.content.decode()
    assert newest_revision(proof).address == "https://health.example.org/apply"


def test_a_retired_proof_leaves_the_list(bruno: Client, proof: Evidence) -> None:
    bruno.post(f"{STORE}{proof.pk}/retire/")
    assert "The law" not in bruno.get(STORE).content.decode().replace("“&lt;b&gt;The law", "")
    assert "The law" in bruno.get(f"{STORE}?show=retired").content.decode()


class TestForAnAnswer:
    """A proof is put to an answer, and taken away."""

    def test_a_new_proof_is_put_to_the_answer_at_once(self, bruno: Client, question: Assignment) -> None:
        bruno.post(f"{STORE}new/?for=answer:{question.pk}", FIELDS)
        assert EvidenceUse.objects.get().object_id == question.pk

    def test_one_that_is_there_is_chosen_and_let_go(
        self, bruno: Client, question: Assignment, proof: Evidence
    ) -> None:
        address = f"{STORE}for/answer/{question.pk}/"
        assert "The law" in bruno.get(address).content.decode()
        bruno.post(address, {"evidence": proof.pk})
        assert EvidenceUse.objects.count() == 1
        assert "OSI-SP-001" in bruno.get(f"{STORE}{proof.pk}/").content.decode()
        bruno.post(address, {"evidence": proof.pk, "detach": "1"})
        assert not EvidenceUse.objects.exists()

    def test_an_entity_s_answer_takes_only_its_own_proofs(
        self, bruno: Client, cast: CampaignCast, question: Assignment
    ) -> None:
        foreign = evidence_add(
            cast.education, title="x", content=Content(address="https://a.example.org/"), by=None
        )
        address = f"{STORE}for/answer/{question.pk}/"
        assert bruno.post(address, {"evidence": foreign.pk}).status_code == 404

    @pytest.mark.parametrize("name", ["farid", "chen", "dana"])
    def test_others_do_not_learn_of_the_answer(
        self, cast: CampaignCast, question: Assignment, name: str
    ) -> None:
        client = signed_in(cast.people()[name])
        assert client.get(f"{STORE}for/answer/{question.pk}/").status_code == 404
        assert client.post(f"{STORE}new/?for=answer:{question.pk}", FIELDS).status_code == 404
        assert not Answer.objects.exists()

    @pytest.mark.parametrize("target", ["answer:nonsense", "moon:1", "answer:"])
    def test_nonsense_is_not_there(self, bruno: Client, target: str) -> None:
        assert bruno.get(f"{STORE}new/?for={target}").status_code == 404

    def test_a_closed_campaign_takes_no_proof(self, bruno: Client, question: Assignment) -> None:
        Campaign.objects.update(state="review")
        response = bruno.post(f"{STORE}new/?for=answer:{question.pk}", FIELDS)
        assert response.status_code == 422
        assert "Page of the service" in response.content.decode()
        assert not EvidenceUse.objects.exists()

    def test_a_proof_that_may_not_be_put_there_is_not_kept_either(
        self, bruno: Client, question: Assignment
    ) -> None:
        Campaign.objects.update(state="review")
        bruno.post(f"{STORE}new/?for=answer:{question.pk}", FIELDS)
        assert not Evidence.objects.exists()
        assert not Record.objects.filter(action="evidence.add").exists()


def test_broken_links_are_found_by_a_filter(bruno: Client, proof: Evidence, cast: CampaignCast) -> None:
    fine = evidence_add(cast.health, title="Fine", content=Content(address="https://a.example.org/"), by=None)
    LinkCheck.objects.create(revision=newest_revision(proof), outcome="dead", status=404)
    LinkCheck.objects.create(revision=newest_revision(fine), outcome="alive", status=200)
    shown = bruno.get(f"{STORE}?show=lost").content.decode()
    assert "The law" in shown
    assert "Fine" not in shown


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    bruno: Client, cast: CampaignCast, django_assert_max_num_queries: Any
) -> None:
    for n in range(40):
        evidence_add(cast.health, title=f"P{n}", content=Content(address="https://a.example.org/"), by=None)
    with django_assert_max_num_queries(16):
        bruno.get(STORE)


def test_an_unknown_proof_is_not_there(bruno: Client) -> None:
    assert bruno.get(f"{STORE}{uuid4()}/").status_code == 404
    assert bruno.get(f"{STORE}nonsense/").status_code == 404


def test_whoever_s_session_ended_signs_in_and_comes_back(proof: Evidence, question: Assignment) -> None:
    pages = (f"{STORE}{proof.pk}/", f"{STORE}{proof.pk}/files/1/", f"{STORE}for/answer/{question.pk}/")
    for page in (*pages, f"{STORE}{uuid4()}/", f"{STORE}new/?entity=health"):
        response = Client().get(page)
        assert response.status_code == 302
        assert "next=" in response["Location"]
