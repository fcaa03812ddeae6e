"""Statistical inputs as what proofs serve."""

from __future__ import annotations

from django.urls import reverse

from miqyas.workspace.evidence.targets import TargetKind
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.queries import input_answered
from miqyas.workspace.statistics.services import input_disprove, input_prove


def _input_address(item: StatisticalInput) -> str:
    return reverse("statistics_input", args=[item.edition, item.indicator])


INPUT = TargetKind(
    find=input_answered,
    action="statistics.prove",
    reads="statistics.view",
    entity=lambda item: item.entity,
    code=lambda item: item.indicator,
    address=_input_address,
    attach=input_prove,
    detach=input_disprove,
)
