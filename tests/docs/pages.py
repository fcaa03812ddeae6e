"""The documents of the checkout as their tests see them: texts, headings, links, code blocks."""

import re
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[2]
NAMED = (
    "README.md",
    "ARCHITECTURE.md",
    "GLOSSARY.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/reference.md",
)
DECISIONS = sorted((ROOT / "decisions").glob("*.md"))
ANALYSES = sorted((ROOT / "docs").glob("*/analysis/*.md"))
GUIDES = sorted((ROOT / "docs").glob("*/*.md"))
SITE = sorted(page for language in ("ar", "en") for page in (ROOT / "docs" / language).rglob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), ROOT / "docs" / "reference.md", *SITE, *DECISIONS]

ARABIC = re.compile(r"[\u0621-\u064a]")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(text: str) -> str:
    """The text without its code blocks."""
    return FENCE.sub("", text)


def headings(text: str) -> list[str]:
    """Headings with their marks of depth, in order."""
    return re.findall(r"^#{1,6} .+$", prose(text), re.MULTILINE)


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return [dedent(code) for name, code in FENCE.findall(text) if name == language]


def links(text: str) -> list[str]:
    """Targets of links and pictures, in Markdown and in HTML."""
    in_markdown = re.findall(r"\]\(([^)\s]+)\)", prose(text))
    return in_markdown + re.findall(r"(?:src|href|srcset)=\"([^\"]+)\"", prose(text))


def anchor(heading: str) -> str:
    """The name under which a heading can be linked to, as GitHub makes it."""
    bare = re.sub(r"^#+ ", "", heading).lower()
    return re.sub(r"[^\w\- ]", "", bare).replace(" ", "-")
