"""Every word on a page comes from a catalogue: read in a made-up language that marks what it translates."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from miqyas.kernel.text import PSEUDO_LANGUAGE

PAGES = (
    "",
    "countries/",
    "countries/?q=bahr",
    "countries/BHR/",
    "countries/FSM/2003/",
    "countries/BHR/2024/explain/EGDI/",
    "compare/?with=BHR,ARE,gcc",
    "compare/",
    "rankings/",
    "rankings/2012/",
    "trends/",
    "methodology/",
    "methodology/2024/",
    "methodology/2026/",
    "methodology/differences/?older=2022&newer=2024",
    "methodology/sources/",
    "methodology/indicators/",
    "catalogue/",
    "catalogue/?instrument=LOSI&sector=health",
    "catalogue/OSI-SP-001/",
    "campaigns/",
    "target/",
    "target/BHR/",
    "target/COM/?goal=rank&rank=1&prob=0.95",
    "analysis/",
    "worth/",
    "worth/BHR/",
    "simulator/",
    "simulator/BHR/",
    "simulator/BHR/?osi=0.02",
    "forecast/",
    "forecast/BHR/",
    "forecast/track-record/",
    "forecast/ledger/",
    "forecast/BHR/2024/post-mortem/",
    "twinning/",
    "twinning/BHR/",
    "twinning/programme/",
    "portfolio/",
    "audit/",
    "data/",
    "about/",
    "no-such-page/",
)
SKIPPED = {
    "script",
    "style",
    "svg",
    "code",
}  # drawings are read elsewhere; what is typed is the same in every language
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content")
A_WORD = re.compile(r"[A-Za-z]{4,}")
SAME_EVERYWHERE = (
    re.compile(
        r"^[\u2066\u2069\s]*[a-z0-9_.:+-]+[\u2066\u2069\s]*$"
    ),  # codes of the register, columns, hashes
    re.compile(r"^[\u2066\u2069A-Z0-9.\s/&,]+$"),  # EGDI, CSV, XLSX, TII.IU
    re.compile(
        r"^(English|العربية|en-xa|width=device-width.*|light dark|website|Miqyas|Apache-2.0|CC BY 4.0)$"
    ),
    re.compile(r'^\{".*\}$'),  # settings of a script
    re.compile(r"^(EGDI|OSI|TII|HCI|EPI|OGDI|LOSI)\b"),  # sentences of codes and figures in the register
)


@pytest.fixture
def _made_up_language(settings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO_LANGUAGE, PSEUDO_LANGUAGE)]


class Reader(HTMLParser):
    """What a person sees or hears of a page, without what belongs to drawings and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = 0
        self.depth = 0
        self.untranslated: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self.inside += 1
        for name, value in attrs:
            if name in SPOKEN and value and "⟦" not in value:
                self.judge(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self.inside -= 1

    def handle_data(self, data: str) -> None:
        if self.inside:
            return
        if self.depth == 0 and "⟦" not in data:
            self.judge(data)
        self.depth += data.count("⟦") - data.count("⟧")

    def judge(self, text: str) -> None:
        plain = text.strip()
        if A_WORD.search(plain) and not any(same.search(plain) for same in SAME_EVERYWHERE):
            self.untranslated.append(plain)


@pytest.mark.django_db
@pytest.mark.usefixtures("_made_up_language")
@pytest.mark.parametrize("page", PAGES)
def test_no_word_is_written_into_a_page(client: Client, page: str) -> None:
    reader = Reader()
    reader.feed(client.get(f"/{PSEUDO_LANGUAGE}/{page}").content.decode())
    assert reader.untranslated == []
