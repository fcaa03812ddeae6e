"""Files of partners and of exchanges whose ground changed after they were shown: shown anew, nothing done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.workspace.twinning.fields import ExchangeFields
from miqyas.workspace.twinning.models import AGREED, Exchange, Profile
from miqyas.workspace.twinning.queries import exchange_fields_of, fields_of
from miqyas.workspace.twinning.services import exchange_save, profile_create, profile_update
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.twinning.twins_given import bahrain, estonia, invited_by_bahrain

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PAGE = "/en/workspace/twinning/"


@pytest.fixture
def amina(campaign_cast: CampaignCast) -> Client:
    return signed_in(campaign_cast.amina)


def changed_meanwhile(amina: Client, which: str, rows: str, change: Callable[[], Any]) -> None:
    """Bring the file, have something changed, accept: it is shown anew with another digest."""
    file = SimpleUploadedFile("twins.csv", rows.encode())
    preview = amina.post(f"{PAGE}files/{which}/", {"file": file})["Location"]
    digest = amina.get(preview).context["plan"].digest
    change()
    answer = amina.post(preview, {"accept": "yes", "digest": digest})
    assert answer["Location"] == preview
    anew = amina.get(preview)
    assert "Something changed after the file was shown to you" in anew.content.decode()
    assert anew.context["plan"].digest != digest


def test_a_partner(amina: Client) -> None:
    profile = profile_create(estonia(), by=None)
    rows = "code,name_ar,name_en,iso3,capacity\nest,إستونيا,Estonia,EST,7\n"
    changed_meanwhile(
        amina,
        "profiles",
        rows,
        lambda: profile_update(profile, replace(estonia(), capacity=4), by=None),
    )
    assert fields_of(Profile.objects.get()).capacity == 4


def test_an_exchange(amina: Client) -> None:
    profile_create(bahrain(), by=None, is_home=True)
    twin = invited_by_bahrain()
    twin.state = AGREED
    twin.save()
    begun = ExchangeFields(
        kind="visit",
        title={"ar": "زيارة", "en": "A visit"},
        starts_on=date(2030, 2, 3),
        ends_on=date(2030, 2, 5),
        people=3,
    )
    made = exchange_save(twin, begun, by=None)
    rows = (
        "twin,number,kind,title_ar,title_en,starts_on,ends_on,people\n"
        f"{twin.code},{made.pk},visit,زيارة,A visit,2030-02-03,2030-02-05,9\n"
    )
    changed_meanwhile(
        amina,
        "exchanges",
        rows,
        lambda: exchange_save(twin, replace(begun, people=5), by=None, exchange=made),
    )
    assert exchange_fields_of(Exchange.objects.get()).people == 5
