"""Services on pages: each as its people and the public see it, a constant number of queries, no word lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from miqyas.jobs.programme.service_files import services_workbook
from miqyas.workspace.services.fields import DatumFields
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import fields_of
from miqyas.workspace.services.services import (
    feature_decide,
    service_publish,
    service_retire,
    service_update,
)
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.services.making import SICK_LEAVE, fields, service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

LIST = "/en/workspace/services/"
CARD = f"{LIST}cards/sick-leave/"
LANGUAGES = ("ar", "en")


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


@pytest.fixture
def amina(cast: CampaignCast) -> Client:
    return signed_in(cast.amina)


@pytest.fixture
def bruno(cast: CampaignCast) -> Client:
    return signed_in(cast.bruno)


def as_sent(made: Service, **changes: str) -> dict[str, Any]:
    """What the form of a service sends when nothing in it is touched, but for the changes."""
    held = fields_of(made)
    return {
        "entity": held.entity, "title_ar": held.title["ar"], "title_en": held.title["en"],
        "description_ar": held.description["ar"], "description_en": held.description["en"],
        "sector": held.sector, "audiences": list(held.audiences), "life_events": list(held.life_events),
        "channels": list(held.channels), "languages": "ar, en", "addresses": held.addresses[0],
        "steps_ar": "قدّم الطلب", "steps_en": "Apply", "fee": "0", "visits": "0", "volume": "1200",
        "automation": held.automation, "identity": held.identity, "data_listed": "on",
        "version": str(made.version), "data-TOTAL_FORMS": "2", "data-INITIAL_FORMS": "1",
        "data-0-datum": "medical_report", "data-0-way": "asked", "data-0-entity": "",
        "data-1-datum": "", "data-1-way": "asked", "data-1-entity": "",
    } | changes  # fmt: skip


class TestTheRegister:
    """The list, with search and filters."""

    def test_an_empty_register_teaches(self, amina: Client) -> None:
        page = amina.get(LIST).content.decode()
        assert "No services yet" in page
        assert "/en/workspace/services/import/" in page

    def test_who_sees_which(self, cast: CampaignCast) -> None:
        service()
        service(code="school", entity="education", title={"ar": "مدرسة", "en": "School"})
        seen = {
            name: [code for code in ("sick-leave", "school") if f"cards/{code}/" in page]
            for name in ("amina", "jamal", "bruno", "farid")
            for page in [signed_in(getattr(cast, name)).get(LIST).content.decode()]
        }
        both = ["sick-leave", "school"]
        assert seen == {"amina": both, "jamal": both, "bruno": ["sick-leave"], "farid": ["school"]}

    def test_whoever_assesses_is_refused(self, cast: CampaignCast) -> None:
        service()
        assert signed_in(cast.chen).get(LIST).status_code == 403
        assert signed_in(cast.chen).get(CARD).status_code == 404
        assert signed_in(cast.farid).get(CARD).status_code == 404
        assert Client().get(LIST).status_code == 302

    @pytest.mark.parametrize(
        ("query", "is_there"),
        [
            ("q=الاجازة", True), ("q=nothing", False), ("entity=health", True), ("level=transactional", True),
            ("level=none", False), ("channel=counter", True), ("audience=%27", False), ("page=99", True),
            ("q=" + "x" * 3000, False),
        ],
    )  # fmt: skip
    def test_filters(self, amina: Client, query: str, is_there: bool) -> None:
        service()
        answer = amina.get(f"{LIST}?{query}")
        assert answer.status_code == 200
        assert ("cards/sick-leave/" in answer.content.decode()) == is_there


class TestOneService:
    """The card of a service and what is done on it."""

    def test_it_says_what_the_next_level_needs(self, bruno: Client) -> None:
        service()
        page = bruno.get(CARD).content.decode()
        for words in (
            "What it takes to be Connected",
            "Join it to the national digital identity",
            "Let the system check the conditions",
            "Measure the users&#x27; satisfaction and record it",
        ):
            assert words in page

    def test_what_is_typed_is_kept(self, bruno: Client) -> None:
        made = service()
        answer = bruno.post(f"{CARD}edit/", as_sent(made, volume="1500", visits="1"))
        assert (answer.status_code, answer["Location"]) == (302, CARD)
        kept = fields_of(Service.objects.get())
        assert kept == fields(volume=1500, visits=1)
        assert Service.objects.get().level == "enhanced"

    def test_nothing_touched_changes_nothing(self, bruno: Client) -> None:
        made = service()
        assert bruno.post(f"{CARD}edit/", as_sent(made)).status_code == 302
        assert (fields_of(Service.objects.get()), Service.objects.get().version) == (SICK_LEAVE, 1)

    def test_what_met_a_newer_version_is_shown_and_counts_when_sent_again(self, bruno: Client) -> None:
        made = service()
        sent = as_sent(made, volume="1500")
        service_update(made, fields(visits=2), version=1, by=None)
        met = bruno.post(f"{CARD}edit/", sent)
        page = met.content.decode()
        assert met.status_code == 422
        assert "Somebody else changed this service after you opened it." in page
        assert 'value="1500"' in page
        assert 'name="version" value="2"' in page
        assert Service.objects.get().volume == 1200
        assert bruno.post(f"{CARD}edit/", sent | {"version": "2"}).status_code == 302
        assert Service.objects.get().volume == 1500

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"title_ar": "", "title_en": ""}, "The service has no title."),
            ({"addresses": "javascript:alert(1)"}, "is not the address of a page on the web."),
            ({"steps_ar": "واحد\nاثنان"}, "There are not as many lines in Arabic as in English."),
            ({"languages": "klingon!"}, "is not the code of a language that is known here."),
            ({"data-0-way": "fetched"}, "The entity with which"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
        self, bruno: Client, changes: dict[str, str], words: str
    ) -> None:
        made = service()
        answer = bruno.post(f"{CARD}edit/", as_sent(made, volume="77", **changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert 'value="77"' in answer.content.decode()
        assert fields_of(Service.objects.get()) == SICK_LEAVE

    def test_a_service_of_another_entity_is_not_added(self, bruno: Client) -> None:
        made = service()
        sent = as_sent(made, code="mine", entity="education", **{"data-INITIAL_FORMS": "0"})
        assert bruno.post(f"{LIST}new/", sent).status_code == 422
        assert Service.objects.count() == 1
        assert bruno.post(f"{LIST}new/", sent | {"entity": "health"}).status_code == 302
        assert Service.objects.get(code="mine").entity.code == "health"

    def test_who_publishes(self, cast: CampaignCast, bruno: Client) -> None:
        service()
        assert bruno.post(f"{CARD}state/", {"to": "publish"}).status_code == 403
        noor = signed_in(cast.noor)
        assert noor.post(f"{CARD}state/", {"to": "golden"}).status_code == 404
        assert noor.post(f"{CARD}state/", {"to": "publish"}).status_code == 302
        assert Service.objects.get().state == "published"

    def test_a_level_without_a_proof_of_the_service_is_refused(self, amina: Client, bruno: Client) -> None:
        service()
        sent = {"level": "connected", "reason": "because", "proof": "5f4dcc3b-5aa7-4d61-9d83-27deb882cf99"}
        assert bruno.post(f"{CARD}level/", sent).status_code == 403
        assert amina.post(f"{CARD}level/", sent).status_code == 422
        assert Service.objects.get().level == "transactional"

    def test_features_are_accepted_and_set_aside(self, bruno: Client) -> None:
        service(title={"ar": "حجز موعد", "en": "Appointment at a clinic"}, automation="form")
        assert "OSI-SP-034" in bruno.get(CARD).content.decode()
        bruno.post(f"{CARD}features/", {"feature": "osi-sp-034", "accept": "1"})
        page = bruno.get(CARD).content.decode()
        assert "between" in page
        assert "Take off" in page
        answer = bruno.post(f"{CARD}features/", {"feature": "OSI-SP-999", "accept": "1"})
        assert answer.status_code == 422
        assert "The catalogue has no feature with the code" in answer.content.decode()

    def test_who_comes_back_to_an_address_of_a_form_finds_the_card(self, bruno: Client) -> None:
        service()
        assert bruno.get(f"{CARD}state/")["Location"] == CARD


class TestManyTogether:
    """The nation, an entity, what is asked again, what is most worth raising."""

    def test_the_nation_is_for_the_authority(self, cast: CampaignCast, amina: Client, bruno: Client) -> None:
        service()
        service(code="form", automation="form", volume=3600)
        page = amina.get(f"{LIST}nation/").content.decode()
        assert '<bdi dir="ltr" class="num">50%</bdi> of services are done online altogether' in page
        assert bruno.get(f"{LIST}nation/").status_code == 403
        assert bruno.get(f"{LIST}entities/health/").status_code == 200
        assert bruno.get(f"{LIST}entities/education/").status_code == 404

    def test_a_retired_service_counts_no_more(self, amina: Client) -> None:
        service_retire(service(), by=None)
        assert "No services yet" in amina.get(f"{LIST}nation/").content.decode()

    def test_what_is_asked_again(self, amina: Client, cast: CampaignCast) -> None:
        data = (DatumFields("income", "asked", "education"), DatumFields("address", "fetched", "authority"))
        service(data=data)
        page = amina.get(f"{LIST}once-only/").content.decode()
        assert "documents a year are carried between entities by people" in page
        assert "From Digital authority to Ministry of Health: Proof of address" in " ".join(
            page.replace("<bdi>", "").replace("</bdi>", "").split()
        )
        other = signed_in(cast.farid).get(f"{LIST}once-only/").content.decode()
        assert "Nothing asked twice is recorded" in other

    def test_the_most_worth_raising(self, amina: Client) -> None:
        made = service(automation="form")
        assert "No order yet" in amina.get(f"{LIST}worth/").content.decode()
        feature_decide(made, "OSI-SP-034", is_accepted=True, by=None)
        assert "OSI-SP-034" in amina.get(f"{LIST}worth/").content.decode()


class TestFiles:
    """In and out."""

    def test_a_file_is_shown_then_accepted(self, bruno: Client) -> None:
        service()
        rows = "code,entity,volume,title_en\nsick-leave,health,1500,Sick leave\nnew-one,health,,A new one\n"
        sent = bruno.post(f"{LIST}import/", {"file": SimpleUploadedFile("services.csv", rows.encode())})
        preview = bruno.get(sent["Location"])
        page = preview.content.decode()
        assert "One service would be added" in page
        assert "One service would change" in page
        digest = preview.context["plan"].digest
        assert bruno.post(sent["Location"], {"digest": "0", "accept": "yes"})["Location"] == sent["Location"]
        assert Service.objects.count() == 1
        assert bruno.post(sent["Location"], {"digest": digest, "accept": "yes"})["Location"] == LIST
        assert sorted(Service.objects.values_list("code", "volume")) == [
            ("new-one", None),
            ("sick-leave", 1500),
        ]

    def test_whose_services_go_out(self, cast: CampaignCast, bruno: Client) -> None:
        service()
        service(code="school", entity="education", title={"ar": "مدرسة", "en": "=SUM(A1)"})
        own = bruno.get(f"{LIST}services.csv").content.decode("utf-8-sig")
        assert ("sick-leave" in own, "school" in own) == (True, False)
        everything = signed_in(cast.amina).get(f"{LIST}services.csv").content.decode("utf-8-sig")
        assert ",=SUM" not in everything
        assert bruno.get(f"{LIST}services.xlsx").content[:2] == b"PK"
        assert signed_in(cast.jamal).get(f"{LIST}template.xlsx").status_code == 403
        assert signed_in(cast.chen).get(f"{LIST}services.csv").status_code == 403
        assert services_workbook([], entities=[], language="en")[:2] == b"PK"


class TestThePublic:
    """The directory: what is published, in both languages, and nothing else."""

    def test_only_published_services(self, cast: CampaignCast) -> None:
        made = service()
        service(code="draft", title={"ar": "مسودة سرية", "en": "A secret draft"})
        service_publish(made, by=None)
        page = Client().get("/en/services/").content.decode()
        assert ("Sick leave" in page, "A secret draft" in page) == (True, False)
        assert Client().get("/en/services/draft/").status_code == 404
        card = Client().get("/ar/services/sick-leave/").content.decode()
        assert "الإجازة المرضية" in card
        assert "تقرير طبي" in card
        for inside in ("1,200", "transactional", "تفاعلية"):
            assert inside not in card

    def test_a_page_is_not_sent_again_until_a_service_changes(self, cast: CampaignCast) -> None:
        made = service_publish(service(), by=None)
        first = Client().get("/en/services/sick-leave/")
        again = Client().get("/en/services/sick-leave/", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        service_update(made, fields(visits=1), version=2, by=None)
        changed = Client().get("/en/services/sick-leave/", headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200
        assert "One visit in person" in changed.content.decode()

    def test_searched_in_either_spelling(self, cast: CampaignCast) -> None:
        service_publish(service(), by=None)
        for text, is_there in (("اجازه", True), ("الإِجَازَة", True), ("leave", True), ("زواج", False)):
            page = Client().get("/ar/services/", {"q": text}).content.decode()
            assert ("services/sick-leave/" in page) == is_there, text


@pytest.mark.parametrize(
    "address",
    ["", "?q=leave", "nation/", "entities/health/", "once-only/", "worth/"],
)
def test_a_page_asks_as_often_for_forty_services_as_for_four(amina: Client, address: str) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert amina.get(f"{LIST}{address}").status_code == 200
        return len(asked)

    def add(numbers: range) -> None:
        for number in numbers:
            data = (
                DatumFields("income", "asked", "education"),
                DatumFields("address", "fetched", "authority"),
            )
            made = service(code=f"service-{number}", automation="form", data=data)
            feature_decide(made, f"OSI-SP-{number + 1:03d}", is_accepted=True, by=None)

    add(range(3))
    counted()
    add(range(3, 4))  # what was worked out before says nothing now, as after the next change
    few = counted()
    add(range(4, 40))
    assert counted() == few


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there(cast: CampaignCast, amina: Client, language: str) -> None:
    service()
    for address in ("", "new/", "nation/", "once-only/", "worth/", "import/", "entities/health/",
                    "cards/sick-leave/", "cards/sick-leave/edit/"):  # fmt: skip
        answer = amina.get(f"/{language}/workspace/services/{address}")
        assert answer.status_code == 200, address
        assert "services." not in answer.content.decode().replace("services.xlsx", "").replace(
            "services.csv", ""
        ).replace("css/services.css", ""), address
