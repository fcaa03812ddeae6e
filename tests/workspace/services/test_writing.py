"""Many services changed at once leave what one after the other leaves, by as many statements however many."""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from miqyas.workspace.history.models import Record
from miqyas.workspace.services.fields import DatumFields
from miqyas.workspace.services.models import Service, ServiceRevision, State
from miqyas.workspace.services.queries import fields_of, service_by_code, services_locked
from miqyas.workspace.services.services import entities_by_code
from miqyas.workspace.services.writing import Wanted, services_change
from tests.workspace.services.making import fields, service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("campaign_cast")]

FETCHED = (DatumFields("income", "fetched", "education"),)


def change(**wanted: tuple[dict[str, object], str]) -> None:
    """Services by code: what is to be said otherwise, and the state in which they are to stand."""
    with transaction.atomic():
        known = services_locked(wanted)
        services_change(
            [
                Wanted(known[code], replace(fields_of(known[code]), **changes), state)
                for code, (changes, state) in wanted.items()
            ],
            entities_by_code({"health", "education"}),
            by=None,
        )


def stored(code: str) -> Service:
    found = service_by_code(code)
    assert found is not None
    return found


def past(code: str) -> list[tuple[int, str, int | None]]:
    rows = ServiceRevision.objects.filter(service__code=code).order_by("number")
    return [(row.number, row.state, row.values["volume"]) for row in rows]


def deeds(code: str) -> list[tuple[str, int]]:
    rows = Record.objects.filter(object_kind="service", details__code=code).order_by("id")
    return [(row.action, row.details["version"]) for row in rows]


def test_each_keeps_every_version_and_every_deed() -> None:
    for code in ("said", "turned", "both"):
        service(code=code)
    before = stored("said")
    change(
        said=({"volume": 7, "data": FETCHED}, State.DRAFT),
        turned=({}, State.RETIRED),
        both=({"volume": 8}, State.PUBLISHED),
    )
    assert past("said") == [(1, "draft", 1200), (2, "draft", 7)]
    assert past("turned") == [(1, "draft", 1200), (2, "retired", 1200)]
    assert past("both") == [(1, "draft", 1200), (2, "draft", 8), (3, "published", 8)]
    assert deeds("both") == [("service.create", 1), ("service.update", 2), ("service.publish", 3)]
    assert deeds("turned") == [("service.create", 1), ("service.retire", 2)]
    after = stored("said")
    assert fields_of(after) == fields(code="said", volume=7, data=FETCHED)
    assert (after.created_at, after.version, after.level) == (before.created_at, 2, "transactional")
    assert after.updated_at > before.updated_at
    assert "|datum:income|" in after.terms


def test_what_changed_is_told() -> None:
    service(code="said")
    change(said=({"volume": 7, "visits": 2}, State.DRAFT))
    record = Record.objects.get(action="service.update")
    assert sorted(record.details["changed"]) == ["visits", "volume"]


def test_statements_do_not_grow_with_services() -> None:
    codes = [f"service-{number}" for number in range(8)]
    for code in codes:
        service(code=code)
    counts = []
    for volume, some in ((1, codes[:2]), (2, codes)):
        wanted = {code: ({"volume": volume, "data": FETCHED}, State.PUBLISHED) for code in some}
        with CaptureQueriesContext(connection) as queries:
            change(**wanted)
        counts.append(len(queries))
    assert counts[0] == counts[1]
