"""The watchlist of policies, and readiness for lists that may come."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.answers import EntityInPath
from miqyas.api.campaigns import entity_at
from miqyas.api.files import (
    AS_BYTES,
    LINES_TOLD,
    FileAsked,
    PlanOfFile,
    done_as_told,
    file_answer,
    plan_record,
)
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.shapes import Mark, Names
from miqyas.assessment.readiness import STATES, Ready, Standing
from miqyas.jobs.programme.policies import policies_workbook
from miqyas.jobs.programme.readiness import (
    Coming,
    coming_by_hash,
    comings,
    readiness_of,
    readiness_of_entity,
)
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.watchlists.fields import LONGEST_SOURCE, LONGEST_WORDS, MOST_FEATURES, PolicyFields
from miqyas.workspace.watchlists.importing import policies_apply, policies_plan
from miqyas.workspace.watchlists.models import Policy, PolicyNote
from miqyas.workspace.watchlists.queries import fields_of, notes_of, policies_matching, policy_by_code
from miqyas.workspace.watchlists.services import note_add, policy_create, policy_update

router = Router(tags=["watchlist"])
BASE: Final = "/workspace/watchlist/policies"
READINESS: Final = "/workspace/readiness"
Theme = Annotated[str, Field(max_length=40, examples=["privacy"])]
State = Literal["watched", "prepared", "adopted", "in_force", "dropped"]
Words = dict[Annotated[str, Field(max_length=10)], Annotated[str, Field(max_length=LONGEST_WORDS)]]
PolicyInPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of a policy.", examples=["data-law"])
]
ListInPath = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of a list.")]
FileInPath = Annotated[
    Literal["policies.xlsx", "template.xlsx"],
    Path(description="Name of the file.", examples=["policies.xlsx"]),
]


class PoliciesAsked(Window):
    """Which policies."""

    q: str = Field("", max_length=200, description="Words that the policy has, whatever accents or case.")
    theme: str = Field("", max_length=40, description="Code of a theme; empty: any.")
    state: str = Field("", max_length=20, description="Where a policy stands; empty: anywhere.")


class PolicyAsked(Schema):
    """A policy as a whole."""

    code: str = Field(max_length=60)
    title: Words
    theme: Theme
    state: State = "watched"
    description: Words = {}
    entity: str = Field("", max_length=60, description="Code of who is to answer for it; empty: open.")
    features: list[Annotated[str, Field(max_length=60)]] = Field([], max_length=MOST_FEATURES)
    source: str = Field("", max_length=LONGEST_SOURCE, description="Address of the source.")
    source_words: str = Field("", max_length=LONGEST_SOURCE)
    mark: Mark = "R"
    look_again: dt.date | None = None


class PolicyTold(PolicyAsked):
    """A policy on the watchlist."""

    title: Names
    version: int


class PoliciesTold(Schema):
    """Policies on the watchlist, by code."""

    versions: dict[str, str]
    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    policies: list[PolicyTold]


class NoteAsked(Schema):
    """What was seen."""

    text: str = Field(max_length=LONGEST_WORDS)


class NoteTold(Schema):
    """What was seen, and when."""

    text: str
    at: dt.datetime


class PolicyWhole(PolicyTold):
    """A policy with its notes, newest first."""

    notes: list[NoteTold]


class PolicyRow(Schema):
    """What a row of a file would do."""

    code: str
    doing: Literal["add", "change"]


class PoliciesPlanTold(PlanOfFile):
    """What a file would do, or did: all of it, or nothing."""

    lines: list[PolicyRow] = Field(description="Rows that would change anything, the first of them.")
    count: int = Field(description="Of how many.")


class ComingTold(Schema):
    """A list that readiness may be measured against."""

    sha256: str
    instrument: str
    version: str
    title: Names
    features: int
    is_draft: bool


class ComingsTold(Schema):
    """Drafts that are kept, then the lists on offer."""

    lists: list[ComingTold]


class ReadyTold(Schema):
    """How many features stand in each state."""

    entity: str | None = Field(description="Code of the entity; null: what would be nobody's.")
    total: int
    share: float | None = Field(description="The part that is surely full, 0 to 1; null where there is none.")
    counts: dict[str, int] = Field(description=f"By state: {', '.join(STATES)}.")


class ReadinessTold(Schema):
    """How ready everybody is."""

    list: ComingTold
    campaign: str | None = Field(description="Code of the campaign whose answers were carried.")
    whole: ReadyTold
    entities: list[ReadyTold]


class FeatureReady(Schema):
    """Where the present answer leaves a feature."""

    feature: str
    state: Literal["full", "partly", "none", "look_again", "unanswered", "new"]
    grade: str | None = Field(description="The grade that was carried; null where none was.")
    doubts: list[str] = Field(description="What of the feature changed so that it is to be looked at again.")


class EntityReadinessTold(Schema):
    """How ready one entity is."""

    list: ComingTold
    campaign: str | None
    own: ReadyTold
    features: list[FeatureReady]


def policy_at(policy: str) -> Policy:
    """The policy of a code. Raises `Http404`."""
    found = policy_by_code(policy)
    if found is None:
        raise Http404
    return found


@router.get(
    BASE,
    response=PoliciesTold,
    operation_id="policies_list",
    url_name="policies_list",
    summary="The watchlist of policies",
)
@private("policy.list")
def policies(request: HttpRequest, response: HttpResponse, asked: Query[PoliciesAsked]) -> dict[str, Any]:
    """By code; a search finds words in any spelling."""
    found = list(policies_matching(text=asked.q, theme=asked.theme, state=asked.state))
    shown, about = part_of(found, asked, request=request, response=response)
    world = world_of(request)
    return {
        **about,
        "versions": world.versions(world.latest).as_dict(),
        "policies": [_policy(one) for one in shown],
    }


@router.post(
    BASE,
    response=PolicyTold,
    operation_id="policy_create",
    url_name="policy_create",
    summary="Put a policy on the watchlist",
)
@private("policy.edit")
def create(request: HttpRequest, asked: PolicyAsked) -> dict[str, Any]:
    """A code is taken once; a policy is dropped by its state, never removed."""
    return _policy(policy_create(_fields(asked), by=person_of(request.user).by))


@router.get(
    f"{BASE}/{{policy}}",
    response=PolicyWhole,
    operation_id="policy_get",
    url_name="policy_get",
    summary="A policy with what was seen of it",
)
@private("policy.list", of=policy_at)
def get(request: HttpRequest, policy: PolicyInPath) -> dict[str, Any]:
    """By its code, in any case of letters."""
    found = target_of(request)
    return {**_policy(found), "notes": [_note(one) for one in notes_of(found)]}


@router.put(
    f"{BASE}/{{policy}}",
    response=PolicyTold,
    operation_id="policy_update",
    url_name="policy_update",
    summary="Change a policy",
)
@private("policy.edit", of=policy_at)
def update(request: HttpRequest, policy: PolicyInPath, asked: PolicyAsked) -> dict[str, Any]:
    """As a whole: what is left out becomes empty."""
    return _policy(policy_update(target_of(request), _fields(asked), by=person_of(request.user).by))


@router.post(
    f"{BASE}/{{policy}}/notes",
    response=NoteTold,
    operation_id="policy_note",
    url_name="policy_note",
    summary="Keep what was seen of a policy",
)
@private("policy.edit", of=policy_at)
def note(request: HttpRequest, policy: PolicyInPath, asked: NoteAsked) -> dict[str, Any]:
    """A note stays as it was written."""
    return _note(note_add(target_of(request), asked.text, by=person_of(request.user).by))


@router.get(
    "/workspace/watchlist/files/{name}",
    operation_id="policies_file_get",
    url_name="policies_file_get",
    summary="The watchlist as a file",
    openapi_extra=AS_BYTES,
)
@private("policy.list", gives=BYTES)
def file_get(request: HttpRequest, name: FileInPath) -> HttpResponse:
    """A workbook in the language that is asked for; the template is for who may fill it in."""
    is_blank = name == "template.xlsx"
    if is_blank:
        require(request.user, "policy.edit")
    content = policies_workbook(language=language_of(request), is_blank=is_blank)
    return file_answer(content, name=f"miqyas-watchlist-{name}")


@router.post(
    "/workspace/watchlist/file",
    response=PoliciesPlanTold,
    operation_id="policies_file_bring",
    url_name="policies_file_bring",
    summary="Bring policies in",
)
@private("policy.edit", takes=FORM, most=lambda: LARGEST_FORM)
def bring(request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile]) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    plan = policies_plan(file.read(), name=file.name or "")
    done_as_told(plan, asked, lambda: policies_apply(plan, by=person_of(request.user).by))
    doing = [row for row in plan.rows if row.doing != "same"]
    lines = [{"code": row.fields.code, "doing": row.doing} for row in doing[:LINES_TOLD]]
    return {**plan_record(request, plan, asked), "lines": lines, "count": len(doing)}


@router.get(
    READINESS,
    response=ComingsTold,
    operation_id="readiness_lists",
    url_name="readiness_lists",
    summary="Lists that readiness is measured against",
)
@private("readiness.list")
def lists(request: HttpRequest) -> dict[str, Any]:
    """Drafts that are kept, newest first, then the lists on offer."""
    return {"lists": [_coming(one) for one in comings()]}


@router.get(
    f"{READINESS}/{{sha256}}",
    response=ReadinessTold,
    operation_id="readiness_get",
    url_name="readiness_get",
    summary="How ready all entities are for a list",
)
@private("readiness.view")
def nation(request: HttpRequest, sha256: ListInPath) -> dict[str, Any]:
    """By what was handed in to the newest campaign, carried to the list."""
    found = readiness_of(_coming_at(sha256))
    named = [_ready(own, entity=entity.code) for entity, own in found.entities.items()]
    nobodys = [_ready(found.nobodys, entity=None)] if found.nobodys.total else []
    return {
        "list": _coming(found.coming),
        "campaign": found.campaign.code if found.campaign else None,
        "whole": _ready(found.whole, entity=None),
        "entities": [*named, *nobodys],
    }


@router.get(
    f"{READINESS}/{{sha256}}/entities/{{entity}}",
    response=EntityReadinessTold,
    operation_id="readiness_of_entity",
    url_name="readiness_of_entity",
    summary="How ready one entity is for a list",
)
@private("readiness.view", of=lambda sha256, entity: entity_at(entity))
def of_entity(request: HttpRequest, sha256: ListInPath, entity: EntityInPath) -> dict[str, Any]:
    """Feature by feature, in the order of the list."""
    found, own_entity = readiness_of(_coming_at(sha256)), target_of(request)
    own = readiness_of_entity(found, own_entity)
    return {
        "list": _coming(found.coming),
        "campaign": found.campaign.code if found.campaign else None,
        "own": _ready(own, entity=own_entity.code),
        "features": [_feature(one) for one in own.standings],
    }


def _coming_at(sha256: str) -> Coming:
    found = coming_by_hash(sha256)
    if found is None:
        raise Http404
    return found


def _fields(asked: PolicyAsked) -> PolicyFields:
    return PolicyFields(**{**asked.dict(), "features": tuple(asked.features)})


def _policy(policy: Policy) -> dict[str, Any]:
    fields = fields_of(policy)
    return {**vars_of(fields), "features": list(fields.features), "version": policy.version}


def vars_of(fields: PolicyFields) -> dict[str, Any]:
    """The fields by name."""
    return {name: getattr(fields, name) for name in fields.__dataclass_fields__}


def _note(found: PolicyNote) -> dict[str, Any]:
    return {"text": found.text, "at": found.at}


def _coming(found: Coming) -> dict[str, Any]:
    return {
        "sha256": found.sha256,
        "instrument": found.instrument.code,
        "version": found.instrument.version,
        "title": dict(found.instrument.title),
        "features": len(found.instrument.features),
        "is_draft": found.is_draft,
    }


def _ready(ready: Ready, *, entity: str | None) -> dict[str, Any]:
    return {"entity": entity, "total": ready.total, "share": ready.share, "counts": dict(ready.counts)}


def _feature(one: Standing) -> dict[str, Any]:
    return {
        "feature": one.feature.code,
        "state": one.state,
        "grade": one.carried.grade if one.carried else None,
        "doubts": list(one.carried.doubts) if one.carried else [],
    }
