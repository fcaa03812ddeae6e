"""Whoever finds the scanner in the log of a server learns who sent it and how to keep it away."""

from typing import Any

import pytest
from django.test import Client

from miqyas.jobs.scans import contact_page
from miqyas.kernel.text import Text
from miqyas.scanner.planning import plan_for
from miqyas.scanner.rules.load import rules

pytestmark = pytest.mark.django_db


def test_the_page_that_the_scanner_names_is_there(client: Client, settings: Any) -> None:
    settings.MIQYAS_BASE_URL = "https://miqyas.example/"
    assert contact_page() == "https://miqyas.example/en/about/#scans"
    plan = plan_for(rules(), languages=("ar", "en"), contact=contact_page())
    assert plan.agent.endswith("(+https://miqyas.example/en/about/#scans)")
    page = client.get("/en/about/")
    assert 'id="scans"' in page.text
    assert "User-agent: miqyas" in page.text


@pytest.mark.parametrize(("language", "named"), [("en", "The authority"), ("ar", "الهيئة")])
def test_it_says_whose_it_is_as_far_as_its_operator_said_so(
    client: Client, settings: Any, language: str, named: str
) -> None:
    settings.MIQYAS_REPORT_ORGANISATION = Text({"ar": "الهيئة", "en": "The authority"})
    settings.DEFAULT_FROM_EMAIL = "Scans <scans@authority.example>"
    page = client.get(f"/{language}/about/?named").text
    assert named in page
    assert 'href="mailto:scans@authority.example"' in page


def test_an_address_that_nobody_reads_is_not_named(client: Client, settings: Any) -> None:
    settings.MIQYAS_REPORT_ORGANISATION = None
    settings.DEFAULT_FROM_EMAIL = "Miqyas <miqyas@localhost.localdomain>"
    assert "mailto:" not in client.get("/en/about/?nobody").text
