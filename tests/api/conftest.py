"""A program that asks the API, in English unless it says otherwise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

BASE = "/api/v1"
Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def history_key(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_HISTORY_KEY = tmp_path / "history_key"


@pytest.fixture
def ask(db: None) -> Ask:
    client = Client(headers={"accept-language": "en"})

    def asked(path: str, **headers: str) -> Any:
        response = client.get(BASE + path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        assert not client.cookies
        return response

    return asked
