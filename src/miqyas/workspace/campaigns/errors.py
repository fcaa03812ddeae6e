"""Errors of campaigns."""

from __future__ import annotations

from miqyas.kernel.errors import MiqyasError


class CampaignError(MiqyasError):
    """A campaign, its calendar or its assignments cannot be as asked."""

    code = "campaign"
