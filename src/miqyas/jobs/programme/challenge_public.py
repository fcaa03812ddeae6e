"""Published rounds, as everybody may know of them."""

from __future__ import annotations

from hashlib import sha256

from miqyas.workspace.challenges.models import Certificate
from miqyas.workspace.challenges.queries import rounds_published


def rounds_state() -> tuple[str, int]:
    """A name of all that is published of rounds, and when it last changed, in seconds; by two queries."""
    rows = list(rounds_published().values_list("pk", "published_at"))
    gone = list(
        Certificate.objects.exclude(withdrawn_at=None).order_by("pk").values_list("pk", "withdrawn_at")
    )
    moments = [moment for _, moment in (*rows, *gone) if moment]
    name = sha256(repr((rows, gone)).encode()).hexdigest()[:16]
    return name, int(max(moments).timestamp()) if moments else 0


def rounds_version() -> str:
    """A name of all that is published of rounds: for pages that are kept by whoever read them."""
    return rounds_state()[0]
