"""A person's dates as an iCalendar file (RFC 5545), for the calendar that they use every day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from miqyas.kernel.words import say
from miqyas.workspace.notifications.appointments import Appointment
from miqyas.workspace.notifications.sentences import whole_address

if TYPE_CHECKING:
    from icalendar import Event

DAYS_BEFORE: Final = 3
"""When a calendar reminds of a date, in days before it."""
REFRESH: Final = timedelta(hours=6)


def calendar_file(appointments: Iterable[Appointment], *, language: str, now: datetime) -> bytes:
    """The file: one event a date, whole days, a reminder before each; the same event keeps its name."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Miqyas//Miqyas//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say("calendar.name", language=language))
    calendar.add("refresh-interval", REFRESH)
    for appointment in appointments:
        calendar.add_component(_event(appointment, language=language, now=now))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, *, language: str, now: datetime) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    words = say(appointment.words, language=language, **appointment.params)
    last = appointment.ends_on or appointment.starts_on
    event.add("uid", f"{appointment.uid}@miqyas")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.starts_on)
    if last < date.max:  # what is to hold for ever ends on a day that has none after it
        event.add("dtend", last + timedelta(days=1))  # the day after the last, as the format has it
    event.add("summary", words)
    event.add("transp", "TRANSPARENT")
    if url := _address(appointment, language=language):
        event.add("url", url)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -timedelta(days=DAYS_BEFORE))
    event.add_component(alarm)
    return event


def _address(appointment: Appointment, *, language: str) -> str:
    with override(language):
        try:
            path = reverse(appointment.route, kwargs=dict(appointment.route_args))
        except NoReverseMatch:
            return ""
    return whole_address(path)
