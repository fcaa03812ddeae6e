"""Whatever is asked, the answer to it is a problem in words, never a page and never a fault."""

import pytest
from django.test import Client

from miqyas.workspace.accounts import access
from miqyas.workspace.accounts.roles import ADMINISTRATOR

CASES = [
    ("/nowhere", 404, "request.no_such_address"),
    ("/editions/", 404, "request.no_such_address"),
    ("/editions/1999", 404, "analysis.edition_not_loaded"),
    ("/editions/twenty", 422, "request.invalid"),
    ("/editions/-1", 422, "request.invalid"),
    ("/editions/99999999999999999999999999", 422, "request.invalid"),
    ("/countries/XXX", 404, "analysis.unknown_country"),
    ("/countries/%00", 400, "request.unreadable"),
    ("/countries/%F0%9F%98%80", 422, "request.invalid"),
    ("/countries/%FF%FE", 422, "request.invalid"),
    ("/countries/BHR?edition=1999", 404, "analysis.edition_not_loaded"),
    ("/countries?q=", 422, "request.invalid"),
    ("/countries?ids=BHR,", 422, "request.invalid"),
    ("/countries?ids=BHR,XXX", 404, "analysis.unknown_country"),
    ("/scores?limit=-1", 422, "request.invalid"),
    ("/scores?limit=0", 422, "request.invalid"),
    ("/scores?limit=501", 422, "request.invalid"),
    ("/scores?limit=ten", 422, "request.invalid"),
    ("/scores?offset=1e3", 422, "request.invalid"),
    ("/scores?limit=1&limit=2", 422, "request.repeated_parameter"),
    ("/scores?gruop=gcc", 422, "request.unknown_parameter"),
    ("/scores?group=moon", 404, "country.unknown_group"),
    ("/scores?group=", 404, "country.unknown_group"),
    ("/countries?group=", 404, "country.unknown_group"),
    ("/scores?index_group=best", 422, "request.invalid"),
    ("/scores?lang=xx", 422, "request.unknown_language"),
    ("/compare", 422, "request.invalid"),
    ("/compare?ids=BHR", 422, "request.invalid"),
    ("/compare?ids=BHR,BHR", 422, "analysis.how_many"),
    ("/compare?ids=BHR,XXX", 404, "analysis.unknown_country"),
    ("/methods/1999", 404, "analysis.edition_not_loaded"),
    ("/sources/none", 404, "request.unknown_source"),
    ("/indicators/none", 404, "request.unknown_indicator"),
    ("/explain/BHR/2024?code=NONE", 404, "index.unknown_node"),
]


@pytest.mark.parametrize(("path", "status", "code"), CASES)
def test_a_problem_is_told_by_code_and_in_words(ask, path, status, code):
    response = ask(path)
    told = response.json()
    assert (response.status_code, told["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert (told["type"], told["status"]) == (f"urn:miqyas:problem:{code}", status)
    assert told["detail"] == f"{told['problem']} {told['remedy']}"
    assert told["instance"].startswith("/api/v1/")
    assert "ETag" not in response.headers


def test_each_value_that_does_not_fit_is_named(ask):
    errors = ask("/scores?limit=501&offset=-1&status=asleep").json()["errors"]
    assert {error["place"]["name"]: error["remedy"] for error in errors} == {
        "query.limit": "The largest that is accepted: 500.",
        "query.offset": "The smallest that is accepted: 0.",
        "query.status": "Known values: 'ranked', 'not_ranked' or 'not_member'.",
    }


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "en", "en"),
        ("", "ar-BH,en;q=0.5", "ar"),
        ("", "fr;q=0.9,de", "fr"),
        ("?lang=ar", "en", "ar"),
        ("", "xx", "ar"),
        ("", ";;q=,,", "ar"),
    ],
)
def test_words_are_in_the_language_asked_for(ask, query, header, language):
    response = ask(f"/countries/XXX{query}", accept_language=header)
    assert response["Content-Language"] == language


def test_arabic_words(ask):
    assert ask("/countries/XXX?lang=ar").json()["title"] == "غير موجود"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["/scores", "/nowhere"])
def test_nothing_can_be_changed(db, method, path):
    response = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1{path}")
    assert (response.status_code, response.json()["code"]) == (405, "request.method")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "application/json;q=0", "image/*"])
def test_only_json_is_offered(ask, accepted):
    response = ask("/versions", accept=accepted)
    assert (response.status_code, response.json()["code"]) == (406, "request.not_acceptable")


@pytest.mark.parametrize("accepted", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1"])
def test_whoever_accepts_json_gets_it(ask, accepted):
    assert ask("/versions", accept=accepted).status_code == 200


def test_a_fault_of_ours_is_told_without_its_inside(ask, monkeypatch):
    monkeypatch.setattr("miqyas.api.endpoints.editions.edition_record", lambda *_: 1 / 0)
    response = ask("/editions")
    assert (response.status_code, response.json()["code"]) == (500, "unexpected")
    assert "division" not in response.text


def test_an_extra_that_is_missing_is_told(ask, monkeypatch):
    def import_it(*_: object) -> None:
        raise ModuleNotFoundError(name="xlsxwriter")

    monkeypatch.setattr("miqyas.api.endpoints.editions.edition_record", import_it)
    response = ask("/editions")
    assert (response.status_code, response.json()["code"]) == (501, "extra.missing")
    assert "miqyas[reports]" in response.json()["remedy"]


def test_a_damaged_dataset_is_told_without_its_place(ask, monkeypatch):
    from miqyas.kernel.datasets import DatasetError
    from miqyas.kernel.errors import Place

    def damaged(*_: object) -> None:
        raise DatasetError("missing", place=Place(file="secret/place.bin"), name="abc")

    monkeypatch.setattr("miqyas.api.endpoints.editions.edition_record", damaged)
    response = ask("/editions")
    assert (response.status_code, response.json()["code"]) == (500, "dataset.missing")
    assert "secret" not in response.text


def test_the_access_gate_decides_whether_results_are_public(ask, monkeypatch):
    monkeypatch.setitem(access._policies, "dataset.view", access.roles_only(ADMINISTRATOR))
    response = ask("/versions")
    assert (response.status_code, response.json()["code"]) == (403, "request.not_public")


def test_too_many_parameters(ask):
    query = "&".join(f"p{number}=1" for number in range(5000))
    assert ask(f"/versions?{query}").status_code == 400


def test_every_status_has_words():
    from miqyas.api.problems import _STATUSES
    from miqyas.kernel.words import has_words

    assert all(has_words(f"api.status.{status}") for status in {*_STATUSES.values(), 422})
