"""Who may do what in a campaign."""

from __future__ import annotations

from miqyas.workspace.campaigns import answering, running  # noqa: F401 - they register their policies
