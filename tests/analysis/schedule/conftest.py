"""What tests of schedules share."""

import pytest

from miqyas.analysis.world import load_world


@pytest.fixture(scope="session")
def world():
    return load_world()
