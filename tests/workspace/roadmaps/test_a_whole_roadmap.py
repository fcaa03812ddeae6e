"""A roadmap from a file to a meeting: brought in, frozen, carried out, late, directed, gated, and told."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from miqyas.jobs.programme.committee import committee_pack
from miqyas.jobs.programme.committee_file import pack_workbook
from miqyas.jobs.programme.roadmap import forget_schedules
from miqyas.jobs.programme.roadmap_files import roadmap_workbook
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.services import deliver
from miqyas.workspace.notifications.dates import appointments_of
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.roadmaps.importing import roadmap_plan
from miqyas.workspace.roadmaps.queries.items import fields_of, item_whole
from miqyas.workspace.roadmaps.queries.outcomes import outcomes_of
from miqyas.workspace.roadmaps.services.baselines import baseline_take
from miqyas.workspace.roadmaps.services.directives import directive_step, meeting_plan
from miqyas.workspace.roadmaps.services.gate import gate_create, gate_step
from miqyas.workspace.roadmaps.services.items import item_save, item_step, items_take
from miqyas.workspace.roadmaps.services.outcomes import OutcomeFields, outcome_add, outcome_measure
from tests.campaign_cast import CampaignCast
from tests.workspace.roadmaps.roads import BOOKING, PROGRAMME, RECORDS, STRATEGY, directive, project

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_from_a_file_to_a_meeting(campaign_cast: CampaignCast) -> None:
    forget_schedules()
    today, cast = timezone.localdate(), campaign_cast
    amina, noor = cast.amina.pseudonym, cast.noor.pseudonym
    begins, ends = today - timedelta(60), today - timedelta(5)
    records = replace(
        RECORDS, planned_start=begins, planned_end=ends, go_live=ends + timedelta(1), responsible=noor
    )
    booking = replace(BOOKING, planned_start=today + timedelta(20), planned_end=today + timedelta(60))

    items_take([STRATEGY, PROGRAMME, records, booking], by=amina)
    file = roadmap_workbook(language="ar", with_inside=True)
    assert not roadmap_plan(file, name="roadmap.xlsx").does_something

    baseline_take(reason="As the committee approved it", by=amina)
    item = item_whole("records")
    assert item is not None
    for action, role in (("approve", "lead"), ("start", "contributor")):
        item = item_step(item, action, roles=[role], on=begins, by=noor)
    outcome = outcome_add(item, OutcomeFields({"en": "Nurses trained"}, Decimal(900), "Lists"), by=noor)
    outcome_measure(outcome, on=today, value=Decimal(450), today=today, by=noor)
    assert outcomes_of([item])[item.pk][0].share == 0.5

    meeting_plan(today - timedelta(30), by=amina)
    meeting_plan(today + timedelta(7), by=amina)
    made = directive(decided_on=today - timedelta(20), due=today - timedelta(2), items=("records",))
    directive_step(made, "begin", roles=["contributor"], on=today, by=noor)

    review = gate_step(gate_create(project(), by=noor), "submit", roles=["entity_lead"], by=noor)
    gate_step(review, "go", roles=["lead"], reasons="It serves parents and schools", by=amina)
    vaccines = item_whole("vaccines")
    assert vaccines is not None
    assert vaccines.parent is not None
    assert (vaccines.state, vaccines.parent.code) == ("approved", "services")

    pack = committee_pack(today + timedelta(7))
    assert [one.number for one in pack.agenda.late] == ["2026/14"]
    assert pack.agenda.since == today - timedelta(30)
    assert [(one.item.code, one.days) for one in pack.late] == [("records", 5)]
    assert pack.late[0].slip is not None
    assert pack.late[0].slip.gain.mean > 0
    assert pack_workbook(pack, language="ar")[:2] == b"PK"

    fields = fields_of(item_whole("records"))  # type: ignore[arg-type]
    later = replace(fields, planned_end=today + timedelta(30), go_live=today + timedelta(31))
    item_save(item, later, version=item.version, by=noor)
    assert committee_pack(today + timedelta(7)).late == ()

    deliver()
    assert not Event.objects.filter(delivered_at=None, kind__startswith="roadmap").exists()
    told = set(Notification.objects.filter(recipient=cast.salma.pseudonym).values_list("kind", flat=True))
    assert {"directive.given", "gate.decided"} <= told
    own = {one.words for one in appointments_of(person_of(cast.noor))}
    assert {"calendar.roadmap", "calendar.directive"} <= own
    assert "calendar.meeting" not in own
    assert "calendar.meeting" in {one.words for one in appointments_of(person_of(cast.amina))}
    assert appointments_of(person_of(cast.dana)) == ()


def test_nothing_is_late_on_the_day_itself(campaign_cast: CampaignCast) -> None:
    forget_schedules()
    today = timezone.localdate()
    items_take([replace(STRATEGY, planned_start=today, planned_end=today)], by=None)
    assert committee_pack(today).late == ()
    assert committee_pack(date(2020, 1, 1)).agenda.of == date(2020, 1, 1)
