"""Which actions get there within money, people and time: chosen to proven optimality, and explained."""

from miqyas.analysis.portfolio.document import Reading, read_document
from miqyas.analysis.portfolio.errors import PortfolioError
from miqyas.analysis.portfolio.model import Action, Aim, Gain, Period, Portfolio
from miqyas.analysis.portfolio.plan import Plan, Task, Use, for_citizens, plan
from miqyas.analysis.portfolio.sample import sample
from miqyas.analysis.portfolio.table import read_portfolio

__all__ = [
    "Action",
    "Aim",
    "Gain",
    "Period",
    "Plan",
    "Portfolio",
    "PortfolioError",
    "Reading",
    "Task",
    "Use",
    "for_citizens",
    "plan",
    "read_document",
    "read_portfolio",
    "sample",
]
