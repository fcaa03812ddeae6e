"""What a person did with services: told to them. It stays with the services, under the pseudonym."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.services.models import ServiceFeature, ServiceRevision


def told(user: User) -> dict[str, Any]:
    """The revisions that they wrote, and the features that they decided on."""
    revisions = ServiceRevision.objects.filter(by=user.pseudonym)
    features = ServiceFeature.objects.filter(decided_by=user.pseudonym)
    return {
        "services": list(revisions.values("service__code", "number", "values", "at")),
        "features_of_services": list(
            features.values("service__code", "feature", "is_accepted", "decided_at")
        ),
    }
