"""The sample is made up, and whatever shows a plan of it can tell."""

from dataclasses import replace

from miqyas.analysis.portfolio.sample import is_sample, sample
from miqyas.analysis.world import load_world
from miqyas.kernel.text import Text

WORLD = load_world()


def test_the_sample_is_known_as_such_whole_or_in_part():
    whole = sample(WORLD)
    assert is_sample(WORLD, whole)
    assert is_sample(WORLD, replace(whole, actions=whole.actions[:3]))


def test_one_action_of_somebodys_own_makes_it_theirs():
    whole = sample(WORLD)
    own = replace(whole.actions[0], name=Text({"ar": "مشروعنا", "en": "Our own project"}))
    assert not is_sample(WORLD, replace(whole, actions=(own, *whole.actions[1:])))
