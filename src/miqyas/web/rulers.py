"""Agreement on the ruler of the house: a pin at the coefficient, a band over its interval."""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from miqyas.assessment.agreement import Agreement

LOWEST: Final = -0.2
"""Where the ruler begins: what lies below is drawn at its end."""
WIDE: Final = 1000
_TICKS: Final = "".join(
    f"M{round((tenth / 10 - LOWEST) / (1 - LOWEST) * WIDE)} 16v{6 if tenth in {0, 5, 10} else 3}"
    for tenth in range(-2, 11)
)


def agreement_ruler(found: Agreement) -> SafeString | str:
    """The drawing of a coefficient; nothing where it has no value. Words beside it say what it shows."""
    if found.value is None:
        return ""
    low = found.low if found.low is not None else found.value
    high = found.high if found.high is not None else found.value
    begin, end, pin = _at(low), _at(high), _at(found.value)
    return format_html(
        '<svg viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<path class="agree-track" d="M0 16H1000{}"/><path class="agree-zero" d="M{} 12v10"/>'
        '<rect class="agree-band" x="{}" y="4" width="{}" height="8"/>'
        '<path class="agree-pin" d="M{} 1v15"/></svg>',
        _TICKS, _at(0.0), begin, max(end - begin, 2), pin,
    )  # fmt: skip


def _at(value: float) -> int:
    return round((min(max(value, LOWEST), 1.0) - LOWEST) / (1 - LOWEST) * WIDE)
