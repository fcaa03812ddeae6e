"""What guides tell people to open or press is called so by the product."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.docs.pages import ROOT

GUIDES = ("start", "how-to")
EMPHASIS = r"(?<![*\w])\*([^*\n]+)\*(?!\*)"
NAMED = {"ar": EMPHASIS + "|«([^»\n]+)»", "en": EMPHASIS + '|"([^"\n]+)"'}
FENCE = re.compile(r"```.*?```", re.DOTALL)
AROUND = " .:؛؟?،,"


def said(value: object, language: str) -> Iterator[str]:
    """Every word of the product in a language, as it stands in the language maps of a file."""
    if isinstance(value, dict):
        if isinstance(value.get(language), str):
            yield value[language].strip(AROUND)
        for inner in value.values():
            yield from said(inner, language)


@pytest.fixture(scope="module")
def words() -> dict[str, set[str]]:
    files = [*ROOT.glob("src/miqyas/**/words.yaml"), *ROOT.glob("src/miqyas/**/words/*.yaml")]
    loaded = [yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for file in files]
    return {language: {word for one in loaded for word in said(one, language)} for language in NAMED}


def guides() -> list[Path]:
    folders = [ROOT / "docs" / language / part for language in NAMED for part in GUIDES]
    return sorted(page for folder in folders for page in folder.glob("*.md"))


@pytest.mark.parametrize("page", guides(), ids=lambda page: page.relative_to(ROOT / "docs").as_posix())
def test_what_a_guide_names_is_called_so_by_the_product(page, words):
    language = page.relative_to(ROOT / "docs").parts[0]
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    named = ["".join(found) for found in re.findall(NAMED[language], text)]
    assert [name for name in named if name.strip(AROUND) not in words[language]] == []


def test_guides_name_what_there_is_to_open():
    assert len(guides()) > 40
