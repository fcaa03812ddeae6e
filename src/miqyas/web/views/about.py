"""What Miqyas claims, and what it does not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from miqyas.methodology import indicators
from miqyas.observations.tables import about_table, table_names
from miqyas.web.components import Link
from miqyas.web.pages import public_page, show
from miqyas.web.words import say_here
from miqyas.workspace.datasets.world import world_of


@public_page
def about(request: HttpRequest) -> HttpResponseBase:
    """The page; what is provisional and which licences hold is read from methods and tables."""
    world = world_of(request)
    provisional = [
        (edition, indicators()[node.code].name)
        for edition in world.editions
        for node in world.methodology(edition).nodes.values()
        if node.provisional
    ]
    context = {
        "editions": len(world.editions),
        "first": world.editions[0],
        "latest": world.latest,
        "provisional": provisional,
        "tables": [about_table(name) for name in table_names()],
        "crumbs": [Link(label=say_here("shell.about"))],
    }
    return show(request, "web/about.html", context)
