"""Addresses of published success stories, below `/stories/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from miqyas.web.views import stories

urlpatterns: list[URLPattern] = [
    path("", stories.public_stories, name="public_stories"),
    path("stories.json", stories.public_stories_file, name="public_stories_file"),
    path("booklet/", stories.public_booklet, name="public_booklet"),
    path("<slug:slug>/", stories.public_story, name="public_story"),
]
