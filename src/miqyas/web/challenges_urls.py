"""Addresses of the challenge in the workspace, below `/workspace/challenges/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import challenge_results, challenges, juries, jury_files, nominations

urlpatterns: list[URLPattern] = [
    path("", challenges.challenges, name="challenges"),
    path("new/", challenges.challenge_new, name="challenge_new"),
    path("jury/", juries.jury_queue, name="jury_queue"),
    path("jury/sheets/<uuid:sheet>/", juries.jury_sheet, name="jury_sheet"),
    path("jury/<slug:code>/conflict/", juries.jury_conflict, name="jury_conflict"),
    path("jury/<slug:code>/marks.xlsx", jury_files.jury_file, name="jury_file"),
    path("jury/<slug:code>/file/", jury_files.jury_upload, name="jury_upload"),
    path("jury/<slug:code>/file/<str:sha256>/", jury_files.jury_import, name="jury_import"),
    path("<slug:code>/", challenges.challenge, name="challenge"),
    path("<slug:code>/next/", challenges.challenge_next, name="challenge_next"),
    path("<slug:code>/settings/", challenges.challenge_settings, name="challenge_settings"),
    path("<slug:code>/jury/", challenge_results.challenge_jury, name="challenge_jury"),
    path("<slug:code>/scores/", challenge_results.challenge_scores, name="challenge_scores"),
    path(
        "<slug:code>/scores/<uuid:sheet>/", challenge_results.challenge_set_aside, name="challenge_set_aside"
    ),
    path("<slug:code>/standings/", challenge_results.challenge_standings, name="challenge_standings"),
    path("<slug:code>/signals/", challenge_results.challenge_signals, name="challenge_signals"),
    path("<slug:code>/appeals/", challenge_results.challenge_appeals, name="challenge_appeals"),
    path("<slug:code>/appeals/<uuid:appeal>/", challenge_results.challenge_appeal, name="challenge_appeal"),
    path("<slug:code>/certificates/", challenges.challenge_certificates, name="challenge_certificates"),
    re_path(
        r"^(?P<code>[-a-zA-Z0-9_]+)/(?P<which>nominations|scores)\.(?P<form>csv|xlsx)$",
        challenge_results.challenge_file,
        name="challenge_file",
    ),
    path("<slug:code>/export.json", challenge_results.challenge_export, name="challenge_export"),
    path("<slug:code>/nominations/new/", nominations.nomination_new, name="nomination_new"),
    path("<slug:code>/nominations/<uuid:nomination>/", nominations.nomination, name="nomination"),
    path(
        "<slug:code>/nominations/<uuid:nomination>/step/", nominations.nomination_take, name="nomination_take"
    ),
]
