"""The statistical inputs of the sample government, laid in through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from miqyas.analysis.updates import inputs_of
from miqyas.kernel.documents import read_document
from miqyas.kernel.text import Text
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.statistics.fields import Figures, Plan
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.services import input_plan, input_save, inputs_prepare


@transaction.atomic
def statistics_lay(*, by: UUID | None, today: date) -> None:
    """Prepare the inputs of the target edition and fill in what the sample says; what is there stays."""
    world = current_world()
    known = inputs_of(world, edition=world.target)
    text = files("miqyas.jobs.sample").joinpath("statistics.yaml").read_text(encoding="utf-8")
    given = read_document(text, file="jobs/sample/statistics.yaml")
    for item in inputs_prepare(known.values(), edition=world.target, by=by):
        if item.indicator in given:
            _fill(item, given[item.indicator], by=by, today=today)


def _fill(item: StatisticalInput, given: Mapping[str, Any], *, by: UUID | None, today: date) -> None:
    national, national_age = given.get("national", (None, None))
    agency, agency_age = given.get("agency", (None, None))
    words = given.get("explanation")
    due_in = given.get("due_in")
    deadline = None if due_in is None else today + timedelta(due_in)
    plan = Plan(entity=item.entity, agency=item.agency, deadline=deadline)
    figures = Figures(
        national_value=national,
        national_year=None if national is None else today.year - national_age,
        agency_value=agency,
        agency_year=None if agency is None else today.year - agency_age,
        explanation=Text(words).in_language(settings.LANGUAGE_CODE) if words else "",
        state=given.get("state", "open"),
    )
    planned = input_plan(item, plan, version=item.version, by=by).item
    input_save(planned, figures, version=planned.version, by=by)
