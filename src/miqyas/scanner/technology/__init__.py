"""How well a site is made: accessible, safe, found by search engines, fast on a slow phone."""

from miqyas.scanner.technology.judging import examine
from miqyas.scanner.technology.model import (
    Area,
    Fault,
    Level,
    PageExamined,
    Place,
    SiteExamined,
    Speed,
    TechnologyReport,
    Weight,
    levels,
)

__all__ = [
    "Area",
    "Fault",
    "Level",
    "PageExamined",
    "Place",
    "SiteExamined",
    "Speed",
    "TechnologyReport",
    "Weight",
    "examine",
    "levels",
]
