"""Addresses of the watchlist and of readiness, below `/workspace/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import readiness, watchlist

HASH = "(?P<sha256>[0-9a-f]{64})"

urlpatterns: list[URLPattern] = [
    path("watchlist/", watchlist.watchlist, name="watchlist"),
    path("watchlist/new/", watchlist.policy_new, name="policy_new"),
    path("watchlist/import/", watchlist.policies_upload, name="policies_upload"),
    re_path(rf"^watchlist/import/{HASH}/$", watchlist.policies_import, name="policies_import"),
    re_path(r"^watchlist/(?P<which>template|policies)\.xlsx$", watchlist.policies_file, name="policies_file"),
    path("watchlist/policies/<slug:code>/", watchlist.policy_page, name="policy"),
    path("watchlist/policies/<slug:code>/notes/", watchlist.policy_note, name="policy_note"),
    path("readiness/", readiness.readiness, name="readiness"),
    re_path(rf"^readiness/import/{HASH}/$", readiness.draft_preview, name="draft_preview"),
    re_path(rf"^readiness/{HASH}/$", readiness.readiness_list, name="readiness_list"),
    re_path(rf"^readiness/{HASH}/remove/$", readiness.draft_gone, name="draft_gone"),
    re_path(
        rf"^readiness/{HASH}/entities/(?P<code>[a-z0-9_-]+)/$",
        readiness.readiness_entity,
        name="readiness_entity",
    ),
]
