"""Portals to measure scanners by: made from a seed, served on this machine by a process that costs little.

Links, elements and words of a page are about as many as on real ones; rules know one link in eight.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import yaml

from miqyas.scanner.rules.load import rules

SECTIONS: Final = 24
PARAGRAPHS: Final = 2
"""Paragraphs of a section."""
LINKS: Final = 75
"""Links of the main part of a page; its head and foot have the same number together."""
_LISTED: Final = yaml.safe_load((Path(__file__).parent / "scan_words.yaml").read_text("utf-8"))
_TEXT, _NAMES = (
    {language: words.split() for language, words in _LISTED[of].items()} for of in ("text", "names")
)
_PICTURE: Final = (
    "<svg class='icon icon--large' viewBox='0 0 24 24' aria-hidden='true' focusable='false'>"
    "<path d='M12 2l9 4.9V17L12 22l-9-4.9V7zm0 2.3L5 8.1v7.8l7 3.8 7-3.8V8.1zM12 7a5 5 0 110 10z'/>"
    "<path d='M12 9a3 3 0 100 6 3 3 0 000-6zm0 0c1 0 2 .5 2.6 1.2L12 12.8l-2.6-2.6A3.6 3.6 0 0112 9z'/></svg>"
)
Pages = Mapping[str, bytes]


def portal(*, seed: int, pages: int, is_framed: bool = False) -> Pages:
    """A portal by path: half of it in Arabic, every page reached from the first, each unlike the others.

    Of one that ``is_framed`` the pages of a language have one head and one foot, as those of portals have.
    """
    draw = random.Random(seed)
    paths = ["/", *(f"/{'ar' if number % 2 else 'en'}/{_name(number)}" for number in range(1, pages))]
    cues = {language: [*phrases] for language, phrases in rules().plain_cues().items()}
    made = {}
    frames: dict[str, _Frame] = {}
    for number, path in enumerate(paths):
        language = "ar" if path.startswith("/ar") else "en"
        children = [paths[at] for at in range(number * 8 + 1, min(number * 8 + 9, pages))]
        others = draw.sample(paths, min(LINKS - len(children), len(paths)))
        leads = children + others
        if not is_framed or language not in frames:
            frames[language] = _frame(leads, cues[language], language=language, draw=draw)
        made[path] = _page(path, leads, cues[language], frames[language], language=language, draw=draw)
    return made


def _name(number: int) -> str:
    """A name in letters: pages whose names differ by numbers alone are taken for a trap."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "-service"


@dataclass(frozen=True)
class _Frame:
    """What stands above and below the main part of a page."""

    title: str
    menu: str
    foot: str


def _frame(leads: list[str], cues: list[str], *, language: str, draw: random.Random) -> _Frame:
    around = [_words(cues, language, draw) for _ in range(LINKS)]
    menu, foot = (
        "".join(
            "<li class='menu__item menu__item--level-1' data-level='1'><div class='menu__box'>"
            f"<a class='menu__link link link--quiet' href='{draw.choice(leads)}'>"
            f"<span class='menu__text'>{words}</span></a></div></li>"
            for words in half
        )
        for half in (around[::2], around[1::2])
    )
    return _Frame(draw.choice(cues), menu, foot)


def _page(
    path: str, leads: list[str], cues: list[str], frame: _Frame, *, language: str, draw: random.Random
) -> bytes:
    direction = "rtl" if language == "ar" else "ltr"
    title = f"{draw.choice(cues)} {path}"
    body = "".join(
        f"<section class='card card--wide' id='s{place}'><div class='card__head'>{_PICTURE}"
        f"<h2 class='card__title'>{_words(cues, language, draw)}</h2></div><div class='card__body'>"
        f"<div class='card__text'>{_paragraphs(language, draw)}</div></div></section>"
        for place in range(SECTIONS)
    )
    listed = "".join(
        f"<li class='list__item'><div class='list__row'>{_PICTURE}<a class='list__link link' href='{lead}'>"
        f"<span class='list__text'>{_words(cues, language, draw)}</span></a></div></li>"
        for lead in leads
    )
    told = f"+973 1700 {draw.randrange(1000, 9999)}, info@portal.example, {draw.randrange(1, 28)}/3/2026"
    return (
        f"<!doctype html><html lang='{language}' dir='{direction}'><head><meta charset='utf-8'>"
        f"<title>{title}</title><meta name='viewport' content='width=device-width'></head><body>"
        f"<header><a href='/'>{frame.title}</a><nav><ul>{frame.menu}</ul></nav></header>"
        f"<main><h1>{title}</h1>{body}<ul>{listed}</ul></main>"
        f"<footer><ul>{frame.foot}</ul><p>{told}</p></footer></body></html>"
    ).encode()


def _words(cues: list[str], language: str, draw: random.Random) -> str:
    """The words of a link or a heading: one in eight names something that rules look for."""
    return draw.choice(cues) if draw.random() < 1 / 8 else " ".join(draw.choices(_NAMES[language], k=3))


def _paragraphs(language: str, draw: random.Random) -> str:
    plain = [*_NAMES[language]] * 8 + _TEXT[language]
    sentences = (" ".join(draw.choices(plain, k=draw.randrange(10, 36))) for _ in range(PARAGRAPHS))
    return "".join(f"<p class='text text--body'>{sentence}.</p>" for sentence in sentences)


@contextmanager
def served(portals: list[Pages]) -> Iterator[list[str]]:
    """The addresses of portals, each on a port of its own, served by one process beside this one."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(portals, theirs), daemon=True)
    process.start()
    try:
        yield [f"http://127.0.0.1:{port}" for port in ours.recv()]
    finally:
        process.terminate()
        process.join()


def _serve(portals: list[Pages], connection: multiprocessing.connection.Connection) -> None:
    asyncio.run(_serving(portals, connection))


async def _serving(portals: list[Pages], connection: multiprocessing.connection.Connection) -> None:
    loop = asyncio.get_running_loop()
    servers = []
    for pages in portals:
        answering = partial(_Connection, _answers(pages))
        servers.append(await loop.create_server(answering, "127.0.0.1", 0, backlog=256))
    connection.send([server.sockets[0].getsockname()[1] for server in servers])
    await asyncio.Event().wait()


_MISSING: Final = b"<title>404</title><h1>Not found</h1>"


def _answers(pages: Pages) -> dict[bytes, bytes]:
    found = {path.encode(): _answer(b"200 OK", content) for path, content in pages.items()}
    return {**found, b"": _answer(b"404 Not Found", _MISSING)}


def _answer(status: bytes, content: bytes) -> bytes:
    length = str(len(content)).encode()
    head = b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + length
    return head + b"\r\n\r\n" + content


class _Connection(asyncio.Protocol):
    """One connection that is kept: every question that has come whole is answered."""

    def __init__(self, known: dict[bytes, bytes]) -> None:
        self._known = known
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            asked, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            method, path, _ = asked.split(b" ", 2)
            found = self._known.get(path, self._known[b""])
            answer = found.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == b"HEAD" else found
            self._transport.write(answer)  # type: ignore[attr-defined]
