"""What it takes to reach a goal with a stated probability, against a field that moves too."""

from miqyas.analysis.target.answer import Alone, Binding, Mix, Part, Target
from miqyas.analysis.target.goal import Goal, one_goal
from miqyas.analysis.target.search import parse_effort
from miqyas.analysis.target.solve import target

__all__ = ["Alone", "Binding", "Goal", "Mix", "Part", "Target", "one_goal", "parse_effort", "target"]
