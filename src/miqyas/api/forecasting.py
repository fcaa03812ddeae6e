"""The data in force for whatever rests on a forecast, with what past forecasts were worth at hand."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from miqyas.analysis.forecast.record import from_json, is_at_hand, keep
from miqyas.analysis.world import World
from miqyas.api.errors import RequestError
from miqyas.jobs.answers import ask
from miqyas.workspace.accounts.access import require
from miqyas.workspace.datasets.world import world_of

QUESTION = "track_record"
PATIENCE = 0.7
"""Seconds in which the record may come without the reader learning that it was not there."""


def forecasting_world(request: HttpRequest) -> World:
    """The world that a forecast is made in.

    Where results of past editions were changed, the track record is made anew by a job. Until it is there,
    `RequestError` "being_made" tells to come again; the reader's process does not do that work.
    """
    world = world_of(request)
    if is_at_hand(world):
        return world
    require(AnonymousUser(), "answer.ask")
    answer = ask(QUESTION, {}, patience=PATIENCE)
    if answer.error is not None and answer.error.is_the_answer:
        raise answer.error
    if answer.result is None:
        raise RequestError("being_made")
    keep(world, from_json(answer.result["record"]))
    return world
