"""The pages as a Django app: templates, static files, template tags."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from miqyas.jobs.tasks.charts import Page


class WebConfig(AppConfig):
    name = "miqyas.web"
    label = "web"

    def ready(self) -> None:
        """Name the pages of the admin, and tell the jobs which pages are drawn ahead."""
        from miqyas.jobs.tasks.charts import drawn_ahead

        import_module("miqyas.web.admin")
        import_module("miqyas.web.workspace_admin")
        import_module("miqyas.web.admin").name_in_words()
        drawn_ahead(_pages_ahead)


def _pages_ahead() -> Sequence[Page]:
    from miqyas.web.warming import pages_ahead

    return pages_ahead()
