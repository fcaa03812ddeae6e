"""The services of the sample government, laid in through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from miqyas.jobs.programme.services import proposals_for
from miqyas.kernel.documents import read_document
from miqyas.workspace.services.fields import DatumFields, ServiceFields
from miqyas.workspace.services.models import State
from miqyas.workspace.services.queries import service_by_code
from miqyas.workspace.services.services import feature_decide, service_create, service_publish

SURE: Final = 0.6
"""The score from which the sample's people accept a proposed feature."""


def services_laid() -> bool:
    """Whether the last of them is there."""
    return service_by_code(_given()[-1]["code"]) is not None


def services_lay(*, by: UUID | None) -> None:
    """Lay the services in, each with the likeliest feature accepted; what is there stays."""
    for given in _given():
        if service_by_code(given["code"]) is None:
            with transaction.atomic():
                _lay(given, by=by)


def _given() -> list[Mapping[str, Any]]:
    text = files("miqyas.jobs.sample").joinpath("services.yaml").read_text(encoding="utf-8")
    found: list[Mapping[str, Any]] = read_document(text, file="jobs/sample/services.yaml")["services"]
    return found


def _lay(given: Mapping[str, Any], *, by: UUID | None) -> None:
    service = service_create(fields_of_sample(given), by=by)
    for match in proposals_for(service)[:1]:
        if match.score >= SURE:
            feature_decide(service, match.feature.code, is_accepted=True, by=by)
    if given.get("state", State.PUBLISHED.value) == State.PUBLISHED:
        service_publish(service, by=by)


def fields_of_sample(given: Mapping[str, Any]) -> ServiceFields:
    """A service as the file has it."""
    plain = {name: value for name, value in given.items() if name not in {"state", "data"}}
    lists = {name: tuple(value) for name, value in plain.items() if isinstance(value, list)}
    money = {name: Decimal(str(plain[name])) for name in ("fee", "cost", "satisfaction") if name in plain}
    data = tuple(DatumFields(**one) for one in given.get("data", ()))
    return ServiceFields(**{**plain, **lists, **money, "data": data}).tidied()
