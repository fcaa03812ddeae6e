"""Words beside an answer, and whom they name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db import transaction

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import plain_lines
from miqyas.workspace.campaigns.models import Assignment, Comment
from miqyas.workspace.campaigns.queries.people import people_beside
from miqyas.workspace.events.services import publish

LONGEST: Final = 4000
ENTITY: Final = "entity"
AUTHORITY: Final = "authority"
AUDIENCES: Final = (ENTITY, AUTHORITY)


class CommentError(MiqyasError):
    """A comment cannot be made as asked."""

    code = "comment"


@transaction.atomic
def comment_add(
    assignment: Assignment, *, text: str, audience: str, by: UUID, mentions: Collection[UUID] = ()
) -> Comment:
    """Say something beside a question: to the entity's own people, or to the authority too.

    Whoever is mentioned hears of it. Raises `CommentError` for an empty or overlong text, an unknown
    audience, and for a mention of somebody who could not read it.
    """
    text = plain_lines(text)
    if not text:
        raise CommentError("empty")
    if len(text) > LONGEST:
        raise CommentError("long", n=len(text), limit=LONGEST)
    if audience not in AUDIENCES:
        raise CommentError("audience", given=audience[:40], known=", ".join(AUDIENCES))
    named = sorted(set(mentions), key=str)
    if named and not set(named) <= people_beside(assignment, audience=audience).keys():
        raise CommentError("mention")
    comment = Comment.objects.create(
        assignment=assignment, author=by, audience=audience, text=text, mentions=[str(one) for one in named]
    )
    if named:
        about = {"assignment": str(assignment.pk), "comment": str(comment.id), "by": str(by)}
        publish("answer.mentioned", key=str(comment.id), mentioned=comment.mentions, **about)
    return comment
