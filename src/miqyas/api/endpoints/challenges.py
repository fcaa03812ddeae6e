"""Published rounds of the challenge and certificates, for everybody."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from miqyas.api.challenges import (
    CertificateInPath,
    CertificateTold,
    RoundInPath,
    RoundShort,
    certificate_record,
    round_short,
)
from miqyas.api.gate import changes_with
from miqyas.jobs.programme.challenge_public import rounds_state
from miqyas.jobs.programme.challenge_steps import document_of
from miqyas.workspace.challenges.access import PUBLISHED
from miqyas.workspace.challenges.queries import (
    certificate_by_code,
    result_of,
    round_by_code,
    rounds_published,
)

router = Router(tags=["challenge"])


class RoundsPublished(Schema):
    """All published rounds, the newest first."""

    rounds: list[RoundShort]


class RoundPublished(Schema):
    """The results of a round as they were sealed and signed."""

    code: str
    sha256: str = Field(description="Of the export, byte for byte as its file has it.")
    signature: str = Field(description="Ed25519, over the same bytes, in base64.")
    public_key: str
    results: dict[str, Any] = Field(description="The export: figures and the standings that they give.")


@router.get(
    "/challenge",
    response=RoundsPublished,
    operation_id="rounds_published",
    url_name="rounds_published",
    summary="Published rounds",
)
@changes_with(rounds_state)
def rounds(request: HttpRequest) -> dict[str, Any]:
    """Rounds whose results are out."""
    return {"rounds": [round_short(one) for one in rounds_published()]}


@router.get(
    "/challenge/{code}",
    response=RoundPublished,
    operation_id="round_published",
    url_name="round_published",
    summary="Results of a round",
)
@changes_with(rounds_state)
def round_results(request: HttpRequest, code: RoundInPath) -> dict[str, Any]:
    """Before the moment of publication there is no such round."""
    one = round_by_code(code)
    if one is None or one.state != PUBLISHED:
        raise Http404
    result = result_of(one)
    assert result is not None
    document = document_of(one)
    told = {name: getattr(result, name) for name in ("sha256", "signature", "public_key")}
    return {"code": one.code, **told, "results": json.loads(json.dumps(document))}


@router.get(
    "/certificates/{certificate}",
    response=CertificateTold,
    operation_id="certificate_verify",
    url_name="certificate_verify",
    summary="Verify a certificate",
)
@changes_with(rounds_state)
def verify(request: HttpRequest, certificate: CertificateInPath) -> dict[str, Any]:
    """Who was honoured, for what, when; or that the certificate was withdrawn."""
    found = certificate_by_code(certificate)
    if found is None:
        raise Http404
    return certificate_record(found)
