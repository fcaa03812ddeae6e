"""What a person wrote in stories, and where they are named as a contact: told to them.

Texts and comments stay under the pseudonym; contacts that bear the person's address go with the person.
"""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.stories.models import StoryComment, StoryContact, StoryRevision


def told(user: User) -> dict[str, Any]:
    """What they wrote, said, and where they are to be asked."""
    own = user.pseudonym
    return {
        "texts": list(StoryRevision.objects.filter(by=own).values("story__slug", "number", "content", "at")),
        "comments": list(StoryComment.objects.filter(author=own).values("story__slug", "text", "at")),
        "contacts": list(
            StoryContact.objects.filter(email__iexact=user.email).values(
                "story__slug", "name", "post", "email", "phone", "shows"
            )
        ),
    }


def forgotten(user: User) -> None:
    """Nobody is to ask them any more."""
    StoryContact.objects.filter(email__iexact=user.email).delete()
