"""Proofs of entities: listed, added as links, revised, put to what they serve."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from miqyas.api.answers import EntityInPath
from miqyas.api.evidence import (
    EvidenceInPath,
    EvidenceListTold,
    EvidenceWhole,
    KindInPath,
    LinkFields,
    ObjectInPath,
    RevisedFields,
    Shows,
    evidence_at,
    evidence_records,
    evidence_whole,
    store_of,
)
from miqyas.api.gate import private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.evidence.listing import entities_seen, evidence_shown
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.queries import proofs_of
from miqyas.workspace.evidence.services import evidence_add, evidence_retire, evidence_revise
from miqyas.workspace.evidence.targets import Target, evidence_for, target_for

router = Router(tags=["evidence"])
BASE: Final = "/workspace/evidence"
ONE: Final = f"{BASE}/{{evidence}}"
USE: Final = f"{ONE}/uses/{{kind}}/{{object_id}}"


class EvidenceAsked(Window):
    """Which proofs."""

    entity: str | None = Field(
        None, pattern=r"^[A-Za-z0-9_-]{1,60}$", description="Code of an entity.", examples=["health"]
    )
    show: Shows = Field("all", description="Those in use, or some of them.")
    q: str = Field("", max_length=200, description="A text in the title.", examples=["law"])


@router.get(
    BASE, response=EvidenceListTold, operation_id="evidence_list", url_name="evidence_list", summary="Proofs"
)
@private("evidence.list")
def listed(request: HttpRequest, asked: Query[EvidenceAsked], response: HttpResponse) -> dict[str, Any]:
    """Of the entities whose proofs whoever asks may see, or of one of them; newest first."""
    person = person_of(request.user)
    entities = entities_seen(person)
    if asked.entity is not None:
        entities = [entity for entity in entities if entity.code == asked.entity]
        if not entities:
            raise Http404(asked.entity)
    matching = evidence_shown(entities, person=person, show=asked.show, text=asked.q.strip())
    found = list(matching.select_related("entity"))
    shown, about = part_of(found, asked, request=request, response=response)
    proofs, world = proofs_of(shown), world_of(request)
    return {
        **about,
        "versions": world.versions(world.latest).as_dict(),
        "evidence": evidence_records(proofs[one.pk] for one in shown),
    }


@router.post(
    f"{BASE}/entities/{{entity}}/links",
    response=EvidenceWhole,
    operation_id="evidence_link_add",
    url_name="evidence_link_add",
    summary="Add a link as a proof",
)
@private("evidence.add", of=store_of)
def add_link(request: HttpRequest, entity: EntityInPath, asked: LinkFields) -> dict[str, Any]:
    """Kept once in the store of the entity; what it serves is said apart."""
    content = asked.content(address=asked.address.strip())
    by = person_of(request.user).pseudonym
    return told_whole(request, evidence_add(target_of(request), title=asked.title, content=content, by=by))


@router.get(
    ONE, response=EvidenceWhole, operation_id="evidence_get", url_name="evidence_get", summary="A proof"
)
@private("evidence.view", of=evidence_at)
def get(request: HttpRequest, evidence: EvidenceInPath) -> dict[str, Any]:
    """With its revisions, the looks at its link, and what it serves as far as whoever asks may read that."""
    return told_whole(request, target_of(request))


@router.put(
    ONE,
    response=EvidenceWhole,
    operation_id="evidence_revise",
    url_name="evidence_revise",
    summary="Revise a proof",
)
@private("evidence.edit", of=evidence_at)
def revise(request: HttpRequest, evidence: EvidenceInPath, asked: RevisedFields) -> dict[str, Any]:
    """A new revision comes into force; those before stay as they were. The same again adds nothing."""
    content = asked.content(address=asked.address.strip())
    found: Evidence = target_of(request)
    evidence_revise(found, title=asked.title, content=content, by=person_of(request.user).pseudonym)
    return told_whole(request, found)


@router.post(
    f"{ONE}/retire",
    response=EvidenceWhole,
    operation_id="evidence_retire",
    url_name="evidence_retire",
    summary="Take a proof out of use",
)
@private("evidence.edit", of=evidence_at)
def retire(request: HttpRequest, evidence: EvidenceInPath) -> dict[str, Any]:
    """What it served keeps pointing at it; a second time changes nothing."""
    found: Evidence = target_of(request)
    evidence_retire(found, by=person_of(request.user).pseudonym)
    found.refresh_from_db()
    return told_whole(request, found)


@router.put(
    USE,
    response=EvidenceWhole,
    operation_id="evidence_attach",
    url_name="evidence_attach",
    summary="Put a proof to what it serves",
)
@private("workspace.enter")
def attach(
    request: HttpRequest, evidence: EvidenceInPath, kind: KindInPath, object_id: ObjectInPath
) -> dict[str, Any]:
    """To an answer, a statistical input or a reply that whoever asks may work on; again changes nothing."""
    target, found = _both(request, evidence, kind, object_id)
    target.attach(found, by=person_of(request.user).pseudonym)
    return told_whole(request, found)


@router.delete(
    USE,
    response=EvidenceWhole,
    operation_id="evidence_detach",
    url_name="evidence_detach",
    summary="Take a proof from what it served",
)
@private("workspace.enter")
def detach(
    request: HttpRequest, evidence: EvidenceInPath, kind: KindInPath, object_id: ObjectInPath
) -> dict[str, Any]:
    """The proof itself stays in the store."""
    target, found = _both(request, evidence, kind, object_id)
    target.detach(found, by=person_of(request.user).pseudonym)
    return told_whole(request, found)


def told_whole(request: HttpRequest, evidence: Evidence) -> dict[str, Any]:
    """A proof as whoever asks may know it now."""
    return evidence_whole(proofs_of([evidence])[evidence.pk], user=request.user)


def _both(request: HttpRequest, evidence: Any, kind: str, object_id: Any) -> tuple[Target, Evidence]:
    """What is to be served, and a proof that whoever asks may put to it; 404 for anything else."""
    target = target_for(request.user, kind, object_id)
    offered = evidence_for(request.user, target).select_related("entity")
    return target, get_object_or_404(offered, pk=evidence)
