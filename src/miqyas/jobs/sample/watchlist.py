"""The watchlist of the sample government, laid in through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from miqyas.kernel.documents import read_document
from miqyas.workspace.watchlists.fields import PolicyFields
from miqyas.workspace.watchlists.queries import policy_by_code
from miqyas.workspace.watchlists.services import policy_create


@cache
def policies() -> tuple[Mapping[str, Any], ...]:
    """What the sample says of policies; `days` is when to look again, counted from today."""
    text = files("miqyas.jobs.sample").joinpath("watchlist.yaml").read_text(encoding="utf-8")
    return tuple(read_document(text, file="jobs/sample/watchlist.yaml")["policies"])


def policies_laid() -> bool:
    """Whether the last of them is there."""
    return policy_by_code(policies()[-1]["code"]) is not None


def policies_lay(*, by: UUID | None, today: date) -> None:
    """Lay the policies in; what is there stays."""
    for given in policies():
        if policy_by_code(given["code"]) is None:
            policy_create(_fields(given, today=today), by=by)


def _fields(given: Mapping[str, Any], *, today: date) -> PolicyFields:
    said = {name: value for name, value in given.items() if name not in {"days", "features"}}
    days = given.get("days")
    return PolicyFields(
        **said,
        features=tuple(given.get("features", ())),
        look_again=None if days is None else today + timedelta(days),
    )
