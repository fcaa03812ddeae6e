"""Addresses of the room, below `/w/`: short, because people type them."""

from __future__ import annotations

from django.urls import URLPattern, path

from miqyas.web.views import door

urlpatterns: list[URLPattern] = [
    path("", door.door, name="door"),
    path("<slug:code>/", door.inside, name="room"),
    path("<slug:code>/now/", door.now, name="room_now"),
    path("<slug:code>/exercises/<int:number>/", door.attempt, name="room_attempt"),
    path("<slug:code>/feedback/", door.feedback, name="room_feedback"),
]
