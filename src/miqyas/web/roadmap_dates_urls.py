"""Addresses of the roadmap's dates, slips and plans, below `/workspace/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import roadmap_dates, roadmap_plans

urlpatterns: list[URLPattern] = [
    path("roadmap/dates/", roadmap_dates.roadmap_dates, name="roadmap_dates"),
    path("roadmap/slips/", roadmap_dates.roadmap_slips, name="roadmap_slips"),
    path("roadmap/slips.xlsx", roadmap_dates.slips_file, name="slips_file"),
    path("roadmap/plans/", roadmap_plans.roadmap_plans, name="roadmap_plans"),
    path("roadmap/plans/compare/", roadmap_plans.plans_compared, name="roadmap_plans_compared"),
    path("roadmap/plans/answer/<uuid:handle>/", roadmap_plans.plan_answer, name="roadmap_plan_answer"),
    path("roadmap/plans/<uuid:plan>/", roadmap_plans.plan_page, name="roadmap_plan"),
    re_path(
        r"^roadmap/plans/roadmap\.(?P<form>xlsx|csv)$",
        roadmap_plans.roadmap_portfolio,
        name="roadmap_portfolio",
    ),
]
