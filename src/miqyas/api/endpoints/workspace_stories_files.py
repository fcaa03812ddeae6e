"""Stories as files: taken away, filled in, told what they would do, brought in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.api.files import (
    AS_BYTES,
    FileAsked,
    FileStanding,
    PlanOfFile,
    brought,
    file_answer,
    told_by,
)
from miqyas.api.gate import BYTES, FORM, private
from miqyas.api.problems import language_of
from miqyas.jobs.programme.brought import STORIES
from miqyas.jobs.programme.story_files import stories_csv, stories_template, stories_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.stories.importing import Line
from miqyas.workspace.stories.queries import stories_seen

router = Router(tags=["stories"])
BASE = "/workspace/stories"
Name = Literal["stories.xlsx", "stories.csv", "template.xlsx"]
NameInPath = Annotated[Name, Path(description="Name of the file.", examples=["stories.xlsx"])]


class StoryLine(Schema):
    """What a row of the file would do."""

    story: str
    entity: str
    doing: Literal["add", "change"]
    changes: list[str] = Field(description="Parts of the text that it would change.")


class StoriesPlanTold(PlanOfFile):
    """What the file would do, or did: all of it, or nothing."""

    lines: list[StoryLine] = Field(description="Stories that would be written, the first of them.")
    count: int = Field(description="Of how many.")


@router.get(
    f"{BASE}/files/{{name}}",
    operation_id="stories_file_get",
    url_name="stories_file_get",
    summary="Stories as a file",
    openapi_extra=AS_BYTES,
)
@private("story.list", gives=BYTES)
def stories_file(request: HttpRequest, name: NameInPath) -> HttpResponse:
    """Those that whoever asks may read; the template is for who may fill it in."""
    language = language_of(request)
    if name == "template.xlsx":
        require(request.user, "story.import")
        return file_answer(stories_template(language=language), name=f"miqyas-stories-{name}")
    seen = stories_seen(person_of(request.user)).select_related("entity").order_by("entity__position", "slug")
    write = stories_csv if name == "stories.csv" else stories_workbook
    return file_answer(write(seen, language=language), name=f"miqyas-{name}")


@router.post(
    f"{BASE}/file",
    response={200: StoriesPlanTold, 202: FileStanding},
    operation_id="stories_file_bring",
    url_name="stories_file_bring",
    summary="Bring stories in",
)
@private("story.import", takes=FORM, most=lambda: LARGEST_FORM)
def bring(
    request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile], response: HttpResponse
) -> Status[dict[str, Any]]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing.

    A long file is worked on by jobs: 202 with an address at which that is followed and, at its end, told.
    """
    return brought(request, response, STORIES, asked, file)


def _line(one: Line) -> dict[str, Any]:
    return {"story": one.slug, "entity": one.entity, "doing": one.doing, "changes": list(one.changes)}


told_by(STORIES, _line)
