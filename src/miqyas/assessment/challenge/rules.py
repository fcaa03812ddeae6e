"""The rules of the challenge that are data, from `rules.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from miqyas.kernel.documents import read_document


@dataclass(frozen=True)
class Rules:
    """Below how many entities improvement is not shown; what makes a signal."""

    fewest: int
    dump_hours: int
    dump_share: float
    dump_fewest: int
    same_shortest: int
    dead_fewest: int


@cache
def rules() -> Rules:
    """The rules as their file has them.

    >>> rules().fewest
    8
    """
    text = files("miqyas.assessment.challenge").joinpath("rules.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = read_document(text, file="assessment/challenge/rules.yaml")
    dump, same, dead = (read["signals"][name] for name in ("dump", "same_text", "dead_link"))
    return Rules(
        fewest=int(read["most_improved"]["fewest"]),
        dump_hours=int(dump["hours"]),
        dump_share=float(dump["share"]),
        dump_fewest=int(dump["fewest"]),
        same_shortest=int(same["shortest"]),
        dead_fewest=int(dead["fewest"]),
    )
