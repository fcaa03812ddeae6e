"""Pages that forecast, while the track record has to be made anew: few at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase

from miqyas.analysis.forecast.record import from_json, is_at_hand, keep
from miqyas.web.answers import answer_or_wait
from miqyas.web.pages import questions_crumb
from miqyas.web.words import say_here
from miqyas.workspace.datasets.world import world_of

P = ParamSpec("P")


def with_record(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Let readers wait for the track record where past results were changed and it has to be made anew.

    For pages that forecast without naming a model; it stands below `public_page`.
    """

    @wraps(view)
    def shown(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = cast("HttpRequest", args[0])
        world = world_of(request)
        if not is_at_hand(world):
            title = say_here("forecast.record.title")
            found = answer_or_wait(
                request,
                "track_record",
                {},
                title=title,
                crumbs=[questions_crumb()],
            )
            if isinstance(found, HttpResponseBase):
                return found
            keep(world, from_json(found["record"]))
        return view(*args, **kwargs)

    return shown
