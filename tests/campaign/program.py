"""A program that acts for one person, with a token of theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.test import Client

from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.events.services import deliver

BASE = "/api/v1"
CAMPAIGN = "/workspace/campaigns/civic-1"
EVERYTHING = (
    "/workspace/me", "/workspace/people", "/workspace/campaigns", CAMPAIGN, f"{CAMPAIGN}/steps",
    f"{CAMPAIGN}/entities", f"{CAMPAIGN}/assignments", f"{CAMPAIGN}/history", f"{CAMPAIGN}/score",
    f"{CAMPAIGN}/score/losses", f"{CAMPAIGN}/reviews", f"{CAMPAIGN}/agreement", "/workspace/history",
    "/workspace/reviews", "/workspace/adjudication", "/workspace/evidence", "/workspace/notifications",
    *(
        f"{CAMPAIGN}/entities/{entity}/{what}"
        for entity in ("health", "education")
        for what in ("answers", "submission", "results", "score")
    ),
)  # fmt: skip
"""What may be read of a campaign and around it; each person is answered some of it."""


@dataclass
class Program:
    """What one person's program is answered."""

    name: str
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        user = User.objects.get(email=f"{self.name}@example.org")
        self.secret = token_create(user, name="a program", scope="write", days=1)[1]

    def get(self, path: str, *, status: int = HTTPStatus.OK) -> Any:
        """Read."""
        return self._ask("GET", path, None, status)

    def post(self, path: str, body: Any = None, *, status: int = HTTPStatus.OK) -> Any:
        """Do."""
        return self._ask("POST", path, body, status)

    def put(self, path: str, body: Any = None, *, status: int = HTTPStatus.OK) -> Any:
        """Change."""
        return self._ask("PUT", path, body, status)

    def everything(self) -> Iterator[tuple[str, str]]:
        """All that the person may read, by address; what they may not is told as such, and nothing else."""
        for path in EVERYTHING:
            answer = self._send("GET", path, None)
            assert answer.status_code in {HTTPStatus.OK, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}, path
            yield path, answer.content.decode()

    def _ask(self, method: str, path: str, body: Any, status: int) -> Any:
        answer = self._send(method, path, body)
        deliver()  # a test never commits, and so nobody hears of anything by itself
        assert answer.status_code == status, (self.name, method, path, answer.content.decode())
        return answer.json()

    def _send(self, method: str, path: str, body: Any) -> Any:
        client = Client(headers={"authorization": f"Bearer {self.secret}", "accept-language": "en"})
        data = "" if body is None else json.dumps(body)
        return client.generic(method, BASE + path, data, content_type="application/json")
