"""The tags of our templates: words, numbers and isolates. Built in; nothing needs to be loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from miqyas.kernel.numbers import format_number
from miqyas.kernel.text import Text, direction, nearest
from miqyas.methodology import source_words
from miqyas.web.words import current_language, dress_number, languages_here, say_here, say_html

register = template.Library()


@register.simple_tag(name="say")
def say_tag(key: str, **params: Any) -> SafeString:
    """`{% say "country.rank_of" count=193 %}`: words as HTML."""
    return say_html(key, **params)


@register.simple_tag
def say_plain(key: str, **params: Any) -> str:
    """`{% say_plain "nav.home" %}`: words without elements, for attributes and titles."""
    return say_here(key, **params)


@register.filter
def num(value: Any, kind: str = "plain") -> SafeString:
    """`{{ score|num:"index" }}`: a number of a kind, in its own direction."""
    return dress_number(format_number(value, kind))


@register.filter
def num_plain(value: Any, kind: str = "plain") -> str:
    """`{{ score|num_plain:"index" }}`: the same without an element, for attributes."""
    return format_number(value, kind)


@register.filter
def isolate(value: object) -> SafeString:
    """`{{ code|isolate }}`: codes, file names and addresses, left to right inside Arabic."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def own_direction(value: object) -> SafeString:
    """`{{ name|own_direction }}`: a name that somebody typed, in the direction of its own letters."""
    return format_html('<bdi dir="auto">{}</bdi>', value)


@register.filter
def here(value: Text) -> str:
    """`{{ country.name|here }}`: a text map in the language of the request."""
    return value.in_language(current_language())


@register.filter
def nearest_here(words: Mapping[str, str]) -> SafeString:
    """`{{ story.problem|nearest_here }}`: words that may lack languages, in that of the request or other."""
    found = nearest(words, current_language())
    way = direction(found.language)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', found.language, way, found.text)


@register.filter
def languages(codes: Iterable[str]) -> str:
    """`{{ portal.languages|languages }}`: languages by their names."""
    return languages_here(codes)


@register.filter(name="register")
def register_words(sentence: str) -> str:
    """`{{ source.rule|register }}`: a sentence of the register in the language of the request."""
    return source_words(sentence).in_language(current_language())


@register.filter
def text_direction(language: str) -> str:
    """`{{ LANGUAGE_CODE|text_direction }}`: "rtl" or "ltr"."""
    return direction(language)
