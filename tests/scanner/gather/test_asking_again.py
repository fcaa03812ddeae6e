"""Pages that an earlier scan saw are asked about, not fetched; a host that is busy is asked once more."""

from dataclasses import replace
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import Artifact, Channel, Reason
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.client import Fetched
from miqyas.scanner.gather.guard import AddressRefusedError
from miqyas.scanner.gather.looks import Looks
from miqyas.scanner.gather.many import gather
from miqyas.scanner.gather.pace import Clock, Pace, Politeness
from miqyas.scanner.gather.plan import Plan, Site, read_artifact
from miqyas.scanner.gather.tls import Handshake
from miqyas.scanner.gather.walk import Walk
from tests.scanner.damaging import damage
from tests.scanner.gather.sites import QUICK, gathered, linked
from tests.scanner.hostile.server import Asked, hostile


class Changing:
    """A site that knows of each page when it changed last."""

    def __init__(self) -> None:
        self.versions = {"/": 1, "/a": 1, "/b": 1}
        self.sent: list[str] = []

    def route(self, asked: Asked) -> None:
        version = self.versions.get(asked.path)
        if version is None:
            asked.answer(status="404 Not Found")
        elif asked.headers.get("if-none-match") == f'"{version}"':
            asked.answer(status="304 Not Modified", ETag=f'"{version}"')
        else:
            self.sent.append(asked.path)
            asked.answer(linked("/a", "/b", title=f"{asked.path} {version}").encode(), ETag=f'"{version}"')


def looks(
    address: str, folder: Path, *, earlier: Path | None = None, plan: Plan = QUICK
) -> dict[str, Artifact]:
    before = Store(earlier) if earlier else None
    found = gather([Site(address)], plan=plan, store=Store(folder), earlier=before)
    return {
        one.address.removeprefix(address): one
        for one in found
        if isinstance(one, Artifact) and one.channel is Channel.HTTP
    }


def test_what_did_not_change_is_not_sent_again_and_is_there_all_the_same(tmp_path: Path) -> None:
    site = Changing()
    with hostile(site.route) as server:
        first = looks(server.address, tmp_path / "1")
        site.versions["/b"], site.sent = 2, []
        second = looks(server.address, tmp_path / "2", earlier=tmp_path / "1")
    assert site.sent == ["/b"]
    assert {path: look.status for path, look in second.items()} == {"/": 200, "/a": 200, "/b": 200}
    assert second["/a"].body == first["/a"].body
    assert second["/b"].body != first["/b"].body
    assert Store(tmp_path / "2").body(second["/a"]) == Store(tmp_path / "1").body(first["/a"])


def test_what_the_earlier_scan_lost_is_fetched(tmp_path: Path) -> None:
    site = Changing()
    with hostile(site.route) as server:
        first = looks(server.address, tmp_path / "1")
        assert first["/a"].body is not None
        site.sent = []
        damage(tmp_path / "1", first["/a"].body.hash)
        second = looks(server.address, tmp_path / "2", earlier=tmp_path / "1")
    assert site.sent == ["/a"]
    assert second["/a"].body == first["/a"].body


def test_pages_in_another_language_are_asked_for_anew(tmp_path: Path) -> None:
    site = Changing()
    with hostile(site.route) as server:
        looks(server.address, tmp_path / "1")
        site.sent = []
        looks(server.address, tmp_path / "2", earlier=tmp_path / "1", plan=replace(QUICK, languages="en"))
    assert sorted(site.sent) == ["/", "/a", "/b"]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Busy"])
def test_a_host_that_is_busy_is_asked_once_more(tmp_path: Path, status: str) -> None:
    times: list[str] = []

    def route(asked: Asked) -> None:
        times.append(asked.path)
        is_busy = asked.path == "/always" or (asked.path == "/once" and times.count("/once") == 1)
        if asked.path == "/robots.txt":
            asked.answer(status="404 Not Found")
        else:
            asked.answer(
                linked("/once", "/always").encode(), status=status if is_busy else "200 OK", Retry_After="0"
            )

    with hostile(route) as server:
        found = gathered(server.address, tmp_path)
    assert found.pages["/once"].outcome.is_seen
    assert found.pages["/always"].outcome.reason in {Reason.REFUSED_429, Reason.SERVER_ERROR}
    assert (times.count("/once"), times.count("/always")) == (2, 2)


class Portal:
    """A portal on the usual ports, whose answers are made up; in place of the client."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, address: str, **options: object) -> Fetched:
        self.asked.append(address)
        https = "https://services.portal.example"
        html = {"content-type": "text/html"}
        match address:
            case "https://portal.example/" | "http://services.portal.example/":
                return Fetched(
                    address,
                    f"{https}/",
                    200,
                    headers=html,
                    content=linked("/a").encode(),
                    hops=((301, address),),
                )
            case "https://services.portal.example/a":
                raise AddressRefusedError("not_public", given="10.0.0.1")
            case _:
                return Fetched(address, address, 404)


def test_a_portal_is_gone_through_where_its_start_leads_and_asked_for_its_certificate(tmp_path: Path) -> None:
    store, client, clock = Store(tmp_path), Portal(), Clock()
    pace = Pace(Politeness(pause=0.0), clock=clock)

    class Shaking:
        def with_host(self, host: str, port: int) -> Handshake:
            return (
                Handshake(failure="tls", why="expired", version="TLSv1.3")
                if host.startswith("serv")
                else Handshake()
            )

    with store.journal("portal.example") as journal:
        made = Looks(
            "portal.example", plan=Plan(), client=client, pace=pace, store=store, journal=journal, clock=clock
        )
        walk = Walk(
            Site("https://portal.example"),
            looks=made,
            read=read_artifact,
            handshakes=Shaking(),
            clock=clock,
            is_stopped=lambda: False,
        )
        found = list(walk.artifacts())
    by = {(look.channel, look.address): look for look in found}
    tls = by[Channel.TLS, "https://services.portal.example/"]
    assert (tls.facts["is_trusted"], tls.facts["why"], tls.outcome.is_seen) == (False, "expired", True)
    upgraded = by[Channel.PROBE, "http://services.portal.example/"]
    assert (upgraded.facts["what"], upgraded.final_address) == (
        "http_to_https",
        "https://services.portal.example/",
    )
    refused = by[Channel.HTTP, "https://services.portal.example/a"]
    assert refused.outcome.reason is Reason.ADDRESS_REFUSED
    assert walk.end.ended_by == "exhausted"
