"""Labels: what people who looked for themselves say, beside what the scanner had said by then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from miqyas.assessment.answers import lowest_grade
from miqyas.catalogue.model import Feature
from miqyas.kernel.errors import Place
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.findings import Finding, judge
from miqyas.scanner.gather.addresses import identity, normal
from miqyas.scanner.gather.plan import read_artifact
from miqyas.scanner.looking import told_by
from miqyas.scanner.manifest import read_manifest
from miqyas.scanner.rules.clues import Surface
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import State, Why
from miqyas.scanner.rules.site import Visit, site_of
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.history.services import record_add
from miqyas.workspace.reviews.models import Decision, Judgement, ReviewItem
from miqyas.workspace.scans.errors import ScanError
from miqyas.workspace.scans.models import Label, Origin, Report, Truth
from miqyas.workspace.scans.portals import scan_folder
from miqyas.workspace.scans.services.following import last_report

LONGEST_ADDRESS: Final = 2000


@transaction.atomic
def label_of_agreement(item: ReviewItem) -> Label | None:
    """The label that agreement of all who looked blindly is. Once for each item."""
    if Label.objects.filter(item=item, origin=Origin.AGREED).exists():
        return None
    last = Judgement.objects.filter(task__item=item).order_by("-at").first()
    return _label_of_item(item, Origin.AGREED, grade=item.grade, at=last.at) if last else None


@transaction.atomic
def label_of_decision(decision: Decision) -> Label | None:
    """The label that a decision is: what an adjudicator signed, whatever the scanner had said. Once each."""
    if Label.objects.filter(decision=decision).exists():
        return None
    signed = {"grade": decision.grade, "at": decision.at, "by": decision.adjudicator, "decision": decision}
    return _label_of_item(decision.item, Origin.ADJUDICATED, **signed)


def _label_of_item(
    item: ReviewItem, origin: Origin, *, grade: str, at: datetime, **signed: Any
) -> Label | None:
    """What people say of an item, beside what the scanner had said by then; of sample campaigns nothing."""
    feature = instruments_of(item.campaign).features.get(item.feature)
    if feature is None or item.campaign.is_sample:
        return None
    report = last_report(item.subject_id, by=at)
    row = report.rows.filter(feature=item.feature).first() if report else None
    return Label.objects.create(
        feature=item.feature,
        subject=item.subject,
        truth=Truth.SHOWN if grade != lowest_grade(feature.scale) else Truth.NOT_SHOWN,
        grade=grade,
        origin=origin,
        campaign=item.campaign,
        item=item,
        report=report,
        said=row.state if row else "",
        rule=row.rule if row else "",
        rule_version=row.rule_version if row else 0,
        proof=row.proof if row else "",
        language=next(iter(row.record["languages"]), "") if row else "",
        at=at,
        **signed,
    )


@transaction.atomic
def label_add(report: Report, feature: Feature, *, address: str, truth: str, by: UUID) -> Label:
    """Keep what somebody says of a feature on one page that a scan saw; each person marks a page once.

    Raises `ScanError` for a page that the scan did not see or that was removed by age, for another word than
    those of `Truth`, and for what the person marked before.
    """
    if report.scan.looks_removed_at:
        raise ScanError("looks_removed")
    if truth not in Truth.values:
        raise ScanError("truth_unknown", place=Place(name="truth"))
    same = Label.objects.filter(report__scan=report.scan_id, feature=feature.code, address=address, by=by)
    if same.exists():
        raise ScanError("labelled")
    said = said_of_page(report, feature, address=address)
    made = Label.objects.create(
        feature=feature.code,
        subject=report.scan.entity if report.scan.entity and report.scan.entity.kind == "city" else None,
        address=address[:LONGEST_ADDRESS],
        truth=truth,
        origin=Origin.TEAM,
        report=report,
        said=_state_of_page(said),
        rule=said.rule if said else "",
        rule_version=said.version if said else 0,
        proof=said.proof.name.lower() if said else "",
        language=next(iter(said.languages), "") if said else "",
        by=by,
    )
    details = {"feature": feature.code, "truth": truth}
    record_add("label.add", actor=by, object_kind="label", object_id=made.pk, details=details)
    return made


def _state_of_page(said: Finding | None) -> str:
    """What a finding on one page comes to: that one page is a small site is no reason to say nothing."""
    if said is None:
        return ""
    return State.ABSENT.value if said.why is Why.SITE_TOO_SMALL else said.state.value


def said_of_page(report: Report, feature: Feature, *, address: str) -> Finding | None:
    """What the rules say of a feature on one page and where its links lead; None where no rule looks for it.

    Raises `ScanError` where the scan did not see the page.
    """
    folder = scan_folder(report.scan_id)
    store, begun = Store(folder), read_manifest(folder)
    looks, wanted = tuple(store.artifacts()), identity(normal(address))
    own = [one for one in looks if one.is_page and identity(one.final_address) == wanted]
    if not own:
        raise ScanError("page_not_seen", place=Place(name="address"))
    pages = (read_artifact(one, store.body(one)) for one in own)
    leads = {identity(normal(link.address)) for page in pages for link in page.links} - {wanted}
    near = [one for one in looks if identity(one.address) in leads]
    seen = told_by(store, [*own, *near], rules=rules()).visits
    site = site_of(_page_alone(seen, wanted), today=begun.today, is_finished=True, least_pages=1)
    return next(iter(judge(site, rules=rules(), features=(feature,))), None)


def _page_alone(seen: Iterable[Visit], wanted: str) -> Iterator[Visit]:
    """The page as it is, and where its links lead without the links that stand there."""
    for one in seen:
        if one.page and identity(one.artifact.final_address) != wanted:
            clues = {
                rule: tuple(clue for clue in found if clue.surface is not Surface.LINK)
                for rule, found in one.page.clues.items()
            }
            yield replace(one, page=replace(one.page, clues=clues))
        else:
            yield one
