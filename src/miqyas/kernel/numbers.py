"""Rounding, ranking and the one formatter of numbers.

Rounding happens once, when a number is shown. Ranks come from unrounded values.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, get_args

MINUS: Final = "\N{MINUS SIGN}"
NO_NUMBER: Final = "\N{EN DASH}"

Kind = Literal[
    "index",
    "index3",
    "index5",
    "signed",
    "signed3",
    "signed5",
    "rank",
    "signed_rank",
    "places",
    "signed_places",
    "tenths",
    "signed_tenths",
    "hundredths",
    "count",
    "year",
    "percent",
    "percent1",
    "signed_percent1",
    "weight",
    "raw",
    "plain",
]

_DECIMALS: Final[dict[str, int]] = {
    "index": 4,
    "index3": 3,
    "index5": 5,
    "signed": 4,
    "signed3": 3,
    "signed5": 5,
    "rank": 0,
    "places": 1,
    "tenths": 1,
    "hundredths": 2,
    "count": 0,
    "year": 0,
    "percent": 0,
    "percent1": 1,
    "weight": 3,
    "raw": 2,
}
_GROUPED: Final = frozenset({"count", "raw"})
KINDS: Final = frozenset(get_args(Kind))


LEAST_SHARE: Final = 0.005
"""Half a percent: below it a whole percentage would read as nothing, and so near to one as all."""


def round_half_up(value: float, decimals: int) -> Decimal:
    """Round the shortest decimal form of `value` half away from zero, as printed tables do.

    >>> round_half_up(0.91955, 4), round_half_up(2.675, 2)
    (Decimal('0.9196'), Decimal('2.68'))
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: float | None, kind: str = "plain") -> str:
    """The text of a number of a kind, in Western digits, with a true minus and no isolates.

    Kinds: index (4 decimals), index3, index5, signed, signed3 and signed5 (with sign), rank, signed_rank,
    places and signed_places (tenths shown), count (grouped by thousands), year, percent, percent1 and
    signed_percent1 (of a share from 0 to 1), weight, raw (at most 2 decimals), plain (as short as it is).
    None and NaN give an en dash. A percent that would round to 0 or 100 without being so says "<1%", ">99%".

    >>> format_number(0.91958, "index"), format_number(-0.0058, "signed"), format_number(2308, "count")
    ('0.9196', '−0.0058', '2,308')
    >>> format_number(0.7834, "percent"), format_number(None, "index"), format_number(12.5, "raw")
    ('78%', '–', '12.5')
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of number: {kind!r}; one of {', '.join(sorted(KINDS))}")
    if value is None or value != value:
        return NO_NUMBER
    if kind == "plain":
        return _with_sign(f"{value:.12g}", signed=False)
    if kind == "percent" and (0 < value < LEAST_SHARE or 1 - LEAST_SHARE < value < 1):
        return "<1%" if value < LEAST_SHARE else ">99%"
    decimals = _DECIMALS[kind.removeprefix("signed_")]
    rounded = round_half_up(value * 100 if "percent" in kind else value, decimals)
    text = f"{rounded:,f}" if kind in _GROUPED else f"{rounded:f}"
    if kind in {"raw", "weight", "places", "signed_places"} and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = _with_sign(text, signed=kind.startswith("signed"))
    return f"{text}%" if "percent" in kind else text


def _with_sign(text: str, *, signed: bool) -> str:
    digits = text.lstrip("-")
    sign = MINUS if text.startswith("-") else "+" if signed else ""
    return f"{sign}{digits}" if digits.strip("0.,") else digits
