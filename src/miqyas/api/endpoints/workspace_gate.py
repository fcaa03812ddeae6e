"""Projects at the gate: what they are asked, what they answer, what is ruled."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from miqyas.api.committee import (
    AlignmentQuestions,
    ProjectChange,
    ProjectInPath,
    ProjectSaid,
    ProjectSaved,
    ProjectsTold,
    ProjectTold,
    ProjectWhole,
    RulingAsked,
    dates_record,
    project_found,
    project_record,
)
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.roadmaps import AsideAsked, AsideInPath, revision_record
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.registry.queries import entity_by_code
from miqyas.workspace.roadmaps.access import roles_on
from miqyas.workspace.roadmaps.gate import questions
from miqyas.workspace.roadmaps.models import GateReview
from miqyas.workspace.roadmaps.queries.gate import reviews_seen, revisions_of
from miqyas.workspace.roadmaps.services.gate import (
    RULINGS,
    gate_create,
    gate_put_back,
    gate_save,
    gate_step,
)
from miqyas.workspace.roadmaps.versions import Saved

router = Router(tags=["roadmap"])
BASE: Final = "/workspace/roadmap/gate"
ONE: Final = f"{BASE}/projects/{{code}}"


def project_around(code: str, **_: Any) -> GateReview:
    """The project of whatever belongs to one."""
    return project_found(code)


@router.get(
    f"{BASE}/questions",
    response=AlignmentQuestions,
    operation_id="gate_questions",
    url_name="gate_questions",
    summary="Alignment questions",
)
@private("gate.list")
def asked_of_projects(request: HttpRequest) -> dict[str, Any]:
    """What a project is asked before it begins, in order."""
    return {
        "questions": [
            {
                "code": one.code,
                "ask": dict(one.ask),
                "help": dict(one.help),
                "choices": [
                    {"code": choice.code, "tone": choice.tone, "words": dict(choice.words)}
                    for choice in one.choices.values()
                ],
            }
            for one in questions().values()
        ]
    }


@router.get(
    f"{BASE}/projects",
    response=ProjectsTold,
    operation_id="gate_list",
    url_name="gate_list",
    summary="Projects at the gate",
)
@private("gate.list")
def listed(request: HttpRequest, asked: Query[Window], response: HttpResponse) -> dict[str, Any]:
    """All for the authority, to an entity's people its own."""
    found = list(reviews_seen(person_of(request.user)))
    shown, about = part_of(found, asked, request=request, response=response)
    return {**about, "projects": [project_record(one) for one in shown]}


@router.post(
    f"{BASE}/projects",
    response=ProjectTold,
    operation_id="gate_add",
    url_name="gate_add",
    summary="Bring a project",
)
@private("gate.new")
def add(request: HttpRequest, asked: ProjectSaid) -> dict[str, Any]:
    """As a draft, of an entity whose projects are yours to bring."""
    _may_bring(request, asked)
    return project_record(gate_create(asked.fields(), by=person_of(request.user).by))


@router.get(
    ONE, response=ProjectWhole, operation_id="gate_get", url_name="gate_get", summary="A project at the gate"
)
@private("gate.view", of=project_found)
def get(request: HttpRequest, code: ProjectInPath) -> dict[str, Any]:
    """With its answers, what in them is to be looked at, what was ruled, what was changed, and its dates."""
    review = target_of(request)
    revisions = [revision_record(one) for one in revisions_of(review)]
    return {**project_record(review), "dates": dates_record(review), "revisions": revisions}


@router.put(
    ONE, response=ProjectSaved, operation_id="gate_save", url_name="gate_save", summary="Change a project"
)
@private("gate.edit", of=project_found)
def save(request: HttpRequest, code: ProjectInPath, asked: ProjectChange) -> dict[str, Any]:
    """While it is a draft, over the version that was seen."""
    _may_bring(request, asked)
    by = person_of(request.user).by
    return _saved(gate_save(target_of(request), asked.fields(), version=asked.version, by=by))


@router.post(
    f"{ONE}/aside/{{aside}}",
    response=ProjectSaved,
    operation_id="gate_put_back",
    url_name="gate_put_back",
    summary="Put back what was kept aside of a project",
)
@private("gate.edit", of=project_around)
def put_back(
    request: HttpRequest, code: ProjectInPath, aside: AsideInPath, asked: AsideAsked
) -> dict[str, Any]:
    """While it is a draft, over the version that was seen; what meets other changes is kept aside again."""
    by = person_of(request.user).by
    return _saved(
        gate_put_back(target_of(request), aside=aside, names=asked.names, version=asked.version, by=by)
    )


@router.post(
    f"{ONE}/steps",
    response=ProjectTold,
    operation_id="gate_step",
    url_name="gate_step",
    summary="Hand a project in, or rule upon it",
)
@private("gate.edit", of=project_found)
def step(request: HttpRequest, code: ProjectInPath, asked: RulingAsked) -> dict[str, Any]:
    """Submit, return, go, condition, refuse, withdraw. On a go it becomes an initiative of the roadmap."""
    review, person = target_of(request), person_of(request.user)
    if asked.action in RULINGS:
        require(request.user, "gate.decide", review)
    moved = gate_step(
        review,
        asked.action,
        roles=roles_on(person, review),
        reasons=asked.reasons,
        conditions=asked.conditions,
        by=person.by,
    )
    return project_record(moved)


def _saved(saved: Saved[GateReview]) -> dict[str, Any]:
    outcome = "saved" if saved.aside is None else "kept_aside"
    return {"outcome": outcome, "project": project_record(saved.row)}


def _may_bring(request: HttpRequest, asked: ProjectSaid) -> None:
    entity = entity_by_code(asked.entity) if asked.entity.isascii() and asked.entity.isprintable() else None
    if entity is not None:
        require(request.user, "gate.new", entity)
