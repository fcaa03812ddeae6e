"""Stories with all that is known of them: what they turned, their proofs, services, who may be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from miqyas.kernel.text import Text
from miqyas.workspace.evidence.models import EvidenceKind
from miqyas.workspace.evidence.queries import Proof, evidence_of
from miqyas.workspace.history.models import Record
from miqyas.workspace.services.models import Service
from miqyas.workspace.stories.fields import StoryFields, fields_from
from miqyas.workspace.stories.models import Shows, Story, StoryContact
from miqyas.workspace.stories.proving import KIND
from miqyas.workspace.stories.queries import stories_published
from miqyas.workspace.stories.turning import Turned, Turning

FORMAT: Final = "miqyas-stories"
FORMAT_VERSION: Final = 1
"""Grows when a field changes its meaning or goes; fields may be added without it."""
TO_ALL: Final = frozenset({Shows.PUBLIC})
TO_GOVERNMENT: Final = frozenset({Shows.PUBLIC, Shows.GOVERNMENT})
TO_OWN: Final = frozenset(Shows)
_CHANGES: Final = ("story", "story_result", "evidence", "entity", "campaign", "service")


@dataclass(frozen=True)
class StoryTold:
    """A story with what stands beside its text. `proofs` are by the id of the result."""

    story: Story
    said: StoryFields
    turned: tuple[Turned, ...]
    proofs: Mapping[str, Sequence[Proof]]
    services: Mapping[str, Text]
    contacts: Sequence[StoryContact]


def stories_told(stories: Iterable[Story], *, shows: Collection[str]) -> list[StoryTold]:
    """Stories with all that is known of them, with those contacts that `shows` allows. Constant queries."""
    listed = list(stories)
    said = {story.pk: fields_from(story.content) for story in listed}
    turning = Turning(turn for one in said.values() for turn in one.turns)
    proofs = evidence_of(KIND, [UUID(part.id) for one in said.values() for part in one.results])
    services = _services(code for one in said.values() for code in one.services)
    contacts = _contacts(listed, shows)
    return [
        StoryTold(
            story=story,
            said=(own := said[story.pk]),
            turned=turning.told(own.turns, entity=story.entity_id),
            proofs={part.id: proofs[UUID(part.id)] for part in own.results},
            services={code: services[code] for code in own.services if code in services},
            contacts=contacts.get(story.pk, ()),
        )
        for story in listed
    ]


def story_told(story: Story, *, shows: Collection[str]) -> StoryTold:
    """One story with all that is known of it."""
    return stories_told([story], shows=shows)[0]


def _services(codes: Iterable[str]) -> dict[str, Text]:
    rows = Service.objects.filter(code__in=set(codes)).values_list("code", "title")
    return {code: Text(title) for code, title in rows}


def _contacts(stories: Iterable[Story], shows: Collection[str]) -> dict[UUID, list[StoryContact]]:
    found: dict[UUID, list[StoryContact]] = {}
    for one in StoryContact.objects.filter(story__in=list(stories), shows__in=list(shows)).order_by("pk"):
        found.setdefault(one.story_id, []).append(one)
    return found


def links_of(proofs: Iterable[Proof]) -> list[Proof]:
    """The proofs that everybody may open: addresses of pages; files stay in the evidence store."""
    return [one for one in proofs if one.evidence.kind == EvidenceKind.LINK and not one.evidence.retired_at]


def story_short(story: Story) -> dict[str, Any]:
    """A story in a list, as plain values."""
    said = fields_from(story.content)
    return {
        "slug": story.slug,
        "title": dict(said.title),
        "entity": story.entity.code,
        "sector": said.sector or None,
        "result": dict(said.results[0].text) if said.results else None,
        "features": [one.code for one in said.turns],
        "tags": list(said.tags),
        "published_on": story.published_at.date().isoformat() if story.published_at else None,
        "is_sample": story.is_sample,
    }


def story_record(told: StoryTold) -> dict[str, Any]:
    """A story as everybody may know it, as plain values."""
    said = told.said
    return {
        **story_short(told.story),
        "entity_name": dict(told.story.entity.name),
        "problem": dict(said.problem),
        "solution": dict(said.solution),
        "cost": said.cost or None,
        "months": said.months,
        "results": [
            {"text": dict(one.text), "proofs": [_link(proof) for proof in links_of(told.proofs[one.id])]}
            for one in said.results
        ],
        "partners": [
            {"name": dict(one.name), "kind": one.kind, "role": dict(one.role)} for one in said.partners
        ],
        "reusables": [
            {"name": dict(one.name), "kind": one.kind, "address": one.address, "licence": one.licence}
            for one in said.reusables
        ],
        "turns": [_turn(one) for one in told.turned],
        "services": list(said.services),
        "contacts": [
            {"name": one.name, "post": one.post, "email": one.email, "phone": one.phone}
            for one in told.contacts
        ],
    }


def _link(proof: Proof) -> dict[str, str]:
    return {"title": proof.evidence.title, "address": proof.revision.address}


def _turn(one: Turned) -> dict[str, Any]:
    return {
        "code": one.turn.code,
        "kind": "indicator" if one.is_indicator else "feature",
        "instrument": one.instrument or None,
        "name": dict(one.name),
        "before": one.turn.before,
        "after": one.turn.after,
        "campaign": one.turn.campaign or None,
        "borne": one.borne,
    }


def stories_document(stories: Iterable[Story]) -> dict[str, Any]:
    """Published stories in the format in which they travel; see `docs/en/stories.md`."""
    told = stories_told(stories, shows=TO_ALL)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "stories": [story_record(one) for one in told],
    }


def stories_version() -> str:
    """A name of all that published stories show: for pages that are kept by whoever read them."""
    return stories_state()[0]


def stories_state() -> tuple[str, int]:
    """A name of all that published stories show, and when it last changed, in seconds; by two queries."""
    last = Record.objects.filter(object_kind__in=_CHANGES).order_by("-id").values_list("id", "at").first()
    name = sha256(repr((stories_published().count(), last)).encode()).hexdigest()[:16]
    return name, int(last[1].timestamp()) if last else 0
