"""robots.txt is read as RFC 9309 says, its own examples among these."""

import time

import pytest

from miqyas.scanner.gather.client import Fetched
from miqyas.scanner.gather.robots import Access, Robots, judged, parse

SITE = "https://a.example"


def allowed(rules: str, path: str) -> bool:
    return parse(rules.encode()).allows(f"{SITE}{path}")


@pytest.mark.parametrize(
    ("rules", "path", "is_allowed"),
    [
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /a", "/abc", False),
        ("User-agent: *\nDisallow: /a/", "/a", True),
        ("User-agent: *\nDisallow: /A", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /ar", "/ar/x", True),
        ("User-agent: *\nAllow: /p\nDisallow: /page", "/page", False),
        ("User-agent: *\nAllow: /page\nDisallow: /page", "/page", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", True),
        ("User-agent: *\nDisallow: /*.pdf", "/a/b.pdf?x=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/axxbyyc/d", False),
        ("User-agent: *\nDisallow: /a*b*c", "/axxcyyb", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*ab$", "/xab", False),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        ("User-agent: *\nDisallow: *", "/", False),
        ("User-agent: *\nDisallow: /?q=", "/?q=1", False),
        ("User-agent: *\nDisallow: /خدمة", "/%D8%AE%D8%AF%D9%85%D8%A9/1", False),
        ("User-agent: *\nDisallow: /%d8%ae", "/%D8%AE%D8%AF", False),
        ("User-agent: *\nDisallow: /~x", "/%7Ex", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: other\nDisallow: /", "/", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Miqyas\nDisallow: /x", "/", True),
        ("User-agent: MIQYAS/2.0\nDisallow: /x\n\nUser-agent: *\nAllow: /", "/x", False),
        ("User-agent: a\nUser-agent: miqyas\n\nDisallow: /x", "/x", False),
        ("User-agent: miqyas\nDisallow: /x\n\nUser-agent: miqyas\nDisallow: /y", "/y", False),
        ("User-agent: miqyas2\nDisallow: /", "/", True),
        ("Disallow: /", "/", True),
        ("\ufeffUser-agent: * # all\r\nDisallow: /x # this", "/x", False),
        ("user-AGENT :*\rDISALLOW:/x", "/x", False),
        ("User-agent: *\nSitemap: /s\nDisallow: /x", "/x", False),
        ("<!DOCTYPE html><title>Not found</title>", "/", True),
    ],
)
def test_what_is_allowed(rules: str, path: str, is_allowed: bool) -> None:
    assert allowed(rules, path) is is_allowed


def test_a_pattern_that_would_burn_a_regular_expression_is_cheap() -> None:
    rules = parse(
        b"User-agent: *\n" + b"".join(b"Disallow: /" + b"*a" * 200 + b"*b%d$\n" % n for n in range(500))
    )
    began = time.process_time()
    assert rules.allows(f"{SITE}/{'a' * 1900}")
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("status", "access"),
    [
        (200, Access.RULES),
        (404, Access.ALL),
        (403, Access.ALL),
        (429, Access.NONE),
        (500, Access.NONE),
        (None, Access.NONE),
    ],
)
def test_what_an_answer_means(status: int | None, access: Access) -> None:
    assert judged(Fetched(SITE, SITE, status, failure="" if status else "timeout")).access is access


def test_more_redirects_than_five_mean_that_there_is_none() -> None:
    assert judged(Fetched(SITE, SITE, failure="too_many_redirects")).access is Access.ALL


def test_half_an_answer_is_none() -> None:
    assert judged(Fetched(SITE, SITE, 200, content=b"User-agent: *", cut_by="time")) == Robots(Access.NONE)


@pytest.mark.parametrize(
    ("told", "delay"), [("5", 5.0), ("0.5", 0.5), ("soon", 0.0), ("-1", 0.0), ("1e99", 0.0), ("nan", 0.0)]
)
def test_the_pause_that_is_asked_for(told: str, delay: float) -> None:
    assert parse(f"User-agent: *\nCrawl-delay: {told}".encode()).delay == delay


def test_sitemaps_are_for_everybody_and_few() -> None:
    many = "\n".join(f"Sitemap: https://a.example/{n}.xml" for n in range(100))
    found = parse(f"Sitemap: https://a.example/0.xml\nUser-agent: other\nDisallow: /\n{many}".encode())
    assert len(found.sitemaps) == 50
    assert found.sitemaps[0] == "https://a.example/0.xml"
