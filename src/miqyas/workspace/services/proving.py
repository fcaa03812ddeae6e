"""Services as what proofs serve."""

from __future__ import annotations

from django.urls import reverse

from miqyas.workspace.evidence.targets import TargetKind
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import service_of
from miqyas.workspace.services.services import service_disprove, service_prove


def _address(service: Service) -> str:
    return reverse("service", args=[service.code])


SERVICE = TargetKind(
    find=service_of,
    action="service.prove",
    reads="service.view",
    entity=lambda service: service.entity,
    code=lambda service: service.code,
    address=_address,
    attach=service_prove,
    detach=service_disprove,
)
