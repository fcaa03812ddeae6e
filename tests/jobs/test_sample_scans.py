"""The sample government's scans: what a campaign with a scanner beside it comes to, without a network."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from miqyas.jobs.sample import load
from miqyas.jobs.sample.load import is_loaded, sample_load
from miqyas.jobs.sample.plan import government
from miqyas.jobs.sample.portals import Shown, places_of_examples, portal_pages
from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.evidence.models import LinkCheck
from miqyas.workspace.scans.models import Contradiction, FindingProof, Proposal, Report, Scan
from miqyas.workspace.scans.queries.reports import Told, changed_since

HEALTH = "sample-health"


@pytest.fixture
def laid(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lays the open campaign of the sample and its scans, and no more."""
    settings.MIQYAS_PROFILE, settings.MEDIA_ROOT = "sample", tmp_path
    whole = government()
    open_one = next(one for one in whole.campaigns if one.code == "sample-third")
    plan = replace(whole, campaigns=(replace(open_one, previous=""),))
    monkeypatch.setattr(load, "government", lambda: plan)
    scans = [part for part in load.PROGRAMME if part.is_laid is load.scans_laid]
    monkeypatch.setattr(load, "PROGRAMME", tuple(scans))
    return sample_load


def test_a_scan_pre_fills_contradicts_and_later_reports_a_dead_proof(laid: Callable[[], None]) -> None:
    laid()
    assert is_loaded()
    first, second, abroad = Report.objects.order_by("at")
    assert (first.scan_id != second.scan_id, second.scan_id) == (True, abroad.scan_id)
    assert (first.scan.asked_at, first.at) < (second.scan.asked_at, second.at)

    health = Proposal.objects.filter(assignment__entity__code=HEALTH)
    assert set(health.values_list("state", flat=True)) == {"accepted", "refused", "open"}
    accepted = health.get(state="accepted")
    assert Answer.objects.get(assignment=accepted.assignment).grade == accepted.grade
    assert set(Contradiction.objects.values_list("found", flat=True)) >= {"absent", "present"}

    dead = LinkCheck.objects.get(outcome="dead")
    assert dead.revision.evidence == FindingProof.objects.get().evidence
    told = changed_since(abroad)
    assert told is not None
    assert told.before == first
    lost = [one.feature for one in told.changes if one.kind.value in {"broken", "gone"}]
    assert accepted.assignment.feature in lost
    assert "new" in {one.kind.value for one in told.changes}

    a_vantage_abroad_is_refused_where_people_at_home_are_not()
    laid_again_nothing_is_doubled(laid)


def a_vantage_abroad_is_refused_where_people_at_home_are_not() -> None:
    whole = Told(Report.objects.get(why="bundle")).whole
    assert whole.has_outside
    refused = {one.outside.outcome.reason.value for one in whole.disagreements if one.outside.outcome.reason}
    assert refused == {"refused_403", "timeout"}
    assert {one.inside.outcome.state.value for one in whole.disagreements} == {"seen"}
    assert whole.journeys
    assert whole.parity


def laid_again_nothing_is_doubled(laid: Callable[[], None]) -> None:
    before = [model.objects.count() for model in (Scan, Report, Proposal, Contradiction, LinkCheck)]
    laid()
    assert [model.objects.count() for model in (Scan, Report, Proposal, Contradiction, LinkCheck)] == before


def test_most_rules_have_an_example_that_a_sample_portal_can_show() -> None:
    assert len(places_of_examples()) > 200


def test_dates_in_the_examples_move_on_with_the_years() -> None:
    assert {year + 3 for year in years_on(date(2026, 11, 26))} == years_on(date(2029, 12, 1))


def years_on(day: date) -> set[int]:
    shown = [Shown(name, "portal.example.org") for name in places_of_examples()]
    pages = portal_pages("portal.example.org", shown=shown, languages=("ar",), today=day)
    return {int(year) for page in pages for year in re.findall(r"\b(?:20\d\d|٢٠[٠-٩]{2})\b", page.content)}
