"""Addresses of scans, below `/workspace/scans/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from miqyas.web.views.workspace import (
    scan_entities,
    scan_findings,
    scan_labels,
    scan_lookouts,
    scan_sides,
    scans,
)

_FORM = "(?P<form>csv|json|xlsx)"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

urlpatterns: list[URLPattern] = [
    path("", scans.scans, name="scans"),
    path("start/", scans.scan_new, name="scan_new"),
    path("rhythm/end/", scans.rhythm_end, name="scan_rhythm_end"),
    path("lookouts/", scan_lookouts.lookouts, name="scan_lookouts"),
    path("lookouts/<uuid:lookout>/revoke/", scan_lookouts.revoke, name="scan_lookout_revoke"),
    path("labels/", scan_labels.labels, name="scan_labels"),
    path("labels/<uuid:scan>/<str:feature>/", scan_labels.mark, name="scan_label"),
    path("entities/<slug:code>/", scan_entities.entity, name="scan_entity"),
    re_path(
        rf"^entities/(?P<code>[-a-zA-Z0-9_]+)/findings\.{_FORM}$",
        scan_entities.entity_file,
        name="scan_entity_file",
    ),
    path("proposals/<uuid:proposal>/", scan_entities.proposal, name="scan_proposal"),
    path("contradictions/<uuid:contradiction>/", scan_entities.contradiction, name="scan_contradiction"),
    path("findings/<uuid:finding>/", scan_findings.finding, name="scan_finding"),
    path("findings/<uuid:finding>/advice/", scan_findings.advised, name="scan_finding_advice"),
    path("findings/<uuid:finding>/prove/", scan_findings.prove, name="scan_finding_prove"),
    re_path(
        rf"^findings/(?P<finding>{_UUID})/(?P<name>[0-9a-f]{{64}})\.png$",
        scan_findings.picture,
        name="scan_picture",
    ),
    path("<uuid:scan>/", scans.scan, name="scan"),
    path("<uuid:scan>/journeys/", scan_sides.journeys, name="scan_journeys"),
    path("<uuid:scan>/parity/", scan_sides.parity, name="scan_parity"),
    path("<uuid:scan>/technology/", scan_sides.technology, name="scan_technology"),
    path("<uuid:scan>/stop/", scans.stop, name="scan_stop"),
    path("<uuid:scan>/judge/", scans.judge, name="scan_judge"),
    path("<uuid:scan>/changes/", scans.changes, name="scan_changes"),
    path("<uuid:scan>/hand-in/", scan_lookouts.hand_in, name="scan_hand_in"),
    re_path(rf"^(?P<scan>{_UUID})/findings\.{_FORM}$", scans.scan_file, name="scan_file"),
]
