"""What account pages say of a person and of their sessions: `{% load people %}`."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.template import Context

from miqyas.web.words import say_here
from miqyas.workspace.accounts.access import person_of

register = template.Library()
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag(takes_context=True)
def needs_second_factor(context: Context) -> bool:
    """`{% needs_second_factor as is_needed %}`: whether roles of this person are asleep without one."""
    return person_of(context["request"].user).needs_second_factor


@register.filter
def browser_name(user_agent: Any) -> str:
    """`{{ session.user_agent|browser_name }}`: browser and system as people call them."""
    browser, system = _first(str(user_agent), _BROWSERS), _first(str(user_agent), _SYSTEMS)
    if not browser:
        return say_here("account.browser.unknown")
    return say_here("account.browser.on", browser=browser, system=system) if system else browser


def _first(text: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in known if sign in text), "")
