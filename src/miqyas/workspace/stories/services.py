"""Deeds with success stories: each in one transaction, recorded, with every text kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from itertools import count
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from miqyas.assessment.workflow import step
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import plain_line, plain_lines
from miqyas.lexicon.search import searchable
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.models import Service
from miqyas.workspace.stories.access import PUBLISHED
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.fields import StoryFields, faults, fields_from, lacks
from miqyas.workspace.stories.models import (
    RevisionKind,
    Shows,
    Story,
    StoryComment,
    StoryContact,
    StoryResult,
    StoryRevision,
    StoryTag,
    StoryTurn,
)
from miqyas.workspace.stories.queries import people_beside
from miqyas.workspace.stories.searching import index_put
from miqyas.workspace.stories.turning import Turning

LONGEST_COMMENT: Final = 4000
LONGEST_SLUG: Final = 60
MOST_CONTACTS: Final = 10
RESERVED: Final = frozenset({"new", "import", "booklet", "file", "files", "entities"})
"""Names that addresses beside stories have."""
WITH_REASON: Final = frozenset({"return", "withdraw"})
"""Steps that want a reason."""
_TOLD: Final = {"submit": "story.submitted", "return": "story.returned", "publish": "story.published"}


@dataclass(frozen=True)
class ContactFields:
    """Somebody who answers questions about a story, and to whom they may be shown."""

    name: str
    post: str = ""
    email: str = ""
    phone: str = ""
    shows: str = Shows.OWN

    def tidied(self) -> ContactFields:
        """The same without signs that cannot be seen."""
        words = {one: plain_line(getattr(self, one)) for one in ("name", "post", "phone")}
        return replace(self, **words, email=plain_line(self.email).lower())


def story_problems(said: StoryFields) -> tuple[MiqyasError, ...]:
    """All that is wrong with a text: by itself, and with what it names that there is not."""
    tidy = said.tidied()
    known = set(Service.objects.filter(code__in=tidy.services).values_list("code", flat=True))
    strangers = [
        _fault("service_unknown", "services", given=one[:80]) for one in tidy.services if one not in known
    ]
    return (*faults(tidy), *Turning(tidy.turns).faults(), *strangers)


@transaction.atomic
def story_create(
    entity: Entity,
    said: StoryFields,
    *,
    by: UUID | None,
    slug: str = "",
    is_of_authority: bool = False,
    kind: str = RevisionKind.SAVED,
    is_sample: bool = False,
) -> Story:
    """Begin a story. Raises `StoryError`, the first of its problems, or for a slug that is taken."""
    tidy = _checked(said)
    _refuse(slug_problem(slug) if slug else ())
    story = Story.objects.create(
        slug=slug or _slug_made(tidy.title.get("en", ""), entity=entity),
        entity=entity,
        content=tidy.as_dict(),
        is_of_authority=is_of_authority,
        is_sample=is_sample,
        created_by=by,
    )
    _keep(story, tidy, kind=kind, by=by)
    _record("story.create", story, by=by, number=1)
    return story


@transaction.atomic
def story_save(
    story: Story, said: StoryFields, *, version: int, by: UUID | None, kind: str = RevisionKind.SAVED
) -> Story:
    """Write a new text over the one of `version`; the one before stays as a revision.

    Saying again what is said already changes nothing. Raises `StoryError` for a text that cannot be, for one
    that was written beside another's (`changed_meanwhile`), and for a published one that would lack anything;
    `WorkflowError` where it cannot be written at this time.
    """
    locked = _locked(story)
    state = step("story", locked.state, "save")
    if locked.version != version:
        raise _fault("changed_meanwhile", "version", number=locked.version)
    before = fields_from(locked.content)
    tidy = _checked(said.following(before))
    if tidy == before:
        return locked
    if locked.state == PUBLISHED:
        _refuse(lacks(tidy))
    number, kind = locked.version + 1, _kind_of(locked.state, kind)
    locked.state, locked.version, locked.content = state, number, tidy.as_dict()
    locked.save(update_fields=["state", "version", "content", "updated_at"])
    _keep(locked, tidy, kind=kind, by=by)
    _record("story.save", locked, by=by, number=number)
    return locked


def _kind_of(state: str, kind: str) -> str:
    """Why a text is written from where the story is: by the entity, or by the authority's editor."""
    if state == PUBLISHED:
        return RevisionKind.CORRECTED
    return RevisionKind.EDITED if state in {"submitted", "editing", "review"} else kind


@transaction.atomic
def story_step(story: Story, action: str, *, by: UUID | None, reason: str = "") -> Story:
    """Take a story on: hand it in, have it reviewed, publish it, give it back with a reason, withdraw it.

    Raises `WorkflowError` where the step leads nowhere from here, `StoryError` for a return without its
    reason, and for a publication of which something is lacking.
    """
    locked = _locked(story)
    ends = step("story", locked.state, action)
    reason = plain_lines(reason)
    if action in WITH_REASON and not reason:
        raise _fault("reason_missing", "reason")
    if action == "publish":
        _refuse(lacks(fields_from(locked.content)))
        locked.published_at = timezone.now()
    locked.state = ends
    locked.save(update_fields=["state", "published_at", "updated_at"])
    if action in WITH_REASON:
        _said(locked, reason, by=by, kind="return")
    _record(f"story.{action}", locked, by=by, number=locked.version)
    if action in _TOLD:
        key = f"{locked.pk}:{locked.version}:{locked.comments.count()}:{locked.updated_at.isoformat()}"
        publish(_TOLD[action], key=key, story=str(locked.pk), by=str(by) if by else None)
    return locked


@transaction.atomic
def story_comment(story: Story, *, text: str, by: UUID, mentions: Collection[UUID] = ()) -> StoryComment:
    """Say something beside a story; whoever is mentioned hears of it.

    Raises `StoryError` for an empty or overlong text, and for a mention of somebody who could not read it.
    """
    text, named = plain_lines(text), sorted(set(mentions), key=str)
    if not text:
        raise _fault("comment_empty", "text")
    if named and not set(named) <= people_beside(story).keys():
        raise _fault("mention", "mentions")
    comment = _said(story, text, by=by, kind="said", mentions=named)
    if named:
        about = {"story": str(story.pk), "mentioned": comment.mentions, "by": str(by)}
        publish("story.mentioned", key=str(comment.pk), **about)
    return comment


def _said(
    story: Story, text: str, *, by: UUID | None, kind: str, mentions: Iterable[UUID] = ()
) -> StoryComment:
    if len(text) > LONGEST_COMMENT:
        raise _fault("too_long", "text", n=len(text), limit=LONGEST_COMMENT)
    return StoryComment.objects.create(
        story=story, kind=kind, author=by, text=text, mentions=[str(one) for one in mentions]
    )


@transaction.atomic
def contacts_set(story: Story, contacts: Iterable[ContactFields], *, by: UUID | None, seen: str = "") -> None:
    """Name who answers questions, in place of those named before, of which `seen` is the state.

    Raises `StoryError`, the first problem; `contacts_changed` where others were named since they were seen.
    """
    tidy = [one for one in (contact.tidied() for contact in contacts) if one.name or one.email]
    _refuse(contact_faults(tidy))
    locked = _locked(story)
    there = [contact_fields(one) for one in locked.contacts.order_by("pk")]
    if tidy == there:
        return
    if seen and seen != contacts_state(there):
        raise _fault("contacts_changed", "contacts", names="، ".join(one.name for one in there) or "–")
    locked.contacts.all().delete()
    StoryContact.objects.bulk_create(StoryContact(story=locked, **vars(one)) for one in tidy)
    _record("story.contacts", locked, by=by, n=len(tidy))


def contacts_state(contacts: Iterable[ContactFields]) -> str:
    """A short name for who is named, in which way: what a form saw. It tells nothing about them."""
    return sha256(repr([astuple(one.tidied()) for one in contacts]).encode()).hexdigest()[:16]


def contact_fields(contact: StoryContact) -> ContactFields:
    """A contact as plain values."""
    return ContactFields(contact.name, contact.post, contact.email, contact.phone, contact.shows)


def contact_faults(contacts: Iterable[ContactFields]) -> tuple[StoryError, ...]:
    """What is wrong with contacts, all at once."""
    listed = list(contacts)
    found = [fault for one in listed for fault in _contact_faults(one)]
    if len(listed) > MOST_CONTACTS:
        found.append(_fault("too_many", "contacts", n=len(listed), limit=MOST_CONTACTS))
    return tuple(found)


def _contact_faults(one: ContactFields) -> Iterable[StoryError]:
    if not one.name:
        yield _fault("contact_unnamed", "contacts", given=one.email[:80])
    for name, most in (("name", 120), ("post", 200), ("phone", 40), ("email", 254)):
        if len(getattr(one, name)) > most:
            yield _fault("too_long", "contacts", n=len(getattr(one, name)), limit=most)
    if one.shows not in Shows.values:
        yield _fault("not_offered", "contacts", given=one.shows[:40], known=", ".join(Shows.values))
    try:
        validate_email(one.email or "nobody@example.org")
    except ValidationError:
        yield _fault("email", "contacts", given=one.email[:80])


def _checked(said: StoryFields) -> StoryFields:
    tidy = said.tidied()
    _refuse(story_problems(tidy))
    return tidy


def _keep(story: Story, said: StoryFields, *, kind: str, by: UUID | None) -> None:
    """A text as a revision, and what is found by it: sector, results, turns, tags, words."""
    StoryRevision.objects.create(story=story, number=story.version, kind=kind, content=said.as_dict(), by=by)
    Story.objects.filter(pk=story.pk).update(sector=said.sector)
    story.sector = said.sector
    _results_keep(story, said)
    story.turns.all().delete()
    StoryTurn.objects.bulk_create(_turns(story, said))
    story.tags.all().delete()
    StoryTag.objects.bulk_create(StoryTag(story=story, tag=tag, key=searchable(tag)) for tag in said.tags)
    index_put(story)


def _results_keep(story: Story, said: StoryFields) -> None:
    """The results by the names that the text has for them; one that bears another story's name is refused."""
    ids = [UUID(one.id) for one in said.results]
    if len(set(ids)) < len(ids) or StoryResult.objects.filter(pk__in=ids).exclude(story=story).exists():
        raise _fault("result_of_another", "results")
    story.results.exclude(pk__in=ids).delete()
    for position, pk in enumerate(ids):
        StoryResult.objects.update_or_create(pk=pk, defaults={"story": story, "position": position})


def _turns(story: Story, said: StoryFields) -> Iterable[StoryTurn]:
    for one in Turning(said.turns).told(said.turns, entity=story.entity_id):
        yield StoryTurn(
            story=story,
            instrument=one.instrument,
            code=one.turn.code,
            before=one.turn.before,
            after=one.turn.after,
            share_before=one.share_before,
            share_after=one.share_after,
            campaign=one.turn.campaign,
        )


def slug_problem(text: str) -> tuple[StoryError, ...]:
    """What is wrong with a name that somebody wants for addresses."""
    if not text or slugify(text)[:LONGEST_SLUG].strip("-") != text:
        return (_fault("slug_malformed", "story", given=text[:LONGEST_SLUG]),)
    is_taken = text in RESERVED or Story.objects.filter(slug__iexact=text).exists()
    return (_fault("slug_taken", "story", given=text),) if is_taken else ()


def _slug_made(title: str, *, entity: Entity) -> str:
    """A name for addresses that nobody has, made of the English title and counted on."""
    stem = slugify(title)[:LONGEST_SLUG].strip("-") or f"{entity.code}-story"[:LONGEST_SLUG]
    taken = RESERVED | set(Story.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    tries = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(one for one in tries if one not in taken)


def _locked(story: Story) -> Story:
    return Story.objects.select_for_update(of=("self",)).select_related("entity").get(pk=story.pk)


def _record(action: str, story: Story, *, by: UUID | None, **details: Any) -> None:
    record_add(action, actor=by, object_kind="story", object_id=story.pk, details=details)


def _refuse(problems: tuple[MiqyasError, ...]) -> None:
    if problems:
        raise problems[0]


def _fault(detail: str, name: str, **params: Any) -> StoryError:
    return StoryError(detail, place=Place(name=name), **params)
