"""The pages of the registry: who may, what they show, what they refuse, what comes in by a file."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.registry.models import Entity, Portal
from tests.campaign_cast import NATIONAL_PORTAL, CampaignCast
from tests.cast import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/en/workspace/registry/"
FILE = b"code,name_ar,name_en,kind\nworks,\xd9\x88,Ministry of Works,ministry\n"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_FOLDER = tmp_path


@pytest.fixture
def elif_(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.elif_)


def entity_form(**changes: str) -> dict[str, Any]:
    given = {"code": "works", "name_ar": "وزارة الأشغال", "name_en": "Ministry of Works", "kind": "ministry"}
    return given | changes


def text_of(response: Any) -> str:
    return response.content.decode()


class TestWhoMay:
    ADDRESSES = ("", "new/", "import/", "entities/health/", "registry.xlsx", "template.xlsx", "entities.csv")

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_visitor_signs_in_first(
        self, client: Client, campaign_cast: CampaignCast, address: str
    ) -> None:
        response = client.get(PAGE + address)
        assert response.status_code == 302
        assert response["Location"].endswith(f"next={PAGE}{address}")

    @pytest.mark.parametrize("name", ["dana", "bruno", "salma", "chen", "ines"])
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_who_does_not_keep_it_is_refused(
        self, campaign_cast: CampaignCast, name: str, address: str
    ) -> None:
        assert signed_in(campaign_cast.people()[name]).get(PAGE + address).status_code == 403

    def test_who_looks_on_reads_and_changes_nothing(self, campaign_cast: CampaignCast) -> None:
        jamal = signed_in(campaign_cast.jamal)
        shown = text_of(jamal.get(PAGE + "entities/health/"))
        assert "Ministry of Health" in shown
        assert '<form method="post" action="/en/workspace' not in shown
        assert jamal.post(PAGE + "entities/health/", entity_form()).status_code == 403
        assert jamal.post(PAGE + "entities/health/switch/", {"to": "off"}).status_code == 403
        assert jamal.post(PAGE + "new/", entity_form()).status_code == 403
        assert Entity.objects.filter(is_active=True).count() == 3


class TestTheTree:
    @pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
    def test_it_reads_in_both_languages(self, elif_: Client, language: str) -> None:
        for address in ("", "new/", "import/", "entities/health/"):
            response = elif_.get(f"/{language}/workspace/registry/{address}")
            assert response.status_code == 200
            assert "no-store" in response["Cache-Control"]
        shown = text_of(elif_.get(f"/{language}/workspace/registry/"))
        assert NATIONAL_PORTAL in shown
        assert ("وزارة الصحة" if language == "ar" else "Ministry of Health") in shown

    def test_filters_narrow_it(self, elif_: Client) -> None:
        shown = text_of(elif_.get(PAGE, {"q": "HEALTH"}))
        assert "Ministry of Health" in shown
        assert "Ministry of Education" not in shown
        assert "No entity matches" in text_of(elif_.get(PAGE, {"q": "x" * 5000, "kind": "planet"}))

    def test_an_empty_registry_tells_the_first_step(self, elif_: Client) -> None:
        Portal.objects.all().delete()
        Entity.objects.all().delete()
        assert "No entities yet" in text_of(elif_.get(PAGE))

    def test_without_a_national_portal_it_says_so(self, elif_: Client) -> None:
        Portal.objects.all().delete()
        assert "not named yet" in text_of(elif_.get(PAGE))

    def test_many_entities_take_no_more_queries(self, elif_: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as taken:
                elif_.get(PAGE)
            return len(taken)

        few = queries()
        parent = Entity.objects.get(code="health")
        for number in range(60):
            Entity.objects.create(
                code=f"e{number}", name={"ar": "ج", "en": "E"}, kind="agency", parent=parent
            )
        assert queries() == few

    def test_what_people_typed_is_escaped(self, elif_: Client) -> None:
        Entity.objects.filter(code="health").update(
            name={"ar": "<script>alert(1)</script>", "en": "<img src=x>"}, group="<b>"
        )
        for address in ("", "entities/health/"):
            shown = text_of(elif_.get(PAGE + address))
            assert "<img src=x>" not in shown
            assert "<b>" not in shown.split("<main")[1].replace("<b><bdi", "")


class TestOneEntity:
    def test_it_is_added(self, elif_: Client) -> None:
        response = elif_.post(PAGE + "new/", entity_form(mandates="transport_authority", parent="health"))
        assert response["Location"] == PAGE + "entities/works/"
        made = Entity.objects.get(code="works")
        assert (made.mandates, made.parent.code) == (["transport_authority"], "health")

    def test_sent_twice_it_is_there_once(self, elif_: Client) -> None:
        elif_.post(PAGE + "new/", entity_form())
        again = elif_.post(PAGE + "new/", entity_form())
        assert again.status_code == 422
        assert "is another entity" in text_of(again)
        assert Entity.objects.filter(code="works").count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {},
            {"code": "x" * 10_000},
            {"code": "../../etc"},
            {"kind": "planet"},
            {"parent": "nobody"},
            {"mandates": "moon"},
            {"position": "many"},
            {"position": "-1"},
            {"position": str(10**30)},
            {"name_ar": "\x00"},
            {"sector": "tea"},
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, elif_: Client, wrong: dict[str, str]) -> None:
        response = elif_.post(PAGE + "new/", entity_form(**wrong) if wrong else {"csrf": "1"})
        assert response.status_code == 422
        assert 'class="error-summary"' in text_of(response)
        assert not Entity.objects.filter(name__en="Ministry of Works").exists()

    def test_it_is_changed(self, elif_: Client) -> None:
        response = elif_.post(PAGE + "entities/health/", entity_form(code="health"))
        assert response.status_code == 302
        assert Entity.objects.get(code="health").title["en"] == "Ministry of Works"

    def test_a_form_from_before_is_not_saved_unseen(self, elif_: Client) -> None:
        Entity.objects.filter(code="health").update(mandates=[])
        seen = elif_.get(PAGE + "entities/health/").context["seen"]
        Entity.objects.filter(code="health").update(group="Social")
        refused = elif_.post(PAGE + "entities/health/", entity_form(code="health", seen=seen))
        assert refused.status_code == 422
        assert "after you opened the page" in text_of(refused)
        assert Entity.objects.get(code="health").group == "Social"
        again = entity_form(code="health", seen=refused.context["seen"])
        assert elif_.post(PAGE + "entities/health/", again).status_code == 302

    def test_a_ring_is_refused(self, elif_: Client) -> None:
        elif_.post(PAGE + "new/", entity_form(parent="health"))
        response = elif_.post(PAGE + "entities/health/", entity_form(code="health", parent="works"))
        assert response.status_code == 422
        assert "in a ring" in text_of(response)

    def test_it_is_switched_off_and_on(self, elif_: Client) -> None:
        elif_.post(PAGE + "entities/health/switch/", {"to": "off"})
        assert not Entity.objects.get(code="health").is_active
        assert "switched off" in text_of(elif_.get(PAGE))
        elif_.post(PAGE + "entities/health/switch/", {"to": "on"})
        assert Entity.objects.get(code="health").is_active

    def test_not_over_those_below_it(self, elif_: Client) -> None:
        elif_.post(PAGE + "new/", entity_form(parent="health"))
        response = elif_.post(PAGE + "entities/health/switch/", {"to": "off"}, follow=True)
        assert "still on: works" in text_of(response)

    def test_one_that_is_not_there(self, elif_: Client) -> None:
        for address in ("entities/nobody/", "entities/%E2%80%AE/", "entities/health'--/"):
            assert elif_.get(PAGE + address).status_code == 404
        assert elif_.post(PAGE + "entities/nobody/switch/").status_code == 404


class TestPortals:
    ADDRESS = PAGE + "entities/health/portals/"

    def test_one_is_added_changed_and_removed(self, elif_: Client) -> None:
        form = {"address": "https://health.example.org/", "kind": "entity", "languages": "ar, en"}
        assert elif_.post(self.ADDRESS, form).status_code == 302
        portal = Portal.objects.get(entity__code="health")
        assert portal.languages == ["ar", "en"]
        changed = form | {"title_ar": "صحة", "title_en": "Health"}
        elif_.post(f"{self.ADDRESS}{portal.id}/", changed)
        assert Portal.objects.get(pk=portal.pk).title == {"ar": "صحة", "en": "Health"}
        assert elif_.get(f"{self.ADDRESS}{portal.id}/").status_code == 200
        elif_.post(f"{self.ADDRESS}{portal.id}/", {"remove": "yes"})
        assert not Portal.objects.filter(pk=portal.pk).exists()

    def test_languages_are_written_and_shown_by_their_names(self, elif_: Client) -> None:
        form = {
            "address": "https://health.example.org/",
            "kind": "entity",
            "languages": "العربية، الإنجليزية",
        }
        elif_.post(self.ADDRESS, form)
        portal = Portal.objects.get(entity__code="health")
        assert portal.languages == ["ar", "en"]
        assert "Website of the entity · Arabic, English" in text_of(elif_.get(f"{PAGE}entities/health/"))
        arabic = elif_.get(f"/ar/workspace/registry/entities/health/portals/{portal.id}/").content.decode()
        assert 'value="العربية، الإنجليزية"' in arabic

    def test_what_cannot_be_is_refused_in_words(self, elif_: Client) -> None:
        response = elif_.post(self.ADDRESS, {"address": "javascript:alert(1)", "kind": "entity"})
        assert response.status_code == 422
        assert "is not the address of a page" in text_of(response)

    def test_another_entitys_portal_is_not_there(self, elif_: Client) -> None:
        main = Portal.objects.get(is_main=True)
        assert elif_.get(f"{self.ADDRESS}{main.id}/").status_code == 404
        assert elif_.post(f"{self.ADDRESS}{main.id}/", {"remove": "yes"}).status_code == 404
        assert elif_.get(f"{self.ADDRESS}{uuid4()}/").status_code == 404


class TestFiles:
    def upload(self, client: Client, content: bytes = FILE, name: str = "registry.csv") -> Any:
        return client.post(PAGE + "import/", {"file": SimpleUploadedFile(name, content)})

    def test_shown_first_then_accepted(self, elif_: Client) -> None:
        preview = self.upload(elif_)["Location"]
        response = elif_.get(preview)
        assert "One entity is added" in text_of(response)
        assert not Entity.objects.filter(code="works").exists()
        digest = response.context["plan"].digest
        assert elif_.post(preview, {"accept": "yes", "digest": digest})["Location"] == PAGE
        assert Entity.objects.get(code="works").title["ar"] == "و"
        assert elif_.get(preview)["Location"] == PAGE + "import/"

    @pytest.mark.parametrize("mails", [True, False])
    def test_where_no_mail_goes_out_it_says_so(
        self, campaign_cast: CampaignCast, settings: Any, mails: bool
    ) -> None:
        settings.MIQYAS_MAILS = mails
        browser = signed_in(campaign_cast.elif_)
        browser.post("/en/account/again/", {"password": PASSWORD})
        preview = self.upload(browser, b"email,name,role\nnew@example.org,New,assessor\n")["Location"]
        digest = browser.get(preview).context["plan"].digest
        accepted = browser.post(preview, {"accept": "yes", "digest": digest}, follow=True)
        assert ("No mail goes out from here" in text_of(accepted)) is not mails

    def test_what_changed_meanwhile_is_shown_again(self, elif_: Client) -> None:
        preview = self.upload(elif_)["Location"]
        digest = elif_.get(preview).context["plan"].digest
        Entity.objects.create(code="works", name={"ar": "أ", "en": "Other"}, kind="court")
        again = elif_.post(preview, {"accept": "yes", "digest": digest}, follow=True)
        assert "changed after the file was shown" in text_of(again)
        assert Entity.objects.get(code="works").title["en"] == "Other"
        assert "Ministry of Works" in text_of(again)

    def test_given_up_nothing_changes(self, elif_: Client) -> None:
        preview = self.upload(elif_)["Location"]
        elif_.post(preview, {"give_up": "yes"})
        assert not Entity.objects.filter(code="works").exists()

    def test_problems_are_told_and_not_accepted(self, elif_: Client) -> None:
        preview = self.upload(elif_, b"code,kind\nworks,moon\n")["Location"]
        assert "moon is not a kind that is known" in text_of(elif_.get(preview))
        assert elif_.post(preview, {"accept": "yes", "digest": ""}).status_code == 422

    def test_another_persons_file_is_not_there(self, campaign_cast: CampaignCast, elif_: Client) -> None:
        preview = self.upload(elif_)["Location"]
        assert signed_in(campaign_cast.amina).get(preview)["Location"] == PAGE + "import/"

    def test_a_coordinator_makes_no_administrator(self, campaign_cast: CampaignCast) -> None:
        karim = signed_in(campaign_cast.karim)
        preview = self.upload(karim, b"email,role\nk2@example.org,administrator\n")["Location"]
        assert "Only an administrator" in text_of(karim.get(preview))

    def test_no_file_and_a_file_too_large(self, elif_: Client) -> None:
        assert elif_.post(PAGE + "import/", {})["Location"] == PAGE + "import/"
        response = self.upload(elif_, b"x" * (6 * 2**20))
        assert response.status_code == 422
        assert "at most 5 MB" in text_of(response)

    def test_the_form_needs_its_token(self, campaign_cast: CampaignCast) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(campaign_cast.elif_, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert self.upload(strict).status_code == 403

    @pytest.mark.parametrize("language", REQUIRED_LANGUAGES)
    def test_files_to_take_away(self, elif_: Client, language: str) -> None:
        for name in ("registry.xlsx", "template.xlsx", "entities.csv", "portals.csv"):
            response = elif_.get(f"/{language}/workspace/registry/{name}")
            assert response.status_code == 200
            assert response["Content-Disposition"].startswith("attachment")
        for name in ("registry.csv", "template.csv", "entities.xlsx", "people.csv"):
            assert elif_.get(f"/{language}/workspace/registry/{name}").status_code == 404
