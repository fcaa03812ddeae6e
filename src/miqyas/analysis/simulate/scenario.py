"""A scenario: a baseline and named changes on any node of any country. Nothing is edited in place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from miqyas.analysis.errors import AnalysisError
from miqyas.kernel.errors import Place
from miqyas.methodology import indicators

Kind = Literal["absolute", "by", "relative", "points", "like"]
MOST_CHANGES: Final = 400
_WRITTEN: Final = re.compile(
    r"""
    \s* (?:(?P<iso3>[A-Za-z]{3}) \s* [.:] \s*)?
    (?P<node>[A-Za-z][A-Za-z.]*?) \s* = \s*
    (?: like \s* : \s* (?P<like>[A-Za-z]{3})
      | (?P<sign>[+\-\u2212])? \s* (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?|nan|inf)
        \s* (?P<unit>%|pts?|points?)? )
    \s* $
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Change:
    """One named change of a node of a country.

    `kind` says what `amount` is: "absolute" the new value, "by" a difference in the node's own unit,
    "relative" a share of the present value (0.1 is a tenth more), "points" points of the node's published
    grid. "like" takes the value of the country `like` and has no amount.
    """

    iso3: str
    node: str
    kind: Kind
    amount: float = 0.0
    like: str | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.amount):
            raise AnalysisError("not_a_number", place=Place(name=f"{self.iso3} {self.node}"))

    def __str__(self) -> str:
        """The change as it is written: ``BHR.OSI=+5pts``."""
        head = f"{self.iso3}.{self.node}="
        match self.kind:
            case "like":
                return f"{head}like:{self.like}"
            case "absolute":
                return f"{head}{self.amount:.12g}"
            case "relative":
                return f"{head}{self.amount * 100:+.12g}%"
            case "points":
                return f"{head}{self.amount:+.12g}pts"
        return f"{head}{self.amount:+.12g}"


@dataclass(frozen=True)
class Scenario:
    """Named changes against a baseline: what was published, or the forecast.

    Raises `AnalysisError` for two changes of one node, and for more changes than can be meant.
    """

    changes: tuple[Change, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        if len(self.changes) > MOST_CHANGES:
            raise AnalysisError("too_many_changes", given=len(self.changes), most=MOST_CHANGES)
        for change in self.changes:
            if (change.iso3, change.node) in seen:
                raise AnalysisError("changed_twice", place=Place(name=str(change)), node=change.node)
            seen.add((change.iso3, change.node))

    def __str__(self) -> str:
        return ", ".join(map(str, self.changes))


def parse_change(text: str, *, iso3: str | None = None) -> Change:
    """A change from its written form; the country is `iso3` where none is written.

    ``osi=0.95`` sets, ``osi=+0.02`` adds, ``osi=+10%`` adds a share, ``osi=+5pts`` adds points,
    ``ARE.osi=like:SGP`` takes another's value. Raises `AnalysisError` for what is none of these.

    >>> str(parse_change("osi=+5pts", iso3="BHR")), parse_change("are.TII.IU=-2").kind
    ('BHR.OSI=+5pts', 'by')
    >>> str(parse_change("osi.sp=+5pts", iso3="BHR"))
    'BHR.OSI.SP=+5pts'
    """
    found = _WRITTEN.match(text)
    written, node = (found["iso3"] or "", found["node"]) if found else ("", "")
    if written.upper() in indicators():  # the beginning of a node such as OSI.SP, which is no country
        written, node = "", f"{written}.{node}"
    whose = (written or iso3 or "").upper()
    if found is None or not whose:
        raise AnalysisError("change_unreadable", place=Place(name=text[:60]), given=text[:60])
    node = node.upper()
    if found["like"]:
        return Change(whose, node, "like", like=found["like"].upper())
    amount = float(found["number"]) * (-1 if found["sign"] in {"-", "\N{MINUS SIGN}"} else 1)
    unit = (found["unit"] or "").lower()
    if unit == "%":
        return Change(whose, node, "relative", amount / 100)
    if unit:
        return Change(whose, node, "points", amount)
    return Change(whose, node, "by" if found["sign"] else "absolute", amount)


def parse_scenario(texts: Sequence[str], *, iso3: str | None = None) -> Scenario:
    """A scenario from written changes.

    >>> str(parse_scenario(["osi=+5pts", "hci=0.9"], iso3="BHR"))
    'BHR.OSI=+5pts, BHR.HCI=0.9'
    """
    return Scenario(tuple(parse_change(text, iso3=iso3) for text in texts))


def written_changes(text: str) -> list[str]:
    """The changes in one line of text, divided by commas or semicolons.

    In an address a bare plus means a space: a space after the equals sign is the plus that it was.

    >>> written_changes("osi= 5pts; ARE.hci=0.9,")
    ['osi=+5pts', 'ARE.hci=0.9']
    """
    pieces = (piece.strip() for piece in re.split(r"[,;\n]", text))
    return [re.sub(r"=\s+(?=[\d.])", "=+", piece) for piece in pieces if piece]
