"""The Data page for readers, and imports for those who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.observations.known_errors import known_errors
from miqyas.workspace.datasets.models import DatasetSet, StoredDataset
from miqyas.workspace.datasets.queries import active_set_name
from tests.cast import Cast, signed_in
from tests.web.survey_files import results_like_newest

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MIQYAS_FOLDER = tmp_path


@pytest.fixture
def elif_(cast: Cast) -> Client:
    """The administrator's browser."""
    return signed_in(cast.elif_)


def upload(client: Client, content: bytes, name: str = "results.csv"):
    return client.post("/en/data/import/", {"file": SimpleUploadedFile(name, content)})


def test_readers_see_the_verification_and_every_known_error(client: Client) -> None:
    answer = client.get("/en/data/")
    text = answer.content.decode()
    assert "2,308</bdi> published rows checked, no difference unexplained" in text
    assert [error.id for error in known_errors() if error.what.in_language("en")[:40] not in text] == []
    assert "Import data" not in text


@pytest.mark.parametrize("address", ["/en/data/import/", "/en/data/sets/"])
def test_strangers_and_the_unentitled_learn_nothing_of_imports(cast: Cast, address: str) -> None:
    for method in (Client().get, Client().post):
        assert "/account/" in method(address)["Location"]
    assert signed_in(cast.dana).post(address).status_code == 403
    assert "Import data" not in signed_in(cast.dana).get("/en/data/").content.decode()


def test_a_new_edition_is_previewed_accepted_and_taken_off_again(elif_: Client) -> None:
    shown = upload(elif_, results_like_newest(2026))
    assert shown.status_code == 302
    preview = elif_.get(shown["Location"])
    assert preview.context["plan"].is_ready
    assert active_set_name() == "release"
    base = preview.context["base"]
    assert elif_.post(shown["Location"], {"accept": "yes", "base": base}).status_code == 302

    home = Client().get("/en/").content.decode()
    assert "the Survey of <bdi" in home
    assert "2026</bdi></h1>" in home
    assert "2026</bdi>: results not loaded here" not in home
    assert "2028</bdi>: results not loaded here" in home
    for language, word in (("en", "draft"), ("ar", "مسودة")):
        method = Client().get(f"/{language}/methodology/2026/").content.decode()
        assert f"2026 ({word})" not in method.replace("\u2066", "").replace("\u2069", "")
    assert Client().get("/ar/rankings/").context["edition"] == 2026

    assert elif_.post("/en/data/sets/", {"name": "release"}).status_code == 302
    assert Client().get("/en/rankings/").context["edition"] == 2024
    earlier = DatasetSet.objects.exclude(name="release").get()
    assert elif_.post("/en/data/sets/", {"name": earlier.name}).status_code == 302
    assert Client().get("/en/rankings/").context["edition"] == 2026


def test_a_file_with_problems_is_explained_row_by_row_and_changes_nothing(elif_: Client) -> None:
    broken = results_like_newest(2026).replace(b"Denmark", b"Atlantis")
    preview = elif_.get(upload(elif_, broken)["Location"])
    assert not preview.context["plan"].is_ready
    assert "Line <bdi" in preview.content.decode()
    address = preview.request["PATH_INFO"]
    assert elif_.post(address, {"accept": "yes", "base": "release"}).status_code == 422
    assert not StoredDataset.objects.exists()


def test_data_that_changed_meanwhile_is_shown_again_before_it_is_accepted(elif_: Client) -> None:
    address = upload(elif_, results_like_newest(2026))["Location"]
    answer = elif_.post(address, {"accept": "yes", "base": "another"}, follow=True)
    assert "changed meanwhile" in answer.content.decode()
    assert not StoredDataset.objects.exists()


def test_an_upload_belongs_to_whoever_brought_it(elif_: Client, cast: Cast) -> None:
    from miqyas.workspace.accounts.services import role_grant

    address = upload(elif_, results_like_newest(2026))["Location"]
    role_grant(cast.amina, role="administrator", by=None)
    assert signed_in(cast.amina).get(address).status_code == 404
    assert elif_.get(address).status_code == 200


def test_an_upload_that_was_given_up_or_waited_too_long_is_gone(elif_: Client, monkeypatch) -> None:
    address = upload(elif_, results_like_newest(2026))["Location"]
    elif_.post(address, {"give_up": "yes"})
    assert elif_.get(address).status_code == 404
    address = upload(elif_, results_like_newest(2026))["Location"]
    monkeypatch.setattr("miqyas.web.pending.KEPT_SECONDS", -1)
    assert elif_.get(address).status_code == 404


def test_a_file_that_is_too_large_is_refused_before_it_is_read(elif_: Client) -> None:
    answer = elif_.post(
        "/en/data/import/", b"", content_type="multipart/form-data", headers={"Content-Length": str(2**31)}
    )
    assert answer.status_code == 413


def test_uploads_need_the_token_of_their_form(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.elif_, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert upload(strict, b"a,b\n1,2\n").status_code == 403
    assert strict.post("/en/data/sets/", {"name": "release"}).status_code == 403


def test_no_file_and_no_such_set_are_answered_calmly(elif_: Client) -> None:
    assert elif_.post("/en/data/import/", {}).status_code == 302
    assert elif_.post("/en/data/sets/", {"name": "nothing"}).status_code == 404
