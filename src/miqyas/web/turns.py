"""Whose turn it is: answers of an entity that wait for the signature, or the handing in, of the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import reverse

from miqyas.web.components import Link
from miqyas.web.words import current_language, say_here
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.campaigns.models import Applicability, CampaignEntity
from miqyas.workspace.campaigns.queries.answers import DONE
from miqyas.workspace.campaigns.queries.campaigns import OF_ENTITY
from miqyas.workspace.campaigns.queries.submissions import progress_of

STEPS: Final = {"open": "approve", "returned": "approve", "approved": "submit"}
"""What an entity's part waits for, by its state."""


def turns_of(person: Person) -> list[Link]:
    """The signatures and the handing in that wait for the person, part by part; each leads to its page."""
    found = CampaignEntity.objects.filter(
        entity__in=person.entities(*OF_ENTITY), campaign__state="open", state__in=STEPS
    )
    parts = list(
        found.select_related("campaign", "entity").order_by("-campaign__created_at", "entity__position")
    )
    progress = progress_of(part.pk for part in parts)
    return [
        _turn(part, n=sum(progress[part.pk][state] for state in DONE))
        for part in parts
        if _is_ready(part, progress.get(part.pk, {}))
        and verdict(person, f"submission.{STEPS[part.state]}", part) is Verdict.ALLOWED
    ]


def _is_ready(part: CampaignEntity, states: Mapping[str, int]) -> bool:
    """Whether every answer is ready, so that a signature would cover them all."""
    due = set(states) - {Applicability.NOT_APPLICABLE}
    return bool(due) and due <= set(DONE)


def _turn(part: CampaignEntity, *, n: int) -> Link:
    entity = part.entity.title.in_language(current_language())
    return Link(
        label=say_here(f"board.turn.{STEPS[part.state]}", n=n, entity=entity),
        url=reverse("submission", args=[part.campaign.code, part.entity.code]),
    )
