"""Success stories in the workspace: their list, one with its way to publication, its editor, its past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.assessment.workflow import allowed_actions, flows
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.text import nearest, plain_line
from miqyas.web.components import Link
from miqyas.web.stories import card_of, story_shown
from miqyas.web.story_changes import Change, changes_between
from miqyas.web.story_forms import Editor
from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, allowed, person_of, require
from miqyas.workspace.accounts.queries import names_of
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.campaigns.queries.campaigns import DRAFT as NOT_BEGUN
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.registry.queries import entities_active
from miqyas.workspace.stories.access import AUTHORITY, PUBLISHED, STEPS, WRITERS, is_inside, roles_for
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.fields import fields_from, lacks
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.queries import (
    entities_with_stories,
    people_beside,
    published_content,
    stories_in_order,
    stories_matching,
    stories_seen,
    story_by_slug,
)
from miqyas.workspace.stories.searching import stories_searched
from miqyas.workspace.stories.services import (
    WITH_REASON,
    contact_faults,
    contact_fields,
    contacts_set,
    contacts_state,
    story_comment,
    story_create,
    story_problems,
    story_save,
    story_step,
)
from miqyas.workspace.stories.telling import TO_GOVERNMENT, TO_OWN, story_told
from miqyas.workspace.stories.terms import grades, sectors
from miqyas.workspace.stories.turning import names_of_campaigns

ON_A_PAGE: Final = 30
LONGEST_QUESTION: Final = 200


@work_page
@require_GET
def stories(request: HttpRequest) -> HttpResponseBase:
    """The stories that the person may read, with search and filters."""
    person = require(request.user, "story.list")
    seen, asked = stories_seen(person), _asked(request)
    matching = stories_matching(seen, sector=asked["sector"], entity=asked["entity"])
    if asked["state"]:
        matching = matching.filter(state=asked["state"])
    page = Paginator(stories_searched(matching, asked["q"]), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [
        card_of(story, url=reverse("story", args=[story.slug]), text=asked["q"])
        for story in stories_in_order(page.object_list)
    ]
    context = {
        "page": page,
        "cards": [(card, say_here(f"stories.state.{card.story.state}")) for card in shown],
        "asked": asked,
        "is_asked": any(asked.values()),
        "states": [(state, say_here(f"stories.state.{state}")) for state in flows()["story"].states],
        "sectors": [(code, name.in_language(current_language())) for code, name in sectors().items()],
        "entities": _named(entities_with_stories(seen)),
        "own": _named(_entities_writable(person)),
        "may_import": allowed(request.user, "story.import"),
        "crumbs": [],
    }
    return show_work(request, "web/workspace/stories/list.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    given = {
        name: request.GET.get(name, "")[:LONGEST_QUESTION] for name in ("q", "state", "sector", "entity")
    }
    return {name: plain_line(text) for name, text in given.items()}


def _named(entities: list[Entity]) -> list[tuple[str, str]]:
    return [(entity.code, entity.title.in_language(current_language())) for entity in entities]


def _entities_writable(person: Person) -> list[Entity]:
    """The entities of which the person may begin a story."""
    found = entities_active()
    if not person.holds(*AUTHORITY):
        found = found.filter(pk__in=person.entities(*WRITERS))
    return list(found)


@work_page
@require_http_methods(["GET", "POST"])
def story_new(request: HttpRequest) -> HttpResponseBase:
    """Begin a story of an entity."""
    require(request.user, "story.list")
    entity = get_object_or_404(Entity, code=plain_line(request.GET.get("entity", "")), is_active=True)
    person = require(request.user, "story.create", entity)
    editor = Editor(request.POST or None)
    if request.method == "POST" and editor.is_valid():
        problems = _problems(editor)
        if not problems:
            return _begin(request, editor, entity=entity, person=person)
        _tell(editor, problems)
    name = entity.title.in_language(current_language())
    context = {
        "heading": say_here("stories.new_of", name=name),
        "cancel_url": reverse("stories"),
        "draft_name": f"story-new-{entity.code}",
        **_choices(),
        "crumbs": [*_crumbs(), Link(label=say_here("stories.new"))],
    }
    return _show_editor(request, editor, context)


@transaction.atomic
def _begin(request: HttpRequest, editor: Editor, *, entity: Entity, person: Person) -> HttpResponse:
    is_of_authority = entity.pk not in person.entities(*WRITERS)
    story = story_create(entity, editor.said(), by=person.by, is_of_authority=is_of_authority)
    contacts_set(story, editor.contacts(), by=person.by)
    messages.success(request, say_here("stories.begun"))
    return HttpResponseRedirect(reverse("story", args=[story.slug]))


@work_page
@require_http_methods(["GET", "POST"])
def story_edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write a story: its languages side by side; what somebody else wrote meanwhile is not written over.

    Of a published one, what would change is shown beside what everybody reads before it is written.
    """
    found, person = _found(request, slug, "story.save")
    editor, changes = _editor(request, found), _changes_since(found)
    if request.method == "POST" and editor.is_valid():
        problems = _problems(editor)
        if not problems:
            changes = _changes_since(found, editor)
            if found.state == PUBLISHED and changes and "accept" not in request.POST:
                return _show_editor(request, editor, _of_editor(found, changes=changes), status=200)
            try:
                return _save(request, editor, found, person=person)
            except StoryError as error:
                problems = [error]
                found.refresh_from_db()
                theirs = changes_between(found.content, _typed(found, editor))
                editor = _editor(request, found, version=found.version)
                editor.is_valid()
                _tell(editor, problems)
                return _show_editor(request, editor, _of_editor(found, changes=changes) | {"theirs": theirs})
        _tell(editor, problems)
    return _show_editor(request, editor, _of_editor(found, changes=changes))


def _of_editor(found: Story, *, changes: list[Change]) -> dict[str, Any]:
    """What stands around the form of a story; `changes` against what everybody reads, or read last."""
    return {
        "heading": nearest(found.content["title"], current_language()).text,
        "story": found,
        "lacks": _lacks(found),
        "changes": changes,
        "cancel_url": reverse("story", args=[found.slug]),
        "draft_name": f"story-{found.pk}",
        **_choices(),
        "crumbs": [*_crumbs(found), Link(label=say_here("stories.edit"))],
    }


def _changes_since(found: Story, editor: Editor | None = None) -> list[Change]:
    """What differs from the published text in the present one, or in what was typed."""
    public = published_content(found)
    if public is None:
        return []
    return changes_between(public, _typed(found, editor) if editor else found.content)


def _typed(found: Story, editor: Editor) -> dict[str, Any]:
    """What was typed, as a revision would keep it."""
    return editor.said().tidied().following(fields_from(found.content)).as_dict()


def _editor(request: HttpRequest, found: Story, *, version: int | None = None) -> Editor:
    """The form of a story: as it is, or as it was sent; `version` is the one that is seen from now on."""
    data = request.POST.copy() if request.method == "POST" else None
    contacts = [contact_fields(one) for one in found.contacts.order_by("pk")]
    if data is not None and version is not None:
        data["version"], data["contacts_seen"] = str(version), contacts_state(contacts)
    return Editor(data, said=fields_from(found.content), contacts=contacts, version=found.version)


@transaction.atomic
def _save(request: HttpRequest, editor: Editor, found: Story, *, person: Person) -> HttpResponse:
    story_save(found, editor.said(), version=editor.version, by=person.by)
    contacts_set(found, editor.contacts(), by=person.by, seen=editor.contacts_seen)
    messages.success(request, say_here("stories.saved"))
    return HttpResponseRedirect(reverse("story", args=[found.slug]))


def _problems(editor: Editor) -> list[MiqyasError]:
    return [
        *story_problems(editor.said()),
        *contact_faults(one for one in editor.contacts() if one.name or one.email),
    ]


def _tell(editor: Editor, problems: list[MiqyasError]) -> None:
    """Every problem in words, above the form."""
    for problem in problems:
        editor.form.add_error(None, problem.render(current_language()))


def _show_editor(
    request: HttpRequest, editor: Editor, context: Mapping[str, Any], *, status: int | None = None
) -> HttpResponse:
    status = status or (422 if editor.form.is_bound else 200)
    shown = {"editor": editor, "form": editor.form, **editor.sets, **context}
    return show_work(request, "web/workspace/stories/edit.html", shown, status=status)


def _choices() -> dict[str, Any]:
    """What the lists of the form offer to type: grades, campaigns."""
    here = current_language()
    campaigns = Campaign.objects.exclude(state=NOT_BEGUN).order_by("-created_at")
    return {
        "grade_names": [name.in_language(here) for name in grades().values()],
        "campaigns": [(one.code, one.name.in_language(here)) for one in campaigns],
    }


@work_page
@require_GET
def story(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One story as its readers will see it, what it lacks, and what the person may do with it."""
    found, person = _found(request, slug, "story.view")
    inside = is_inside(person, found)
    told = story_told(found, shows=TO_OWN if inside else TO_GOVERNMENT)
    context = {
        "shown": story_shown(told, campaigns=names_of_campaigns(one.campaign for one in told.said.turns)),
        "story": found,
        "state": say_here(f"stories.state.{found.state}"),
        "lacks": _lacks(found) if inside else (),
        "changes": _changes_since(found) if inside else (),
        "may_edit": allowed(request.user, "story.save", found),
        "steps": _steps(person, found),
        "is_inside": inside,
        "may_prove": allowed(request.user, "story.save", found)
        and allowed(request.user, "evidence.add", found.entity),
        **(_talk(found, person) if inside else {}),
        "revisions": _revisions(found) if inside else (),
        "has_aside": inside,
        "crumbs": _crumbs(found),
    }
    return show_work(request, "web/workspace/stories/story.html", context)


def _lacks(found: Story) -> list[str]:
    """What publication still wants, in words."""
    if found.state == PUBLISHED:
        return []
    return [one.problem(current_language()) for one in lacks(fields_from(found.content))]


def _steps(person: Person, found: Story) -> list[dict[str, Any]]:
    """The steps that the person may take from here, each with whether it wants a reason."""
    actions = allowed_actions("story", found.state, roles_for(person, found))
    return [
        {"action": one, "label": say_here(f"stories.step.{one}"), "wants_reason": one in WITH_REASON}
        for one in actions
        if one in STEPS
    ]


def _talk(found: Story, person: Person) -> dict[str, Any]:
    said = list(found.comments.all())
    names = names_of(one.author for one in said)
    people = people_beside(found)
    return {
        "said": [(one, names.get(one.author, "")) for one in said],
        "mentionable": [(pk, str(one)) for pk, one in people.items() if pk != person.pseudonym],
    }


def _revisions(found: Story) -> list[tuple[Any, str, str]]:
    rows = list(found.revisions.order_by("-number").defer("content"))
    names = names_of(row.by for row in rows)
    return [(row, say_here(f"stories.revision.{row.kind}"), names.get(row.by, "")) for row in rows]


@work_page
@require_POST
def story_take(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take a story a step on."""
    action = request.POST.get("action", "")
    if action not in STEPS:
        raise Http404
    found, person = _found(request, slug, f"story.{action}")
    story_step(found, action, by=person.by, reason=request.POST.get("reason", ""))
    messages.success(request, say_here(f"stories.done.{action}"))
    return HttpResponseRedirect(reverse("story", args=[found.slug]))


@work_page
@require_POST
def story_say(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Say something beside a story."""
    found, person = _found(request, slug, "story.talk")
    mentions = [_uuid(one) for one in request.POST.getlist("mention")]
    story_comment(found, text=request.POST.get("text", ""), by=person.by, mentions=mentions)
    return HttpResponseRedirect(f"{reverse('story', args=[found.slug])}#comments")


@work_page
@require_GET
def story_revision(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A text as it was, beside the one before it."""
    found, person = _found(request, slug, "story.view")
    if not is_inside(person, found):
        raise Http404
    texts = {row.number: row for row in found.revisions.filter(number__in=[number, number - 1])}
    if number not in texts:
        raise Http404
    row, before = texts[number], texts.get(number - 1)
    context = {
        "story": found,
        "revision": row,
        "kind": say_here(f"stories.revision.{row.kind}"),
        "name": names_of([row.by]).get(row.by, ""),
        "changes": changes_between(before.content if before else {}, row.content),
        "crumbs": [*_crumbs(found), Link(label=say_here("stories.revision_n", n=number))],
    }
    return show_work(request, "web/workspace/stories/revision.html", context)


def _found(request: HttpRequest, slug: str, action: str) -> tuple[Story, Person]:
    require(request.user, "workspace.enter")
    found = story_by_slug(slug)
    if found is None:
        raise Http404
    require(request.user, action, found)
    return found, person_of(request.user)


def _crumbs(found: Story | None = None) -> list[Link]:
    first = Link(label=say_here("workspace.place.stories"), url=reverse("stories"))
    if found is None:
        return [first]
    title = nearest(found.content["title"], current_language()).text
    return [first, Link(label=title, url=reverse("story", args=[found.slug]))]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
