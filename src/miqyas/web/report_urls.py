"""Addresses of reports in the workspace, below `/workspace/reports/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from miqyas.web.views.workspace import reports

urlpatterns: list[URLPattern] = [
    path("", reports.reports, name="reports"),
    path("<slug:kind>/", reports.report_new, name="report_new"),
]
