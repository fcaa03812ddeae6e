"""What Miqyas claims, and what it does not."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from miqyas.methodology import indicators
from miqyas.observations.tables import about_table, table_names
from miqyas.web.components import Link
from miqyas.web.pages import public_page, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import world_of

NOBODY: Final = "@localhost.localdomain"
"""Where the sender stands unless an operator names one: nobody reads it."""


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
        "scanned_by": _scanned_by(),
        "crumbs": [Link(label=say_here("shell.about"))],
    }
    return show(request, "web/about.html", context)


def _scanned_by() -> dict[str, str]:
    """Who runs this installation and the address from which it writes, as far as its operator said so."""
    organisation = settings.MIQYAS_REPORT_ORGANISATION
    _, mail = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return {
        "organisation": organisation.in_language(current_language()) if organisation else "",
        "mail": "" if mail.endswith(NOBODY) else mail,
    }
