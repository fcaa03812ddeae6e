"""Numbers by which people are reminded."""

from __future__ import annotations

from typing import Final

REMINDERS: Final = (14, 3)
"""Days before an end or a due day on which people hear of it."""
PATIENCE: Final = 30
"""Days for which something late is told of, once; what is later than that is in the pack."""
