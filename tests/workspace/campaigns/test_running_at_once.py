"""Several who run one campaign at the same moment, on either database."""

import json
from collections.abc import Callable

SCRIPT = "tests/workspace/campaigns/running_at_once.py"


def test_of_several_who_give_all_features_at_once_each_feature_has_one_lead(
    python: Callable[..., str],
) -> None:
    left = json.loads(python(SCRIPT, "give", "4"))
    assert left["done"] == 4
    assert (left["held"], left["holders"]) == (left["features"], 1)


def test_of_several_who_open_it_at_once_one_does(python: Callable[..., str]) -> None:
    left = json.loads(python(SCRIPT, "open", "4"))
    assert (left["done"], left["events"], left["records"]) == (1, 1, 1)
