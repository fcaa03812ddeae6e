"""What happens if: a scenario is a value, recomputed through the method, in a field that stands or moves."""

from miqyas.analysis.simulate.outcome import Outcome, Places, RankDistribution, Rival
from miqyas.analysis.simulate.run import simulate
from miqyas.analysis.simulate.scenario import Change, Scenario, parse_change, parse_scenario

__all__ = [
    "Change",
    "Outcome",
    "Places",
    "RankDistribution",
    "Rival",
    "Scenario",
    "parse_change",
    "parse_scenario",
    "simulate",
]
