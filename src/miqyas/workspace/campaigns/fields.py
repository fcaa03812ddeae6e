"""What a campaign is said to be, and whether it may be so: plain values, asked of no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from miqyas.catalogue import Instrument
from miqyas.kernel.documents import read_document
from miqyas.kernel.errors import Place
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, plain_line
from miqyas.kernel.words import say
from miqyas.workspace.campaigns.errors import CampaignError
from miqyas.workspace.campaigns.models import Kind

CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED: Final = frozenset({"new"})
LONGEST_CODE: Final = 60
LONGEST_TITLE: Final = 120
LONGEST_REPLY: Final = 90
ASSESSORS: Final = (1, 3)
SECONDS: Final = (30, 7200)
OF_CITIES: Final = "LOSI"
"""The index of the methodology into which the instruments of cities go."""
DATES: Final = ("opens_on", "answers_until", "review_from", "review_until", "freeze_on", "publish_on")
"""The calendar in its order. The right of reply lies between the end of review and the freeze."""
WINDOW: Final = ("window_from", "window_until")
REACH: Final = (date(2000, 1, 1), date(2100, 12, 31))
"""The first and the last day of any calendar: a slip of the pen beyond them would be drawn week by week."""
NEEDED_TO_OPEN: Final = ("opens_on", "answers_until", "review_from", "review_until", "freeze_on")


@dataclass(frozen=True)
class CampaignFields:
    """What a campaign is said to be; `instruments` are codes of those on offer, `previous` is a code."""

    code: str
    title: Mapping[str, str]
    kind: str = Kind.NATIONAL.value
    instruments: tuple[str, ...] = ()
    previous: str = ""
    opens_on: date | None = None
    answers_until: date | None = None
    review_from: date | None = None
    review_until: date | None = None
    reply_days: int = 7
    freeze_on: date | None = None
    publish_on: date | None = None
    window_from: date | None = None
    window_until: date | None = None
    assessors: int = 2
    seconds: int = 600

    def tidied(self) -> CampaignFields:
        """The same without signs that cannot be seen, the code in small letters."""
        tidy = {language: plain_line(words) for language, words in self.title.items()}
        return CampaignFields(
            **{one.name: getattr(self, one.name) for one in fields(self)}
            | {
                "code": plain_line(self.code).lower(),
                "title": {language: words for language, words in tidy.items() if words},
                "previous": plain_line(self.previous).lower(),
                "instruments": tuple(sorted(set(self.instruments))),
            }
        )


@cache
def editable() -> Mapping[str, frozenset[str]]:
    """The fields that may be changed in each state.

    >>> editable()["published"]
    frozenset({'title'})
    """
    text = files("miqyas.workspace.campaigns").joinpath("editable.yaml").read_text(encoding="utf-8")
    return {state: frozenset(names) for state, names in read_document(text, file="editable.yaml").items()}


def is_of_cities(instrument: Instrument) -> bool:
    """Whether the instrument is for cities: its parts go into the local index."""
    return all(part.node.split(".")[0] == OF_CITIES for part in instrument.subindices)


def campaign_faults(given: CampaignFields, *, offered: Mapping[str, Instrument]) -> tuple[CampaignError, ...]:
    """What is wrong with a campaign by itself, all at once."""
    return (
        *_name_faults(given),
        *_instrument_faults(given, offered),
        *_calendar_faults(given),
        *_number_faults(given),
    )


def _name_faults(given: CampaignFields) -> Iterator[CampaignError]:
    if not given.code:
        yield fault("code_missing", "code")
    elif len(given.code) > LONGEST_CODE or not CODE.fullmatch(given.code) or given.code in RESERVED:
        yield fault("code_malformed", "code", given=given.code[:LONGEST_CODE], limit=LONGEST_CODE)
    for language in REQUIRED_LANGUAGES:
        words = given.title.get(language, "")
        if not words:
            yield fault("title_missing", f"title_{language}")
        elif len(words) > LONGEST_TITLE:
            yield fault("too_long", f"title_{language}", n=len(words), limit=LONGEST_TITLE)
    if given.previous and given.previous == given.code:
        yield fault("own_previous", "previous")


def _instrument_faults(given: CampaignFields, offered: Mapping[str, Instrument]) -> Iterator[CampaignError]:
    if given.kind not in Kind.values:
        yield fault("kind_unknown", "kind", given=given.kind[:40])
        return
    if not given.instruments:
        yield fault("no_instrument", "instruments")
    for code in given.instruments:
        if code not in offered:
            yield fault("instrument_unknown", "instruments", given=code[:40], known=", ".join(offered))
        elif is_of_cities(offered[code]) != (given.kind == Kind.CITIES):
            yield fault(f"instrument_not_{given.kind}", "instruments", given=code)


def _calendar_faults(given: CampaignFields) -> Iterator[CampaignError]:
    """Dates within reach and in their order, whichever of them are there."""
    first_day, last_day = REACH
    far = [
        name for name in (*DATES, *WINDOW) if not first_day <= (getattr(given, name) or first_day) <= last_day
    ]
    for name in far:
        yield fault("date_range", name, low=first_day.isoformat(), high=last_day.isoformat())
    if far:
        return
    known = [(name, getattr(given, name)) for name in DATES if getattr(given, name)]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            yield fault("order", later, later=field_name(later), earlier=field_name(earlier))
    if given.review_until and given.freeze_on and 0 <= given.reply_days <= LONGEST_REPLY:
        last = given.review_until + timedelta(days=given.reply_days)
        if given.review_until <= given.freeze_on < last:
            yield fault("reply_cut", "freeze_on", n=given.reply_days, until=last.isoformat())
    if given.window_from and given.window_until and given.window_until < given.window_from:
        yield fault(
            "order",
            "window_until",
            later=field_name("window_until"),
            earlier=field_name("window_from"),
        )


def _number_faults(given: CampaignFields) -> Iterator[CampaignError]:
    for name, (low, high) in (
        ("assessors", ASSESSORS),
        ("seconds", SECONDS),
        ("reply_days", (0, LONGEST_REPLY)),
    ):
        if not low <= getattr(given, name) <= high:
            yield fault("range", name, low=low, high=high)


def state_name(state: str) -> Text:
    """What a state of a campaign is called."""
    return _text(f"campaign.state.{state}")


def field_name(name: str) -> Text:
    """What a field is called."""
    return _text(f"campaign.field.{name}")


def _text(key: str) -> Text:
    return Text({language: say(key, language=language) for language in REQUIRED_LANGUAGES})


def fault(detail: str, name: str, /, **params: Any) -> CampaignError:
    """An error at a field."""
    return CampaignError(detail, place=Place(name=name), **params)
