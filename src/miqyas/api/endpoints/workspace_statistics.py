"""Statistical inputs: the figures behind two thirds of the index, and what other ones would do."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.analysis.updates import inputs_of
from miqyas.api.files import FileAsked, PlanOfFile, done_as_told, plan_record
from miqyas.api.gate import FORM, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.shapes import EditionAsked, EditionInPath
from miqyas.api.statistics import (
    EffectsTold,
    FiguresAsked,
    IndicatorInPath,
    InputSaved,
    InputsTold,
    InputWhole,
    PlanAsked,
    Prepared,
    input_found,
    input_record,
    revision_record,
    saved_record,
)
from miqyas.jobs.answers import ToldError
from miqyas.jobs.updates import loaded_values, update_of, updates_told
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import allowed, person_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.statistics.importing import inputs_apply, inputs_plan
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.queries import inputs_seen, revisions_of
from miqyas.workspace.statistics.services import Saved, input_plan, input_save, inputs_prepare

router = Router(tags=["statistics"])
BASE: Final = "/workspace/statistics"
ONE: Final = f"{BASE}/{{edition}}/{{indicator}}"


class InputsAsked(Window):
    """Which inputs."""

    edition: EditionAsked = None


class InputsFileAsked(FileAsked):
    """What is to become of a table of inputs."""

    edition: int | None = Field(None, ge=2000, le=2100, description="The edition; the target, if none.")


class CellChangeTold(Schema):
    """A figure that the table would change."""

    field: str
    now: float | str | None
    file: float | str | None


class InputLineTold(Schema):
    """What the table would change of an input."""

    indicator: str
    changes: list[CellChangeTold]


class InputsFileTold(PlanOfFile):
    """What the table would do, or did."""

    edition: int
    lines: list[InputLineTold]


@router.get(
    BASE,
    response=InputsTold,
    operation_id="inputs_list",
    url_name="inputs_list",
    summary="Statistical inputs of an edition",
)
@private("statistics.list")
def inputs(request: HttpRequest, asked: Query[InputsAsked], response: HttpResponse) -> dict[str, Any]:
    """Of the target edition, if none is named: all for the authority, to an entity's people its own."""
    world = world_of(request)
    edition = asked.edition or world.target
    items = list(inputs_seen(person_of(request.user), edition=edition))
    shown, about = part_of(items, asked, request=request, response=response)
    return {
        **about,
        "versions": world.versions(world.latest).as_dict(),
        "edition": edition,
        "inputs": [_record(request, item) for item in shown],
    }


@router.post(
    f"{BASE}/prepare",
    response=Prepared,
    operation_id="inputs_prepare",
    url_name="inputs_prepare",
    summary="Prepare the inputs of the target edition",
)
@private("statistics.plan")
def prepare(request: HttpRequest) -> dict[str, Any]:
    """One for each raw indicator that an agency publishes; what is there stays as it is."""
    world = world_of(request)
    known = inputs_of(world, edition=world.target)
    made = inputs_prepare(known.values(), edition=world.target, by=person_of(request.user).pseudonym)
    return {"edition": world.target, "made": [item.indicator for item in made]}


@router.post(
    f"{BASE}/file",
    response=InputsFileTold,
    operation_id="inputs_file_bring",
    url_name="inputs_file_bring",
    summary="Bring a table of inputs in",
)
@private("statistics.list", takes=FORM, most=lambda: LARGEST_FORM)
def bring(request: HttpRequest, asked: Form[InputsFileAsked], file: File[UploadedFile]) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    person = person_of(request.user)
    edition = asked.edition or world_of(request).target
    plan = inputs_plan(
        file.read(),
        name=file.name or "",
        items=inputs_seen(person, edition=edition),
        may_edit=lambda item: allowed(request.user, "statistics.edit", item),
    )
    done_as_told(plan, asked, lambda: inputs_apply(plan, by=person.by))
    return {
        **plan_record(request, plan, asked),
        "edition": edition,
        "lines": [
            {
                "indicator": line.item.indicator,
                "changes": [{"field": name, "now": now, "file": given} for name, now, given in line.changes],
            }
            for line in plan.lines
        ],
    }


@router.get(
    ONE, response=InputWhole, operation_id="input_get", url_name="input_get", summary="A statistical input"
)
@private("statistics.view", of=input_found)
def get(request: HttpRequest, edition: EditionInPath, indicator: IndicatorInPath) -> dict[str, Any]:
    """With what it said before, and what was kept aside."""
    item = target_of(request)
    return {
        **_record(request, item),
        "revisions": [revision_record(revision) for revision in revisions_of(item)],
    }


@router.put(ONE, response=InputSaved, operation_id="input_save", url_name="input_save", summary="Save values")
@private("statistics.edit", of=input_found)
def save(
    request: HttpRequest, edition: EditionInPath, indicator: IndicatorInPath, asked: FiguresAsked
) -> dict[str, Any]:
    """Saved over the version that was seen. Where the input has moved on, the values are kept aside."""
    by = person_of(request.user).pseudonym
    return _saved(request, input_save(target_of(request), asked.figures(), version=asked.version, by=by))


@router.put(
    f"{ONE}/plan",
    response=InputSaved,
    operation_id="input_plan",
    url_name="input_plan",
    summary="Say who answers for an input, and by when",
)
@private("statistics.plan", of=input_found)
def plan(
    request: HttpRequest, edition: EditionInPath, indicator: IndicatorInPath, asked: PlanAsked
) -> dict[str, Any]:
    """Values and plan change apart: neither meets a newer version of the other."""
    by = person_of(request.user).pseudonym
    return _saved(request, input_plan(target_of(request), asked.plan(), version=asked.version, by=by))


@router.get(
    f"{ONE}/effect",
    response=EffectsTold,
    operation_id="input_effect",
    url_name="input_effect",
    summary="What the national value would do",
)
@private("statistics.view", of=input_found)
def effect(request: HttpRequest, edition: EditionInPath, indicator: IndicatorInPath) -> Any:
    """If the agency published it, in the target edition; where the two do not differ, a step of the unit."""
    item = target_of(request)
    told = updates_told([update_of(item, loaded_values(world_of(request)).get(item.indicator))])
    if isinstance(told, ToldError):
        raise told
    return {**told, "effect": told["updates"][0] if told["updates"] else None}


def _record(request: HttpRequest, item: StatisticalInput) -> dict[str, Any]:
    known = inputs_of(world_of(request), edition=item.edition).get(item.indicator)
    return input_record(item, known=known, today=timezone.localdate())


def _saved(request: HttpRequest, saved: Saved) -> dict[str, Any]:
    known = inputs_of(world_of(request), edition=saved.item.edition).get(saved.item.indicator)
    return saved_record(saved, known=known, today=timezone.localdate())
