"""A small roadmap that tests share: a strategy, a programme, two initiatives, one waiting for the other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from miqyas.workspace.roadmaps.fields import Cost, ItemFields, Need, Partner, Risk
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.roadmaps.services.directives import DirectiveFields, directive_create
from miqyas.workspace.roadmaps.services.gate import GateFields
from miqyas.workspace.roadmaps.services.items import item_create

FEATURE = ("OSI", "OSI-SP-001")

STRATEGY = ItemFields("digital-2030", "strategy", {"ar": "الحكومة الرقمية", "en": "Digital government"})
PROGRAMME = ItemFields(
    "services", "programme", {"ar": "برنامج الخدمات", "en": "Services programme"}, parent="digital-2030"
)
RECORDS = ItemFields(
    "records",
    "initiative",
    {"ar": "السجل الصحي", "en": "Health record"},
    parent="services",
    entity="health",
    features=(FEATURE,),
    indicators=("TII.IU",),
    partners=(Partner("Bahrain Polytechnic (sample)", "academic", "Trains nurses"),),
    costs=(Cost("capital", 2027, Decimal("120000.00")), Cost("running", 2028, Decimal("30000.50"))),
    risks=(Risk("The hospitals' systems differ", 4, 3, "One interface for all", "Director of systems"),),
    staff=Decimal("4.5"),
    planned_start=date(2027, 1, 10),
    planned_end=date(2027, 4, 30),
    go_live=date(2027, 5, 1),
)
BOOKING = ItemFields(
    "booking",
    "initiative",
    {"ar": "حجز المواعيد", "en": "Booking"},
    parent="services",
    entity="health",
    needs=(Need("records", 5),),
    planned_start=date(2027, 5, 10),
    planned_end=date(2027, 6, 30),
)
ALL = (STRATEGY, PROGRAMME, RECORDS, BOOKING)


def laid() -> dict[str, RoadmapItem]:
    """The small roadmap, laid by nobody in particular."""
    return {fields.code: item_create(fields, by=None) for fields in ALL}


def directive(number: str = "2026/14", **changes: Any) -> Any:
    """A directive to the ministry of health."""
    fields = DirectiveFields(
        number=number,
        kind="directive",
        text={"ar": "يُطلق السجل الصحي قبل الصيف.", "en": "The health record goes live before summer."},
        decided_on=date(2026, 10, 1),
        entity="health",
        due=date(2026, 11, 1),
    )
    return directive_create(replace(fields, **changes), by=None)


def project(**changes: Any) -> GateFields:
    """A project of the ministry of health with all its answers."""
    answers = {
        "features": {"choice": "listed"},
        "languages": {"choice": "equal"},
        "findability": {"choice": "searched", "words": "A link comes with the new home page."},
        "accessibility": {"choice": "tested"},
        "open_data": {"choice": "nothing"},
        "once_only": {"choice": "fetched"},
    }
    fields = GateFields(
        code="vaccines",
        title={"ar": "سجل التطعيمات", "en": "Vaccination record"},
        entity="health",
        parent="services",
        planned_start=date(2027, 2, 1),
        planned_end=date(2027, 5, 1),
        go_live=date(2027, 5, 10),
        features=(FEATURE,),
        answers=answers,
    )
    return replace(fields, **changes)
