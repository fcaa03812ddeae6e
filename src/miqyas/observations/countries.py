"""The Member States: names in both languages, regions, incomes, memberships, and groups made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.text import Text
from miqyas.observations.tables import ROOM, read_table


class CountryError(MiqyasError):
    """A country or a group that is not known."""

    code = "country"


@dataclass(frozen=True)
class Country:
    """A Member State. `name` is the usual short name, `formal_name` the one the United Nations uses."""

    iso3: str
    iso2: str
    m49: str
    name: Text
    formal_name: Text
    groups: tuple[str, ...]
    official_languages: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A named set of countries; kind is world, region, subregion, income, situation or membership."""

    code: str
    name: Text
    short: Text
    kind: str
    members: tuple[str, ...]


@cache
def countries() -> Mapping[str, Country]:
    """All Member States by ISO code, in the order of the code.

    >>> countries()["BHR"].name.in_language("ar")
    'البحرين'
    """
    member_of: dict[str, list[str]] = {}
    for group in groups().values():
        for iso3 in group.members:
            member_of.setdefault(iso3, []).append(group.code)
    rows = sorted(read_table("countries"), key=lambda row: row["iso3"])
    return {row["iso3"]: _country(row, tuple(member_of[row["iso3"]])) for row in rows}


def _country(row: Mapping[str, str], member_of: tuple[str, ...]) -> Country:
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        m49=row["m49"],
        name=Text({"ar": row["name_ar"], "en": row["name_en"]}),
        formal_name=Text({"ar": row["name_ar_un"], "en": row["name_en_un"]}),
        groups=member_of,
        official_languages=tuple(row["official_languages"].split()),
    )


@cache
def groups() -> Mapping[str, Group]:
    """All groups of countries by code.

    >>> groups()["gcc"].members
    ('ARE', 'BHR', 'KWT', 'OMN', 'QAT', 'SAU')
    """
    document = read_document(ROOM.joinpath("groups.yaml").read_text(encoding="utf-8"), file="groups.yaml")
    rows = read_table("countries")
    result = {}
    for code, entry in document.items():
        column, value = entry.get("column"), entry.get("value", "1")
        members = sorted(row["iso3"] for row in rows if column is None or row[column] == value)
        name = Text(entry["name"])
        short = Text(entry["short"]) if "short" in entry else name
        result[code] = Group(code, name, short, entry["kind"], tuple(members))
    return result


def group(code: str) -> Group:
    """The group of a code; raises `CountryError` with the known codes."""
    if code not in groups():
        raise CountryError("unknown_group", place=Place(name=code), given=code, known=", ".join(groups()))
    return groups()[code]
