"""Twinnings: kept, taken on by steps, with exchanges and measured values."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.api.callers import confirmed
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.twins import (
    BASE,
    ExchangeAsked,
    ExchangeInPath,
    ReadingAsked,
    State,
    TwinAsked,
    TwinExchangeTold,
    TwinInPath,
    TwinTold,
    TwinWhole,
    Words,
    exchange_at,
    exchange_fields,
    exchange_record,
    measured_record,
    outcome_record,
    package_record,
    twin_at,
    twin_fields,
    twin_record,
)
from miqyas.jobs.programme.twinning import agreement_make, measured_of, outcomes_of
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.twinning.issuing import answer_issue, exchange_issue, invitation_issue, result_issue
from miqyas.workspace.twinning.models import Twin
from miqyas.workspace.twinning.queries import exchanges_of, messages_of, twin_by_code, twins_matching
from miqyas.workspace.twinning.services import (
    exchange_save,
    reading_add,
    twin_begin,
    twin_close,
    twin_update,
)

router = Router(tags=["twinning"])
TWINS = f"{BASE}/twins"


class TwinsAsked(Window):
    """Which twinnings."""

    q: str = Field("", max_length=200, description="Words of the code or of the two partners.")
    state: State | Literal[""] = Field("", description="Where a twinning stands; empty: anywhere.")


class TwinsTold(Schema):
    """Twinnings, newest first."""

    versions: dict[str, str]
    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    twins: list[TwinTold]


class SignedStep(Schema):
    """A step that speaks for the country: it signs a package, or makes two agree whom we host."""

    action: Literal["invite", "accept", "decline", "agree", "result"]
    text: Words = Field({}, description="Words of an answer.")


class ClosingStep(Schema):
    """The end of a twinning."""

    is_broken: bool = Field(False, description="Broken off, and not ended as agreed.")
    outcome: Words


@router.get(TWINS, response=TwinsTold, operation_id="twins_list", url_name="twins_list", summary="Twinnings")
@private("twinning.list")
def twins(request: HttpRequest, response: HttpResponse, asked: Query[TwinsAsked]) -> dict[str, Any]:
    """Newest first."""
    found = list(twins_matching(text=asked.q, state=asked.state).prefetch_related("goals"))
    shown, about = part_of(found, asked, request=request, response=response)
    world = world_of(request)
    versions = world.versions(world.latest).as_dict()
    return {**about, "versions": versions, "twins": [twin_record(one) for one in shown]}


@router.post(
    TWINS, response=TwinTold, operation_id="twin_create", url_name="twin_create", summary="Begin a twinning"
)
@private("twinning.edit")
def create(request: HttpRequest, asked: TwinAsked) -> dict[str, Any]:
    """As a draft."""
    return twin_record(twin_begin(twin_fields(asked), by=person_of(request.user).by))


@router.get(
    f"{TWINS}/{{twin}}",
    response=TwinWhole,
    operation_id="twin_get",
    url_name="twin_get",
    summary="A twinning with all that belongs to it",
)
@private("twinning.list", of=twin_at)
def get(request: HttpRequest, twin: TwinInPath) -> dict[str, Any]:
    """Goals, results beside the forecast made before, exchanges, packages."""
    return _whole(target_of(request), request)


@router.put(
    f"{TWINS}/{{twin}}",
    response=TwinTold,
    operation_id="twin_update",
    url_name="twin_update",
    summary="Change a draft",
)
@private("twinning.edit", of=twin_at)
def update(request: HttpRequest, twin: TwinInPath, asked: TwinAsked) -> dict[str, Any]:
    """As a whole; what was sent to a partner cannot be changed."""
    return twin_record(twin_update(target_of(request), twin_fields(asked), by=person_of(request.user).by))


@router.post(
    f"{TWINS}/{{twin}}/steps",
    response=TwinWhole,
    operation_id="twin_step",
    url_name="twin_step",
    summary="Invite, answer, agree, send results",
)
@private("twinning.sign", of=twin_at)
def step(request: HttpRequest, twin: TwinInPath, asked: SignedStep) -> dict[str, Any]:
    """Signs a package, which is among those of the answer."""
    confirmed(request)
    found, by = target_of(request), person_of(request.user).by
    if asked.action == "invite":
        invitation_issue(found, by=by)
    elif asked.action == "agree":
        agreement_make(found, world=world_of(request), by=by)
    elif asked.action == "result":
        result_issue(found, by=by)
    else:
        answer_issue(found, accepts=asked.action == "accept", text=asked.text, by=by)
    return _whole(twin_by_code(found.code) or found, request)


@router.post(
    f"{TWINS}/{{twin}}/close",
    response=TwinTold,
    operation_id="twin_close",
    url_name="twin_close",
    summary="End a twinning or break it off",
)
@private("twinning.edit", of=twin_at)
def close(request: HttpRequest, twin: TwinInPath, asked: ClosingStep) -> dict[str, Any]:
    """With what came of it, or why it was broken off."""
    by = person_of(request.user).by
    return twin_record(
        twin_close(target_of(request), is_broken=asked.is_broken, outcome=asked.outcome, by=by)
    )


@router.post(
    f"{TWINS}/{{twin}}/readings",
    response=TwinWhole,
    operation_id="twin_reading",
    url_name="twin_reading",
    summary="Keep a measured value",
)
@private("twinning.edit", of=twin_at)
def reading(request: HttpRequest, twin: TwinInPath, asked: ReadingAsked) -> dict[str, Any]:
    """It stays as it was written; the newest counts."""
    reading_add(target_of(request), **asked.dict(), by=person_of(request.user).by)
    return _whole(target_of(request), request)


@router.post(
    f"{TWINS}/{{twin}}/exchanges",
    response=TwinExchangeTold,
    operation_id="exchange_create",
    url_name="exchange_create",
    summary="Write an exchange down",
)
@private("twinning.edit", of=twin_at)
def exchange_new(request: HttpRequest, twin: TwinInPath, asked: ExchangeAsked) -> dict[str, Any]:
    """Of an agreement that holds."""
    made = exchange_save(target_of(request), exchange_fields(asked), by=person_of(request.user).by)
    return exchange_record(made)


@router.put(
    f"{TWINS}/{{twin}}/exchanges/{{exchange}}",
    response=TwinExchangeTold,
    operation_id="exchange_update",
    url_name="exchange_update",
    summary="Change an exchange",
)
@private("twinning.edit", of=exchange_at)
def exchange_change(
    request: HttpRequest, twin: TwinInPath, exchange: ExchangeInPath, asked: ExchangeAsked
) -> dict[str, Any]:
    """As a whole."""
    kept = target_of(request)
    by = person_of(request.user).by
    return exchange_record(exchange_save(kept.twin, exchange_fields(asked), by=by, exchange=kept))


@router.post(
    f"{TWINS}/{{twin}}/exchanges/{{exchange}}/package",
    response=TwinWhole,
    operation_id="exchange_tell",
    url_name="exchange_tell",
    summary="Tell the partner of an exchange",
)
@private("twinning.sign", of=exchange_at)
def exchange_told(request: HttpRequest, twin: TwinInPath, exchange: ExchangeInPath) -> dict[str, Any]:
    """Signs a package, which is among those of the answer."""
    confirmed(request)
    kept = target_of(request)
    exchange_issue(kept, by=person_of(request.user).by)
    return _whole(kept.twin, request)


def _whole(twin: Twin, request: HttpRequest) -> dict[str, Any]:
    return {
        **twin_record(twin),
        "goals_measured": [measured_record(one) for one in measured_of(twin)],
        "outcomes": [outcome_record(one) for one in outcomes_of(twin, world=world_of(request))],
        "exchanges": [exchange_record(one) for one in exchanges_of(twin)],
        "packages": [package_record(one) for one in messages_of(twin)],
    }
