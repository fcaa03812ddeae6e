"""Addresses of questionnaires, below `/workspace/questionnaires/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import questionnaires

urlpatterns: list[URLPattern] = [
    path("", questionnaires.questionnaires, name="questionnaires"),
    path("<slug:code>/", questionnaires.questionnaire, name="questionnaire"),
    path("<slug:code>/fill/", questionnaires.questionnaire_filled, name="questionnaire_filled"),
    path("<slug:code>/step/", questionnaires.questionnaire_taken_on, name="questionnaire_taken_on"),
    path("<slug:code>/add/", questionnaires.question_new, name="question_new"),
    path("<slug:code>/import/", questionnaires.questionnaire_upload, name="questionnaire_upload"),
    re_path(
        r"^(?P<code>[-\w]+)/import/(?P<sha256>[0-9a-f]{64})/$",
        questionnaires.questionnaire_import,
        name="questionnaire_import",
    ),
    re_path(
        r"^(?P<code>[-\w]+)/questionnaire\.(?P<form>xlsx|docx)$",
        questionnaires.questionnaire_file,
        name="questionnaire_file",
    ),
    path(
        "<slug:code>/questions/<slug:question>/", questionnaires.questionnaire_item, name="questionnaire_item"
    ),
    path(
        "<slug:code>/questions/<slug:question>/words/",
        questionnaires.question_changed,
        name="question_changed",
    ),
    path(
        "<slug:code>/questions/<slug:question>/check/", questionnaires.answer_checked, name="answer_checked"
    ),
]
