"""Which static files of others are collected: those that some page asks for."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedStaticFiles(StaticFilesConfig):
    """Django's own, without what no page loads: another htmx, and its extensions, which name files by guess."""

    ignore_patterns = (
        *StaticFilesConfig.ignore_patterns,
        *("htmx-2.js", "htm*-4*", "django-htmx.js", "ext"),
    )
