"""The questions that can be asked of the numbers, each with the page that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse

from miqyas.observations.countries import countries
from miqyas.web.components import Link
from miqyas.web.pages import public_page, show
from miqyas.web.words import current_language, say_here
from miqyas.workspace.datasets.world import home_country

QUESTIONS: Final = (
    ("ahead", ("worth", "simulator", "forecast")),
    ("there", ("target", "portfolio", "twinning")),
    ("trust", ("audit", "record")),
)
"""Groups of questions with the questions in each; their words are `questions.<question>` and `.about`."""
_ROUTES: Final = {
    "worth": ("worth_country", "worth"),
    "simulator": ("simulator_country", "simulator"),
    "forecast": ("forecast_country", "forecast"),
    "target": ("target_country", "target"),
    "twinning": ("twinning_country", "twinning"),
    "portfolio": ("", "portfolio"),
    "audit": ("", "audit"),
    "record": ("", "track_record"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what its answer is, where it is answered, and where for the home country."""

    title: str
    about: str
    url: str
    own: Link | None


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that belong together."""

    title: str
    questions: tuple[Question, ...]


@public_page
def questions(request: HttpRequest) -> HttpResponseBase:
    """All questions at a glance."""
    groups = [
        QuestionGroup(say_here(f"questions.group.{code}"), tuple(_question(one) for one in members))
        for code, members in QUESTIONS
    ]
    context = {"groups": groups, "crumbs": [Link(label=say_here("shell.questions"))]}
    return show(request, "web/questions.html", context)


def _question(code: str) -> Question:
    for_country, general = _ROUTES[code]
    home = countries()[home_country()]
    label = say_here("questions.for", name=home.name.in_language(current_language()))
    own = Link(label=label, url=_address(for_country, home.iso3)) if for_country else None
    return Question(
        title=say_here(f"questions.{code}"),
        about=say_here(f"questions.{code}.about"),
        url=_address(general),
        own=own,
    )


def _address(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
