"""The table of statistical inputs is taken away, filled in, brought back, looked at and accepted."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.workspace.history.models import Record
from miqyas.workspace.statistics.fields import figures_of
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.services import input_save
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_statistics_pages import EDITION, TABLE, amina, at_home, cast, inputs

__all__ = ["amina", "at_home", "cast", "inputs"]
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
Inputs = dict[str, StatisticalInput]
TAKE = f"{TABLE}{EDITION}/statistics"
BRING = f"{TABLE}{EDITION}/file/"
API = "/api/v1/workspace/statistics/file"


def upload(client: Client, content: bytes, name: str = "statistics.csv", *, page: str = BRING) -> Any:
    return client.post(page, {"file": SimpleUploadedFile(name, content)}, follow=True)


def accept(client: Client, shown: Any) -> Any:
    found = re.search(r'name="digest" value="([^"]*)"', shown.text)
    assert found
    return client.post(shown.redirect_chain[-1][0], {"accept": "yes", "digest": found[1]}, follow=True)


def table(*rows: dict[str, str]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(
        target, ["indicator", *dict.fromkeys(name for row in rows for name in row if name != "indicator")]
    )
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def now(indicator: str = "TII.AM") -> StatisticalInput:
    return StatisticalInput.objects.get(indicator=indicator)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_away_and_brought_back_says_nothing_new(
    inputs: Inputs, amina: Client, language: str, form: str
) -> None:
    got = amina.get(f"{TAKE}.{form}".replace("/en/", f"/{language}/"))
    content = b"".join(got.streaming_content) if got.streaming else got.content
    shown = upload(amina, content, f"statistics.{form}")
    assert (shown.status_code, shown.context["problems"]) == (200, [])
    assert "The file says nothing new" in shown.text


def test_it_is_shown_cell_by_cell_and_then_saved(inputs: Inputs, amina: Client) -> None:
    row = {
        "indicator": "TII.AM",
        "national_value": "97.5",
        "explanation": "A newer survey",
        "state": "جاهز للإبلاغ",
    }
    shown = upload(amina, table(row))
    assert "One input would change" in shown.text
    assert re.search(r"<del>.*96.*</del>.*<ins>.*97.5.*</ins>", shown.text)
    assert now().national_value == 96.0
    done = accept(amina, shown)
    assert "One input was saved." in done.text
    saved = now()
    assert (saved.national_value, saved.explanation, saved.state) == (97.5, "A newer survey", "prepared")
    assert (saved.national_year, saved.agency_value) == (2025, 90.0)
    assert Record.objects.filter(action="input.save", object_id=str(saved.pk)).count() == 2


def test_errors_are_told_by_row_and_nothing_is_saved(inputs: Inputs, amina: Client) -> None:
    rows = table(
        {"indicator": "TII.AM", "national_value": "97"},
        {"indicator": "TII.AM", "national_value": "98"},
        {"indicator": "TII.XX", "national_value": "1"},
        {"indicator": "TII.IU", "national_value": "many"},
        {"indicator": "TII.MS", "national_value": "-4"},
        {"indicator": "TII.AF", "national_value": "", "state": "published"},
    )
    shown = upload(amina, rows)
    lines = {one["place"]["line"] for one in shown.context["problems"]}
    assert {3, 4, 5} <= lines
    assert "stands in more than one row" in shown.text
    assert "is no indicator that you answer for" in shown.text
    assert "is no number" in shown.text
    assert now().national_value == 96.0


def test_what_changed_meanwhile_is_shown_anew(inputs: Inputs, amina: Client) -> None:
    shown = upload(amina, table({"indicator": "TII.AM", "national_value": "97"}))
    figures = now()
    input_save(figures, replace(figures_of(figures), national_value=95.0), version=figures.version, by=None)
    again = accept(amina, shown)
    assert "Something changed after the file was shown to you" in again.text
    assert now().national_value == 95.0


def test_the_form_is_there_for_whoever_may_save_an_input(inputs: Inputs, cast: CampaignCast) -> None:
    for person, is_there in (
        (cast.amina, True),
        (cast.bruno, True),
        (cast.salma, False),
        (cast.jamal, False),
    ):
        page = signed_in(person).get("/en/workspace/statistics/").text
        assert ('type="file"' in page) is is_there, person


def test_an_entity_brings_its_own_and_nobody_else_s(inputs: Inputs, cast: CampaignCast) -> None:
    row = {"indicator": "TII.AM", "national_value": "97"}
    assert "One input would change" in upload(signed_in(cast.bruno), table(row)).text
    for person in (cast.farid, cast.jamal):
        assert "is no indicator that you answer for" in upload(signed_in(person), table(row)).text
    for person in (cast.chen, cast.dana):
        assert upload(signed_in(person), table(row)).status_code == 403


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"PK\x03\x04lies", b"a,b\n1,2"])
def test_a_file_of_another_kind_is_refused_in_words(inputs: Inputs, amina: Client, content: bytes) -> None:
    shown = upload(amina, content, "statistics.xlsx")
    assert shown.status_code in {200, 422}
    assert "problem" in shown.text or "empty" in shown.text


def test_a_program_is_told_first_and_then_obeyed(inputs: Inputs, cast: CampaignCast) -> None:
    browser, content = signed_in(cast.bruno), table({"indicator": "TII.AM", "national_value": "97"})

    def ask(**more: str) -> Any:
        return browser.post(API, {"file": SimpleUploadedFile("a.csv", content), **more}).json()

    told = ask()
    assert told["lines"] == [
        {"indicator": "TII.AM", "changes": [{"field": "national_value", "now": 96.0, "file": 97.0}]}
    ]
    assert (told["is_done"], now().national_value) == (False, 96.0)
    assert ask(digest=told["digest"])["is_done"]
    assert now().national_value == 97.0
    assert ask(digest=told["digest"])["code"] == "request.plan_changed"
