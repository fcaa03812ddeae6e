"""Addresses of success stories, below `/workspace/stories/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import stories, stories_files

urlpatterns: list[URLPattern] = [
    path("", stories.stories, name="stories"),
    path("new/", stories.story_new, name="story_new"),
    path("import/", stories_files.stories_upload, name="stories_upload"),
    path("import/<str:sha256>/", stories_files.stories_import, name="stories_import"),
    re_path(
        r"^(?P<which>stories|template)\.(?P<form>xlsx|csv)$", stories_files.stories_file, name="stories_file"
    ),
    path("<slug:slug>/", stories.story, name="story"),
    path("<slug:slug>/edit/", stories.story_edit, name="story_edit"),
    path("<slug:slug>/step/", stories.story_take, name="story_take"),
    path("<slug:slug>/comments/", stories.story_say, name="story_say"),
    path("<slug:slug>/revisions/<int:number>/", stories.story_revision, name="story_revision"),
]
