"""The first tour of each role: shown until it is put away, and again when asked for."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from miqyas.kernel.words import has_words
from miqyas.web.helping import tours
from miqyas.web.tours import tour_of
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.roles import granted_roles
from tests.campaign_cast import CampaignCast
from tests.cast import Cast, signed_in

HOME = "/en/workspace/"


def tour_on(page):
    return page.context["tour"].role if page.context["tour"] else None


def test_every_role_has_a_tour_of_three_to_five_steps_in_words():
    assert list(tours()) == [role.code for role in granted_roles()]
    for role, steps in tours().items():
        assert 3 <= len(steps) <= 5
        assert has_words(f"tour.{role}")
        for step in steps:
            assert has_words(f"tour.{role}.{step['step']}")
            assert has_words(f"tour.{role}.{step['step']}.why")


def test_every_step_leads_to_a_page_that_is_there():
    with override("en"):
        for steps in tours().values():
            for step in steps:
                assert reverse(step["route"]) if "route" in step else step["help"]


@pytest.mark.django_db
def test_a_tour_is_shown_until_it_is_put_away(cast: Cast):
    browser = signed_in(cast.elif_)
    assert tour_on(browser.get(HOME)) == "administrator"
    answer = browser.post(f"{HOME}tours/administrator/seen/")
    assert (answer.status_code, answer.url) == (302, HOME)
    page = browser.get(HOME)
    assert tour_on(page) is None
    assert 'href="?tour=administrator"' in page.content.decode()
    assert tour_on(browser.get(f"{HOME}?tour=administrator")) == "administrator"


@pytest.mark.django_db
def test_it_stays_put_away_for_that_person_alone(campaign_cast: CampaignCast):
    signed_in(campaign_cast.amina).post(f"{HOME}tours/lead/seen/")
    signed_in(campaign_cast.amina).post(f"{HOME}tours/lead/seen/")
    assert User.objects.get(pk=campaign_cast.amina.pk).tours_seen == ["lead"]
    assert User.objects.get(pk=campaign_cast.elif_.pk).tours_seen == []


@pytest.mark.django_db
def test_the_tour_of_a_role_that_somebody_does_not_hold_is_not_shown(cast: Cast):
    assert tour_of(cast.dana, person_of(cast.dana), again="lead") is None
    assert tour_on(signed_in(cast.dana).get(f"{HOME}?tour=lead")) is None


@pytest.mark.django_db
def test_a_role_that_there_is_not_is_missing(cast: Cast):
    assert signed_in(cast.elif_).post(f"{HOME}tours/nobody/seen/").status_code == 404


@pytest.mark.django_db
def test_who_has_not_signed_in_is_sent_to_do_so(client):
    assert client.post(f"{HOME}tours/lead/seen/").url.startswith("/en/account/login/")
