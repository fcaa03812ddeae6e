"""Who hears of twinning: the authority, of packages that came in and of agreements that end; its dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miqyas.kernel.text import Text
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.events.models import Event
from miqyas.workspace.events.registry import subscribe
from miqyas.workspace.notifications.appointments import Appointment
from miqyas.workspace.notifications.telling import holding, tell, whole
from miqyas.workspace.twinning.access import KEEPERS
from miqyas.workspace.twinning.models import AGREED, Exchange, Message, Twin


@subscribe("twinning.came_in")
def tell_of_a_package(event: Event) -> None:
    """The authority, apart from whoever took it in."""
    found = Message.objects.select_related("twin__seeker", "twin__giver").get(pk=event.payload["message"])
    _tell(event, found.twin, kind=f"twinning.{found.kind}")


@subscribe("twinning.ends_soon")
def tell_of_an_end(event: Event) -> None:
    """The authority, that an agreement runs out, unless it was ended meanwhile."""
    found = Twin.objects.select_related("seeker", "giver").filter(pk=event.payload["twin"]).first()
    if found and found.state == AGREED:
        _tell(event, found, on=found.ends_on.isoformat())


def _tell(event: Event, twin: Twin, *, kind: str = "", **params: Any) -> None:
    named = {"twin": whole(twin.title), **params}
    tell(event, holding(KEEPERS), kind=kind, params=named, route_args={"code": twin.code})


def dates_of(person: Person) -> Iterator[Appointment]:
    """The last days of agreements, and the days of exchanges, for the authority."""
    if not person.holds(*KEEPERS):
        return
    for twin in Twin.objects.filter(state=AGREED):
        yield Appointment(
            uid=f"{twin.pk}:twinning",
            starts_on=twin.ends_on,
            words="calendar.twinning",
            params={"twin": Text(whole(twin.title))},
            route="twin",
            route_args={"code": twin.code},
        )
    for one in Exchange.objects.exclude(state="cancelled").select_related("twin"):
        yield Appointment(
            uid=f"{one.pk}:exchange",
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            words="calendar.exchange",
            params={"exchange": Text(whole(one.title))},
            route="twin",
            route_args={"code": one.twin.code},
        )
