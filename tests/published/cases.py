"""The published values of this folder, read from the YAML files that a statistician keeps."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> dict[str, Any]:
    return yaml.safe_load(FOLDER.joinpath(name).read_text(encoding="utf-8"))


EDITIONS = [read(file.name) for file in sorted(FOLDER.glob("[0-9]*.yaml"))]
CASES = [(case["edition"], row) for case in EDITIONS for row in case["rows"]]
FACTS = read("facts.yaml")


def case_name(value: Any) -> str:
    return value["country"] if isinstance(value, dict) else str(value)
