"""Ways to reach somebody that stand in a page: mail, telephone, accounts on social networks."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import unquote

import yaml

from miqyas.scanner.document.dates import latin_digits

_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w-])"
)
_PHONE: Final = re.compile(r"(?<![\w+/.-])(?:\+|00)?\(?\d{1,4}\)?(?:[ .\-/]?\(?\d{2,4}\)?){1,5}(?![\w/-])")
_ENOUGH_DIGITS: Final = re.compile(r"\d(?:\D{0,3}\d){6}")
_FEWEST_DIGITS: Final = 7
_MOST_DIGITS: Final = 15
"""Of an international number: ITU-T E.164."""
_CALL_WORDS: Final = re.compile(
    r"هاتف|تلفون|جوال|فاكس|اتصل|مجاني|الخط الساخن|\b(?:tel|phone|fax|call|mobile|hotline|toll|t[ée]l|"
    r"t[ée]l[ée]phone|tel[ée]fono|telefone)\b",
    re.IGNORECASE,
)


@cache
def _hosts() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("contacts.yaml").read_text("utf-8"))
    return loaded


def emails_in(text: str) -> list[str]:
    """The mail addresses of a text.

    >>> emails_in("Write to info@portal.example or ask(at)portal.example.")
    ['info@portal.example']
    """
    return [match[0].lower() for match in _EMAIL.finditer(text)] if "@" in text else []


def phones_in(text: str) -> list[str]:
    """The telephone numbers of a text, with Latin digits: international ones, others where a word says so.

    >>> phones_in("هاتف: ١٧٠٠٠٠٠٠"), phones_in("Act 12345678 of 1990"), phones_in("+973 1700 0000")
    (['17000000'], [], ['+973 1700 0000'])
    """
    if not _ENOUGH_DIGITS.search(text):
        return []
    plain = latin_digits(text)
    is_told = bool(_CALL_WORDS.search(text))
    return [
        match[0]
        for match in _PHONE.finditer(plain)
        if (is_told or match[0].startswith(("+", "00")))
        and _FEWEST_DIGITS <= sum(sign.isdigit() for sign in match[0]) <= _MOST_DIGITS
    ]


def network_of(address: str) -> str:
    """The social network on which an address is an account; empty for all else, "share this" among it.

    >>> network_of("https://www.facebook.com/ministry"), network_of("https://facebook.com/sharer.php?u=x")
    ('facebook', '')
    """
    host, _, path = address.partition("//")[2].partition("/")
    network = _hosts()["social"].get(host.lower().removeprefix("www.").removeprefix("m."), "")
    first = path.split("/")[0].split("?")[0].lower()
    return str(network) if network and first and first not in _hosts()["not_accounts"] else ""


def contact_of(address: str) -> tuple[str, str]:
    """Mail and telephone that a link of its own kind names: "mailto:" and "tel:"."""
    kind, _, rest = address.partition(":")
    named = unquote(rest.split("?")[0]).strip()[:100]
    if kind.lower() == "mailto":
        return (named.lower() if "@" in named else ""), ""
    return ("", named.removeprefix("//")) if kind.lower() == "tel" else ("", "")
