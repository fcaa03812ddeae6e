"""The lead reads what was done, looks for one thing among many, and takes a checkpoint away to keep."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from miqyas.kernel.text import PSEUDO_LANGUAGE
from miqyas.kernel.words import has_words
from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Campaign
from miqyas.workspace.history.checkpoints import checkpoint_read
from miqyas.workspace.history.sealing import history_seal
from miqyas.workspace.history.services import record_add
from miqyas.workspace.history.verification import history_verify
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.processes import ROOT
from tests.web.test_every_word_is_translated import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/history/"


@pytest.fixture(autouse=True)
def key(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_HISTORY_KEY = tmp_path / "history_key"


@pytest.fixture
def campaign(campaign_cast: CampaignCast) -> Campaign:
    return Campaign.objects.create(code="year", title={"ar": "حملة العام", "en": "Campaign of the year"})


@pytest.fixture
def lead(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.amina)


def record(campaign: Campaign, *, by: Any, action: str = "submission.submit", **details: Any) -> None:
    record_add(
        action,
        actor=by.pseudonym if by else None,
        object_kind="submission",
        object_id="0123456789",
        details=details,
        chain=str(campaign.pk),
    )


def test_details_are_told_in_words(campaign: Campaign, campaign_cast: CampaignCast, lead: Client) -> None:
    role_grant(campaign_cast.dana, role="contributor", entity=campaign_cast.health.pk, by=None)
    told = shown(lead, "/ar/workspace/history/", chain="installation")
    for word in ("مساهم من الجهة", "Dana", campaign_cast.health.title.in_language("ar")):
        assert word in told
    record_add(
        "campaign.open",
        actor=None,
        object_kind="campaign",
        object_id=str(campaign.pk),
        details={"before": "draft", "after": "open", "joins": ["health", "education"], "leaves": []},
        chain=str(campaign.pk),
    )
    told = shown(lead, "/ar/workspace/history/")
    assert "الإعداد" in told
    assert "health، education" in told
    assert "خرجت" not in told


def shown(client: Client, address: str = PAGE, **filters: Any) -> str:
    return client.get(address, filters).content.decode()


def test_it_says_what_was_done_by_whom_and_whether_it_is_sealed(
    campaign: Campaign, campaign_cast: CampaignCast, lead: Client
) -> None:
    record(campaign, by=campaign_cast.salma)
    history_seal()
    record(campaign, by=None, action="campaign.freeze")
    english, arabic = shown(lead), shown(lead, "/ar/workspace/history/")
    for word in ("Answers of an entity handed in", "Salma", "Seal ", "Results frozen", "Not sealed yet"):
        assert word in english
    for word in ("تسليم إجابات جهة", "الختم", "تجميد النتائج", "لم يُختم بعد", "النظام"):
        assert word in arabic


def test_an_action_that_has_no_words_yet_is_shown_by_its_code(campaign: Campaign, lead: Client) -> None:
    record(campaign, by=None, action="later.version")
    assert "later.version" in shown(lead)


def records_in(page: str) -> int:
    return page.count('class="record-when"')


def test_filters(campaign: Campaign, campaign_cast: CampaignCast, lead: Client) -> None:
    record(campaign, by=campaign_cast.salma)
    record(campaign, by=campaign_cast.tariq)
    record(campaign, by=None, action="campaign.freeze")
    assert records_in(shown(lead)) == 3
    assert records_in(shown(lead, actor=str(campaign_cast.salma.pseudonym))) == 1
    assert records_in(shown(lead, actor="installation")) == 1
    assert records_in(shown(lead, action="submission.submit")) == 2
    assert records_in(shown(lead, until="2000-01-01")) == 0
    assert records_in(shown(lead, since="2000-01-01")) == 3


@pytest.mark.parametrize(
    "filters",
    [
        {"actor": "nobody"},
        {"action": "'; DROP TABLE"},
        {"since": "2026-13-45"},
        {"until": "soon"},
        {"chain": "x" * 5000},
        {"page": "-1"},
        {"page": "many"},
    ],
)
def test_filters_that_mean_nothing_are_passed_over(campaign: Campaign, lead: Client, filters: dict) -> None:
    record(campaign, by=None)
    assert records_in(shown(lead, **filters)) == 1


def test_hostile_text_is_text(campaign: Campaign, lead: Client) -> None:
    record(campaign, by=None, name="<script>alert(1)</script>\u202e")
    assert "<script>alert" not in shown(lead)


def test_the_same_queries_for_few_records_and_for_many(
    campaign: Campaign, campaign_cast: CampaignCast, lead: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            shown(lead)
        return len(captured)

    record(campaign, by=campaign_cast.salma)
    few = queries()
    for number in range(150):
        record(campaign, by=[campaign_cast.salma, campaign_cast.tariq, None][number % 3])
    history_seal()
    assert queries() == few
    assert records_in(shown(lead)) == 100
    assert records_in(shown(lead, page=2)) == 51


class TestWhoMay:
    """Lead, administrator and viewer, each as far as their grant reaches."""

    @pytest.mark.parametrize("name", ["salma", "bruno", "chen", "ines", "dana", "karim"])
    def test_others_may_not(self, campaign: Campaign, campaign_cast: CampaignCast, name: str) -> None:
        assert signed_in(campaign_cast.people()[name]).get(PAGE).status_code == 403

    def test_a_visitor_signs_in_first(self, client: Client, db: None) -> None:
        assert "login" in client.get(PAGE).headers["Location"]

    def test_a_viewer_of_one_campaign_sees_that_one_only(
        self, campaign: Campaign, campaign_cast: CampaignCast
    ) -> None:
        other = Campaign.objects.create(code="other", title={"ar": "حملة أخرى", "en": "Another campaign"})
        role_grant(campaign_cast.dana, role="viewer", by=None, campaign=other.pk)
        record(campaign, by=None, action="campaign.freeze")
        record_add("user.create", actor=None, object_kind="user", object_id=1)
        dana = signed_in(campaign_cast.dana)
        for chain in ("", str(campaign.pk), "installation"):
            page = shown(dana, chain=chain)
            assert records_in(page) == 0
            assert "Campaign of the year" not in page

    def test_the_administrator_reads_that_of_the_installation(self, campaign_cast: CampaignCast) -> None:
        record_add("user.create", actor=None, object_kind="user", object_id=1)
        page = shown(signed_in(campaign_cast.elif_), chain="installation")
        assert "Account created" in page


class TestCheckpoint:
    """A file for the lead to keep."""

    address = PAGE + "checkpoint/"

    def test_it_is_handed_over_as_a_file_that_verifies(self, campaign: Campaign, lead: Client) -> None:
        record(campaign, by=None)
        response = lead.post(self.address)
        assert response.headers["Content-Disposition"].startswith('attachment; filename="miqyas-checkpoint-')
        assert "no-store" in response.headers["Cache-Control"]
        held = checkpoint_read(response.content, name="mine.json")
        assert (held.is_signed, history_verify([held]).holds) == (True, True)
        assert str(campaign.pk) in {head.chain for head in held.heads}
        assert set(json.loads(response.content)) == {"format", "at", "public_key", "chains", "signature"}

    def test_a_link_alone_makes_none(self, lead: Client) -> None:
        assert lead.get(self.address)["Location"] == PAGE

    def test_a_viewer_may_not(self, campaign_cast: CampaignCast) -> None:
        assert signed_in(campaign_cast.jamal).post(self.address).status_code == 403

    def test_without_the_token_of_the_form_it_is_refused(self, campaign_cast: CampaignCast) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(campaign_cast.amina, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.post(self.address).status_code == 403


def test_it_has_its_place_in_the_workspace() -> None:
    assert reverse("workspace_history").endswith("/workspace/history/")


def recorded_actions() -> set[str]:
    """Names like `answer.ready` that functions of the workspace are called with first, where they record."""
    found = set()
    for file in (ROOT / "src" / "miqyas").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "record" not in text or "workspace" not in text:
            continue
        for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args):
            name, first = ast.unparse(call.func), call.args[0]
            if "record" in name.rpartition(".")[2] and isinstance(first, ast.Constant):
                found.add(str(first.value))
    return {action for action in found if re.fullmatch(r"[a-z_]+\.[a-z_]+", action)}


def test_every_action_that_is_recorded_by_name_has_words() -> None:
    actions = recorded_actions()
    assert {"submission.approve", "user.create"} <= actions
    assert sorted(action for action in actions if not has_words(f"history.action.{action}")) == []


def test_what_a_record_is_about_is_called_by_its_words(
    campaign: Campaign, campaign_cast: CampaignCast, lead: Client
) -> None:
    record(campaign, by=campaign_cast.salma, answers=3, unheard_of=4)
    page = shown(lead, "/ar/workspace/history/")
    for word in ("إجابات جهة", "الإجابات: ", "unheard_of: "):
        assert word in page
    assert "submission" not in page.partition("records")[2]


def test_no_word_is_written_into_the_page(
    campaign: Campaign, campaign_cast: CampaignCast, lead: Client, settings: Any
) -> None:
    record(campaign, by=campaign_cast.salma)
    record(campaign, by=None, action="campaign.freeze")
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO_LANGUAGE, PSEUDO_LANGUAGE)]
    reader = Reader()
    reader.feed(shown(lead, f"/{PSEUDO_LANGUAGE}/workspace/history/"))
    names = {"Salma", "amina@example.org", "Amina", "Campaign of the year", "submission 01234567"}
    assert set(reader.untranslated) <= names
