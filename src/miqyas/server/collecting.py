"""Which static files of others are collected: those that some page asks for."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedStaticFiles(StaticFilesConfig):
    """Without what no page loads: other versions of htmx, and extensions that name files by guess."""

    ignore_patterns = (
        *StaticFilesConfig.ignore_patterns,
        *("htmx-2.js", "htm*-4*", "django-htmx.js", "ext"),
    )
