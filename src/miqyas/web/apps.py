"""The pages as a Django app: templates, static files, template tags."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "miqyas.web"
    label = "web"
