"""Documents that the tests of reports share: made once for each question, from the packaged results."""

from functools import cache

from miqyas.analysis.audit import audit
from miqyas.analysis.audit.records import chance_record
from miqyas.analysis.portfolio.question import Wanted, answer
from miqyas.analysis.portfolio.sample import sample
from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import Dataset
from miqyas.reports.briefs import REPORTS
from tests.analysis.overlays import COLUMNS, as_csv, over_release
from tests.observations.imports.synthetic import synthetic_rows

WORLD = load_world()
NEWEST = WORLD.latest
MADE_ON = "2026-11-26"
CAST = ("BHR", "TUN", "COM")
"""Rose to its place; in the middle; low, and French."""


@cache
def chance(edition):
    return chance_record(WORLD, audit(WORLD, edition=edition, replications=200))


@cache
def plan(iso3="BHR"):
    return answer(WORLD, sample(WORLD), Wanted(iso3=iso3, alternatives=1, target_rank=10, draws=200)).record()


@cache
def made(kind, language="en", *, country="BHR", edition=NEWEST, **more):
    """A report of a kind as anybody would order it, with the answers that it can be handed."""
    given = {
        "country": country,
        "edition": edition,
        "goal": "",
        "value": "",
        "probability": "",
        "audit": chance(edition) if kind in {"country_report", "audit_report"} else None,
        "portfolio": plan(country) if kind == "portfolio_proposal" else None,
    }
    report = REPORTS[kind]
    asked = {one.name: given[one.asked] for one in report.parameters}
    return report.make(WORLD, language=language, made_on=MADE_ON, **{**asked, **more})


@cache
def world_with_gap(iso3="BHR"):
    """A synthetic edition after the newest, in which one component of one ranked state is missing."""
    rows = [{**row, "tii": ""} if row["iso3"] == iso3 else row for row in synthetic_rows(seed=1)]
    return load_world(over_release(Dataset("results", "SYNTHETIC with a gap", as_csv(COLUMNS, rows))))


def headings(document, level=None):
    return [
        block.text
        for block in document.blocks
        if type(block).__name__ == "Heading" and level in {None, block.level}
    ]


def words(document):
    """All running text of a document."""
    return " ".join(
        text
        for block in document.blocks
        for text in (getattr(block, "text", ""), *getattr(block, "items", ()))
        if isinstance(text, str)
    )


def table(document, title):
    return next(one for one in document.tables if title in one.title)
