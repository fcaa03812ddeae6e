"""Twinning on pages: who sees what, what a step asks for, what is refused in words, and nothing lost."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miqyas.jobs.programme.twinning_files import twinning_workbook
from miqyas.workspace.history.models import Record
from miqyas.workspace.twinning.importing import exchanges_apply, exchanges_plan, profiles_apply, profiles_plan
from miqyas.workspace.twinning.models import Exchange, Message, Profile, ProfileContact, Signer, Twin
from miqyas.workspace.twinning.queries import messages_of
from miqyas.workspace.twinning.services import profile_create, twin_agree, twin_begin
from tests.campaign.browser import Browser
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.twinning.test_keys_and_packages import invitation_from
from tests.workspace.twinning.twins_given import bahrain, estonia, skills

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/twinning/"


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> None:
    settings.MIQYAS_FOLDER = tmp_path
    settings.MIQYAS_HISTORY_KEY = tmp_path / "own.pem"


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Client:
    """The lead, who has nothing to confirm herself with."""
    campaign_cast.amina.set_unusable_password()
    campaign_cast.amina.save()
    return signed_in(campaign_cast.amina)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def hosted() -> Twin:
    """Two others agreed, whom this installation hosts."""
    profile_create(bahrain(), by=None)
    profile_create(estonia(), by=None)
    return twin_agree(twin_begin(skills(), by=None), foreseen=(), by=None)


def twin_form(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    given = {
        "title_ar": "المهارات", "title_en": "Skills", "code": "skills", "seeker": "bhr", "giver": "est",
        "starts_on": today.isoformat(), "ends_on": today.replace(year=today.year + 1, day=1).isoformat(),
        "goals": "HCI ٠٫٨٦٨ 0.9 2030-03-01\nTII.IU, 95, 99, 2029-01-01",
    }  # fmt: skip
    return given | changes


class TestKeeping:
    def test_an_empty_list_says_what_it_is_for_and_offers_the_first_step(self, amina: Client) -> None:
        page = text_of(amina.get(PAGE))
        assert "No twinnings yet" in page
        assert f'href="{PAGE}partners/new/"' in page

    def test_a_draft_is_begun_changed_and_sent_out(self, amina: Client, campaign_cast: CampaignCast) -> None:
        profile_create(bahrain(), by=None, is_home=True)
        profile_create(estonia(), by=None)
        assert amina.post(PAGE + "new/", twin_form())["Location"] == PAGE + "twins/skills/"
        twin = Twin.objects.get()
        kept = [(one.indicator, str(one.baseline)) for one in twin.goals.all()]
        assert kept == [("TII.IU", "95.000000"), ("HCI", "0.868000")]
        page = text_of(amina.get(PAGE + "twins/skills/"))
        assert "Internet users (TII.IU)" in page
        assert "Human Capital Index (HCI)" in page
        amina.post(PAGE + "twins/skills/", twin_form(goals="HCI 0.8 0.9 2030-03-01"))
        assert twin.goals.count() == 1
        assert amina.post(PAGE + "twins/skills/step/", {"action": "invite"}).status_code == 302
        message = Message.objects.get()
        assert text_of(amina.get(f"{PAGE}packages/{message.pk}.json")) == message.text
        late = text_of(amina.post(PAGE + "twins/skills/", twin_form(title_en="Other")))
        assert "The terms of this twinning were sent to the partner and cannot be changed." in late
        actions = Record.objects.filter(object_kind="twin").values_list("action", flat=True)
        assert list(actions) == ["twin.create", "twin.update", "twin.issue"]

    def test_the_sheet_is_there_in_three_languages(self, amina: Client) -> None:
        profile_create(bahrain(), by=None, is_home=True)
        profile_create(estonia(), by=None)
        amina.post(PAGE + "new/", twin_form())
        amina.post(PAGE + "twins/skills/step/", {"action": "invite"})
        sheet = f"{PAGE}packages/{Message.objects.get().pk}/"
        assert "Invitation to a twinning" in text_of(amina.get(sheet))
        assert "Invitation à un jumelage" in text_of(amina.get(sheet, {"in": "fr"}))
        assert "دعوة إلى توأمة" in text_of(amina.get(sheet, {"in": "ar"}))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"goals": "HCI 0.8"}, "The goal “HCI 0.8” cannot be read."),
            ({"goals": "HCI many 0.9 2030-03-01"}, "“many” is no number."),
            ({"goals": "XYZ 0.8 0.9 2030-03-01"}, "No indicator has the code “XYZ”."),
            ({"goals": "HCI 0.9 0.90 2030-03-01"}, "The target of HCI is its baseline."),
            ({"giver": "bhr"}, "Nobody twins with themselves."),
            ({"ends_on": "2001-01-01"}, "The end comes before the beginning."),
            ({"code": "../etc"}, "“../etc” cannot be a code."),
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, amina: Client, changes: Any, words: str) -> None:
        profile_create(bahrain(), by=None)
        profile_create(estonia(), by=None)
        answer = amina.post(PAGE + "new/", twin_form(**changes))
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert not Twin.objects.exists()

    def test_two_who_change_one_partner_are_told(self, amina: Client) -> None:
        profile_create(estonia(), by=None)
        form = {
            "name_ar": "إستونيا", "name_en": "Estonia", "code": "est", "iso3": "EST", "capacity": "5",
            "seen": "what it was before",
        }  # fmt: skip
        answer = amina.post(PAGE + "partners/est/", form)
        assert answer.status_code == 422
        assert Profile.objects.get().capacity == 2

    def test_matches_come_with_reasons(self, amina: Client) -> None:
        profile_create(bahrain(), by=None)
        profile_create(estonia(), by=None)
        page = text_of(amina.get(PAGE + "partners/bhr/"))
        assert "Offers what we need: Human Capital Index, Digital skills." in page
        assert "It has 2 places left." in page

    def test_contacts_are_for_those_who_run_it(self, amina: Client, campaign_cast: CampaignCast) -> None:
        profile_create(estonia(), by=None)
        amina.post(PAGE + "partners/est/contacts/", {"contacts": "Sample Person; Desk; desk@example.org; 12"})
        assert ProfileContact.objects.get().email == "desk@example.org"
        assert "desk@example.org" in text_of(amina.get(PAGE + "partners/est/"))
        for other in (campaign_cast.jamal, campaign_cast.noor):
            assert "desk@example.org" not in text_of(signed_in(other).get(PAGE + "partners/est/"))

    def test_contacts_that_somebody_changed_meanwhile_are_not_written_over(self, amina: Client) -> None:
        profile_create(estonia(), by=None)
        page = Browser("amina", client=amina).open(PAGE + "partners/est/")
        late = Browser("amina", client=amina).open(PAGE + "partners/est/")
        page.send("Save", to="contacts", contacts="First Person; Desk; first@example.org")
        late.send("Save", to="contacts", contacts="Second Person", status=422)
        late.reads("Somebody changed this after you opened the page", "first@example.org")
        [typed] = late.form("Save", to="contacts").fields["contacts"].values
        assert typed.strip() == "Second Person"
        assert [one.name for one in ProfileContact.objects.all()] == ["First Person"]
        late.send("Save", to="contacts")
        assert [one.name for one in ProfileContact.objects.all()] == ["Second Person"]

    @pytest.mark.parametrize("typed", ["Somebody; Desk; no address", "; Desk; a@example.org", "x" * 4001])
    def test_contacts_that_do_not_fit_are_told_and_stay_in_the_form(self, amina: Client, typed: str) -> None:
        profile_create(estonia(), by=None)
        answer = amina.post(PAGE + "partners/est/contacts/", {"contacts": typed})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in text_of(answer)
        assert typed in text_of(answer)
        assert not ProfileContact.objects.exists()


@pytest.mark.parametrize("first", [False, True])
def test_a_reply_of_the_same_moment_stands_below_what_it_answers(
    monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    twin = hosted()
    ids = sorted([uuid4(), uuid4()], reverse=first)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    for pk, kind, reply in ((ids[0], "invitation", None), (ids[1], "answer", ids[0])):
        made = {"kind": kind, "in_reply_to": reply, "is_ours": True, "text": "", "sha256": ""}
        Message.objects.create(pk=pk, twin=twin, issued_at=now, expires_at=now, **made)
    assert {one.at for one in twin.messages.all()} == {now}
    assert [one.kind for one in messages_of(twin)] == ["invitation", "answer"]


class TestPackages:
    def test_a_package_is_told_its_key_confirmed_and_taken_in(
        self, amina: Client, settings: Any, tmp_path: Path
    ) -> None:
        content = invitation_from(settings, tmp_path / "a")
        profile_create(estonia(), by=None, is_home=True)
        file = SimpleUploadedFile("invitation.json", content)
        preview = amina.post(PAGE + "packages/", {"file": file})["Location"]
        page = amina.get(preview)
        assert "nobody here has confirmed this key" in text_of(page)
        assert "Confirm the fingerprint with its owner" in text_of(page)
        wrong = amina.post(preview + "key/", {"fingerprint": "6668", "how": "A call"})
        assert (wrong.status_code, Signer.objects.count()) == (422, 0)
        fingerprint = page.context["plan"].package.fingerprint
        amina.post(preview + "key/", {"fingerprint": fingerprint, "how": "A call"})
        ready = amina.get(preview)
        assert "The signature holds and its owner is known" in text_of(ready)
        assert not Twin.objects.exists()
        amina.post(preview, {"accept": "yes", "digest": ready.context["plan"].digest})
        assert Twin.objects.get().state == "received"
        again = amina.post(PAGE + "packages/", {"file": SimpleUploadedFile("again.json", content)})
        assert "This very package was taken in before." in text_of(amina.get(again["Location"]))

    def test_a_tampered_copy_shows_nothing_of_what_it_says(
        self, amina: Client, settings: Any, tmp_path: Path
    ) -> None:
        content = invitation_from(settings, tmp_path / "a").replace(b"Digital skills", b"Something else")
        profile_create(estonia(), by=None, is_home=True)
        sent = amina.post(PAGE + "packages/", {"file": SimpleUploadedFile("invitation.json", content)})
        page = text_of(amina.get(sent["Location"]))
        assert "The signature does not hold." in page
        assert "Something else" not in page
        assert "Confirm the fingerprint" not in page

    def test_a_key_is_revoked_with_a_reason(self, amina: Client) -> None:
        signer = Signer.objects.create(
            code="est", iso3="EST", name={"en": "Estonia"}, key="k", fingerprint="f" * 64, how="A call"
        )
        refused = amina.post(PAGE + "keys/", {"signer": str(signer.pk), "why": " "})
        assert "You did not write why the key is revoked." in text_of(refused)
        amina.post(PAGE + "keys/", {"signer": str(signer.pk), "why": "They lost it"})
        signer.refresh_from_db()
        assert signer.revoked_why == "They lost it"
        assert amina.post(PAGE + "keys/", {"signer": "x", "why": "y"}).status_code == 404

    def test_coordinators_and_entities_sign_nothing(self, campaign_cast: CampaignCast) -> None:
        hosted()
        for other in (campaign_cast.karim, campaign_cast.noor, campaign_cast.jamal):
            assert signed_in(other).get(PAGE + "packages/").status_code == 403
            step = signed_in(other).post(PAGE + "twins/skills/step/", {"action": "result"})
            assert step.status_code == 403


class TestAgreement:
    def test_exchanges_and_values_are_written_and_shown(self, amina: Client) -> None:
        hosted()
        today = timezone.localdate().isoformat()
        exchange = {
            "kind": "visit", "state": "held", "title_en": "Ten teachers", "starts_on": today,
            "ends_on": today, "people": "10",
        }  # fmt: skip
        amina.post(PAGE + "twins/skills/exchanges/", exchange)
        kept = Exchange.objects.get()
        amina.post(f"{PAGE}twins/skills/exchanges/{kept.pk}/", exchange | {"people": "9"})
        amina.post(PAGE + "twins/skills/readings/", {"goal": "HCI 2030-03-01", "value": "0.9", "on": today})
        page = amina.get(PAGE + "twins/skills/")
        assert [one["exchange"].people for one in page.context["exchanges"]] == [9]
        assert "Reached" in text_of(page)
        nowhere = f"{PAGE}twins/skills/exchanges/00000000-0000-0000-0000-000000000000/"
        assert amina.get(nowhere).status_code == 404

    def test_an_end_wants_its_words(self, amina: Client) -> None:
        twin = hosted()
        assert amina.post(PAGE + "twins/skills/step/", {"action": "end"}).status_code == 422
        amina.post(PAGE + "twins/skills/step/", {"action": "end", "text_ar": "تحقق نصف الهدف."})
        twin.refresh_from_db()
        assert (twin.state, twin.outcome) == ("ended", {"ar": "تحقق نصف الهدف."})

    def test_the_programme_tells_who_helps_whom(self, amina: Client) -> None:
        hosted()
        page = text_of(amina.get(PAGE + "programme/"))
        assert "One agreement in force" in page
        assert "2 states take part; helping: 1" in page

    def test_the_programme_asks_as_few_questions_of_many_as_of_few(self, amina: Client) -> None:
        hosted()

        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as found:
                amina.get(PAGE + "programme/")
            return len(found)

        amina.get(PAGE + "programme/")
        few = asked()
        for number in range(8):
            twin_agree(twin_begin(skills(code=f"more-{number}"), by=None), foreseen=(), by=None)
        assert asked() == few


class TestFiles:
    def test_what_is_taken_away_comes_back_without_a_change(self, campaign_cast: CampaignCast) -> None:
        twin = hosted()
        today = timezone.localdate()
        twin.exchanges.create(kind="code", title={"en": "=1+1"}, starts_on=today, ends_on=today)
        for which, plan in (("profiles", profiles_plan), ("exchanges", exchanges_plan)):
            for language in ("ar", "en"):
                book = twinning_workbook(which, language=language, is_blank=False)
                told: Any = plan(book, name="back.xlsx")
                assert (told.problems, told.does_something) == ((), False)

    def test_a_file_adds_changes_and_is_all_or_nothing(self, campaign_cast: CampaignCast) -> None:
        hosted()
        good = (
            "code,country,name in English,name in Arabic,offers,capacity\n"
            "est,EST,Estonia,إستونيا,skills,7\nury,URY,Uruguay,أوروغواي,open_data,1\n"
        )
        plan = profiles_plan(good.encode(), name="partners.csv")
        assert plan.counts == {"change": 1, "add": 1}
        profiles_apply(plan, by=None)
        assert Profile.objects.get(code="est").capacity == 7
        assert Profile.objects.get(code="est").needs == ["payments"]
        bad = "code,country,name in English,offers,capacity\nfin,FIN,Finland,moon,many\nfin,XXX,,skills,0\n"
        details = [one.detail for one in profiles_plan(bad.encode(), name="partners.csv").problems]
        assert sorted(details) == sorted(
            ["number", "topic_unknown", "code_twice", "country_unknown", "words_missing", "capacity"]
        )

    def test_exchanges_come_in_by_a_file(self, campaign_cast: CampaignCast) -> None:
        hosted()
        good = (
            "twinning,kind,title in English,from,until,people,state\n"
            "skills,Webinar,Opening,2026-02-01,2026-02-01,40,Held\n"
        )
        exchanges_apply(exchanges_plan(good.encode(), name="exchanges.csv"), by=None)
        kept = Exchange.objects.get()
        assert (kept.kind, kept.people, kept.state) == ("webinar", 40, "held")
        bad = good.replace("skills", "nobody").replace("2026-02-01,40", "soon,40")
        details = [one.detail for one in exchanges_plan(bad.encode(), name="exchanges.csv").problems]
        assert sorted(details) == ["date_malformed", "ends_first", "twin_unknown"]
