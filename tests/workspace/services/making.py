"""Services as tests make them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from miqyas.workspace.services.fields import DatumFields, ServiceFields
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.services import service_create

SICK_LEAVE = ServiceFields(
    code="sick-leave",
    entity="health",
    title={"ar": "الإجازة المرضية", "en": "Sick leave"},
    description={"ar": "تصديق الإجازة المرضية", "en": "Attestation of a sick leave"},
    sector="health",
    audiences=("employees",),
    life_events=("illness",),
    channels=("national_portal", "counter"),
    languages=("ar", "en"),
    addresses=("https://health.example.org/sick-leave",),
    steps=({"ar": "قدّم الطلب", "en": "Apply"},),
    fee=Decimal(0),
    data_listed=True,
    visits=0,
    volume=1200,
    automation="submitted",
    identity="own_account",
    data=(DatumFields("medical_report", "asked"),),
)
"""A transactional service of health: all that its level asks is recorded."""


def fields(**changes: Any) -> ServiceFields:
    return replace(SICK_LEAVE, **changes)


def service(**changes: Any) -> Service:
    return service_create(fields(**changes), by=None)
