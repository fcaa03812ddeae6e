"""Assemble the Markdown of both languages and have it built, each language as a site of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from docs.site.anchors import with_anchors
from docs.site.contents import LANGUAGES, Contents, contents
from docs.site.finishing import finish
from docs.site.generated import GENERATORS
from docs.site.text import words

HERE: Final = Path(__file__).resolve().parent
STATIC: Final = HERE.parents[1] / "src" / "miqyas" / "web" / "static"
FEATURES: Final = (
    "navigation.sections",
    "navigation.footer",
    "navigation.top",
    "toc.follow",
    "search.highlight",
)
SEPARATOR: Final = (
    r"""[\s\-,:;.!?=\[\]()"'`/،؛؟«»⟨⟩]+|(?<![\u0621-\u064a])[وفبك]?(?:ال|لل)(?=[\u0621-\u064a]{3})"""
)
"""Where the search divides words: also behind the Arabic article, so that a word is found without it."""
EXTENSIONS: Final = {
    "attr_list": {},
    "md_in_html": {},
    "tables": {},
    "pymdownx.highlight": {"pygments_lang_class": True},
    "pymdownx.superfences": {},
}
SCHEMES: Final = (
    ("(prefers-color-scheme)", "default", "by_system", "lucide/monitor"),
    ("(prefers-color-scheme: light)", "default", "light", "lucide/sun"),
    ("(prefers-color-scheme: dark)", "slate", "dark", "lucide/moon"),
)
LATIN: Final = ("assets/fonts/plex-latin-400.woff2", "assets/fonts/plex-latin-600.woff2")
FACES: Final = {
    "ar": ["assets/fonts/plex-arabic-400.woff2", "assets/fonts/plex-arabic-600.woff2", *LATIN],
    "en": [*LATIN],
}
"""What each language reads in, asked for before the styles that name it."""
OUTSIDE: Final = re.compile(r"\[([^\]]+)\]\((?:\.\./)+decisions/[^)]+\)")
"""A link to a decision of the project, which is no page of the site: its words stay."""


def build(target: Path) -> None:
    """Write the site of each language to `<language>/help/` in `target`, as the installation serves it.

    Stops with what the builder says when a page, or a link or an anchor between pages, is not there.
    """
    book = contents(GENERATORS)
    with TemporaryDirectory() as name:
        work = Path(name).resolve()
        for language in LANGUAGES:
            assemble(book, work, language)
            run(work / f"{language}.yml")
            finish(work / "site" / language / "help", language)
        part = target.with_name(f"{target.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(work / "site", part)
        shutil.rmtree(target, ignore_errors=True)
        part.replace(target)


def assemble(book: Contents, work: Path, language: str) -> None:
    """The Markdown, the assets and the settings of one language."""
    source = work / language
    english = {page.path: page.text("en") for page in book.pages()}
    for page in book.pages():
        file = source / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = OUTSIDE.sub(r"\1", with_anchors(page.text(language), like=english[page.path]))
        file.write_text(text, encoding="utf-8")
    assets = source / "assets"
    shutil.copytree(STATIC / "vendor" / "fonts", assets / "fonts")
    shutil.copytree(HERE / "theme" / "assets", assets, dirs_exist_ok=True)
    shutil.copy(STATIC / "web" / "img" / "mark.svg", assets)
    tokens = (STATIC / "web" / "css" / "tokens.css").read_text(encoding="utf-8")
    tokens = tokens.replace("../../vendor/fonts/", "fonts/").replace(
        "font-display: optional", "font-display: swap"
    )
    (assets / "tokens.css").write_text(tokens, encoding="utf-8")
    said = yaml.safe_dump(settings(book, language), allow_unicode=True, sort_keys=False)
    (work / f"{language}.yml").write_text(said, encoding="utf-8")


def settings(book: Contents, language: str) -> dict[str, Any]:
    """What the builder is told about the site of one language."""
    palette = [
        {"media": media, "scheme": scheme, "toggle": {"icon": icon, "name": words(name, language)}}
        for media, scheme, name, icon in SCHEMES
    ]
    return {
        "site_name": book.name[language],
        "site_description": book.description[language],
        "docs_dir": language,
        "site_dir": f"site/{language}/help",
        "theme": {
            "language": language,
            "font": False,
            "custom_dir": str(HERE / "theme"),
            "favicon": "assets/mark.svg",
            "logo": "assets/mark.svg",
            "features": list(FEATURES),
            "palette": palette,
        },
        "extra_css": ["assets/tokens.css", "assets/site.css"],
        "extra": {
            "generator": False,
            "alternate": [_other(language)],
            "faces": FACES[language],
            "product": words("product", language),
        },
        "markdown_extensions": EXTENSIONS
        | {"toc": {"permalink": True, "permalink_title": words("link_here", language)}},
        "nav": book.nav(language),
        "plugins": [{"search": {"separator": SEPARATOR}}],
    }


def _other(language: str) -> dict[str, str]:
    """The site in the other language, named in it."""
    other = next(one for one in LANGUAGES if one != language)
    return {"name": words("other_language", language), "lang": other, "link": f"../../{other}/help/"}


def run(config: Path) -> None:
    """Build the site of one language; every warning is an error."""
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(config)]
    given = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=given)
    if done.returncode:
        raise SystemExit(f"{config.name}: {done.stdout}{done.stderr}")
