"""Twinning of the sample government, laid in through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from miqyas.jobs.programme.twinning import agreement_make
from miqyas.kernel.documents import read_document
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.twinning.fields import ExchangeFields, GoalFields, ProfileFields, TwinFields
from miqyas.workspace.twinning.issuing import invitation_issue
from miqyas.workspace.twinning.models import Twin
from miqyas.workspace.twinning.queries import profile_by_code, twin_by_code
from miqyas.workspace.twinning.services import exchange_save, profile_create, reading_add, twin_begin


@cache
def given() -> Mapping[str, Any]:
    """What the sample says of twinning; days are counted from today."""
    text = files("miqyas.jobs.sample").joinpath("twinning.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = read_document(text, file="jobs/sample/twinning.yaml")
    return found


def twinning_laid() -> bool:
    """Whether the last of it is there."""
    return twin_by_code(given()["twins"][-1]["code"]) is not None


def twinning_lay(*, by: UUID | None, today: date) -> None:
    """Lay partners and twinnings in; what is there stays."""
    for said in given()["partners"]:
        if profile_by_code(said["code"]) is None:
            profile_create(_profile(said), by=by, is_home=not said["iso3"], is_sample=True)
    for said in given()["twins"]:
        if twin_by_code(said["code"]) is None:
            _lay(said, by=by, today=today)


@transaction.atomic
def _lay(said: Mapping[str, Any], *, by: UUID | None, today: date) -> None:
    twin = twin_begin(_fields(said, today=today), by=by, is_sample=True)
    if said.get("invited"):
        invitation_issue(twin, by=by)
    if said.get("agreed"):
        agreement_make(twin, world=current_world(), by=by)
        _live(Twin.objects.get(pk=twin.pk), said, by=by, today=today)


def _live(twin: Twin, said: Mapping[str, Any], *, by: UUID | None, today: date) -> None:
    for one in said.get("exchanges", ()):
        plain = {name: one[name] for name in ("kind", "state", "people", "title")}
        days = {
            f"{name}_on": today + timedelta(one[key])
            for name, key in (("starts", "begins"), ("ends", "ends"))
        }
        exchange_save(twin, ExchangeFields(**plain, **days, shared=one.get("shared", {})), by=by)
    for indicator, due, value, on in said.get("readings", ()):
        days = {"due": today + timedelta(due), "on": today + timedelta(on)}
        reading_add(twin, indicator=indicator, value=value, by=by, **days)


def _profile(said: Mapping[str, Any]) -> ProfileFields:
    lists = {name: tuple(said[name]) for name in ("offers", "needs", "languages")}
    return ProfileFields(**{**said, **lists, "iso3": said["iso3"] or settings.MIQYAS_HOME_COUNTRY})


def _fields(said: Mapping[str, Any], *, today: date) -> TwinFields:
    plain = {name: said[name] for name in ("code", "seeker", "giver", "title", "purpose")}
    goals = [GoalFields(code, low, high, today + timedelta(days)) for code, low, high, days in said["goals"]]
    starts, ends = (today + timedelta(said[name]) for name in ("begins", "ends"))
    return TwinFields(**plain, starts_on=starts, ends_on=ends, goals=tuple(goals))
