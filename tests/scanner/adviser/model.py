"""A server in the place of a language model."""

import json
from collections.abc import Callable

from tests.scanner.hostile.server import Asked

Say = Callable[[dict], object]


class Model:
    """A server in the place of a model: what it was asked, and what it says."""

    def __init__(self, say: Say, *, status: str = "200 OK") -> None:
        self.say, self.status = say, status
        self.asked: list[dict] = []
        self.keys: list[str] = []

    def __call__(self, asked: Asked) -> None:
        _, _, body = asked.begun.partition(b"\r\n\r\n")
        while len(body) < int(asked.headers["content-length"]):
            body += asked.connection.recv(65536)
        self.asked.append(json.loads(body))
        self.keys.append(asked.headers.get("authorization", ""))
        said = self.say(self.asked[-1])
        written = said if isinstance(said, bytes) else chat(said)
        asked.answer(written, status=self.status, Content_Type="application/json")


def chat(said: object) -> bytes:
    content = said if isinstance(said, str) else json.dumps(said)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
