"""What was done by a slip of the hand is taken back from the notice that tells of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html

from miqyas.workspace.accounts.services import role_grant
from miqyas.workspace.campaigns.models import Delegation
from miqyas.workspace.campaigns.queries.assignments import rows_of
from miqyas.workspace.evidence.models import Evidence, EvidenceUse
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Portal
from miqyas.workspace.registry.services import PortalFields, portal_create
from miqyas.workspace.reviews.models import Conflict
from miqyas.workspace.scans.models import ScanSchedule
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.services import service_publish
from miqyas.workspace.workshops.fields import FollowUpFields, SessionFields
from miqyas.workspace.workshops.services.planning import follow_up_add, material_add, session_add
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_people_pages import browser_of, page_of
from tests.workspace.campaigns.answering_given import Given, given
from tests.workspace.services.making import service
from tests.workspace.workshops.workshop_given import announced

__all__ = ["given"]
pytestmark = pytest.mark.django_db
WORK = "/en/workspace/"
NOTICE = ".//ul[@class='messages']//form"


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


def undo_on(page: Any) -> tuple[str, dict[str, list[str]]] | None:
    """Where the notice of a page asks to take back, and what its form says."""
    form = html.fromstring(page.content.decode()).find(NOTICE)
    if form is None:
        return None
    fields: dict[str, list[str]] = {}
    for one in form.findall(".//input"):
        fields.setdefault(one.get("name"), []).append(one.get("value"))
    return form.get("action"), fields


def slip(client: Client, address: str, **fields: Any) -> Any:
    """Do something, and come to the page that says so."""
    return client.post(address, fields, follow=True)


def taken_back(client: Client, page: Any) -> Any:
    """Press the button of the notice."""
    found = undo_on(page)
    assert found, "nothing to take back"
    answer = client.post(*found, follow=True)
    assert answer.status_code == 200
    return answer


def actions() -> list[str]:
    return list(Record.objects.order_by("pk").values_list("action", flat=True))[-2:]


class TestEvidence:
    """Proofs, of an entity and of what they serve."""

    @pytest.fixture
    def proof(self, given: Given) -> Evidence:
        content = Content(address="https://health.example.org/law")
        return evidence_add(given.cast.health, title="The law", content=content, by=None)

    def test_out_of_use_and_back(self, given: Given, proof: Evidence) -> None:
        bruno = signed_in(given.cast.bruno)
        page = slip(bruno, f"{WORK}evidence/{proof.pk}/retire/")
        proof.refresh_from_db()
        assert proof.retired_at
        taken_back(bruno, page)
        proof.refresh_from_db()
        assert proof.retired_at is None
        assert actions() == ["evidence.retire", "evidence.restore"]

    def test_its_page_puts_it_back_any_time(self, given: Given, proof: Evidence) -> None:
        bruno = signed_in(given.cast.bruno)
        slip(bruno, f"{WORK}evidence/{proof.pk}/retire/")
        assert "Put it back into use" in bruno.get(f"{WORK}evidence/{proof.pk}/").content.decode()

    def test_attached_detached_attached(self, given: Given, proof: Evidence) -> None:
        bruno = signed_in(given.cast.bruno)
        address = f"{WORK}evidence/for/answer/{given.question().pk}/"
        page = slip(bruno, address, evidence=proof.pk)
        page = taken_back(bruno, page)
        assert not EvidenceUse.objects.exists()
        taken_back(bruno, page)
        assert EvidenceUse.objects.get().evidence == proof
        assert actions() == ["evidence.detach", "evidence.attach"]

    def test_the_gate_is_asked_again(self, given: Given, proof: Evidence) -> None:
        found = undo_on(slip(signed_in(given.cast.bruno), f"{WORK}evidence/{proof.pk}/retire/"))
        assert found
        assert signed_in(given.cast.farid).post(*found).status_code == 404
        proof.refresh_from_db()
        assert proof.retired_at


class TestTheNotice:
    """One deed, the last one, on the page that says it."""

    def test_it_is_offered_once(self, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)
        page = slip(amina, f"{WORK}registry/entities/health/switch/", to="off")
        assert undo_on(page)
        assert undo_on(amina.get(f"{WORK}registry/")) is None

    def test_of_two_deeds_each_notice_takes_back_its_own(self, campaign_cast: CampaignCast) -> None:
        amina = signed_in(campaign_cast.amina)
        for code in ("health", "education"):
            amina.post(f"{WORK}registry/entities/{code}/switch/", {"to": "off"})
        taken_back(amina, amina.get(f"{WORK}registry/"))
        campaign_cast.health.refresh_from_db()
        campaign_cast.education.refresh_from_db()
        assert (campaign_cast.health.is_active, campaign_cast.education.is_active) == (False, True)

    @pytest.mark.parametrize(("language", "word"), [("ar", "تراجع"), ("en", "Undo")])
    def test_in_words(self, campaign_cast: CampaignCast, language: str, word: str) -> None:
        address = f"/{language}/workspace/registry/entities/health/switch/"
        page = slip(signed_in(campaign_cast.amina), address, to="off")
        assert html.fromstring(page.content.decode()).find(f"{NOTICE}/button").text == word

    def test_a_form_without_a_reverse_offers_none(self, campaign_cast: CampaignCast) -> None:
        page = slip(signed_in(campaign_cast.amina), "/en/account/", display_name="Amina", language="")
        assert undo_on(page) is None


def test_a_portal_comes_back_as_it_was(campaign_cast: CampaignCast) -> None:
    amina = signed_in(campaign_cast.amina)
    fields = PortalFields(
        kind="entity",
        address="https://health.example.org/",
        languages=("ar", "en"),
        title={"ar": "بوابة الصحة", "en": "Health"},
    )
    portal = portal_create(campaign_cast.health, fields, by=None)
    page = slip(amina, f"{WORK}registry/entities/health/portals/{portal.pk}/", remove="1")
    assert not Portal.objects.filter(address=portal.address).exists()
    taken_back(amina, page)
    again = Portal.objects.get(address=portal.address)
    names = ("kind", "languages", "title", "is_main", "entity_id")
    assert [getattr(again, name) for name in names] == [getattr(portal, name) for name in names]


class TestPeople:
    """Roles and accounts."""

    def test_a_role_for_an_entity(self, campaign_cast: CampaignCast) -> None:
        elif_, dana = browser_of(campaign_cast.elif_), campaign_cast.dana
        role_grant(dana, role="contributor", entity=campaign_cast.health.pk, by=None)
        grant = dana.grants.get()
        page = slip(elif_, page_of(dana, "grant_revoke", grant.pk))
        assert not dana.grants.exists()
        taken_back(elif_, page)
        assert dana.grants.values_list("role", "entity").get() == ("contributor", campaign_cast.health.pk)

    def test_an_account(self, campaign_cast: CampaignCast) -> None:
        elif_, dana = browser_of(campaign_cast.elif_), campaign_cast.dana
        page = slip(elif_, page_of(dana, "person_switch"), to="off")
        dana.refresh_from_db()
        assert not dana.is_active
        taken_back(elif_, page)
        dana.refresh_from_db()
        assert dana.is_active

    def test_somebody_else_was_quicker(self, campaign_cast: CampaignCast) -> None:
        """The notice says what it wants: it does not turn whatever there is."""
        elif_, dana = browser_of(campaign_cast.elif_), campaign_cast.dana
        page = slip(elif_, page_of(dana, "person_switch"), to="off")
        slip(elif_, page_of(dana, "person_switch"), to="on")
        taken_back(elif_, page)
        dana.refresh_from_db()
        assert dana.is_active


class TestWorkshops:
    """What is taken out of a workshop."""

    @pytest.mark.parametrize("part", ["sessions", "materials", "follow_ups", "invitations"])
    def test_a_part_comes_back_as_it_was(self, campaign_cast: CampaignCast, part: str) -> None:
        workshop, amina = announced(campaign_cast), signed_in(campaign_cast.amina)
        words = {"ar": "جلسة", "en": "A session"}
        begins = (workshop.starts_at + timedelta(minutes=5)).replace(second=0)
        spoken = {"speakers": ("Huda", "نور"), "has_consent": True}
        session_add(workshop, SessionFields(title=words, starts_at=begins, minutes=30, **spoken), by=None)
        material_add(workshop, title=words, address="https://example.org/kit", by=None)
        due = {"due_on": date(2099, 1, 2), "entity": "health", "features": ("OSI-IF-001",)}
        follow_up_add(workshop, FollowUpFields(title=words, **due), by=None)
        rows = getattr(workshop, part)
        left_out = {"id", "at", "by", "door_id"}
        told = sorted(str(_told(row, left_out)) for row in rows.all())
        for row in rows.all():
            address = f"{WORK}workshops/{workshop.code}/parts/{part.replace('_', '-')}/{row.pk}/remove/"
            page = slip(amina, address)
            assert not rows.filter(pk=row.pk).exists()
            taken_back(amina, page)
        assert sorted(str(_told(row, left_out)) for row in rows.all()) == told


def _told(row: Any, left_out: set[str]) -> dict[str, Any]:
    return {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.attname not in left_out
    }


def test_a_service_is_published_again(campaign_cast: CampaignCast) -> None:
    amina = signed_in(campaign_cast.amina)
    made = service_publish(service(), by=None)
    page = slip(amina, f"{WORK}services/cards/{made.code}/state/", to="retire")
    assert Service.objects.get().state == "retired"
    taken_back(amina, page)
    assert Service.objects.get().state == "published"


class TestCampaigns:
    """Features, questions and ties of a campaign."""

    def test_features_go_back_to_whoever_had_them(self, given: Given) -> None:
        amina, campaign = signed_in(given.cast.amina), given.question().campaign
        address = f"{WORK}campaigns/{campaign.code}/assign/change/"
        before = {row.feature.code: _holding(row) for row in rows_of(campaign)}
        chosen = [f"{code}~{before[code]}" for code in ("OSI-IF-001", "OSI-SP-002", "OSI-IF-003")]
        page = slip(amina, address, feature=chosen, do="lead", to="education")
        assert _of(campaign) == _of(campaign, "OSI-SP-002") == "education|"
        taken_back(amina, page)
        assert {row.feature.code: _holding(row) for row in rows_of(campaign)} == before

    def test_not_over_what_somebody_else_did(self, given: Given) -> None:
        amina, campaign = signed_in(given.cast.amina), given.question().campaign
        address = f"{WORK}campaigns/{campaign.code}/assign/change/"
        page = slip(amina, address, feature=[f"OSI-IF-001~{_of(campaign)}"], do="lead", to="education")
        slip(amina, address, feature=[f"OSI-IF-001~{_of(campaign)}"], do="take")
        assert "after you opened the page" in taken_back(amina, page).content.decode()
        assert _of(campaign) == "|"

    def test_a_question_is_handed_on_again(self, given: Given) -> None:
        noor, question = signed_in(given.cast.noor), given.question()
        address = f"{WORK}campaigns/present/entity/health/{question.feature}/delegate/"
        slip(noor, address, email=given.cast.bruno.email, note="The law", until="2099-01-02")
        taken_back(noor, slip(noor, address, end="1"))
        again = Delegation.objects.get(assignment=question)
        told = (again.holder, again.note, again.until)
        assert told == (given.cast.bruno.pseudonym, "The law", date(2099, 1, 2))

    def test_what_was_proposed_is_proposed_again(self, given: Given) -> None:
        bruno, question = signed_in(given.cast.bruno), given.question()
        address = f"{WORK}campaigns/present/entity/health/{question.feature}/applicability/"
        slip(bruno, address, reason="No such law")
        taken_back(bruno, slip(bruno, address, withdraw="1"))
        question.refresh_from_db()
        assert (question.applicability, question.reason) == ("proposed", "No such law")

    def test_a_tie_is_recorded_again(self, given: Given) -> None:
        amina, chen = signed_in(given.cast.amina), given.cast.chen.pseudonym
        address = f"{WORK}campaigns/present/reviews/conflicts/"
        slip(amina, address, assessor=chen, entity="health", reason="A former post")
        taken_back(amina, slip(amina, address, lift=Conflict.objects.get().pk))
        assert Conflict.objects.values_list("assessor", "reason").get() == (chen, "A former post")


def _holding(row: Any) -> str:
    helpers = ",".join(sorted(one.entity.code for one in row.helpers))
    return f"{row.lead.entity.code if row.lead else ''}|{helpers}"


def _of(campaign: Any, feature: str = "OSI-IF-001") -> str:
    return next(_holding(row) for row in rows_of(campaign) if row.feature.code == feature)


def test_what_was_typed_stands_beside_the_refusal(given: Given) -> None:
    """A form whose page cannot show it again gives the words back, whole and harmless."""
    words = "لا قانون <b>here</b> " + "و" * 5000
    address = f"{WORK}campaigns/present/entity/health/OSI-IF-001/applicability/"
    page = signed_in(given.cast.bruno).post(address, {"reason": words})
    assert page.status_code == 422
    shown = html.fromstring(page.content.decode()).find(".//blockquote")
    assert (shown.text_content(), shown.get("dir")) == (words, "auto")


def test_codes_and_choices_are_not_given_back(given: Given) -> None:
    address = f"{WORK}campaigns/present/entity/health/OSI-IF-001/delegate/"
    page = signed_in(given.cast.noor).post(address, {"email": "nobody@example.org", "until": "2099-01-02"})
    assert page.status_code == 422
    assert html.fromstring(page.content.decode()).find(".//blockquote") is None


def test_a_rhythm_of_scans_is_set_again(campaign_cast: CampaignCast) -> None:
    amina = signed_in(campaign_cast.amina)
    plan = {"pages": "40", "seconds": "600", "browser": "0", "languages": "ar-en", "every": "monthly"}
    slip(amina, f"{WORK}scans/start/", entity="", **plan)
    before = ScanSchedule.objects.values("of", "every", "plan").get()
    page = slip(amina, f"{WORK}scans/rhythm/end/", entity="")
    assert not ScanSchedule.objects.exists()
    taken_back(amina, page)
    assert ScanSchedule.objects.values("of", "every", "plan").get() == before
