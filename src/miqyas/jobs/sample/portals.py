"""The portals of the sample government: pages made of the examples by which the rules are tested.

An example is a little site on which a feature is there. Its inner pages are taken as they are, and the links
that lead to them stand on the pages of a theme; so what a scan of the sample says is what the rules say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from html import escape
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from miqyas.catalogue import load as catalogue
from miqyas.kernel.documents import read_document
from miqyas.scanner.rules.load import rules

LANGUAGES: Final = ("ar", "en")
_PAGE: Final = re.compile(r"<!--\s*page:\s*(\S+)(.*?)-->")
_SITE: Final = re.compile(r"<!--\s*site:(.*?)-->")
_LINK: Final = re.compile(r"<a\b[^>]*?\bhref=(['\"]?)([^'\" >]+)\1[^>]*>(.*?)</a>", re.DOTALL)
_HREF: Final = re.compile(r"(\b(?:href|src|action)=)(['\"]?)([^'\" >]+)\2")
_YEAR: Final = re.compile(r"\b(?:20\d\d|٢٠[٠-٩]{2})\b")
_BASE: Final = "https://example.invalid"


@cache
def sample_scans() -> Mapping[str, Any]:
    """What the sample says of its scans."""
    text = files("miqyas.jobs.sample").joinpath("scans.yaml").read_text(encoding="utf-8")
    return read_document(text, file="jobs/sample/scans.yaml")


@dataclass(frozen=True)
class SamplePage:
    """A page of the sample portals; its status, and the address that links to it."""

    address: str
    content: str
    status: int = 200
    media_type: str = "text/html"
    parent: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Shown:
    """A rule whose feature is there, on which host and in which languages."""

    rule: str
    host: str
    languages: tuple[str, ...] = LANGUAGES


def portal_pages(
    host: str,
    *,
    shown: Sequence[Shown],
    languages: Sequence[str],
    today: date,
    others: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[SamplePage, ...]:
    """The pages of one portal: a home page in each language, pages of its themes, and what they lead to.

    ``others`` are portals to which its home page leads, with their names.
    """
    themes: dict[str, list[Shown]] = {}
    for one in shown:
        if one.host == host:
            themes.setdefault(_theme_of(one.rule), []).append(one)
    return tuple(
        page
        for language in languages
        for page in _in_language(host, language, themes, today=today, others=others or {})
    )


def _theme_of(rule: str) -> str:
    """The theme of what a rule looks for first, as the catalogue has it."""
    _, feature = catalogue.feature(rules().by_id[rule].features[0])
    return feature.theme


def _in_language(
    host: str,
    language: str,
    themes: Mapping[str, Sequence[Shown]],
    *,
    today: date,
    others: Mapping[str, Mapping[str, str]],
) -> Iterator[SamplePage]:
    home = _home(host, language)
    names = {theme: catalogue.vocabulary().themes[theme].name[language] for theme in themes}
    places = {theme: f"https://{host}/{language}/topics/{theme.replace('_', '-')}" for theme in themes}
    beside = {_home(other, language): name[language] for other, name in others.items()}
    led = {**{places[theme]: name for theme, name in names.items()}, **beside}
    links = [f'<a href="{address}">{escape(name)}</a>' for address, name in led.items()]
    yield _framed(home, language, host=host, title=sample_scans()["home"][language], links=links)
    for theme, listed in themes.items():
        told = [_example(one.rule, language) for one in listed if language in one.languages]
        sites = [one for one in told if one]
        inner = [_later(link, _years(today)) for one in sites for link in one.links(host, language)]
        address = places[theme]
        yield _framed(address, language, host=host, title=names[theme], links=inner, parent=home, depth=1)
        for one in sites:
            yield from one.pages(host, language, parent=address, years=_years(today))


def _framed(
    address: str,
    language: str,
    *,
    host: str,
    title: str,
    links: Iterable[str],
    parent: str = "",
    depth: int = 0,
) -> SamplePage:
    frame = str(sample_scans()["frame"][language])
    listed = "".join(f"<li>{link}</li>" for link in links)
    content = frame.replace("{title}", escape(title)).replace("{links}", listed).replace("{host}", host)
    return SamplePage(address, content, parent=parent, depth=depth)


@dataclass(frozen=True)
class _Little:
    """The little site of an example: its pages by path, the first of which links to the others."""

    rule: str
    place: str
    found: tuple[tuple[str, Mapping[str, str], str], ...]

    def links(self, host: str, language: str) -> Iterator[str]:
        """The links of its first page that lead to its others, as they stand there."""
        first, _, content = self.found[0]
        inner = {path for path, _, _ in self.found[1:]}
        for quoted in _LINK.finditer(content):
            path = urlsplit(urljoin(f"{_BASE}{first}", quoted[2])).path
            if path in inner:
                yield f'<a href="{self._address(host, language, path)}">{quoted[3]}</a>'

    def pages(self, host: str, language: str, *, parent: str, years: int) -> Iterator[SamplePage]:
        """Its other pages."""
        for path, told, content in self.found[1:]:
            moved = _HREF.sub(partial(self._moved, path=path, host=host, language=language), content)
            yield SamplePage(
                self._address(host, language, path),
                _later(moved, years),
                status=int(told.get("status", 200)),
                media_type=told.get("type", "text/html"),
                parent=parent,
                depth=2,
            )

    def _moved(self, link: re.Match[str], *, path: str, host: str, language: str) -> str:
        """A link of a page, from the address that the page has now; what led to the first page leads home."""
        target = urljoin(f"{_BASE}{path}", link[3])
        if not target.startswith(_BASE) or link[3].startswith("#"):
            return link[0]
        inner = urlsplit(target).path
        is_home = inner in {"/", self.found[0][0]}
        address = _home(host, language) if is_home else self._address(host, language, inner)
        return f'{link[1]}"{address}"'

    def _address(self, host: str, language: str, path: str) -> str:
        """The same in each language for the page that the first one leads to."""
        main, told, _ = self.found[1]
        is_main = path == main and "type" not in told
        return f"https://{host}/{language}/{self.rule.replace('_', '-')}{'' if is_main else path}"


@cache
def _example(rule: str, language: str) -> _Little | None:
    """An example in which the feature of a rule is there, of several pages on one host."""
    folder = files("miqyas.scanner.rules").joinpath(rule, "examples")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.startswith("passed-") and file.name.endswith(f"-{language}.html"):
            text = file.read_text(encoding="utf-8")
            pieces, site = _PAGE.split(text), _SITE.search(text)
            found = [tuple(pieces[place : place + 3]) for place in range(1, len(pieces), 3)]
            if len(found) > 1 and all(path.startswith("/") for path, _, _ in found):
                place = _told(site[1]).get("places", "") if site else ""
                return _Little(
                    rule, place, tuple((path, _told(told), page.strip()) for path, told, page in found)
                )
    return None


def _told(text: str) -> Mapping[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


def _home(host: str, language: str) -> str:
    return f"https://{host}/{'' if language == LANGUAGES[0] else language}"


def _years(today: date) -> int:
    """Whole years from the day to which the examples are written to today; before it, one back."""
    written: date = sample_scans()["examples_written"]
    return today.year - written.year - ((today.month, today.day) < (written.month, written.day))


def _later(text: str, years: int) -> str:
    return _YEAR.sub(lambda year: _in_digits(int(year[0]) + years, like=year[0]), text) if years else text


def _in_digits(number: int, *, like: str) -> str:
    text = str(number)
    return text if like.isascii() else text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


@cache
def places_of_examples() -> Mapping[str, str]:
    """Rules whose examples can stand on a portal, each with the place where its feature is looked for."""
    found = {
        rule.id: (_example(rule.id, LANGUAGES[0]), _example(rule.id, LANGUAGES[1])) for rule in rules().rules
    }
    return {name: first.place for name, (first, other) in found.items() if first and other}
