"""Addresses of the roadmap, of directives and of the gate, below `/workspace/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import (
    committee,
    directive_files,
    directives,
    gate,
    roadmap_costs,
    roadmap_files,
    roadmap_items,
    roadmap_outcomes,
    roadmaps,
)

urlpatterns: list[URLPattern] = [
    path("roadmap/", roadmaps.roadmap, name="roadmap"),
    path("roadmap/new/", roadmap_items.item_new, name="roadmap_new"),
    path("roadmap/baselines/", roadmaps.baselines, name="roadmap_baselines"),
    path("roadmap/file/", roadmap_files.roadmap_upload, name="roadmap_upload"),
    path("roadmap/file/<str:sha256>/", roadmap_files.roadmap_import, name="roadmap_import"),
    re_path(r"^roadmap/(?P<which>template|roadmap)\.xlsx$", roadmap_files.roadmap_file, name="roadmap_file"),
    path("roadmap/outcomes.xlsx", roadmap_files.outcomes_file, name="outcomes_file"),
    path("roadmap/pack/", committee.committee_pack, name="committee_pack"),
    path("roadmap/pack/pack.xlsx", committee.committee_file, name="committee_file"),
    path("roadmap/costs/", roadmap_costs.roadmap_costs, name="roadmap_costs"),
    path("roadmap/costs/costs.xlsx", roadmap_costs.roadmap_costs_file, name="roadmap_costs_file"),
    path("roadmap/meetings/", committee.meeting_new, name="meeting_new"),
    path("roadmap/items/<slug:code>/", roadmap_items.item_page, name="roadmap_item"),
    path("roadmap/items/<slug:code>/edit/", roadmap_items.item_edit, name="roadmap_item_edit"),
    path("roadmap/items/<slug:code>/step/", roadmap_items.item_next, name="roadmap_item_step"),
    path(
        "roadmap/items/<slug:code>/aside/<int:aside>/", roadmap_items.item_restore, name="roadmap_item_aside"
    ),
    path("roadmap/items/<slug:code>/note/", roadmap_items.item_report, name="roadmap_item_note"),
    path("roadmap/items/<slug:code>/outcomes/", roadmap_items.outcome_new, name="roadmap_outcome_new"),
    path(
        "roadmap/items/<slug:code>/outcomes/<uuid:outcome>/",
        roadmap_items.outcome_measured,
        name="roadmap_outcome",
    ),
    path(
        "roadmap/items/<slug:code>/outcomes/<uuid:outcome>/story/",
        roadmap_outcomes.outcome_page,
        name="roadmap_outcome_page",
    ),
    path(
        "roadmap/items/<slug:code>/outcomes/<uuid:outcome>/back/",
        roadmap_outcomes.value_taken_back,
        name="roadmap_outcome_back",
    ),
    path("roadmap/directives/", directives.directives, name="directives"),
    re_path(
        r"^roadmap/directives/(?P<which>template|directives)\.xlsx$",
        directive_files.directives_file,
        name="directives_file",
    ),
    path("roadmap/directives/import/", directive_files.directives_upload, name="directives_upload"),
    path(
        "roadmap/directives/import/<str:sha256>/", directive_files.directives_import, name="directives_import"
    ),
    path("roadmap/directives/new/", directives.directive_new, name="directive_new"),
    path("roadmap/directives/<uuid:directive>/", directives.directive_page, name="directive"),
    path("roadmap/directives/<uuid:directive>/edit/", directives.directive_edit, name="directive_edit"),
    path("roadmap/directives/<uuid:directive>/step/", directives.directive_next, name="directive_step"),
    path(
        "roadmap/directives/<uuid:directive>/aside/<int:aside>/",
        directives.directive_restore,
        name="directive_aside",
    ),
    path("roadmap/directives/<uuid:directive>/note/", directives.directive_report, name="directive_note"),
    path("roadmap/gate/", gate.gate, name="gate"),
    path("roadmap/gate/new/", gate.gate_new, name="gate_new"),
    path("roadmap/gate/<slug:code>/", gate.gate_page, name="gate_review"),
    path("roadmap/gate/<slug:code>/edit/", gate.gate_edit, name="gate_edit"),
    path("roadmap/gate/<slug:code>/aside/<int:aside>/", gate.gate_restore, name="gate_aside"),
    path("roadmap/gate/<slug:code>/step/", gate.gate_next, name="gate_step"),
]
