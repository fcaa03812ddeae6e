"""A page that needs an extra which is not installed says which, and how it is installed."""

import sys

import pytest
from django.test import Client


@pytest.mark.parametrize(("language", "word"), [("ar", "غير مثبَّت"), ("en", "not installed")])
@pytest.mark.django_db
def test_a_workbook_without_its_writer(client: Client, monkeypatch, language: str, word: str) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    response = client.get(f"/{language}/twinning/programme.xlsx")
    assert response.status_code == 501
    page = response.content.decode()
    assert word in page
    assert "pip install &#x27;miqyas[reports]&#x27;" in page
    assert "Traceback" not in page
