"""What pages of scans show: a scan with its job, findings in words with their evidence, changes, vantages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from miqyas.jobs.answers import waits_for
from miqyas.jobs.models import Job, State
from miqyas.jobs.programme.scan_files import features_known
from miqyas.kernel.text import Text
from miqyas.kernel.words import has_words
from miqyas.reports.tables.scan import look_in_words, vantage_name
from miqyas.scanner.artifacts.vantages import Disagreement
from miqyas.scanner.changes import Change
from miqyas.scanner.findings import Finding
from miqyas.scanner.labels import By, measured
from miqyas.scanner.records import finding_of
from miqyas.scanner.report import PortalReport, ScanReport
from miqyas.scanner.rules.model import State as FindingState
from miqyas.web.components import Link
from miqyas.web.words import current_language, languages_here, say_here
from miqyas.workspace.accounts.access import Person, allowed
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.models import ReviewItem
from miqyas.workspace.scans.models import FindingRow, Origin, Report, Scan
from miqyas.workspace.scans.queries.beside import finding_beside
from miqyas.workspace.scans.queries.labels import measures_of
from miqyas.workspace.scans.queries.reports import finding_of_evidence

STATES: Final = tuple(state.value for state in FindingState)
TONES: Final[Mapping[str, str]] = {
    "present": "tag-green",
    "partial": "tag-brass",
    "needs_review": "tag-brass",
    "absent": "tag-coral",
}
"""The colour of a state; all others have none."""
KINDS: Final = (
    "broken",
    "gone",
    "lowered",
    "new",
    "fixed",
    "raised",
    "unseen",
    "seen_again",
    "added",
    "dropped",
)
"""Kinds of changes, those first that somebody has to do something about."""
_COUNTED: Final = ("present", "partial", "absent", "needs_review")


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in a list."""

    code: str
    question: str
    state: str
    tone: str
    words: str
    advice: str
    proof: str
    languages: str
    dated: str
    url: str


def names_known() -> dict[str, Text]:
    """What each feature asks, by its code."""
    return {code: one.question for code, one in features_known().items()}


def whose(entity: Entity | None) -> str:
    """Whose portals were looked at."""
    return entity.title.in_language(current_language()) if entity else say_here("scans.nation")


def progress_of(scan: Scan, job: Job | None) -> dict[str, Any]:
    """Where a scan stands, and how far it is while it goes on."""
    state = "done" if scan.is_done else str(job.state) if job else "lost"
    told = job.progress_words if job and job.progress_words else {}
    is_open = state in {State.QUEUED, State.RUNNING}
    return {
        "state": state,
        "words": say_here(f"scans.state.{state}"),
        "is_open": is_open,
        "share": job.progress if job else 0.0,
        "told": say_here(told["key"], **told.get("params", {})) if told else "",
        "waits_for": waits_for(State(job.state)) if job and not scan.is_done else None,
        "problem": _problem(job) if job and state == State.FAILED else "",
    }


def drawing_of(job: Job) -> dict[str, Any] | None:
    """How far the drawing of pages is, or why it came to nothing; None once it is over."""
    if job.state == State.SUCCEEDED:
        return None
    return {
        "is_open": job.is_open,
        "share": job.progress,
        "waits_for": waits_for(State(job.state)),
        "problem": _problem(job) if job.state == State.FAILED else "",
    }


def _problem(job: Job) -> str:
    error = job.error or {}
    return say_here(f"error.{error['code']}.problem", **error["params"]) if _is_said(error) else ""


def _is_said(error: Mapping[str, Any]) -> bool:
    return "code" in error and has_words(f"error.{error['code']}.problem")


def score_of(rows: Iterable[str], report: Report) -> dict[str, Any]:
    """How many features were found of those of which it could be told, with the coverage beside it."""
    states = list(rows)
    told = [state for state in states if state in _COUNTED]
    return {
        "found": sum(state in {"present", "partial"} for state in told),
        "told": len(told),
        "untold": sum(state in {"not_assessable", "not_tested"} for state in states),
        "coverage": report.coverage,
    }


def line_of(row: FindingRow, names: Mapping[str, Text]) -> Line:
    """A stored finding as a list shows it."""
    return _line(row.feature, finding_of(row.record), names, url=reverse("scan_finding", args=[row.pk]))


def _line(code: str, finding: Finding, names: Mapping[str, Text], *, url: str = "") -> Line:
    language = current_language()
    state = finding.state.value
    return Line(
        code=code,
        question=names[code].in_language(language) if code in names else code,
        state=state,
        tone=TONES.get(state, ""),
        words=finding.beyond_state(language),
        advice=finding.advice_in_words(language),
        proof=say_here(f"scan.proof.{finding.proof.name.lower()}"),
        languages=languages_here(finding.languages),
        dated=finding.dated_in_words(language),
        url=url,
    )


def portal_line(portal: PortalReport) -> dict[str, Any]:
    """One of the portals that were looked at together."""
    language = current_language()
    ended = portal.end.ended_by if portal.end else "stopped"
    reasons = [(say_here(f"scan.reason.{reason.value}"), n) for reason, n in portal.not_assessable.items()]
    return {
        "start": portal.start,
        "pages": portal.pages,
        "looks": portal.looks,
        "coverage": portal.coverage,
        "languages": languages_here(portal.languages),
        "ended": say_here(f"scan.ended.{ended}"),
        "reasons": reasons,
        "present": sum(one.state.value in {"present", "partial"} for one in portal.findings),
        "language": language,
    }


def vantages_of(report: ScanReport) -> list[dict[str, Any]]:
    """From where was looked."""
    language = current_language()
    return [
        {
            "name": vantage_name(one.name, language=language),
            "country": one.country,
            "network": one.network,
            "is_outside": one.is_outside,
        }
        for one in report.vantages
    ]


def disagreements_of(found: Sequence[Disagreement], *, most: int) -> list[dict[str, str]]:
    """Pages that two vantages saw differently, in words."""
    language = current_language()
    return [
        {
            "address": one.address,
            "difference": say_here(f"scan.difference.{one.difference.value}"),
            "inside": look_in_words(one, "inside").in_language(language),
            "outside": look_in_words(one, "outside").in_language(language),
        }
        for one in found[:most]
    ]


def changes_shown(found: Sequence[Change], names: Mapping[str, Text]) -> list[dict[str, Any]]:
    """Changes by what became of the findings, those first about which something has to be done."""
    language = current_language()
    groups = []
    for kind in KINDS:
        lines = [
            {
                "code": one.feature,
                "question": names[one.feature].in_language(language) if one.feature in names else one.feature,
                "before": _state_words(one.before.state.value if one.before else ""),
                "after": _state_words(one.after.state.value if one.after else ""),
                "cause": say_here(f"scans.cause.{one.cause.value}"),
                "is_rule": one.cause.value != "site",
            }
            for one in found
            if one.kind.value == kind
        ]
        if lines:
            groups.append({"kind": kind, "label": say_here(f"scans.change.{kind}"), "lines": lines})
    return groups


def _state_words(state: str) -> str:
    return say_here(f"scan.state.{state}") if state else "–"


def rightness_of(finding: Finding, language: str) -> list[str]:
    """How often the rule of a finding is right in each language in which it found: mostly, not measured.

    Labels of those who looked blindly here count where there are more of them than others made elsewhere.
    """
    own = {one.group: one for one in measures_of(Origin.AGREED, by=By.RULE_AND_LANGUAGE)}
    said = []
    for code in finding.languages or finding.searched.languages:
        packaged = measured(finding.rule, code)
        here = own.get(packaged.group, packaged)
        told = max(packaged, here, key=lambda one: one.n).in_words(language)
        said.append(say_here("scans.rightness.of", name=languages_here([code]), told=told))
    return said or [measured(finding.rule, "").in_words(language)]


def hits_of(row: FindingRow, *, is_pictured: bool = True) -> list[dict[str, Any]]:
    """The places where it was found with the look behind each, and its picture where that may be seen."""
    found = []
    for place, hit in enumerate(row.record["hits"]):
        source = row.sources.get(hit["address"])
        found.append(
            {
                "place": place,
                "text": hit["text"],
                "language": hit["language"] or "",
                "address": hit["address"],
                "target": hit["target"] or "",
                "proof": say_here(f"scan.proof.{hit['proof']}"),
                "landmark": say_here(f"scans.landmark.{hit['landmark']}"),
                "source": _source(row, source, hit["text"], is_pictured=is_pictured) if source else None,
            }
        )
    return found


def _source(row: FindingRow, source: Mapping[str, Any], text: str, *, is_pictured: bool) -> dict[str, Any]:
    picture = source["picture"] if is_pictured else None
    return {
        "vantage": vantage_name(source["vantage"], language=current_language()),
        "seen_at": datetime.fromisoformat(source["seen_at"]),
        "status": source["status"],
        "body": source["body"],
        "chain": source["chain"],
        "final": source["final_address"],
        "picture": _picture(row, picture, text) if picture else None,
    }


def _picture(row: FindingRow, picture: Mapping[str, Any], text: str) -> dict[str, Any]:
    box = picture["boxes"].get(text)
    return {
        "url": reverse("scan_picture", args=[row.pk, picture["name"]]),
        "width": picture["width"],
        "height": picture["height"],
        "box": dict(zip(("x", "y", "width", "height"), box[3:7], strict=True)) if box else None,
    }


def beside_of(person: Person, item: ReviewItem) -> dict[str, Any] | None:
    """What a scan found of the feature of an item, for who sees both judgements; None before they are in."""
    row = finding_beside(person, item)
    if row is None:
        return None
    return {
        "line": _line(row.feature, finding_of(row.record), {}),
        "coverage": row.coverage,
        "has_outside": row.report.has_outside,
        "at": row.report.at,
        "rule": row.rule,
        "rule_version": row.rule_version,
        "hits": hits_of(row, is_pictured=False),
    }


def made_of(user: Any, evidence: Evidence) -> FindingRow | None:
    """The finding of a scan that a proof was made of, for who may see it."""
    row = finding_of_evidence(evidence.pk)
    return row if row and allowed(user, "scan.finding", row) else None


def crumbs(*links: Link) -> list[Link]:
    """The way to a page of scans."""
    return [Link(label=say_here("workspace.place.scans"), url=reverse("scans")), *links]


def scan_label(scan: Scan) -> str:
    """A scan by whose portals and on which day."""
    return say_here("scans.of", whose=whose(scan.entity), on=date_format(localdate(scan.asked_at)))
