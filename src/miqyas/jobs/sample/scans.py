"""The scans of the sample government: two looks at its portals, and what its people made of them.

Nothing is fetched: the pages are made here, kept as a scan keeps them, and judged by the rules as ever.
Somebody abroad hands in what they saw. After the first look a ministry accepts a proposal; at the second the
page that it rested on is gone.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from miqyas.assessment.answers import lowest_grade
from miqyas.jobs.programme.scan_files import features_known
from miqyas.jobs.sample.plan import government
from miqyas.jobs.sample.portals import (
    LANGUAGES,
    SamplePage,
    Shown,
    places_of_examples,
    portal_pages,
    sample_scans,
)
from miqyas.kernel.words import say
from miqyas.scanner.artifacts.bundle import bundle_write, key_fingerprint
from miqyas.scanner.artifacts.model import SEEN, Artifact, Body, Channel, Outcome, Reason, Vantage
from miqyas.scanner.artifacts.store import SiteEnd, Store
from miqyas.scanner.manifest import Manifest, write_manifest
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import State
from miqyas.scanner.runner import judge_again
from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import Assignment
from miqyas.workspace.history.keys import public_key, sign
from miqyas.workspace.registry.models import Entity, PortalKind
from miqyas.workspace.scans.models import Contradiction, Proposal, Report, Scan, Stand, Why
from miqyas.workspace.scans.plans import ScanPlan
from miqyas.workspace.scans.portals import elsewhere_folder, portals_of_scan, scan_folder, vantage_here
from miqyas.workspace.scans.queries.reports import handed_in_to
from miqyas.workspace.scans.services.bundles import bundle_take, lookout_confirm
from miqyas.workspace.scans.services.deciding import contradiction_settle, proposal_accept, proposal_refuse
from miqyas.workspace.scans.services.following import report_follow
from miqyas.workspace.scans.services.proofs_seen import proofs_follow, proofs_seen
from miqyas.workspace.scans.services.scans import report_write, scan_ask

SEED: Final = 26
SECONDS_A_PAGE: Final = 1.4


def scans_laid() -> bool:
    """Whether the last look is there, with what was handed in from abroad."""
    return Report.objects.filter(why=Why.BUNDLE).exists()


@transaction.atomic
def scans_lay(*, by: UUID | None, today: date) -> None:
    """Lay both looks in as a whole, with what followed from each; what is there stays."""
    if scans_laid():
        return
    claims = _claims()
    first, second = sample_scans()["looks"]
    _look(first, _pages(claims, first, today=today), by=by, today=today)
    dead = _decided()
    pages = [replace(page, status=404) if page.address in dead else page
             for page in _pages(claims, second, today=today)]  # fmt: skip
    _seen_abroad(_look(second, pages, by=by, today=today), pages, by=by)


def _claims() -> Mapping[str, bool | None]:
    """Of each feature of the open campaign whether somebody claims it; None while nobody has answered."""
    rows = Assignment.objects.filter(campaign__code=sample_scans()["campaign"])
    known = features_known()
    found: dict[str, bool | None] = {}
    for feature, grade in rows.values_list("feature", "answer__grade"):
        said = grade != lowest_grade(known[feature].scale) if grade else None
        found[feature] = found.get(feature) or said
    return found


def _pages(claims: Mapping[str, bool | None], look: Mapping[str, Any], *, today: date) -> list[SamplePage]:
    """The pages of all portals on the day of a look."""
    seen = today - timedelta(look["days"])
    shown = [
        one
        for name, place in places_of_examples().items()
        if (one := _shown(name, place, claims, further=look["further"]))
    ]
    portals = {
        urlsplit(fields.address).netloc: fields
        for _, fields in government().portals
        if fields.kind != PortalKind.CITY
    }
    names = sample_scans()["portals"]
    others = {host: names[host] for host, fields in portals.items() if not fields.is_main}
    return [
        page
        for host, fields in portals.items()
        for page in portal_pages(
            host,
            shown=shown,
            languages=fields.languages,
            today=seen,
            others=others if fields.is_main else None,
        )
    ]


def _shown(name: str, place: str, claims: Mapping[str, bool | None], *, further: float) -> Shown | None:
    """Whether the feature of a rule is there, and in which languages: mostly as the entities say."""
    told = sample_scans()
    host, codes = told["hosts"].get(place), [one for one in rules().by_id[name].features if one in claims]
    if host is None or not codes:
        return None
    chance = random.Random(f"{SEED}:{name}")  # noqa: S311 - a sample
    claimed = claims[codes[0]]
    share = told["shares"]["blank" if claimed is None else "claimed" if claimed else "not_claimed"]
    if chance.random() >= share + further:
        return None
    is_in_both = chance.random() >= told["shares"]["arabic_alone"]
    return Shown(name, host, LANGUAGES if is_in_both else LANGUAGES[:1])


def _look(look: Mapping[str, Any], pages: Sequence[SamplePage], *, by: UUID | None, today: date) -> Scan:
    """A look at the portals: kept, judged, followed."""
    seen_on = today - timedelta(look["days"])
    scan = scan_ask(None, plan=ScanPlan.usual(), by=by)
    asked_at = datetime.combine(seen_on, time(6), UTC)
    Scan.objects.filter(pk=scan.pk).update(asked_at=asked_at)
    scan.refresh_from_db()
    store = Store(scan_folder(scan.pk))
    _keep(store, pages, at=asked_at, vantage=vantage_here())
    portals = portals_of_scan(None)
    plan = ScanPlan.usual()
    write_manifest(
        store,
        Manifest(
            portals.sites,
            today=seen_on,
            places=portals.places,
            vantage=vantage_here(),
            languages=plan.languages,
        ),
    )
    _judged(scan, why=Why.SCAN, by=by, at=asked_at + timedelta(hours=1))
    proofs_follow(proofs_seen(store))
    scan.refresh_from_db()
    return scan


def _judged(scan: Scan, *, why: Why, by: UUID | None, at: datetime) -> None:
    store = Store(scan_folder(scan.pk))
    others = [Store(elsewhere_folder(scan.pk, one.sha256)) for one in handed_in_to(scan)]
    found = judge_again(store, features=features_known().values(), rules=rules(), others=others)
    report_follow(report_write(scan, found, why=why, by=by, at=at))


def _keep(store: Store, pages: Iterable[SamplePage], *, at: datetime, vantage: Vantage) -> None:
    """Pages as looks, one after the other, with the end of each site."""
    by_host: dict[str, list[SamplePage]] = {}
    for page in pages:
        by_host.setdefault(urlsplit(page.address).hostname or "", []).append(page)
    for host, own in by_host.items():
        seconds = len(own) * SECONDS_A_PAGE
        with store.journal(host) as journal:
            for number, page in enumerate(own):
                seen_at = at + timedelta(seconds=number * SECONDS_A_PAGE)
                journal.add(_artifact(store, page, seen_at=seen_at, vantage=vantage))
            journal.add(SiteEnd(host, "exhausted", len(own), 0, seconds))


def _artifact(store: Store, page: SamplePage, *, seen_at: datetime, vantage: Vantage) -> Artifact:
    content = page.content.encode()
    body = Body(
        store.keep(content),
        len(content),
        media_type=page.media_type,
        charset="utf-8",
        charset_from="header",
    )
    return Artifact(
        page.address,
        channel=Channel.HTTP,
        status=page.status,
        headers=sample_scans()["headers"],
        body=body,
        seen_at=seen_at,
        vantage=vantage,
        parent=page.parent,
        depth=page.depth,
        seconds=0.2,
    )


def _decided() -> frozenset[str]:
    """A ministry accepts a proposal, refuses another, stands by an answer, as far as there are any.

    Gives the pages of what it accepted.
    """
    told = sample_scans()
    who = User.objects.get(email=told["decides"]["email"])
    entity = Entity.objects.get(code=told["decides"]["entity"])
    there = Proposal.objects.filter(
        assignment__entity=entity, state=Stand.OPEN, finding__state=State.PRESENT.value
    )
    proposals = list(there.select_related("finding").order_by("assignment__feature")[:2])
    accepted, refused = proposals[:1], proposals[1:]
    for one in accepted:
        title = say("sample.proof", language=settings.LANGUAGE_CODE, feature=one.finding.feature)
        proposal_accept(one, title=title, by=who.pseudonym)
    for one in refused:
        proposal_refuse(one, reason=_words("refused"), by=who.pseudonym)
    open_still = Contradiction.objects.filter(assignment__entity=entity, state="open")
    stands = open_still.order_by("assignment__feature").first()
    if stands is not None:
        contradiction_settle(stands, state="answer_stands", reason=_words("stands"), by=who.pseudonym)
    hits = (hit for one in accepted for hit in one.finding.record["hits"])
    return frozenset(hit["target"] or hit["address"] for hit in hits)


def _seen_abroad(scan: Scan, pages: Sequence[SamplePage], *, by: UUID | None) -> None:
    """What somebody abroad saw of the home pages, handed in and judged with the rest."""
    told = sample_scans()["abroad"]
    vantage = Vantage(told["name"], is_outside=True)
    key = public_key()
    lookout = lookout_confirm(
        name=told["name"], country="", is_outside=True, spoken=key_fingerprint(key), how=_words("how"), by=by
    )
    made_at = scan.asked_at + timedelta(hours=2)
    with TemporaryDirectory() as folder:
        store, file = Store(Path(folder) / "looks"), Path(folder) / "bundle.zip"
        with store.journal("abroad") as journal:
            for look in _looks_abroad(store, pages, seen_at=made_at, vantage=vantage):
                journal.add(look)
        bundle_write(store, file, vantage=vantage, sign=sign, key=key, made_at=made_at)
        bundle_take(scan, file, lookout=lookout, by=by)
    _judged(scan, why=Why.BUNDLE, by=by, at=made_at + timedelta(hours=1))


def _looks_abroad(
    store: Store, pages: Iterable[SamplePage], *, seen_at: datetime, vantage: Vantage
) -> Iterator[Artifact]:
    """Looks at home pages and pages of themes; some hosts do not answer a stranger from abroad."""
    reasons = sample_scans()["abroad"]["refused"]
    for page in pages:
        if page.depth > 1:
            continue
        look = _artifact(store, page, seen_at=seen_at, vantage=vantage)
        refused = reasons.get(urlsplit(page.address).hostname)
        outcome = Outcome.not_assessable(Reason(refused["reason"])) if refused else SEEN
        if refused:
            look = replace(look, status=refused["status"], body=None, headers={})
        yield replace(look, outcome=outcome)


def _words(name: str) -> str:
    return say(f"sample.scan.{name}", language=settings.LANGUAGE_CODE)
