"""Who hears of which kind of event: handlers by kind, named by the applications that have them.

Put handlers into the module `handlers` of an application; it is imported when the program starts::

    @subscribe("submission.submitted")
    def tell_the_authority(event: Event) -> None: ...

A handler writes to the database and to nothing else: its effect is kept together with the mark that
it took effect, and what it did outside the database could happen twice. It takes the ids in
`event.payload`, reads the present state, and is quick: whoever published may be waiting for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from miqyas.workspace.events.models import Event

Handler = Callable[[Event], None]
H = TypeVar("H", bound=Handler)
_handlers: dict[str, dict[str, Handler]] = {}


def subscribe(*kinds: str) -> Callable[[H], H]:
    """Have a function called with each event of the kinds; its name stays what it is, as marks bear it."""

    def decorate(handler: H) -> H:
        name = f"{handler.__module__}.{handler.__qualname__}"
        for kind in kinds:
            if _handlers.setdefault(kind, {}).setdefault(name, handler) is not handler:
                raise ValueError(f"{name} hears of {kind} already")
        return handler

    return decorate


def handlers_of(kind: str) -> Mapping[str, Handler]:
    """The handlers of a kind by name, in the order in which they subscribed."""
    return _handlers.get(kind, {})
