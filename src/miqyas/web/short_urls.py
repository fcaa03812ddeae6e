"""Addresses that stand on paper: short, without a language, each leading to its page in the reader's."""

from __future__ import annotations

from django.urls import URLPattern, path

from miqyas.web.views import challenges

urlpatterns: list[URLPattern] = [
    path("c/<str:code>/", challenges.certificate_short, name="certificate_short"),
]
