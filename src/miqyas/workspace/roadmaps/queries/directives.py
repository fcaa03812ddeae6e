from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from miqyas.workspace.accounts.access import Person
from miqyas.workspace.roadmaps.access import AUTHORITY, OF_ENTITY
from miqyas.workspace.roadmaps.models import Directive, DirectiveNote, DirectiveRevision, Meeting

OPEN: Final = ("open", "under_way", "reported")
"""States in which something is still to be done."""


def directives_all() -> QuerySet[Directive]:
    """Every directive with its entity and its items."""
    return Directive.objects.select_related("entity").prefetch_related("items")


def directives_seen(person: Person) -> QuerySet[Directive]:
    """Those that somebody may see: all for the authority, else those that bind their entity."""
    found = directives_all()
    return found if person.holds(*AUTHORITY) else found.filter(entity__in=person.entities(*OF_ENTITY))


def directive_by_id(directive_id: UUID) -> Directive | None:
    """One directive by its id."""
    return directives_all().filter(pk=directive_id).first()


def directive_of_entity(directive_id: UUID) -> Directive | None:
    """One directive by its id, if it binds an entity: proofs are proofs of an entity."""
    return directives_all().exclude(entity=None).filter(pk=directive_id).first()


def directives_due(*, after: date, until: date) -> QuerySet[Directive]:
    """Directives still to be met whose day lies between two days, both included."""
    return directives_all().filter(state__in=OPEN, due__gte=after, due__lte=until)


def directives_overdue(*, until: date) -> QuerySet[Directive]:
    """Directives still to be met that should have been met by a day."""
    return directives_all().filter(state__in=OPEN, due__lte=until)


def is_late(directive: Directive, *, today: date) -> bool:
    """Whether its day has passed and it is not done; what is reported still awaits to be confirmed."""
    return directive.state in OPEN and directive.due is not None and directive.due < today


def late_first(directives: Iterable[Directive], *, today: date) -> list[Directive]:
    """Late ones first, the longest late on top; then what is open by its day; then the rest, newest first."""
    newest = sorted(directives, key=lambda one: one.decided_on, reverse=True)
    return sorted(
        newest, key=lambda one: (_rank(one, today), one.due or date.max if one.state in OPEN else date.max)
    )


def _rank(directive: Directive, today: date) -> int:
    if is_late(directive, today=today):
        return 0
    return 1 if directive.state in OPEN else 2


def notes_of(directive: Directive) -> list[DirectiveNote]:
    """What was reported of a directive, the newest first."""
    return list(directive.notes.all())


def revisions_of(directive: Directive) -> list[DirectiveRevision]:
    """What a directive said over time and what was kept beside it, the newest first."""
    return list(directive.revisions.order_by("-id"))


def meetings_all() -> list[Meeting]:
    """Every meeting, the newest first."""
    return list(Meeting.objects.all())


def meetings_between(*, after: date, until: date) -> QuerySet[Meeting]:
    """Meetings between two days, both included."""
    return Meeting.objects.filter(on__gte=after, on__lte=until)


@dataclass(frozen=True)
class Agenda:
    """What a meeting has before it: `since` is the day of the last one, None where there was none.

    What is late is late on the day `of`: that of the meeting, or the day on which this was asked before it.
    """

    on: date
    of: date
    since: date | None
    late: tuple[Directive, ...]
    open: tuple[Directive, ...]
    done: tuple[Directive, ...]
    new: tuple[Directive, ...]


def agenda_for(on: date, *, today: date) -> Agenda:
    """Directives as a meeting on a day has them before it. Five queries at most."""
    last = Meeting.objects.filter(on__lt=on).order_by("-on").first()
    since = last.on if last else None
    of = min(on, today)
    found = late_first(directives_all().filter(decided_on__lte=on), today=of)
    return Agenda(
        on=on,
        of=of,
        since=since,
        late=tuple(one for one in found if is_late(one, today=of)),
        open=tuple(one for one in found if one.state in OPEN and not is_late(one, today=of)),
        done=tuple(one for one in found if one.done_on and (since is None or one.done_on >= since)),
        new=tuple(one for one in found if since is not None and one.decided_on >= since),
    )
