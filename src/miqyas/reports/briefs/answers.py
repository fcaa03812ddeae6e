"""What reports ask of the analyses: quick answers, kept with the world, and None where there is none."""

from __future__ import annotations

from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.features import Worth, worth, worth_as_published
from miqyas.analysis.forecast.joint import coming_editions
from miqyas.analysis.forecast.record import is_at_hand, track_record
from miqyas.analysis.outlook import Outlook
from miqyas.analysis.target import Target
from miqyas.reports.briefs.subject import Subject
from miqyas.reports.outlooks import outlook_of
from miqyas.reports.targets import LIKELY, AskedTarget, answer_of, next_rung


def can_look_ahead(subject: Subject) -> bool:
    """Whether the edition is the newest, ranks the country, and a forecast of the next is there at once."""
    return subject.is_newest and subject.is_ranked and is_at_hand(subject.world)


def outlook_for(subject: Subject) -> Outlook | None:
    """The country in the coming editions by the model in force; None where none can be told."""
    if not can_look_ahead(subject):
        return None
    model = track_record(subject.world).chosen
    try:
        return outlook_of(subject.world, subject.iso3, model=model, method_break="as_before")
    except AnalysisError:
        return None


def worth_for(subject: Subject) -> Worth | None:
    """What points are worth: in a field that moves where it is drawn, else as published; None unranked."""
    if not subject.is_ranked:
        return None
    key = ("worth_for", subject.iso3, subject.edition)
    kept = subject.world.kept_answers
    if key not in kept:
        asked = worth if outlook_for(subject) else worth_as_published
        kept[key] = asked(subject.world, iso3=subject.iso3, edition=subject.edition)
    found: Worth = kept[key]
    return found


def next_goal(subject: Subject) -> AskedTarget:
    """The goal where none was named: the next round rank, likely enough, in the next edition."""
    edition = coming_editions(subject.world)[0]
    rank = next_rung(subject.standing.rank)
    return AskedTarget(subject.iso3, "rank", str(rank), f"{LIKELY:g}", edition)


def target_for(subject: Subject, asked: AskedTarget) -> Target | None:
    """What a goal takes; None without a forecast. Raises `AnalysisError` for a goal that does not exist."""
    return answer_of(subject.world, asked) if outlook_for(subject) else None
