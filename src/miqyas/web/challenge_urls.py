"""Public addresses of the challenge: leaderboards, certificates."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views import challenges

urlpatterns: list[URLPattern] = [
    path("challenge/", challenges.leaderboards, name="leaderboards"),
    path("challenge/<slug:code>/", challenges.leaderboard, name="leaderboard"),
    path("challenge/<slug:code>/results.json", challenges.leaderboard_file, name="leaderboard_file"),
    path("certificates/", challenges.certificates, name="certificates"),
    path("certificates/<str:code>/", challenges.certificate, name="certificate"),
    re_path(
        r"^certificates/(?P<code>[-A-Z0-9]+)/certificate\.(?P<form>svg|png)$",
        challenges.certificate_file,
        name="certificate_file",
    ),
]
