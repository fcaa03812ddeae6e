"""Addresses of what a campaign comes to, below `/workspace/campaigns/<code>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from miqyas.web.views.workspace import cities, scores

urlpatterns: list[URLPattern] = [
    path("score/", scores.score, name="campaign_score"),
    path("score/official/", scores.score_official, name="score_official"),
    path("score/<str:feature>/", scores.score_line, name="score_line"),
    path("cities/", cities.city_scores, name="city_scores"),
    path("cities/<slug:entity>/", cities.city_score, name="city_score"),
]
