"""Addresses of twinning, below `/workspace/twinning/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import twin_packages, twin_partners, twins

HASH = "(?P<sha256>[0-9a-f]{64})"
WHICH = "(?P<which>profiles|exchanges)"

urlpatterns: list[URLPattern] = [
    path("", twins.twinnings, name="twinnings"),
    path("new/", twins.twin_new, name="twin_new"),
    path("programme/", twin_partners.twin_programme, name="twin_programme"),
    path("keys/", twin_packages.twin_keys, name="twin_keys"),
    path("partners/", twin_partners.twin_partners, name="twin_partners"),
    path("partners/new/", twin_partners.twin_partner_new, name="twin_partner_new"),
    path("partners/<slug:code>/", twin_partners.twin_partner, name="twin_partner"),
    path("partners/<slug:code>/contacts/", twin_partners.twin_contacts, name="twin_contacts"),
    path("partners/<slug:code>/home/", twin_partners.twin_home, name="twin_home"),
    path("packages/", twin_packages.twin_package_upload, name="twin_package_upload"),
    re_path(rf"^packages/import/{HASH}/$", twin_packages.twin_package_import, name="twin_package_import"),
    re_path(rf"^packages/import/{HASH}/key/$", twin_packages.twin_key_confirm, name="twin_key_confirm"),
    path("packages/<uuid:package>/", twin_packages.twin_package, name="twin_package"),
    path("packages/<uuid:package>.json", twin_packages.twin_package_file, name="twin_package_file"),
    re_path(rf"^files/{WHICH}-(?P<form>all|template)\.xlsx$", twin_packages.twin_file, name="twin_file"),
    re_path(rf"^files/{WHICH}/$", twin_packages.twin_file_upload, name="twin_file_upload"),
    re_path(rf"^files/{WHICH}/{HASH}/$", twin_packages.twin_file_import, name="twin_file_import"),
    path("twins/<slug:code>/", twins.twin, name="twin"),
    path("twins/<slug:code>/step/", twins.twin_step, name="twin_step"),
    path("twins/<slug:code>/readings/", twins.twin_reading, name="twin_reading"),
    path("twins/<slug:code>/exchanges/", twins.twin_exchange_new, name="twin_exchange_new"),
    path("twins/<slug:code>/exchanges/<uuid:exchange>/", twins.twin_exchange, name="twin_exchange"),
]
