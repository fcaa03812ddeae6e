"""What a person did with questionnaires: told to them. It stays with the answers, under the pseudonym."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.questionnaires.models import ItemRevision, SignOff


def told(user: User) -> dict[str, Any]:
    """The answers that they wrote, and what they signed."""
    answers = ItemRevision.objects.filter(by=user.pseudonym)
    signed = SignOff.objects.filter(by=user.pseudonym)
    return {
        "answers_to_questionnaires": list(
            answers.values("item__questionnaire__code", "item__code", "number", "words", "pages", "at")
        ),
        "questionnaires_signed": list(signed.values("questionnaire__code", "sha256", "at")),
    }
