"""Errors of a portfolio: what is wrong in its table, and what cannot be done with it."""

from miqyas.analysis.errors import AnalysisError


class PortfolioError(AnalysisError):
    """The portfolio is not as it must be, or no plan can do what is asked."""

    code = "portfolio"
