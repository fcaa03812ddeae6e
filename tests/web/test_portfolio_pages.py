"""The pages of portfolios: a file in, a plan out under an address that can be handed on."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from miqyas.jobs import run
from miqyas.jobs.models import Job, State
from miqyas.web.views import portfolio as pages
from tests.web.reading import plain

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "en")
HEAD = "action,name_ar,name_en,entity,duration,success,cost: capital,points: OSI.SP"
MORE = (
    "",
    "limit,of,1,2",
    "budget,capital,9,0",
    "",
    "period,begins,ends",
    "1,2027-01-01,2027-03-31",
    "2,2027-04-01,2027-06-30",
)
ROWS = ("A,بحث,Search,Health,1,0.9,5,2", "B,بوابة,Portal,Health,1,0.9,9,3")


def upload(client, *rows, language="en", **fields):
    file = SimpleUploadedFile("own.csv", "\n".join((HEAD, *rows, *MORE)).encode())
    return client.post(f"/{language}/portfolio/", {"file": file, **fields})


def carry_out_all():
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)


@pytest.fixture
def address(client):
    """The answer for two actions of which one can be paid for, in English."""
    taken = upload(client, *ROWS, country="JOR", target_rank="80", target="0.687")
    assert taken.status_code == 302
    carry_out_all()
    return taken.headers["Location"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_there_in_both_languages(client, language):
    answer = client.get(f"/{language}/portfolio/")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
    assert answer.context["asked"]["country"] == "BHR"
    assert len(answer.context["files"]) == 4


def test_a_file_leads_to_a_page_to_wait_on_and_then_to_the_plan(client):
    taken = upload(client, *ROWS)
    waiting = client.get(taken.headers["Location"])
    assert waiting.status_code == 202
    carry_out_all()
    assert client.get(taken.headers["Location"]).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_in_both_languages(client, address, language):
    answer = client.get(address.replace("/en/", f"/{language}/"))
    assert answer.status_code == 200
    text = plain(answer)
    words = {
        "en": (
            "A plan for Jordan",
            "1 of 2 actions, for 9 , is expected to gain +0.005",
            "It is proven that no plan is better.",
            "Too little is left of capital for it.",
            "The action is live before the window of 2028 opens",
            "Rank 80 or better:",
            "The cheapest way to 0.688 in 2028",
            "expected gain is exact",
        ),
        "ar": ("خطة الأردن", "ثبت أن لا خطة أفضل منها.", "لا يتسع له ما بقي من", "نافذة"),
    }
    for sentence in words[language]:
        assert sentence in text
    assert [task["id"] for task in answer.context["record"]["tasks"]] == ["B"]


def test_the_address_can_be_handed_on(address):
    somebody = Client()
    assert somebody.get(address).status_code == 200
    assert somebody.get(address.replace("/en/", "/ar/")).status_code == 200


def test_the_plan_is_taken_away(client, address):
    book = client.get(f"{address}plan.xlsx")
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).sheet_names
    assert sheets[:2] == ["Plan", "Left out and why"]
    assert b"B,Portal" in client.get(f"{address}plan.csv").content
    assert client.get(f"{address}plan.docx").status_code == 404


def test_its_charts_have_addresses(client, address):
    figure = client.get(address).context["calendar"]
    assert client.get(figure.svg_url).status_code == 200
    assert client.get(figure.spec_url.replace("handle=", "handle=0")).status_code == 404
    assert [row.cells[0] for row in figure.table.rows] == ["B Portal"]


def test_the_sample_without_a_file(client):
    taken = client.post("/ar/portfolio/", {"sample": "1", "country": ""})
    assert taken.status_code == 302
    assert Job.objects.get().params["params"]["country"] is None


def test_citizens_only_is_asked_for(client):
    client.post("/en/portfolio/", {"sample": "1", "citizens_only": "1"})
    assert Job.objects.get().params["params"]["citizens_only"] is True


@pytest.mark.parametrize("which", ["example", "template"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_to_begin_with(client, which, form):
    answer = client.get(f"/ar/portfolio/{which}.{form}")
    assert answer.status_code == 200
    back = client.post("/ar/portfolio/", {"file": SimpleUploadedFile(f"own.{form}", answer.content)})
    assert back.status_code == 302


class TestWhatIsWrong:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_problems_row_by_row(self, client, language):
        answer = upload(client, "A,,,Health,0,0.9,-5,2", "B,,,Health,1,2,9,x", language=language)
        assert answer.status_code == 422
        places = [(one["place"]["line"], one["place"]["name"]) for one in answer.context["problems"]]
        wrong = {(2, "cost: capital"), (2, "duration"), (3, "points: OSI.SP"), (3, "success")}
        assert set(places) == wrong
        assert not Job.objects.exists()

    def test_no_file(self, client):
        answer = client.post("/en/portfolio/", {})
        assert answer.status_code == 422
        assert "Choose a file" in plain(answer)

    def test_a_file_that_is_too_large(self, client, monkeypatch):
        monkeypatch.setattr(pages, "LARGEST", 10)
        monkeypatch.setattr("miqyas.web.uploads.ROOM_FOR_FORM", 10)
        assert upload(client, *ROWS).status_code == 413

    def test_without_the_token_of_the_form(self):
        assert upload(Client(enforce_csrf_checks=True), *ROWS).status_code == 403

    def test_a_country_that_is_none(self, client):
        assert upload(client, *ROWS, country="Atlantis").status_code == 404

    def test_nonsense_in_the_numbers_is_not_asked_for(self, client):
        upload(client, *ROWS, country="JOR", target_rank="-3", target="x")
        params = Job.objects.get().params["params"]
        assert (params["target_rank"], params["target"]) == (None, None)

    def test_what_cannot_be_done_is_explained_on_the_page(self, client):
        head, more = HEAD + ",status", "\n".join(MORE)
        rows = [f"{row},mandatory" for row in ROWS]
        file = SimpleUploadedFile("own.csv", "\n".join((head, *rows, more)).encode())
        taken = client.post("/en/portfolio/", {"file": file})
        carry_out_all()
        answer = client.get(taken.headers["Location"])
        assert answer.status_code == 422
        assert "need more of the budget capital than the 9 there is" in plain(answer)

    def test_an_answer_that_nobody_has(self, client):
        assert client.get("/en/portfolio/0b7e9b1c-6a0d-4d0a-9f0e-2f1d5b1c7a11/").status_code == 404
        assert client.get("/en/portfolio/nonsense/").status_code == 404
