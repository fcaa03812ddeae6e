"""Addresses of reviews, below `/workspace/`: of assessors, adjudicators, those who run it, and entities."""

from __future__ import annotations

from django.urls import URLPattern, path

from miqyas.web.views.workspace import adjudication, agreement, results, review_run, reviews

_CAMPAIGN = "campaigns/<slug:code>/"
_RESULTS = f"{_CAMPAIGN}entity/<slug:entity>/results/"

urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.queue, name="review_queue"),
    path("reviews/<uuid:task>/", reviews.task, name="review_task"),
    path("reviews/<uuid:task>/start/", reviews.start, name="review_start"),
    path("reviews/<uuid:task>/save/", reviews.save, name="review_save"),
    path("reviews/<uuid:task>/submit/", reviews.submit, name="review_submit"),
    path("adjudication/", adjudication.queue, name="adjudication_queue"),
    path("adjudication/<uuid:item>/", adjudication.item, name="adjudication_item"),
    path("adjudication/<uuid:item>/decide/", adjudication.decide, name="adjudication_decide"),
    path(f"{_CAMPAIGN}reviews/", review_run.progress, name="campaign_reviews"),
    path(f"{_CAMPAIGN}reviews/assign/", review_run.assign, name="campaign_review_assign"),
    path(f"{_CAMPAIGN}reviews/fewer/", review_run.fewer, name="campaign_review_fewer"),
    path(f"{_CAMPAIGN}reviews/conflicts/", review_run.conflicts, name="campaign_review_conflicts"),
    path(f"{_CAMPAIGN}reviews/terms/", review_run.terms, name="campaign_review_terms"),
    path(f"{_CAMPAIGN}reviews/tasks/<uuid:task>/", review_run.task, name="campaign_review_task"),
    path(f"{_CAMPAIGN}agreement/", agreement.agreement, name="campaign_agreement"),
    path(_RESULTS, results.results, name="results"),
    path(f"{_RESULTS}<uuid:reply>/", results.reply, name="reply_give"),
]
