"""Addresses of workshops, below `/workspace/workshops/`. No workshop has the code `kit`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import (
    workshop_files,
    workshop_kit,
    workshop_parts,
    workshop_room,
    workshops,
)

urlpatterns: list[URLPattern] = [
    path("", workshops.workshops, name="workshops"),
    path("kit/", workshop_kit.kit_any, name="workshop_kit_any"),
    path("kit/<slug:country>/", workshop_kit.kit, name="workshop_kit"),
    re_path(
        r"^kit/(?P<country>[A-Za-z]{3})\.(?P<form>zip|xlsx)$",
        workshop_kit.kit_file,
        name="workshop_kit_file",
    ),
    path("<slug:code>/", workshops.workshop, name="workshop"),
    re_path(
        r"^(?P<code>[-a-zA-Z0-9_]+)/(?P<which>template|programme|outcome)\.xlsx$",
        workshop_files.workshop_file,
        name="workshop_file",
    ),
    path("<slug:code>/import/", workshop_files.workshop_upload, name="workshop_upload"),
    path("<slug:code>/import/<str:sha256>/", workshop_files.workshop_import, name="workshop_import"),
    path("<slug:code>/state/", workshops.workshop_state, name="workshop_state"),
    path("<slug:code>/parts/<slug:part>/", workshops.part_add, name="workshop_part"),
    path(
        "<slug:code>/parts/<slug:part>/<str:item>/remove/", workshops.part_remove, name="workshop_part_remove"
    ),
    path("<slug:code>/parts/<slug:part>/<uuid:item>/", workshop_parts.part_page, name="workshop_part_page"),
    path(
        "<slug:code>/follow-ups/<uuid:follow_up>/roadmap/",
        workshops.follow_up_to_roadmap,
        name="workshop_follow_up",
    ),
    path("<slug:code>/room/", workshop_room.room, name="workshop_room"),
    path("<slug:code>/room/now/", workshop_room.room_now, name="workshop_room_now"),
    path(
        "<slug:code>/room/<int:number>/change/",
        workshop_parts.exercise_changed,
        name="workshop_exercise_change",
    ),
    path(
        "<slug:code>/room/<int:number>/remove/",
        workshop_parts.exercise_removed,
        name="workshop_exercise_remove",
    ),
    path(
        "<slug:code>/room/<int:number>/close/", workshop_room.exercise_ended, name="workshop_exercise_close"
    ),
]
