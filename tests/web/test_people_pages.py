"""People of the workspace: seen, invited, given roles, looked after."""

import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from miqyas.web.people import Grantable
from miqyas.workspace.accounts.invitations import person_invite
from miqyas.workspace.accounts.models import User
from tests.campaign_cast import CampaignCast
from tests.cast import PASSWORD, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
NEW = {"email": "Huda@example.org", "display_name": "Huda", "language": "ar", "role": "assessor"}


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


def browser_of(user: User) -> Client:
    browser = signed_in(user)
    browser.post("/en/account/again/", {"password": PASSWORD})
    return browser


def page_of(user: User, name: str = "person", *more: Any) -> str:
    return reverse(name, args=[user.pseudonym, *more])


class TestList:
    """Who is seen by whom."""

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_lead_sees_everybody_with_roles_and_entities(
        self, campaign_cast: CampaignCast, language: str
    ) -> None:
        page = signed_in(campaign_cast.amina).get(f"/{language}/workspace/people/").content.decode()
        assert all(person.email in page for person in campaign_cast.people().values())
        assert {"ar": "وزارة الصحة", "en": "Ministry of Health"}[language] in page

    def test_the_lead_of_an_entity_sees_its_people_alone(self, campaign_cast: CampaignCast) -> None:
        page = signed_in(campaign_cast.noor).get("/en/workspace/people/").content.decode()
        seen = {name for name, person in campaign_cast.people().items() if person.email in page}
        assert seen == {"noor", "salma", "bruno"}

    def test_nobody_else_does(self, campaign_cast: CampaignCast) -> None:
        for person in (campaign_cast.bruno, campaign_cast.chen, campaign_cast.jamal, campaign_cast.dana):
            assert signed_in(person).get("/en/workspace/people/").status_code == 403

    def test_one_role_is_chosen(self, campaign_cast: CampaignCast) -> None:
        page = signed_in(campaign_cast.amina).get("/en/workspace/people/?role=assessor").content.decode()
        assert "chen@example.org" in page
        assert "bruno@example.org" not in page

    def test_it_asks_the_database_as_often_for_few_as_for_many(
        self, campaign_cast: CampaignCast, django_assert_max_num_queries: Any
    ) -> None:
        browser = signed_in(campaign_cast.amina)
        with django_assert_max_num_queries(12):
            browser.get("/en/workspace/people/")

    def test_a_name_is_escaped(self, campaign_cast: CampaignCast) -> None:
        User.objects.filter(pk=campaign_cast.dana.pk).update(display_name="<img src=x>\u202eevil")
        assert (
            "<img src=x" not in signed_in(campaign_cast.amina).get("/en/workspace/people/").content.decode()
        )


class TestInviting:
    """The form that invites."""

    def test_it_sends_a_letter_in_the_language_chosen(
        self, campaign_cast: CampaignCast, settings: Any
    ) -> None:
        settings.MIQYAS_MAILS = True
        page = browser_of(campaign_cast.amina).post("/en/workspace/people/new/", NEW, follow=True)
        huda = User.objects.get(email="huda@example.org")
        assert huda.role_codes == {"assessor"}
        assert mail.outbox[0].subject == "دعوة إلى مقياس"
        assert "The invitation is on its way" in page.content.decode()
        assert "/account/first/" not in page.content.decode()

    def test_without_mail_the_link_is_shown(self, campaign_cast: CampaignCast) -> None:
        page = browser_of(campaign_cast.amina).post("/en/workspace/people/new/", NEW, follow=True)
        (link,) = re.findall(r"/ar/account/first/[\w-]{43}/", page.content.decode())
        assert Client().get(link).status_code == 200

    def test_but_not_to_somebody_who_could_not_have_given_all_that_it_opens(
        self, campaign_cast: CampaignCast
    ) -> None:
        person_invite("huda@example.org", by=None, role="administrator")
        page = browser_of(campaign_cast.amina).post("/en/workspace/people/new/", NEW, follow=True)
        assert "/account/first/" not in page.content.decode()
        assert "Ask an administrator" in page.content.decode()

    def test_it_takes_the_password_once_more(self, campaign_cast: CampaignCast) -> None:
        answer = signed_in(campaign_cast.amina).post("/en/workspace/people/new/", NEW)
        assert answer["Location"].startswith("/en/account/again/")
        assert not User.objects.filter(email="huda@example.org").exists()

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"role": "contributor"}, 422),
            ({"role": "emperor"}, 422),
            ({"email": "huda"}, 422),
            ({"email": "bruno@example.org"}, 422),
            ({"entity": "health"}, 422),
            ({"entity": "moon"}, 422),
            ({"role": "administrator"}, 422),
        ],
    )
    def test_what_is_wrong_or_not_theirs_to_give_makes_nobody(
        self, campaign_cast: CampaignCast, wrong: dict[str, str], status: int
    ) -> None:
        before = User.objects.count()
        answer = browser_of(campaign_cast.amina).post("/en/workspace/people/new/", NEW | wrong)
        assert answer.status_code == status
        assert User.objects.count() == before

    def test_the_lead_of_an_entity_invites_contributors_for_it(self, campaign_cast: CampaignCast) -> None:
        browser = browser_of(campaign_cast.noor)
        ask = NEW | {"role": "contributor", "entity": "education"}
        assert browser.post("/en/workspace/people/new/", ask).status_code == 422
        assert browser.post("/en/workspace/people/new/", ask | {"entity": "health"}).status_code == 302
        huda = User.objects.get(email="huda@example.org")
        assert huda.grants.get().entity == campaign_cast.health.pk

    @pytest.mark.parametrize(
        ("who", "roles", "entities"),
        [("elif_", 9, 3), ("amina", 8, 3), ("karim", 3, 3), ("noor", 1, 1)],
    )
    def test_the_form_offers_what_is_theirs_to_give(
        self, campaign_cast: CampaignCast, who: str, roles: int, entities: int
    ) -> None:
        form = signed_in(getattr(campaign_cast, who)).get("/en/workspace/people/new/").context["form"]
        assert len(form.fields["role"].choices) == roles + 1
        assert len(form.fields["entity"].choices) == entities + 1

    def test_a_role_that_was_not_offered_is_refused_at_the_gate(
        self, campaign_cast: CampaignCast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        everything = Grantable.of(campaign_cast.elif_)
        monkeypatch.setattr(Grantable, "of", classmethod(lambda cls, asker: everything))
        form = NEW | {"role": "administrator"}
        assert browser_of(campaign_cast.amina).post("/en/workspace/people/new/", form).status_code == 403
        assert not User.objects.filter(email="huda@example.org").exists()


class TestRoles:
    """Giving a role and taking it away."""

    def test_the_lead_gives_and_takes(self, campaign_cast: CampaignCast) -> None:
        browser, dana = browser_of(campaign_cast.amina), campaign_cast.dana
        browser.post(page_of(dana), {"role": "contributor", "entity": "education"})
        grant = dana.grants.get()
        assert (grant.role, grant.entity) == ("contributor", campaign_cast.education.pk)
        browser.post(page_of(dana, "grant_revoke", grant.pk))
        assert not dana.grants.exists()

    def test_not_to_people_they_do_not_see(self, campaign_cast: CampaignCast) -> None:
        browser = browser_of(campaign_cast.noor)
        form = {"role": "contributor", "entity": "health"}
        assert browser.post(page_of(campaign_cast.farid), form).status_code == 404
        assert browser.get(page_of(campaign_cast.farid)).status_code == 404

    def test_a_grant_of_somebody_else_is_not_there(self, campaign_cast: CampaignCast) -> None:
        grant = campaign_cast.chen.grants.get()
        address = page_of(campaign_cast.dana, "grant_revoke", grant.pk)
        assert browser_of(campaign_cast.amina).post(address).status_code == 404
        assert campaign_cast.chen.grants.exists()

    def test_a_role_above_their_own_is_not_theirs_to_take(self, campaign_cast: CampaignCast) -> None:
        grant = campaign_cast.elif_.grants.get()
        address = page_of(campaign_cast.elif_, "grant_revoke", grant.pk)
        assert browser_of(campaign_cast.amina).post(address).status_code == 403
        assert browser_of(campaign_cast.elif_).post(address).status_code == 422
        assert campaign_cast.elif_.grants.exists()


class TestAdministering:
    """What administrators do with an account."""

    def test_switching_off_ends_it_and_on_again_begins_it(self, campaign_cast: CampaignCast) -> None:
        browser, dana = browser_of(campaign_cast.elif_), signed_in(campaign_cast.dana)
        for to, status in (("off", 302), ("on", 200)):
            browser.post(page_of(campaign_cast.dana, "person_switch"), {"to": to})
            assert dana.get("/en/account/").status_code == status

    def test_their_data_come_as_a_file(self, campaign_cast: CampaignCast) -> None:
        answer = browser_of(campaign_cast.elif_).get(page_of(campaign_cast.bruno, "person_file"))
        told = json.loads(ZipFile(io.BytesIO(answer.content)).read("account.json"))
        assert told["account"]["email"] == "bruno@example.org"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_erasing_takes_the_address_typed(self, campaign_cast: CampaignCast) -> None:
        browser, address = browser_of(campaign_cast.elif_), page_of(campaign_cast.dana, "person_gone")
        assert browser.post(address, {"email": "x@example.org"}).status_code == 422
        assert User.objects.filter(pk=campaign_cast.dana.pk).exists()
        browser.post(address, {"email": "Dana@example.org"})
        assert not User.objects.filter(pk=campaign_cast.dana.pk).exists()

    @pytest.mark.parametrize("name", ["person_switch", "person_factors", "person_gone", "person_file"])
    def test_none_of_it_is_the_lead_s(self, campaign_cast: CampaignCast, name: str) -> None:
        browser = browser_of(campaign_cast.amina)
        ask = browser.get if name == "person_file" else browser.post
        assert ask(page_of(campaign_cast.dana, name)).status_code == 403
        assert User.objects.get(pk=campaign_cast.dana.pk).is_active

    def test_the_last_administrator_stays(self, campaign_cast: CampaignCast) -> None:
        browser, elif_ = browser_of(campaign_cast.elif_), campaign_cast.elif_
        assert browser.post(page_of(elif_, "person_switch")).status_code == 422
        assert browser.post(page_of(elif_, "person_gone"), {"email": elif_.email}).status_code == 422
        assert User.objects.get(pk=elif_.pk).is_active

    def test_an_invitation_is_sent_anew(self, campaign_cast: CampaignCast) -> None:
        _, secret = person_invite("huda@example.org", by=None, role="viewer")
        browser_of(campaign_cast.amina).post(
            page_of(User.objects.get(email="huda@example.org"), "person_remind")
        )
        assert Client().get(f"/en/account/first/{secret}/").status_code == 410
        assert mail.outbox[0].to == ["huda@example.org"]
