"""A scan from beginning to end: sites are looked at, by however many workers, and what was seen is judged.

What is looked at and what follows from it depend on the sites alone: one worker or many, at once or after
being killed in the middle, the report says the same. `judge_again` needs no network.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from miqyas.catalogue.model import Feature
from miqyas.kernel.execution import SERIAL, Engine, map_chunks
from miqyas.scanner.artifacts.model import Artifact
from miqyas.scanner.artifacts.store import SiteEnd, Store
from miqyas.scanner.gather.many import AT_ONCE
from miqyas.scanner.gather.plan import Plan, Site
from miqyas.scanner.judged import report_on
from miqyas.scanner.looking import (
    Seen,
    Showing,
    Told,
    Work,
    look,
    look_back_in_worker,
    look_in_worker,
    told_by,
)
from miqyas.scanner.manifest import LANGUAGES, Manifest, read_manifest, write_manifest
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.load import RuleSet
from miqyas.scanner.watching import OnProgress, Progress, watched

STOP_FILE: Final = "stop"
"""How the names of files begin by which those who look for one scan are told to stop."""


def scan(
    sites: Sequence[Site],
    *,
    features: Iterable[Feature],
    rules: RuleSet,
    plan: Plan,
    store: Store,
    today: date,
    places: Mapping[str, str] | None = None,
    others: Sequence[Store] = (),
    browser: Showing | None = None,
    languages: Sequence[str] = LANGUAGES,
    engine: Engine = SERIAL,
    at_once: int = AT_ONCE,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> ScanReport:
    """Look at sites and judge what was seen, together and each by itself.

    A scan that was stopped or killed goes on with the same sites, plan and store: nothing is fetched twice.
    ``places`` says what each host is in the words of the catalogue; ``others`` are stores of looks from
    elsewhere. ``should_stop`` is asked after each look; what was seen until then is judged. With an engine of
    several processes or machines, which share the folder of the store, each looks at ``at_once`` sites at a
    time. Raises `StoreError`, `BrowserError`, `ExecutionError`.
    """
    work = Work(plan, store.folder, rules, browser, at_once)
    manifest = begin(sites, work=work, store=store, today=today, places=places, languages=languages)
    seen = look_at(manifest.sites, work=work, engine=engine, on_progress=on_progress, should_stop=should_stop)
    return report_of(
        seen, manifest, store=store, features=features, rules=rules, others=others, engine=engine
    )


def begin(
    sites: Iterable[Site],
    *,
    work: Work,
    store: Store,
    today: date,
    places: Mapping[str, str] | None = None,
    languages: Sequence[str] = LANGUAGES,
) -> Manifest:
    """Write down what the store is the scan of, each site once: whoever shares its folder may look then.

    Each site is told what it is. Raises `StoreError`.
    """
    told = dict(places or {})
    named = {site.name: replace(site, place=site.place or told.get(site.name, "")) for site in sites}
    manifest = Manifest(
        tuple(named.values()),
        today=today,
        places=told,
        vantage=work.plan.vantage,
        budget=work.plan.budget,
        shown=work.showing.pages if work.showing else 0,
        languages=tuple(languages),
        laboratory=tuple(sorted(work.plan.laboratory.hosts)),
    )
    write_manifest(store, manifest)
    return manifest


def look_at(
    sites: Sequence[Site],
    *,
    work: Work,
    engine: Engine = SERIAL,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Seen, ...]:
    """Look at some sites of a scan that was begun; what was looked at before is not looked at again.

    Others may look at other sites into the same folder meanwhile, as long as they have no host in common:
    `shares_of` divides them. Raises as `scan`.
    """
    if engine is not SERIAL:
        return _by_workers(sites, work=work, engine=engine, on_progress=on_progress, should_stop=should_stop)
    return look(sites, work=work, on_look=_Counted(len(sites), on_progress), should_stop=should_stop)


def look_back(
    sites: Sequence[Site], *, store: Store, rules: RuleSet, engine: Engine = SERIAL
) -> tuple[Seen, ...]:
    """What the store holds of sites at which others looked, read from there by the workers of an engine."""
    task = partial(look_back_in_worker, folder=store.folder, rules=rules)
    shares = shares_of(sites, most=engine.workers)
    return _in_order(sites, map_chunks(task, shares, engine=engine))


def report_of(
    seen: Sequence[Seen],
    manifest: Manifest,
    *,
    store: Store,
    features: Iterable[Feature],
    rules: RuleSet,
    others: Sequence[Store] = (),
    engine: Engine = SERIAL,
) -> ScanReport:
    """Judge what is known of each site of a scan, together with looks from elsewhere; raises as `scan`."""
    return report_on(
        seen,
        manifest,
        further=_from_elsewhere(store, manifest, others, rules),
        rules=rules,
        features=tuple(features),
        stores=(store, *others),
        engine=engine,
    )


def judge_again(
    store: Store,
    *,
    features: Iterable[Feature],
    rules: RuleSet,
    today: date | None = None,
    places: Mapping[str, str] | None = None,
    others: Sequence[Store] = (),
    languages: Sequence[str] | None = None,
    engine: Engine = SERIAL,
) -> ScanReport:
    """Judge what a store holds, without the network: with other rules, other features, looks from elsewhere.

    Ages count to ``today``, hosts are ``places``, a stranger searches in ``languages``; without them, as it
    was when the scan began. Raises `StoreError` where the store is no scan's, `ExecutionError`.
    """
    begun = read_manifest(store.folder)
    manifest = replace(
        begun,
        today=today or begun.today,
        places=begun.places if places is None else dict(places),
        languages=begun.languages if languages is None else tuple(languages),
    )
    seen = look_back(begun.sites, store=store, rules=rules, engine=engine)
    return report_of(
        seen, manifest, store=store, features=features, rules=rules, others=others, engine=engine
    )


class _Counted:
    """Counts looks, and tells of each."""

    def __init__(self, sites: int, on_progress: OnProgress | None) -> None:
        self._progress = Progress(sites)
        self._on_progress = on_progress

    def __call__(self, one: Artifact | SiteEnd) -> None:
        self._progress = self._progress.after(one)
        if self._on_progress is not None:
            self._on_progress(self._progress)


def _by_workers(
    sites: Sequence[Site],
    *,
    work: Work,
    engine: Engine,
    on_progress: OnProgress | None,
    should_stop: Callable[[], bool] | None,
) -> tuple[Seen, ...]:
    """Have the sites looked at by the workers of an engine; the order of the sites is kept."""
    stop_file = work.folder / f"{STOP_FILE}-{secrets.token_hex(4)}"
    shares = shares_of(sites, most=max(engine.workers, -(-len(sites) // work.at_once)))
    task = partial(look_in_worker, work=replace(work, stop_file=stop_file))
    store = Store(work.folder)
    watching = watched(
        [store.journal_of(site.name) for site in sites],
        begun=Progress(len(sites)),
        on_progress=on_progress,
        should_stop=should_stop,
        stop_file=stop_file,
    )
    with watching:
        found = _in_order(sites, map_chunks(task, shares, engine=engine))
    stop_file.unlink(missing_ok=True)
    return found


def _in_order(sites: Sequence[Site], shares: Iterable[Sequence[Seen]]) -> tuple[Seen, ...]:
    by_name = {seen.site.name: seen for share in shares for seen in share}
    return tuple(by_name[site.name] for site in sites)


def shares_of(sites: Sequence[Site], *, most: int) -> tuple[tuple[Site, ...], ...]:
    """Divide sites among workers; those that have a host in common stay together, so that it is asked by one.

    >>> found = shares_of(
    ...     [Site("https://a.example"), Site("https://b.example"), Site("https://c.example")], most=2
    ... )
    >>> [[site.name for site in share] for share in found]
    [['a.example', 'c.example'], ['b.example']]
    """
    groups: list[tuple[set[str], list[Site]]] = []
    for site in sites:
        hosts = set(site.all_hosts)
        joined = [group for group in groups if not group[0].isdisjoint(hosts)]
        groups = [group for group in groups if group[0].isdisjoint(hosts)]
        together = [*(one for _, members in joined for one in members), site]
        groups.append((hosts.union(*(names for names, _ in joined)), together))
    shares: list[list[Site]] = [[] for _ in range(max(min(most, len(groups)), 1))]
    for _, members in groups:
        min(shares, key=len).extend(members)
    return tuple(tuple(share) for share in shares if share)


def _from_elsewhere(store: Store, manifest: Manifest, others: Sequence[Store], rules: RuleSet) -> Told:
    """What looks from other vantages tell: those handed in, in the same store, and those in other stores."""
    further = store.artifacts(but=[site.name for site in manifest.sites])
    told = [
        told_by(store, (look for look in further if look.vantage != manifest.vantage), rules=rules),
        *(told_by(other, other.artifacts(), rules=rules) for other in others),
    ]
    return Told(
        tuple(visit for one in told for visit in one.visits), tuple(ways for one in told for ways in one.ways)
    )
