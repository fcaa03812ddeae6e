"""Addresses of services in the workspace, below `/workspace/services/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import service_maturity, services, services_files

urlpatterns: list[URLPattern] = [
    path("", services.services, name="services"),
    path("new/", services.service_new, name="service_new"),
    path("nation/", service_maturity.services_nation, name="services_nation"),
    path("once-only/", service_maturity.services_once_only, name="services_once_only"),
    path("worth/", service_maturity.services_worth, name="services_worth"),
    path("import/", services_files.services_upload, name="services_upload"),
    path("import/<str:sha256>/", services_files.services_import, name="services_import"),
    re_path(
        r"^(?P<which>template|services)\.(?P<form>xlsx|csv)$",
        services_files.services_file,
        name="services_file",
    ),
    path("entities/<slug:code>/", service_maturity.services_entity, name="services_entity"),
    path("cards/<slug:code>/", services.service, name="service"),
    path("cards/<slug:code>/edit/", services.service_edit, name="service_edit"),
    path("cards/<slug:code>/state/", services.service_turn, name="service_turn"),
    path("cards/<slug:code>/level/", services.service_level, name="service_level"),
    path("cards/<slug:code>/features/", services.service_features, name="service_features"),
]
