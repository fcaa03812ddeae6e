"""What the sample government is made of, read from `government.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from miqyas.kernel.documents import read_document
from miqyas.workspace.campaigns.fields import CampaignFields
from miqyas.workspace.registry.fields import EntityFields, PortalFields

NOT_BEFORE: Final = {"freeze_on": 8, "publish_on": 8}
"""Days from loading that leave room for the right of reply."""


@dataclass(frozen=True)
class SampleEntity:
    """An entity, and which share of its features it answers well."""

    fields: EntityFields
    strength: float


@dataclass(frozen=True)
class SamplePerson:
    """Somebody with one role."""

    name: Mapping[str, str]
    role: str
    entity: str = ""

    @property
    def email(self) -> str:
        """The address under which they sign in."""
        return f"{self.name['en'].lower()}@example.org"


@dataclass(frozen=True)
class SampleCampaign:
    """A campaign with the days of its calendar counted from the day of loading, and where it is to stand."""

    code: str
    kind: str
    instruments: tuple[str, ...]
    ends: str
    gain: float
    title: Mapping[str, str]
    days: Mapping[str, int]
    previous: str = ""
    judged: float = 0.0
    """Which share of the features assessors have looked for."""
    left_blank: tuple[str, ...] = ()
    """Features that nobody has answered, beside those that chance leaves: a scan proposes."""

    def fields(self, *, today: date) -> CampaignFields:
        """The campaign with its calendar."""
        return self._with(self.days, today=today)

    def fields_at_first(self, *, today: date) -> CampaignFields:
        """The same as it must be while its entities still answer: nothing but the opening lies behind."""
        days = {
            name: days if name == "opens_on" else max(days, NOT_BEFORE.get(name, 0))
            for name, days in self.days.items()
        }
        return self._with(days, today=today)

    def _with(self, days: Mapping[str, int], *, today: date) -> CampaignFields:
        return CampaignFields(
            code=self.code,
            title=self.title,
            kind=self.kind,
            instruments=self.instruments,
            previous=self.previous,
            **{name: today + timedelta(count) for name, count in days.items()},
        )


@dataclass(frozen=True)
class SampleGovernment:
    """All of it."""

    entities: tuple[SampleEntity, ...]
    portals: tuple[tuple[str, PortalFields], ...]
    people: tuple[SamplePerson, ...]
    campaigns: tuple[SampleCampaign, ...] = field(default_factory=tuple)


@cache
def government() -> SampleGovernment:
    """The sample government as its file has it."""
    file = files("miqyas.jobs.sample").joinpath("government.yaml")
    read: dict[str, Any] = read_document(file.read_text(encoding="utf-8"), file="government.yaml")
    return SampleGovernment(
        entities=tuple(_entity(entry, position=place) for place, entry in enumerate(read["entities"])),
        portals=tuple(_portal(entry) for entry in read["portals"]),
        people=tuple(SamplePerson(**entry) for entry in read["people"]),
        campaigns=tuple(
            SampleCampaign(
                **{
                    **entry,
                    "instruments": tuple(entry["instruments"]),
                    "left_blank": tuple(entry.get("left_blank", ())),
                }
            )
            for entry in read["campaigns"]
        ),
    )


def _entity(entry: dict[str, Any], *, position: int) -> SampleEntity:
    given = {name: value for name, value in entry.items() if name not in {"strength", "mandates"}}
    fields = EntityFields(**given, mandates=tuple(entry["mandates"]), position=position)
    return SampleEntity(fields, entry["strength"])


def _portal(entry: dict[str, Any]) -> tuple[str, PortalFields]:
    given = {name: value for name, value in entry.items() if name not in {"entity", "languages"}}
    return entry["entity"], PortalFields(**given, languages=tuple(entry["languages"]))
