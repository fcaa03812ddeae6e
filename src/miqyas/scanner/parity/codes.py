"""Codes of languages as pages write them, and languages as addresses name them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from miqyas.scanner.gather.addresses import identity
from miqyas.scanner.parity.settings import settings

DEFAULT: Final = "x-default"
"""The alternate for readers of no named language."""
_TAG: Final = re.compile(
    r"([a-z]{2,3})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-[a-z0-9]{4,8})*(?:-x-[a-z0-9-]+)?"
)
_SUFFIX: Final = re.compile(r"(.+?)[._-]([^\W\d_]{2,10})((?:\.[a-z0-9]{2,5})?)", re.IGNORECASE)
_NAME: Final = re.compile(r"([^\W\d_]{2,10})((?:\.[a-z0-9]{2,5})?)", re.IGNORECASE)
_TWO_LETTERS: Final = 2


def base_of(code: str) -> str:
    """The language that a code means, also where it is written wrong; empty where it means none.

    >>> base_of("ar-BH"), base_of("ar_BH"), base_of("Arabic"), base_of("x-default"), base_of("")
    ('ar', 'ar', 'ar', '', '')
    """
    plain = code.strip().lower().replace("_", "-")
    if plain == DEFAULT:
        return ""
    told = settings()
    first = plain.split("-")[0]
    return str(told.mistaken.get(plain) or told.tokens.get(plain) or told.mistaken.get(first) or first)


def is_wrong(code: str) -> bool:
    """Whether a code that is there is no language tag of BCP 47, or names no language that is in use.

    >>> [is_wrong(code) for code in ("ar", "ar-BH", "zh-Hans", "x-default", "")]
    [False, False, False, False, False]
    >>> [is_wrong(code) for code in ("ar_BH", "arabic", "jp", "en-UK", "xx")]
    [True, True, True, True, True]
    """
    plain = code.strip().lower()
    if plain in {"", DEFAULT}:
        return False
    match = _TAG.fullmatch(plain)
    told = settings()
    if not match or plain in told.mistaken:
        return True
    first = match[1]
    return len(first) == _TWO_LETTERS and first not in told.known_codes


@lru_cache(maxsize=65536)
def split_address(address: str) -> tuple[str, str]:
    """The language that an address in normal form names, empty for none, and what is left without its token.

    Looked at are the first label of the host, parts of the path, the end of the last one, parameters.

    >>> split_address("https://a.example/ar/about"), split_address("https://a.example/about?lang=en")
    (('ar', 'a.example/about'), ('en', 'a.example/about'))
    >>> split_address("https://en.a.example/x/page_ar.html")
    ('en', 'a.example/x/page_ar.html')
    >>> split_address("https://a.example/x/ar.html"), split_address("https://a.example/x/")
    (('ar', 'a.example/x'), ('', 'a.example/x'))
    """
    parts = urlsplit(address)
    host, path = parts.netloc.removeprefix("www."), parts.path
    query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200) if parts.query else []
    language, host = _of_host(host)
    if not language:
        language, path = _of_path(path)
    if not language:
        language, query = _of_query(query)
    query = [(name, _of_path(value)[1] if value.startswith("/") else value) for name, value in query]
    asked = f"?{urlencode(query)}" if query else ""
    return language, identity(f"https://{host}{path}{asked}")


def _of_host(host: str) -> tuple[str, str]:
    first, _, rest = host.partition(".")
    language = settings().tokens.get(first, "")
    return (language, rest) if language and "." in rest else ("", host)


def _of_path(path: str) -> tuple[str, str]:
    parts = path.split("/")
    for place, part in enumerate(parts[:-1] if parts[-1] else parts):
        if language := _language(unquote(part)):
            return language, "/".join(parts[:place] + parts[place + 1 :])
    last = parts[-1]
    name = _NAME.fullmatch(last)
    if name and (language := _language(name[1])):
        return language, "/".join([*parts[:-1], ""])
    ending = _SUFFIX.fullmatch(last)
    if ending and (language := _language(ending[2])):
        return language, "/".join([*parts[:-1], f"{ending[1]}{ending[3]}"])
    return "", path


def _of_query(query: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    for place, (name, value) in enumerate(query):
        if name.lower() in settings().parameters and (language := _language(value)):
            return language, query[:place] + query[place + 1 :]
    return "", query


def _language(word: str) -> str:
    """The language that a word in an address names: "ar", "arabic", "ar-BH"; empty for none."""
    plain = word.lower().replace("_", "-")
    tokens = settings().tokens
    found = tokens.get(plain, "")
    if found or "-" not in plain:
        return found
    first, _, region = plain.partition("-")
    return tokens.get(first, "") if len(first) == _TWO_LETTERS and len(region) == _TWO_LETTERS else ""
