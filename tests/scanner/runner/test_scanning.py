"""A scan says the same however many look, and after being stopped or killed; what is not there is told."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from miqyas.kernel.execution import open_engine
from miqyas.scanner.artifacts.model import Reason
from miqyas.scanner.artifacts.store import Store, StoreError
from miqyas.scanner.gather.browser import Shown
from miqyas.scanner.gather.client import Fetched
from miqyas.scanner.gather.plan import Budget, Site
from miqyas.scanner.looking import Showing
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import State
from miqyas.scanner.runner import judge_again, shares_of
from miqyas.scanner.watching import Progress
from tests.scanner.damaging import damage
from tests.scanner.gather.sites import QUICK
from tests.scanner.hostile.server import Asked, Hostile
from tests.scanner.runner.portals import FEATURES, MINISTRY, PORTAL, scanned, served, states

PROGRAM = """
import sys
from pathlib import Path
from tests.scanner.runner.portals import scanned
scanned(sys.argv[2:], Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def servers():
    with served(PORTAL, MINISTRY, MINISTRY) as found:
        yield found


@pytest.fixture(scope="module")
def whole(servers, tmp_path_factory) -> ScanReport:
    return scanned(starts(servers), tmp_path_factory.mktemp("whole"))


def starts(servers: tuple[Hostile, ...]) -> list[str]:
    return [server.address for server in servers]


def test_what_is_there_is_found_and_what_is_not_is_told(whole: ScanReport) -> None:
    found = states(whole)
    assert (found["OSI-CP-004"], found["OSI-CON-009"], found["OSI-IF-014"]) == (
        "present",
        "partial",
        "absent",
    )
    assert whole.by_feature["OSI-IF-014"].in_words("en").startswith("Not found in 18 pages")
    assert [site.pages for site in whole.sites] == [12, 3, 3]
    assert whole.coverage == 1.0
    assert whole.is_through


def test_every_site_is_judged_alone_too(whole: ScanReport) -> None:
    portal, ministry, _ = whole.sites
    by_site = [{one.feature: one.state for one in site.findings} for site in (portal, ministry)]
    assert [one["OSI-CP-004"] for one in by_site] == [State.PRESENT, State.ABSENT]


@pytest.mark.parametrize("at_once", [1, 2])
def test_sites_at_once_change_nothing(servers, whole, tmp_path, at_once) -> None:
    assert scanned(starts(servers), tmp_path, at_once=at_once).hash == whole.hash


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_processes_change_nothing(servers, whole, tmp_path, workers) -> None:
    news: list[Progress] = []
    with open_engine(f"processes:{workers}") as engine:
        found = scanned(starts(servers), tmp_path, engine=engine, on_progress=news.append)
    assert found.hash == whole.hash
    assert found.pages == whole.pages == news[-1].pages
    assert (news[-1].sites, news[-1].sites_through) == (3, 3)
    assert not list(tmp_path.glob("stop*"))


def test_the_order_of_the_sites_is_kept_and_changes_no_finding(servers, whole, tmp_path) -> None:
    found = scanned(starts(servers)[::-1], tmp_path)
    assert [site.start for site in found.sites] == starts(servers)[::-1]
    assert states(found) == states(whole)


def test_it_is_judged_again_without_anybody_to_ask(tmp_path: Path) -> None:
    with served(PORTAL) as (server,):
        found = scanned([server.address], tmp_path)
    again = judge_again(Store(tmp_path), features=FEATURES, rules=rules())
    assert again.as_record() == found.as_record()


def test_other_rules_judge_the_same_pages(tmp_path: Path) -> None:
    with served(PORTAL) as (server,):
        found = scanned([server.address], tmp_path)
    fewer = replace(rules(), rules=tuple(rule for rule in rules().rules if rule.id != "privacy_notice"))
    again = judge_again(Store(tmp_path), features=FEATURES, rules=fewer)
    assert "OSI-CP-004" not in again.by_feature
    assert again.versions.rules != found.versions.rules
    assert again.versions.catalogue == found.versions.catalogue


def test_a_folder_without_a_scan_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        judge_again(Store(tmp_path), features=FEATURES, rules=rules())
    assert told.value.full_code == "artifacts.no_scan"


def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    """Killed by the system while an answer is on its way: no page twice, none lost, the same report."""
    is_there, is_killed = threading.Event(), threading.Event()

    def held_up(asked: Asked) -> bool:
        is_first = asked.headers["host"].endswith(f":{servers[0].port}")
        if is_first and len(servers[0].asked) == 8 and not is_killed.is_set():
            is_there.set()
            is_killed.wait(60)
        return False

    with served(PORTAL, MINISTRY, route=held_up) as servers:
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path / "killed"), *starts(servers)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert is_there.wait(60)
        os.kill(program.pid, signal.SIGKILL)
        program.wait(10)
        is_killed.set()
        unfinished = servers[0].paths()[7]
        found = scanned(starts(servers), tmp_path / "killed")
        counted = [Counter(server.paths()) for server in servers]
        once = scanned(starts(servers), tmp_path / "once")
    assert counted[0].pop(unfinished) == 2
    assert set(counted[0].values()) == {1}
    assert sum(n - 1 for n in counted[1].values()) <= 1, "what was under way at the other site"
    assert found.hash == once.hash


@pytest.mark.parametrize("engine_name", ["serial", "processes:2"])
def test_stopped_it_tells_what_it_saw_and_goes_on(tmp_path: Path, engine_name: str) -> None:
    wants = threading.Event()

    def slow(asked: Asked) -> bool:
        if asked.path == "/services":
            wants.set()
            asked.over.wait(1.5 if engine_name != "serial" else 0)
        elif wants.is_set():
            asked.over.wait(0.1)
        return False

    with served(PORTAL, route=slow) as (server,):
        with open_engine(engine_name) as engine:
            stopped = scanned([server.address], tmp_path, engine=engine, should_stop=wants.is_set)
        assert not stopped.is_through
        assert stopped.by_feature["OSI-IF-014"].state is State.NOT_TESTED
        found = scanned([server.address], tmp_path)
        assert found.is_through
        assert found.pages == 12 > stopped.pages
        assert max(Counter(server.paths()).values()) == 1


def test_a_portal_that_is_down_lowers_coverage_and_is_no_absence(tmp_path: Path) -> None:
    with served(PORTAL, MINISTRY) as (portal, ministry):
        down = f"http://127.0.0.1:{free_port()}"
        found = scanned([portal.address, down, ministry.address], tmp_path)
    alone = next(site for site in found.sites if site.start == down)
    assert alone.not_assessable == {Reason.CONNECT: 1}
    assert (alone.pages, alone.coverage) == (0, 0.0)
    assert {finding.state for finding in alone.findings} == {State.NOT_ASSESSABLE}
    assert found.not_assessable[Reason.CONNECT] == 1
    assert found.coverage < 1.0
    assert states(found)["OSI-CP-004"] == "present"


def test_nothing_is_absent_before_enough_was_seen(tmp_path: Path) -> None:
    few = replace(QUICK, budget=Budget(pages=3, outward=0))
    with served(PORTAL) as (server,):
        found = scanned([server.address], tmp_path, plan=few)
    assert not found.is_budget_met
    assert found.counts[State.ABSENT] == 0
    assert found.counts[State.NOT_TESTED] > 0


def test_no_sites_give_a_report_of_nothing(tmp_path: Path) -> None:
    found = scanned([], tmp_path)
    assert (found.pages, found.looks, found.coverage) == (0, 0, 0.0)
    assert {finding.state for finding in found.findings} == {State.NOT_TESTED}
    assert ScanReport.from_record(found.as_record()) == found


def test_a_site_given_twice_is_scanned_once(tmp_path: Path) -> None:
    with served(MINISTRY) as (server,):
        found = scanned([server.address, f"{server.address}/"], tmp_path)
        assert len(found.sites) == 1
        assert max(Counter(server.paths()).values()) == 1


def test_bytes_that_were_damaged_are_fetched_anew_and_judged_without(tmp_path: Path) -> None:
    with served(MINISTRY) as (server,):
        found = scanned([server.address], tmp_path)
        (laws,) = [look for look in Store(tmp_path).artifacts() if look.address.endswith("/laws")]
        damage(tmp_path, laws.body.hash)
        assert judge_again(Store(tmp_path), features=FEATURES, rules=rules()).pages == found.pages - 1
        again = scanned([server.address], tmp_path)
        assert again.hash == found.hash
        assert Counter(server.paths())["/laws"] == 2
        assert judge_again(Store(tmp_path), features=FEATURES, rules=rules()).hash == found.hash


def test_sites_that_share_a_host_are_looked_at_by_one() -> None:
    sites = [
        Site("https://a.example", hosts=("x.example",)),
        Site("https://b.example"),
        Site("https://c.example", hosts=("x.example", "b.example")),
        Site("https://d.example"),
    ]
    shares = shares_of(sites, most=4)
    assert sorted([site.name for site in share] for share in shares) == [
        ["a.example", "b.example", "c.example"],
        ["d.example"],
    ]
    assert shares_of([], most=4) == ()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_browser_says_who_it_is_and_keeps_to_robots_as_the_client_does(tmp_path, monkeypatch) -> None:
    """The name with the page on which somebody is reached; and what a robots.txt closed to both."""
    told: list[str] = []
    allowed: list[bool] = []

    class Named:
        def __init__(self, *, agent: str, may_go: Callable[[str], bool], **others: object) -> None:
            told.append(agent)
            allowed.extend(
                map(may_go, (f"{start}/closed/x", f"{start}/open", "https://other.example/closed/"))
            )

        def __enter__(self):
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def show(self, address: str, examine: object) -> Shown:
            return Shown(Fetched(address, address, failure="timeout"))

    monkeypatch.setattr("miqyas.scanner.looking.Browser", Named)
    plan = replace(QUICK, agent="Miqyas/1 (+https://a.example/scans)")
    with served({**MINISTRY, "/robots.txt": "User-agent: *\nDisallow: /closed/"}) as (server,):
        start = server.address
        scanned([start], tmp_path, plan=plan, browser=Showing(1))
    assert allowed == [False, True, True]
    assert told == ["Miqyas/1 (+https://a.example/scans)"]
