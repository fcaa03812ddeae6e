"""Every page of the workspace, walked through by its people in a made-up language, speaks from a catalogue.

Each person of the sample government starts at their own first page and follows the links they are shown: one
page of each kind. What people wrote themselves is as they wrote it; all other words go through a catalogue.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from miqyas.jobs.sample import load
from miqyas.jobs.sample.plan import government
from miqyas.kernel.text import PSEUDO_LANGUAGE
from miqyas.workspace.accounts.models import User
from miqyas.workspace.roadmaps.models import PortfolioPlan
from miqyas.workspace.twinning.models import Message
from miqyas.workspace.workshops.models import Workshop
from tests.cast import signed_in
from tests.web.test_every_word_is_translated import Reader, _made_up_language

__all__ = ["_made_up_language"]
SHORT = {"national": ("EGL",)}
HOME = f"/{PSEUDO_LANGUAGE}/workspace/"
AN_ADDRESS = re.compile(r'href="([^"#]+)')
A_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+\.? \d{4}")
A_CODE = re.compile(r"([0-9a-f]{4} ?){8,}|(X{4}-?)+")
"""A fingerprint as it is read out; the shape of a code to type."""
SAME_EVERYWHERE = {"https://", "Ctrl + Enter", "Ctrl + Shift + Enter", "français"}
LANGUAGES = {"Arabic", "English", "French"}
"""Their names come from Unicode, which knows no made-up language."""
ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")
PUBLIC = tuple(
    f"/{PSEUDO_LANGUAGE}/{one}/" for one in ("services", "stories", "challenge", "certificates", "w")
)
"""What the programme shows to everybody, walked too."""
ALSO = {
    "noor@example.org": (
        f"{HOME}campaigns/sample-first/entity/sample-health/results/",
        f"{HOME}campaigns/sample-third/entity/sample-health/file/",
    ),
    "amina@example.org": (f"{HOME}twinning/twins/sample-open-data/", f"{HOME}twinning/packages/", *PUBLIC),
    "karim@example.org": (
        f"{HOME}challenges/sample-excellence-1/",
        f"{HOME}challenges/sample-excellence-1/appeals/",
    ),
}
"""Pages that no other page leads them to as the sample stands, or which lead on where others do not."""
OF_EACH_KIND = 2
"""How many people look at a page of one kind; everybody looks at their own first page."""
WALKED = {
    "workspace", "workspace_history", "notifications", "evidence", "evidence_new", "evidence_item",
    "evidence_choose", "people", "person", "person_new", "registry", "registry_entity", "registry_new",
    "registry_portal", "registry_upload", "statistics", "statistics_input", "campaigns", "campaign",
    "campaign_new", "campaign_settings", "campaign_assign", "campaign_reviews", "campaign_agreement",
    "campaign_score", "score_line", "city_score", "city_scores", "review_queue", "review_task",
    "adjudication_queue", "adjudication_item", "entity_answers", "feature_answer", "submission", "offline",
    "results", "services", "service", "service_new", "service_edit", "services_nation", "services_entity",
    "services_once_only", "services_worth", "services_upload", "public_services", "public_service",
    "roadmap", "roadmap_item", "roadmap_item_edit", "roadmap_new", "roadmap_upload", "roadmap_baselines",
    "roadmap_costs", "roadmap_dates", "roadmap_slips", "roadmap_plans", "roadmap_plan",
    "roadmap_plans_compared",
    "committee_pack", "directives", "directive", "directive_new", "directive_edit",
    "gate", "gate_new", "gate_review",
    "challenges", "challenge", "challenge_new", "challenge_settings", "challenge_jury", "challenge_scores",
    "challenge_standings", "challenge_signals", "challenge_appeals", "challenge_appeal",
    "challenge_certificates", "nomination", "jury_queue", "jury_sheet", "jury_upload",
    "leaderboards", "leaderboard", "certificates", "certificate",
    "stories", "story", "story_edit", "story_new", "story_revision", "stories_upload",
    "public_stories", "public_story", "public_booklet",
    "twinnings", "twin", "twin_new", "twin_exchange", "twin_programme", "twin_keys", "twin_partners",
    "twin_partner", "twin_partner_new", "twin_package", "twin_package_upload", "twin_file_upload",
    "workshops", "workshop", "workshop_room", "workshop_kit", "door", "room", "room_feedback",
    "questionnaires", "questionnaire", "questionnaire_item",
    "watchlist", "policy", "policy_new", "policies_upload", "readiness", "readiness_list", "readiness_entity",
}  # fmt: skip


def written_by_people() -> set[str]:
    """Every text that the database holds: what people wrote, and codes, which are the same everywhere."""
    kinds = [model for model in apps.get_models() if model.__module__.startswith("miqyas.workspace")]
    return {
        plain(line)
        for model in kinds
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        for value in model.objects.order_by().values_list(field.name, flat=True)
        for text in texts_in(value)
        for line in [text, *text.split("\n")]
    }


def texts_in(value: Any) -> Iterator[str]:
    """The texts of a value, of maps of languages and lists within it too."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)
    else:
        yield str(value)


def plain(text: str) -> str:
    return ISOLATES.sub("", text).strip()


def pages_of(person: User, seen: Counter[str]) -> Iterator[tuple[str, Any]]:
    """Pages that the person comes to by links, at most one of a kind, and few of a kind among all."""
    client = signed_in(person)
    waiting, own = deque([HOME, *ALSO.get(person.email, ()), *rooms_for(person, client)]), set()
    while waiting:
        address = waiting.popleft()
        with override(PSEUDO_LANGUAGE):
            kind = str(resolve(address.partition("?")[0]).url_name)
        if kind in own or (kind != "workspace" and seen[kind] >= OF_EACH_KIND):
            continue
        answer = client.get(address)
        own.add(kind)
        seen[kind] += 1
        yield address, answer
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found = AN_ADDRESS.findall(answer.content.decode())
            waiting.extend(one.replace("&amp;", "&") for one in found if one.startswith((HOME, *PUBLIC)))


def rooms_for(person: User, client: Client) -> Iterator[str]:
    """What a code, a choice or an address leads to: a room that was entered, two plans, what was signed."""
    if person.email == "amina@example.org":
        door = f"/{PSEUDO_LANGUAGE}/w/{Workshop.objects.get().door}/"
        client.post(door)
        yield from (door, f"{door}feedback/")
        plans = "&".join(f"plan={plan.pk}" for plan in PortfolioPlan.objects.all())
        yield f"{HOME}roadmap/plans/compare/?{plans}"
        yield f"{HOME}twinning/packages/{Message.objects.earliest('pk').pk}/"


def untranslated(page: str, known: set[str]) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return [
        text
        for text in reader.untranslated
        if not known.issuperset(plain(line) for line in text.split("\n"))
        and text.removeprefix("· ") not in LANGUAGES
        and not A_DAY.search(text)
        and not A_CODE.fullmatch(text)
        and "example." not in text
    ]


@pytest.fixture
def _sample(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample government, whose national campaigns ask the features of the shortest instrument."""
    settings.MIQYAS_PROFILE = "sample"
    whole = government()
    short = [replace(one, instruments=SHORT.get(one.kind, one.instruments)) for one in whole.campaigns]
    plan = replace(whole, campaigns=tuple(short))
    monkeypatch.setattr(load, "government", lambda: plan)
    load.sample_load()


@pytest.mark.usefixtures("_made_up_language", "_sample")
def test_no_word_is_written_into_a_page_of_the_workspace() -> None:
    known, seen, faults = written_by_people() | SAME_EVERYWHERE, Counter[str](), []
    for person in User.objects.order_by("email"):
        for address, answer in pages_of(person, seen):
            if answer.status_code not in {200, 302}:
                faults.append((address, person.email, str(answer.status_code)))
            elif answer["Content-Type"].startswith("text/html"):
                words = untranslated(answer.content.decode(), known)
                faults.extend((address, person.email, text) for text in words)
    assert not faults, "\n".join(map(str, faults))
    assert WALKED - seen.keys() == set()
