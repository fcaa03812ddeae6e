"""How a site answers, how it is found, what the browser told of it: judged from what was kept alone."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from miqyas.scanner.artifacts.model import EXAMINED, Artifact, Body, Channel, Outcome, Reason
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.examining.examine import FORM
from miqyas.scanner.technology import Area, TechnologyReport, examine
from miqyas.scanner.technology.pages import page_examined

NOW = datetime(2030, 5, 1, tzinfo=UTC)
HOME = "https://portal.example/"
GOOD = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "content-security-policy": "default-src 'self'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
}
PAGE = """<html lang=en><title>{title}</title><meta name=description content="What the portal offers.">
<link rel=canonical href="/"><h1>Home</h1>
<script type="application/ld+json">{{"@type": "GovernmentOrganization"}}</script>"""


class Folder:
    """Bytes by their name, as a store gives them."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)

    def page(self, address: str = HOME, *, text: str = PAGE.format(title="Home"), **more: object) -> Artifact:
        return self.look(address, Channel.HTTP, text, media_type="text/html", **{"headers": GOOD, **more})

    def look(
        self,
        address: str,
        channel: Channel,
        text: str = "",
        *,
        media_type: str = "text/plain",
        **more: object,
    ) -> Artifact:
        body = Body(self.store.keep(text.encode()), len(text), media_type=media_type, charset="utf-8")
        values = {"status": 200, "seen_at": NOW, "body": body, **more}
        return Artifact(address, channel=channel, **values)

    def shown(self, address: str = HOME, *, examined: object, **more: object) -> Artifact:
        name = self.store.keep(json.dumps(examined).encode())
        look = self.look(address, Channel.BROWSER, "<p>", media_type="text/html", **more)
        return replace(look, facts={EXAMINED: name})

    def faults(self, looks: Iterable[Artifact], area: Area = Area.SECURITY) -> dict[str, str]:
        """The faults of the only site, by their check, with the first detail."""
        (site,) = examine(looks, read=self.store.read).sites
        return {fault.check: fault.places[0].detail for fault in site.of(area)}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def tls(**facts: object) -> Artifact:
    told = {"failure": "", "why": "", "expires": (NOW + timedelta(days=90)).isoformat(), "offers_old": False}
    return Artifact(HOME, channel=Channel.TLS, seen_at=NOW, facts={**told, **facts})


def security_txt(folder: Folder, text: str, **more: object) -> Artifact:
    address = f"{HOME}.well-known/security.txt"
    return folder.look(address, Channel.PROBE, text, facts={"what": "security_txt"}, **more)


def test_a_site_that_does_all_it_should_has_no_fault(folder: Folder) -> None:
    contact = "Contact: mailto:security@portal.example\nExpires: 2031-01-01T00:00:00Z\n"
    cookie = {"cookies": ["session; Secure; HttpOnly; SameSite=Lax"]}
    led_on = folder.look(
        "http://portal.example/", Channel.PROBE, final_address=HOME, facts={"what": "http_to_https"}
    )
    looks = [folder.page(facts=cookie), tls(), security_txt(folder, contact), led_on]
    assert folder.faults(looks) == {}
    assert folder.faults(looks, Area.FINDABILITY) == {}


def test_nothing_is_said_of_what_was_not_looked_at(folder: Folder) -> None:
    assert examine([], read=folder.store.read) == TechnologyReport()
    (site,) = examine([folder.page()], read=folder.store.read).sites
    assert site.faults == ()
    assert site.not_told == ("accessibility", "speed")
    lost = Artifact(HOME, channel=Channel.HTTP, outcome=Outcome.not_assessable(Reason.TIMEOUT))
    assert examine([lost], read=folder.store.read).sites == ()


def test_headers_that_lack_are_told_with_the_pages(folder: Folder) -> None:
    looks = [folder.page(f"{HOME}{n}", headers={}) for n in range(3)]
    (site,) = examine(looks, read=folder.store.read).sites
    found = {fault.check: fault for fault in site.of(Area.SECURITY)}
    assert set(found) == {"no_hsts", "no_csp", "no_nosniff", "framing"}
    assert [place.address for place in found["no_csp"].places] == [f"{HOME}{n}" for n in range(3)]


@pytest.mark.parametrize("value", ["max-age=60", "max-age=x", "", "includeSubDomains"])
def test_hsts_for_a_short_time_is_none(folder: Folder, value: str) -> None:
    assert "no_hsts" in folder.faults([folder.page(headers={**GOOD, "strict-transport-security": value})])


def test_an_old_header_against_frames_is_enough(folder: Folder) -> None:
    headers = {**GOOD, "content-security-policy": "default-src 'self'", "x-frame-options": "sameorigin"}
    assert folder.faults([folder.page(headers=headers)]) == {}


def test_a_site_without_encryption_is_told_so_and_not_asked_for_hsts(folder: Folder) -> None:
    headers = {**GOOD, "strict-transport-security": ""}
    assert list(folder.faults([folder.page("http://portal.example/", headers=headers)])) == ["no_https"]


def test_http_beside_https_is_told(folder: Folder) -> None:
    stays = folder.look("http://portal.example/", Channel.PROBE, facts={"what": "http_to_https"})
    assert list(folder.faults([folder.page(), stays])) == ["no_redirect_to_https"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"failure": "tls", "why": "expired"}, {"certificate": "expired"}),
        ({"expires": (NOW + timedelta(days=3)).isoformat()}, {"certificate_ends": "2030-05-04"}),
        ({"expires": None}, {}),
        ({"offers_old": True}, {"old_tls": ""}),
        ({"offers_old": None}, {}),
        ({"failure": "connect"}, {}),
    ],
)
def test_the_handshake_is_judged(folder: Folder, facts: dict, expected: dict) -> None:
    assert folder.faults([tls(**facts)]) == expected


def test_cookies_are_judged_by_their_attributes_each_once(folder: Folder) -> None:
    facts = {"cookies": ["PHPSESSID; path=/", "theme; Secure; SameSite=Lax"]}
    looks = [folder.page(f"{HOME}{n}", facts=facts) for n in range(3)]
    (site,) = examine(looks, read=folder.store.read).sites
    found = {fault.check: (fault.total, fault.places[0].detail) for fault in site.of(Area.SECURITY)}
    assert found == dict.fromkeys(("cookie_secure", "cookie_samesite", "cookie_httponly"), (1, "PHPSESSID"))


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("", {"status": 404}, "no_security_txt"),
        ("<html>", {"media_type": "text/html"}, "no_security_txt"),
        ("Contact: a@b.example", {"is_soft_missing": True}, "no_security_txt"),
        ("Expires: 2031-01-01T00:00:00Z", {}, "security_txt_faulty"),
        ("Contact: mailto:a@b.example\nExpires: 2020-01-01T00:00:00Z", {}, "security_txt_faulty"),
        ("Contact: mailto:a@b.example\nExpires: tomorrow", {}, "security_txt_faulty"),
        ("Contact: mailto:a@b.example\nExpires: 2031-01-01T00:00:00", {}, "security_txt_faulty"),
    ],
)
def test_to_whom_holes_are_told(folder: Folder, text: str, more: dict, expected: str) -> None:
    assert list(folder.faults([folder.page(), security_txt(folder, text, **more)])) == [expected]


def test_a_site_that_cannot_be_found_is_told_why(folder: Folder) -> None:
    bare = "<html lang=en><title>Portal</title><meta name=robots content=noindex><h1>Home</h1>"
    looks = [folder.page(f"{HOME}{n}", text=bare) for n in range(4)]
    map_ = folder.look(f"{HOME}sitemap.xml", Channel.SITEMAP, status=404)
    found = folder.faults([*looks, map_], Area.FINDABILITY)
    assert set(found) == {
        "titles_alike",
        "no_description",
        "no_canonical",
        "kept_out",
        "no_structured_data",
        "no_sitemap",
    }


def test_pages_in_two_languages_want_links_between_them(folder: Folder) -> None:
    arabic = (
        PAGE.replace("lang=en", "lang=ar").format(title="الرئيسية")
        + "<p>خدمات البوابة للمواطنين والمقيمين.</p>"
    )
    english = PAGE.format(title="Home") + "<p>The services of the portal for all who live here.</p>"
    looks = [folder.page(f"{HOME}ar", text=arabic), folder.page(f"{HOME}en", text=english)]
    assert list(folder.faults(looks, Area.FINDABILITY)) == ["no_alternates"]


def told(**more: object) -> dict[str, object]:
    return {
        "form": FORM,
        "found": [],
        "done": ["own", "axe", "end"],
        "unfinished": "",
        "has_axe": True,
        **more,
    }


def node(detail: str = "", *, selector: str = "#a") -> list[object]:
    return [selector, [1, 2, 3, 4], "<a>", detail]


def test_what_several_rules_find_of_one_kind_is_one_fault(folder: Folder) -> None:
    found = [
        {"check": "image-alt", "total": 30, "nodes": [node()]},
        {"check": "svg-img-alt", "total": 2, "nodes": [node()]},
        {"check": "no-such-rule", "total": 1, "nodes": [node()]},
    ]
    report = examine([folder.shown(examined=told(found=found))], read=folder.store.read)
    (fault,) = report.pages[0].faults
    assert (fault.check, fault.total, fault.sources) == ("picture_words", 32, ("image-alt", "svg-img-alt"))
    assert (fault.places[0].address, fault.places[0].box) == (HOME, (1, 2, 3, 4))
    assert TechnologyReport.from_record(json.loads(json.dumps(report.as_record()))) == report


def test_faults_of_pages_are_summed_for_their_host(folder: Folder) -> None:
    found = [{"check": "label", "total": 3, "nodes": [node()]}]
    looks = [folder.shown(f"{HOME}{n}", examined=told(found=found)) for n in range(2)]
    report = examine(looks, read=folder.store.read)
    (fault,) = report.sites[0].of(Area.ACCESSIBILITY)
    assert (fault.total, [place.address for place in fault.places]) == (6, [f"{HOME}0", f"{HOME}1"])
    assert report.checks == {"field_label": 2}


@pytest.mark.parametrize(
    ("code", "words", "is_wrong"),
    [
        ("en", "خدمات البوابة للمواطنين والمقيمين في جميع المحافظات، " * 4, True),
        ("ar", "خدمات البوابة للمواطنين والمقيمين في جميع المحافظات، " * 4, False),
        ("fa", "خدمات البوابة للمواطنين والمقيمين في جميع المحافظات، " * 4, False),
        ("ar", "The services of the portal are for all who live in the country, " * 4, True),
        ("en-GB", "The services of the portal are for all who live in the country, " * 4, False),
        ("en", "Les services de la ville pour vous et les habitants du pays avec une carte, " * 4, True),
        ("en", "Les services", False),
        ("", "The services of the portal are for all who live in the country, " * 4, False),
    ],
)
def test_a_page_in_another_language_than_it_says(code: str, words: str, *, is_wrong: bool) -> None:
    found = [{"check": "texts", "total": 1, "nodes": [node(f"{code}\n{words}", selector="html")]}]
    page = page_examined(HOME, json.dumps(told(found=found)).encode())
    assert [fault.check for fault in page.faults] == (["language"] if is_wrong else [])


def test_a_page_that_is_slow_heavy_and_jumps() -> None:
    slow = {"lcp_ms": 5210.4, "lcp_node": node(), "cls": 0.31, "bytes": 3_000_000, "requests": 40}
    page = page_examined(HOME, json.dumps(told(phone=slow)).encode())
    assert {fault.check: fault.places[0].detail for fault in page.faults} == {
        "slow": "5.2 s",
        "jumping": "0.31",
        "heavy": "3.0 MB",
    }
    quick = page_examined(
        HOME, json.dumps(told(phone={"lcp_ms": None, "cls": 0, "bytes": 9, "requests": 1})).encode()
    )
    assert quick.faults == ()
    assert quick.speed is not None
    assert quick.speed.lcp_ms is None
    failed = page_examined(HOME, json.dumps(told(phone={"failure": "timeout"})).encode())
    assert failed.speed is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"form": "other"}',
        b"[" * 100_000,
        json.dumps({"form": FORM, "found": 5, "done": {}, "unfinished": "time", "phone": []}).encode(),
        json.dumps(
            told(
                found=[{"check": ["label"]}, {"check": "label", "nodes": [[1], "x"], "total": "many"}],
                done=[],
            )
        ).encode(),
    ],
)
def test_bytes_that_are_not_what_they_should_be_are_not_believed(content: bytes) -> None:
    page = page_examined(HOME, content)
    assert not page.is_checked
    assert page.speed is None


def test_what_was_found_until_the_time_was_over_is_told(folder: Folder) -> None:
    found = [{"check": "link_vague", "total": 1, "nodes": [node("here")]}]
    look = folder.shown(examined=told(found=found, done=["own"], unfinished="time"))
    report = examine([look], read=folder.store.read)
    assert report.is_partial
    assert (report.pages[0].unfinished, report.pages[0].faults[0].check) == ("time", "link_vague")
    assert report.sites[0].checked == 0


def test_bytes_that_are_gone_count_as_not_looked_at(folder: Folder, tmp_path: Path) -> None:
    looks = [folder.shown(examined=told()), folder.page()]
    report = examine(looks, read=Store(tmp_path / "other").read)
    assert report.pages == ()
    assert report.sites[0].not_told == ("accessibility", "speed", "findability")


def test_a_security_txt_that_is_gone_is_no_fault_and_stops_nothing(folder: Folder, tmp_path: Path) -> None:
    looks = [folder.page(), security_txt(folder, "Contact: nobody")]
    assert "security_txt_faulty" in folder.faults(looks)
    (site,) = examine(looks, read=Store(tmp_path / "other").read).sites
    assert not {fault.check for fault in site.faults} & {"security_txt_faulty", "no_security_txt"}
