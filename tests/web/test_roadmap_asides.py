"""What was kept aside because somebody else was quicker goes back to its place by a button."""

from typing import Any

import pytest
from django.test import Client

from miqyas.workspace.history.models import Record
from miqyas.workspace.roadmaps.models import GateReview, RoadmapItem
from miqyas.workspace.roadmaps.queries.items import fields_of, item_whole
from miqyas.workspace.roadmaps.services.directives import directive_save
from miqyas.workspace.roadmaps.services.directives import fields_of as directive_fields
from miqyas.workspace.roadmaps.services.gate import fields_of as gate_fields
from miqyas.workspace.roadmaps.services.gate import gate_create, gate_save
from miqyas.workspace.roadmaps.services.items import item_save
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.reading import plain
from tests.workspace.roadmaps.roads import directive, laid, project

pytestmark = pytest.mark.django_db
RECORDS = "/en/workspace/roadmap/items/records/"


@pytest.fixture
def noor(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.noor)


def met() -> Any:
    """Two people change how much is done; the later one also changes the title. It is kept aside."""
    item = laid()["records"]
    before = fields_of(item)
    item_save(item, _with(before, progress=10), version=0, by=None)
    mine = _with(before, progress=90, title={"ar": "السجل", "en": "My record"})
    return item_save(item, mine, version=0, by=None).aside


def _with(fields: Any, **changes: Any) -> Any:
    return type(fields)(**{**vars(fields), **changes})


def now() -> RoadmapItem:
    item = item_whole("records")
    assert item is not None
    return item


def test_only_what_its_writer_changed_is_kept_and_shown_beside_what_stands(noor: Client) -> None:
    aside = met()
    assert aside.values == {"progress": 90, "title": {"ar": "السجل", "en": "My record"}}
    page = plain(noor.get(RECORDS))
    assert "My record Health record" not in page.split("Kept aside")[0]
    assert "Done (of 100) 90 10" in page


def test_it_goes_back_with_history_and_is_offered_no_longer(noor: Client) -> None:
    aside = met()
    answer = noor.post(f"{RECORDS}aside/{aside.pk}/", {"names": ["progress", "title"], "version": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"{RECORDS}#asides")
    assert (now().progress, now().title["en"], now().version) == (90, "My record", 2)
    record = Record.objects.get(action="roadmap_item.put_back")
    assert record.details["changed"] == ["title", "progress"]
    assert "Kept aside" not in plain(noor.get(RECORDS))


def test_one_field_of_it_goes_back_and_the_other_stays_offered(noor: Client) -> None:
    aside = met()
    noor.post(f"{RECORDS}aside/{aside.pk}/", {"names": ["title"], "version": "1"})
    assert (now().progress, now().title["en"]) == (10, "My record")
    assert "Done (of 100) 90 10" in plain(noor.get(RECORDS))


def test_where_somebody_was_quicker_again_it_stays_aside(noor: Client) -> None:
    aside = met()
    item_save(now(), _with(fields_of(now()), progress=20), version=1, by=None)
    noor.post(f"{RECORDS}aside/{aside.pk}/", {"names": ["progress"], "version": "1"})
    assert now().progress == 20
    noor.post(f"{RECORDS}aside/{aside.pk}/", {"names": ["progress"], "version": "2"})
    assert now().progress == 90


@pytest.mark.parametrize(
    ("aside", "typed", "said"),
    [
        ("999999", {"names": ["progress"], "version": "1"}, "Nothing of this number was kept aside"),
        ("", {"version": "1"}, "No field was chosen"),
        ("", {"names": ["progress"], "version": "7"}, "No field was chosen"),
        ("", {"names": ["state"], "version": "x" * 30}, "No field was chosen"),
    ],
)
def test_wrong_input_is_told_and_changes_nothing(
    noor: Client, aside: str, typed: dict[str, Any], said: str
) -> None:
    kept = met()
    answer = noor.post(f"{RECORDS}aside/{aside or kept.pk}/", typed)
    assert answer.status_code == 422
    assert said in plain(answer)
    assert now().version == 1


def test_who_may_not_change_the_item_is_offered_nothing(campaign_cast: CampaignCast) -> None:
    aside = met()
    tariq = signed_in(campaign_cast.tariq)
    assert "Kept aside" not in plain(tariq.get(RECORDS))
    answer = tariq.post(f"{RECORDS}aside/{aside.pk}/", {"names": ["progress"], "version": "1"})
    assert answer.status_code in (403, 404)
    assert now().progress == 10


def test_directives_and_projects_have_the_same(campaign_cast: CampaignCast) -> None:
    amina = signed_in(campaign_cast.amina)
    laid()
    laid_down, review = directive(), gate_create(project(), by=None)
    for save, of, row in (
        (directive_save, directive_fields, laid_down),
        (gate_save, gate_fields, review),
    ):
        name = "text" if row is laid_down else "title"
        before = of(row)
        save(row, _with(before, **{name: {"en": "Theirs"}}), version=0, by=None)
        aside = save(row, _with(before, **{name: {"en": "Mine"}}), version=0, by=None).aside
        path = f"directives/{row.pk}" if row is laid_down else f"gate/{review.code}"
        page = f"/en/workspace/roadmap/{path}/"
        assert "Mine" in plain(amina.get(page))
        typed = {"names": [name], "version": "1"}
        assert amina.post(f"{page}aside/{aside.pk}/", typed).status_code == 302
        row.refresh_from_db()
        assert getattr(row, name) == {"en": "Mine"}
    assert GateReview.objects.get().version == 2
