"""How what the interface answered is cited."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from miqyas.api.errors import RequestError
from miqyas.api.gate import changes_with
from miqyas.api.shapes import Versions
from miqyas.reports.citation import Cited, apa, bibtex, csl
from miqyas.workspace.datasets.world import world_of

router = Router(tags=["citation"])


class Citation(Schema):
    """A citation of one address, in the form that each style asks for."""

    title: str = Field(description="What the address answers, in English as the interface says it.")
    address: str = Field(description="The whole address.")
    read_on: str = Field(description="Today: an answer that changes with its data has no date of its own.")
    apa: str = Field(description="In the style of the American Psychological Association, seventh edition.")
    bibtex: str = Field(description="An entry for BibTeX and biblatex.")
    csl: list[dict[str, Any]] = Field(description="CSL-JSON, which managers of references read.")
    versions: Versions


def today() -> tuple[str, int]:
    """A citation is another one every day."""
    day = timezone.localdate()
    return day.isoformat(), int(datetime.combine(day, time(), tzinfo=UTC).timestamp())


@router.get(
    "/citation",
    response=Citation,
    operation_id="citation_get",
    url_name="citation_get",
    summary="How an answer of this interface is cited",
)
@changes_with(today)
def citation(
    request: HttpRequest,
    of: Annotated[
        str,
        Query(
            max_length=2000,
            pattern=r"^/[!-~]*$",
            description="A public address of the interface, without what stands before its first part.",
            examples=["/editions/2024"],
        ),
    ],
    language: Annotated[
        Literal["ar", "en"], Query(description="Language of the words around the title.")
    ] = "en",
) -> dict[str, Any]:
    """In three forms, with the versions that answer today. Pages and charts carry their own citation."""
    world = world_of(request)
    cited = Cited(
        title=_title(of),
        address=f"{settings.MIQYAS_BASE_URL.rstrip('/')}{_base()}{of}",
        versions=world.versions(world.latest),
        read_on=timezone.localdate(),
        language=language,
    )
    return {
        "title": cited.title,
        "address": cited.address,
        "read_on": cited.read_on.isoformat(),
        "apa": apa(cited),
        "bibtex": bibtex(cited),
        "csl": json.loads(csl(cited)),
        "versions": cited.versions.as_dict(),
    }


def _base() -> str:
    from miqyas.api.service import api

    return reverse(f"{api.urls_namespace}:api-root").rstrip("/")


def _title(of: str) -> str:
    """What an address answers; raises `RequestError` for one that is none, or not for everybody."""
    from miqyas.api.service import public_summaries

    try:
        name = resolve(f"{_base()}{urlsplit(of).path}").url_name
    except Resolver404:
        name = None
    if name is None or name not in public_summaries():
        raise RequestError("not_cited", given=of[:200])
    return public_summaries()[name]
