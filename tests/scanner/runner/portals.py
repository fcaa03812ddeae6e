"""Three little portals in two languages, and how they are scanned in an instant."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from miqyas.catalogue.load import instruments
from miqyas.scanner.artifacts.store import Store
from miqyas.scanner.gather.plan import Plan, Site
from miqyas.scanner.report import ScanReport
from miqyas.scanner.rules.load import rules
from miqyas.scanner.runner import scan
from tests.scanner.gather.sites import QUICK
from tests.scanner.hostile.server import Asked, Hostile, hostile, pages

TODAY = date(2026, 11, 26)
FEATURES = tuple(instruments()["OSI"].features)
PRIVACY = (
    "<p>We collect personal data such as your name, for the purposes of services; you have the right to "
    "access, to correct and to delete it; we keep it for two years and share it with nobody; cookies; "
    "contact our data protection officer.</p>"
)


def page(title: str, *links: str, lang: str = "en", body: str = "") -> str:
    listed = "".join(
        f"<li><a href='{link}'>{words}</a>" for link, _, words in (one.partition(" ") for one in links)
    )
    return (
        f"<html lang={lang}><title>{title}</title><header><a href='/'>Home</a> "
        f"<a href='/ar' lang=ar>العربية</a></header>"
        f"<main><h1>{title}</h1>{body}<ul>{listed}</ul></main></html>"
    )


PORTAL = {
    "/": page(
        "National portal",
        *("/privacy Privacy policy", "/services Services A to Z", "# Complaints", "/budget State budget"),
    ),
    "/ar": page("البوابة الوطنية", "/ar/services دليل الخدمات", lang="ar", body="<p>أهلًا بكم في البوابة</p>"),
    "/ar/services": page("دليل الخدمات", "/ar/passport تجديد جواز السفر", lang="ar"),
    "/ar/passport": page("تجديد جواز السفر", lang="ar", body="<p>الرسوم والشروط والمستندات المطلوبة</p>"),
    "/privacy": page("Privacy policy", body=PRIVACY),
    "/services": page("Services A to Z", *(f"/service/{name} Service {name}" for name in "abcdef")),
    **{f"/service/{name}": page(f"Service {name}", body="<p>What it costs.</p>") for name in "abcdef"},
}
MINISTRY = {
    "/": page("Ministry", "/laws Laws and regulations", "/contact Contact us"),
    "/laws": page("Laws and regulations", body="<p>All laws in force, in full text.</p>"),
    "/contact": page("Contact us", body="<p>Call +973 1700 0000 or write to info@ministry.example.</p>"),
}


@contextmanager
def served(
    *sites: dict[str, str], route: Callable[[Asked], bool] | None = None
) -> Iterator[tuple[Hostile, ...]]:
    """Sites on this machine; what `route` answers (and says so) is not answered by the pages."""

    def routed(site: dict[str, str]) -> Callable[[Asked], None]:
        usual = pages(dict(site))

        def answer(asked: Asked) -> None:
            if route is None or not route(asked):
                usual(asked)

        return answer

    with ExitStack() as stack:
        yield tuple(stack.enter_context(hostile(routed(site))) for site in sites)


def scanned(starts: Sequence[str], folder: Path, *, plan: Plan = QUICK, **how: Any) -> ScanReport:
    given = {"features": FEATURES, "rules": rules(), "today": TODAY, **how}
    return scan([Site(start) for start in starts], plan=plan, store=Store(folder), **given)


def states(report: ScanReport) -> dict[str, str]:
    return {finding.feature: finding.state.value for finding in report.findings}
