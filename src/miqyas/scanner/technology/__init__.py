"""How well a site is made: accessible, safe, found by search engines, fast on a slow phone."""

from miqyas.scanner.technology.judging import examine, technology_of
from miqyas.scanner.technology.measured import Measured, measured
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
    "Measured",
    "PageExamined",
    "Place",
    "SiteExamined",
    "Speed",
    "TechnologyReport",
    "Weight",
    "examine",
    "levels",
    "measured",
    "technology_of",
]
