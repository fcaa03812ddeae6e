"""Files of proofs: sent as a form, and given back as they were, to be kept and not to be opened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Form, Router
from ninja.files import UploadedFile

from miqyas.api.answers import EntityInPath
from miqyas.api.endpoints.workspace_evidence import BASE, ONE, told_whole
from miqyas.api.evidence import (
    EvidenceInPath,
    EvidenceWhole,
    NumberInPath,
    ProofFields,
    evidence_at,
    store_of,
)
from miqyas.api.files import AS_BYTES
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.evidence.errors import EvidenceError
from miqyas.workspace.evidence.files import KeptFile, file_keep, file_path
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_add, evidence_revise

router = Router(tags=["evidence"])


def largest() -> int:
    """Bytes of the largest file that is taken."""
    return settings.MIQYAS_FILE_BYTES


@router.post(
    f"{BASE}/entities/{{entity}}/files",
    response=EvidenceWhole,
    operation_id="evidence_file_add",
    url_name="evidence_file_add",
    summary="Add a file as a proof",
)
@private("evidence.add", of=store_of, takes=FORM, most=largest)
def add_file(
    request: HttpRequest, entity: EntityInPath, asked: Form[ProofFields], file: File[UploadedFile]
) -> dict[str, Any]:
    """Of a type that is kept, known by its content; one whose name says another type is refused."""
    content = asked.content(file=_kept(file))
    by = person_of(request.user).pseudonym
    return told_whole(request, evidence_add(target_of(request), title=asked.title, content=content, by=by))


@router.post(
    f"{ONE}/files",
    response=EvidenceWhole,
    operation_id="evidence_file_revise",
    url_name="evidence_file_revise",
    summary="Revise a proof with another file",
)
@private("evidence.edit", of=evidence_at, takes=FORM, most=largest)
def revise_file(
    request: HttpRequest, evidence: EvidenceInPath, asked: Form[ProofFields], file: File[UploadedFile]
) -> dict[str, Any]:
    """The file before stays with its revision; a link stays a link."""
    found: Evidence = target_of(request)
    content = asked.content(file=_kept(file))
    evidence_revise(found, title=asked.title, content=content, by=person_of(request.user).pseudonym)
    return told_whole(request, found)


@router.get(
    f"{ONE}/files/{{number}}",
    operation_id="evidence_file_get",
    url_name="evidence_file_get",
    summary="The file of a revision",
    openapi_extra=AS_BYTES,
)
@private("evidence.view", of=evidence_at, gives=BYTES)
def get_file(request: HttpRequest, evidence: EvidenceInPath, number: NumberInPath) -> HttpResponseBase:
    """The bytes as they were sent, as an attachment; its type and hash stand in the revision."""
    revision = get_object_or_404(target_of(request).revisions, number=number)
    if not revision.file_sha256:
        raise Http404
    try:
        source = file_path(revision.file_sha256).open("rb")
    except FileNotFoundError as error:
        raise EvidenceError("file_gone") from error
    response = FileResponse(source, as_attachment=True, filename=revision.file_name, content_type=BYTES)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _kept(file: UploadedFile) -> KeptFile:
    return file_keep(file.chunks(), name=file.name or "")
