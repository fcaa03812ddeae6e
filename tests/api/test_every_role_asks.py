"""Whoever asks whatever, by a token of any role: never a fault, and never a secret."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from miqyas.api.service import api, private_operations
from miqyas.workspace.accounts.tokens import token_create
from tests.workspace.reviews.review_given import FOUND, Review, review

__all__ = ["review"]
EXAMPLES: Final = 2
SERVER_ERROR: Final = 500
SECRET: Final = re.compile(
    r"pbkdf2_|md5\$|argon2|miqyas_[0-9a-zA-Z_-]{20,}|sessionid|BEGIN [A-Z ]*PRIVATE KEY"
)
"""What never leaves: passwords however kept, tokens, sessions, keys."""
ROLES: Final = ("amina", "salma", "chen", "ines", "jamal", "elif")
described = schemathesis.openapi.from_dict(api.get_openapi_schema())
private = described.include(operation_id=sorted(private_operations()))


@pytest.fixture
def tokens(review: Review) -> Mapping[str, str]:
    """A token of each role, while a campaign is under review and one assessor has looked."""
    review.judge(review.tasks(1)[0], FOUND)
    people = review.cast.people()
    return {name: token_create(people[name], name="any", scope="write", days=1)[1] for name in ROLES}


@pytest.fixture
def there(review: Review) -> Mapping[str, Any]:
    """The names of what is there, by the names of the parameters of paths."""
    task = review.tasks(2)[0]
    return {
        "code": review.campaign.code,
        "campaign": review.campaign.code,
        "entity": "health",
        "feature": review.item(1).feature,
        "item": str(review.item(1).pk),
        "task": str(task.pk),
        "assessor": str(task.assessor),
        "person": str(review.cast.chen.pseudonym),
    }


def test_no_role_meets_a_fault_or_a_secret(tokens: Mapping[str, str], there: Mapping[str, Any]) -> None:
    """What is generated for each operation is asked by every role, of what is there."""
    for operation in private.get_all_operations():

        @given(operation.ok().as_strategy())
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        def every_role_asks(case: Any) -> None:
            case.path_parameters |= known(case, there)
            for name, secret in tokens.items():
                answer = ask(case, secret)
                told = answer.content.decode(errors="replace")
                assert answer.status_code < SERVER_ERROR, (name, case.method, case.formatted_path, told)
                assert not SECRET.search(told), (name, case.formatted_path)

        every_role_asks()


def known(case: Any, there: Mapping[str, Any]) -> dict[str, Any]:
    return {name: there[name] for name in case.path_parameters if name in there}


def ask(case: Any, secret: str) -> Any:
    """Ask, and take back whatever it changed."""
    given = case.as_transport_kwargs(base_url="http://localhost")
    body = json.dumps(given["json"]) if "json" in given else given.get("data") or ""
    client = Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)
    with transaction.atomic():
        answer = client.generic(
            case.method,
            quote(urlsplit(given["url"]).path, safe="/%"),
            body,
            content_type=case.media_type or "application/json",
            query_params=given["params"] or None,
        )
        transaction.set_rollback(True)
    return answer
