"""The endpoint of a language model, as many servers offer it: one question, one answer in JSON, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import yaml

from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.words import say
from miqyas.scanner.gather.client import Bounds, Client, Fetched
from miqyas.scanner.gather.guard import AddressRefusedError, Laboratory

_OK: Final = 200
_FAILURES: Final[Mapping[str, str]] = {"timeout": "late", "bomb": "unreadable", "encoding": "unreadable"}


class AdviserError(MiqyasError):
    """An endpoint that cannot be asked."""

    code = "adviser"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the model said, as the JSON object it was asked for; empty with a ``failure`` where it said none.

    ``failure``: off, unreachable, refused (with the ``status``), late, unreadable.
    """

    said: Mapping[str, Any]
    failure: str = ""
    status: int = 0

    def failure_in_words(self, language: str) -> str:
        """Why there is no answer; empty where there is one.

        >>> Answered({}, "refused", 401).failure_in_words("en")
        'The language model refused the question (status 401).'
        """
        return (
            say(f"adviser.failure.{self.failure}", language=language, status=self.status)
            if self.failure
            else ""
        )


class Asks(Protocol):
    """Whatever can be asked: the endpoint, or what stands for it."""

    model: str

    def ask(self, task: str, material: Mapping[str, Any]) -> Answered:
        """The answer to one task about some material."""


class Endpoint:
    """An endpoint that speaks as OpenAI's chat completions do, at an address that an operator named.

    It may stand inside this network: its host, and no other, is allowed to. Raises `AdviserError` where the
    address is none.

    >>> Endpoint("http://127.0.0.1:11434/v1", model="small").model
    'small'
    >>> Endpoint("models", model="small")
    Traceback (most recent call last):
    miqyas.scanner.adviser.endpoint.AdviserError: adviser.address: given='models'
    """

    def __init__(self, address: str, *, model: str, key: str = "", seconds: float = 0.0) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise AdviserError("address", given=address[:200])
        self.model = model
        self._address = f"{address.rstrip('/')}/chat/completions"
        self._key = key
        given = prompts()["bounds"]
        self._tokens = int(given["tokens"])
        self._client = Client(
            laboratory=Laboratory((parts.hostname,)),
            bounds=Bounds(body=int(given["answer_bytes"]), seconds=seconds or float(given["seconds"])),
        )

    def ask(self, task: str, material: Mapping[str, Any]) -> Answered:
        """Ask for a task of ``prompts.yaml`` about some material, which is handed over as JSON alone."""
        question = {
            "model": self.model,
            "temperature": 0,
            "max_tokens": self._tokens,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": prompts()[task]},
                {"role": "user", "content": json.dumps(material, ensure_ascii=False)},
            ],
        }
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        content = json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
        try:
            return _answered(self._client.post(self._address, content, headers=headers))
        except AddressRefusedError:
            return Answered({}, "unreachable")

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


@cache
def prompts() -> Mapping[str, Any]:
    """What the model is told for each task, and the bounds.

    >>> sorted(prompts())
    ['bounds', 'draft', 'rank']
    """
    text = (files("miqyas.scanner.adviser") / "prompts.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def _answered(fetched: Fetched) -> Answered:
    if fetched.status is None:
        return Answered({}, _FAILURES.get(fetched.failure, "unreachable"))
    if fetched.cut_by == "time":
        return Answered({}, "late")
    if fetched.status != _OK:
        return Answered({}, "refused", fetched.status)
    said = _object_in(fetched.content)
    return Answered({}, "unreadable") if said is None else Answered(said)


def _object_in(content: bytes) -> Mapping[str, Any] | None:
    """The object that the model wrote; None where the answer, or what it wrote, is not of that form."""
    try:
        written = json.loads(content)["choices"][0]["message"]["content"]
        said = json.loads(_bare(written))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _bare(written: str) -> str:
    """What is written without the fence that models like to put around JSON."""
    return written.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
