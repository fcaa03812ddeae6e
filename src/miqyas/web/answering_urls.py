"""Addresses of an entity's part of a campaign, below `/workspace/campaigns/<campaign>/entity/<entity>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from miqyas.web.views.workspace import answering, offline, submission
from miqyas.web.views.workspace import answering_actions as actions

urlpatterns: list[URLPattern] = [
    path("", answering.answering, name="entity_answers"),
    path("submission/", submission.submission, name="submission"),
    path("submission/approve/", submission.approve, name="submission_approve"),
    path("submission/submit/", submission.submit, name="submission_submit"),
    path("submission/return/", submission.send_back, name="submission_return"),
    path("submission/lend/", submission.lend, name="signature_lend"),
    path("file/", offline.offline, name="offline"),
    path("file/answers.xlsx", offline.offline_file, name="offline_file"),
    path("file/<str:sha256>/", offline.offline_preview, name="offline_preview"),
    path("<str:feature>/", answering.answer, name="feature_answer"),
    path("<str:feature>/guidance/", answering.guidance, name="answer_guidance"),
    path("<str:feature>/save/", actions.save, name="answer_save"),
    path("<str:feature>/ready/", actions.ready, name="answer_ready"),
    path("<str:feature>/settle/", actions.settle, name="answer_settle"),
    path("<str:feature>/return/", actions.give_back, name="answer_return"),
    path("<str:feature>/delegate/", actions.delegate, name="answer_delegate"),
    path("<str:feature>/applicability/", actions.applicability, name="answer_applicability"),
    path("<str:feature>/comment/", actions.comment, name="answer_comment"),
]
