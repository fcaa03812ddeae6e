"""What somebody was told, how soon mail follows, and the address of their calendar."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from miqyas.web.words import current_language, say_here
from miqyas.web.workspace import show_work, work_page
from miqyas.workspace.accounts.access import Person, person_of, require
from miqyas.workspace.accounts.queries import people_of
from miqyas.workspace.notifications.calendar import calendar_file
from miqyas.workspace.notifications.dates import appointments_of
from miqyas.workspace.notifications.kinds import groups
from miqyas.workspace.notifications.models import CalendarFeed, Notification, Rhythm
from miqyas.workspace.notifications.queries import feed_owner, notifications_of, rhythms_of, unread_count
from miqyas.workspace.notifications.sentences import address, params_of, sentence, whole_address
from miqyas.workspace.notifications.services import (
    feed_create,
    feed_read,
    feed_revoke,
    notification_read,
    notifications_read_all,
    preferences_set,
)

ON_A_PAGE: Final = 30
FRESH_FEED: Final = "calendar_address"
"""Where the session keeps a new address of the calendar until it has been shown once."""


@work_page
@require_GET
def notifications(request: HttpRequest) -> HttpResponseBase:
    """The list, newest first, with the choices of mail and calendar below."""
    person = require(request.user, "notification.list")
    assert person.pseudonym is not None
    page = Paginator(notifications_of(person.pseudonym), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(list(page.object_list)),
        "unread": unread_count(person.pseudonym),
        "mail_choices": _choices(person),
        "rhythms": [(value, say_here(f"notification.rhythm.{value}")) for value in Rhythm.values],
        "feed": CalendarFeed.objects.filter(owner=person.pseudonym).first(),
        "feed_address": request.session.pop(FRESH_FEED, ""),
    }
    return show_work(request, "web/workspace/notifications.html", context)


@work_page
@require_GET
def notification_open(request: HttpRequest, notification: str) -> HttpResponseBase:
    """Mark one as read, and go where it leads."""
    require(request.user, "workspace.enter")
    found = get_object_or_404(Notification, pk=notification)
    require(request.user, "notification.read", found)
    notification_read(found)
    return HttpResponseRedirect(address(found, language=current_language()) or reverse("notifications"))


@work_page
@require_POST
def notifications_read(request: HttpRequest) -> HttpResponseBase:
    """Mark all as read."""
    person = require(request.user, "notification.list")
    assert person.pseudonym is not None
    notifications_read_all(person.pseudonym)
    return HttpResponseRedirect(reverse("notifications"))


@work_page
@require_POST
def notification_choices(request: HttpRequest) -> HttpResponseBase:
    """Keep how soon mail follows, for each group."""
    person = require(request.user, "notification.list")
    assert person.pseudonym is not None
    chosen = {group: request.POST[group] for group in groups() if request.POST.get(group)}
    preferences_set(person.pseudonym, rhythms=chosen)
    messages.success(request, say_here("notifications.choices.kept"))
    return HttpResponseRedirect(f"{reverse('notifications')}#mail")


@work_page
@require_POST
def calendar_open(request: HttpRequest) -> HttpResponseBase:
    """Make a secret address for the calendar, or close the one that is there."""
    person = require(request.user, "calendar.open")
    assert person.pseudonym is not None
    if "close" in request.POST:
        feed_revoke(person.pseudonym)
        messages.success(request, say_here("notifications.calendar.closed"))
    else:
        path = reverse("calendar_feed", args=[feed_create(person.pseudonym)])
        request.session[FRESH_FEED] = whole_address(path)
    return HttpResponseRedirect(f"{reverse('notifications')}#calendar")


@require_http_methods(["GET", "HEAD"])
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address, which stands for signing in; an unknown one is not there."""
    feed = feed_owner(token)
    user = people_of([feed.owner]).get(feed.owner) if feed else None
    if feed is None or user is None:
        raise Http404
    feed_read(feed)
    content = calendar_file(appointments_of(person_of(user)), language=current_language(), now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="miqyas.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _lines(found: list[Notification]) -> list[dict[str, Any]]:
    params = params_of(found)
    return [
        {
            "notification": item,
            "sentence": sentence(item, params[item.pk], language=current_language()),
        }
        for item in found
    ]


def _choices(person: Person) -> list[tuple[str, str, str]]:
    assert person.pseudonym is not None
    return [
        (group, say_here(f"notification.group.{group}"), rhythm)
        for group, rhythm in rhythms_of(person.pseudonym).items()
    ]
