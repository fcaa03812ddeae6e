"""Every YAML file that is shipped, with the parser written in C and with the one that every machine has."""

import pytest
import yaml

from tests.architecture.tree import PACKAGE

SHIPPED = sorted(PACKAGE.rglob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_both_parsers_take_it(file):
    """The one in Python refuses a question mark that is not quoted inside of braces, for example."""
    text = file.read_text(encoding="utf-8")
    events = [type(event) for event in yaml.parse(text, Loader=yaml.SafeLoader)]
    assert len(events) > 2
