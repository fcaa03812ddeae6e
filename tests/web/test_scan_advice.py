"""The draft of a language model on the page of a finding: only where one was named, marked, never kept."""

from typing import Any

import pytest
from django.test import Client

from miqyas.scanner.rules.model import State
from miqyas.workspace.history.models import Record
from miqyas.workspace.scans.models import FindingRow
from tests.cast import signed_in
from tests.scanner.adviser.model import Model
from tests.scanner.hostile.server import hostile
from tests.workspace.campaigns.answering_given import Given, given
from tests.workspace.scans.scans_given import found, hit, scanned

__all__ = ["given"]
pytestmark = pytest.mark.django_db
S = "/en/workspace/scans/"


@pytest.fixture
def row(given: Given) -> FindingRow:
    """A finding in two places."""
    hits = (hit(text="first place"), hit(text="second place"))
    report, _ = scanned(found(1, State.NEEDS_REVIEW, hits=hits))
    return FindingRow.objects.get(report=report)


def asked(client: Client, row: FindingRow) -> Any:
    return client.post(f"{S}findings/{row.pk}/advice/")


def test_without_a_model_nothing_is_offered_and_nothing_answers(given: Given, row: FindingRow) -> None:
    lead = signed_in(given.cast.amina)
    assert "language model" not in lead.get(f"{S}findings/{row.pk}/").text
    assert asked(lead, row).status_code == 404


def test_a_draft_is_shown_with_whose_it_is_and_nothing_is_kept(
    given: Given, row: FindingRow, settings: Any
) -> None:
    model = Model(lambda said: {"order": [1, 0], "text": "It stands in the <b>footer</b>."})
    before, records = dict(row.record), Record.objects.count()
    with hostile(model) as server:
        settings.MIQYAS_MODEL = (server.address, "small", "k3y")
        lead = signed_in(given.cast.amina)
        assert "Ask for a draft" in lead.get(f"{S}findings/{row.pk}/").text
        page = asked(lead, row).text
    assert "It stands in the &lt;b&gt;footer&lt;/b&gt;." in page
    assert "Draft by a language model (small), checked by nobody" in page
    assert page.index("second place") < page.index("first place")
    assert "k3y" not in page
    row.refresh_from_db()
    assert (row.record, Record.objects.count()) == (before, records)


def test_a_model_that_does_not_answer_is_told_and_the_page_stands(
    given: Given, row: FindingRow, settings: Any
) -> None:
    with hostile(Model(lambda _: b"", status="503 Service Unavailable")) as server:
        settings.MIQYAS_MODEL = (server.address, "small", "")
        page = asked(signed_in(given.cast.amina), row)
    assert page.status_code == 200
    assert "The language model refused the question (status 503)." in page.text
    assert "first place" in page.text


def test_who_may_not_see_the_finding_asks_nobody(given: Given, row: FindingRow, settings: Any) -> None:
    model = Model(lambda _: {"text": "no"})
    with hostile(model) as server:
        settings.MIQYAS_MODEL = (server.address, "small", "")
        for person in (given.cast.chen, given.cast.dana):
            assert asked(signed_in(person), row).status_code in {403, 404}
    assert model.asked == []
