"""A booklet of a round of the challenge: who is honoured, how all stood, by which criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from miqyas.jobs.programme.challenge_steps import awards_of, document_of
from miqyas.jobs.reports.framing import HELD, Teller
from miqyas.jobs.reports.kinds import PUBLIC, Order, ReportKind, Subject, report_kind
from miqyas.reports.certificates import award_words
from miqyas.reports.document import Block, Callout, DataTable, Document, Heading, Paragraph
from miqyas.workspace.accounts.access import Person
from miqyas.workspace.challenges.models import Round
from miqyas.workspace.challenges.queries import round_by_code, rounds_published


def _subjects(person: Person, language: str) -> Sequence[Subject]:
    return [Subject(one.code, one.name.in_language(language)) for one in rounds_published()]


def _find(of: str) -> Round | None:
    found = round_by_code(of)
    return found if found is not None and found.state == "published" else None


def _gather(order: Order) -> Document:
    tell, found = Teller(order), _find(order.of)
    assert found is not None
    return tell.document(
        "challenge_booklet",
        _blocks(tell, found),
        title=found.name.in_language(tell.language),
        layout="pack",
        is_made_up=found.is_sample,
    )


def _blocks(tell: Teller, found: Round) -> Iterator[Block]:
    document = document_of(found)
    about = tell.nearest(found.about) or tell.say("report.challenge.what")
    yield Paragraph(about, "lead", (HELD,))
    yield Heading(tell.say("report.challenge.honoured"))
    yield _honoured(tell, found, document)
    yield Heading(tell.say("report.challenge.standings"))
    for category in document["categories"]:
        yield _standings(tell, document, category)
    yield Heading(tell.say("report.challenge.rules"))
    yield DataTable(
        tell.say("report.challenge.criteria"),
        (tell.column("report.challenge.criterion", share=3), tell.column("report.challenge.weight", "plain")),
        tuple((tell.text(one["title"]), one["weight"]) for one in document["criteria"]),
        (HELD,),
    )
    yield Callout(tell.say("report.challenge.check"), tell.say("report.challenge.recompute"))


def _honoured(tell: Teller, found: Round, document: Mapping[str, Any]) -> DataTable:
    names = {one["code"]: one["name"] for one in document["entities"]}
    names |= {one["entity"]: one["name"] for one in document["nominations"]}
    return DataTable(
        tell.say("report.challenge.awards"),
        (tell.column("report.entity", share=2), tell.column("report.challenge.award", share=3)),
        tuple(
            (tell.text(names[award["entity"]]), award_words(award, language=tell.language))
            for award in awards_of(found)
        ),
        (HELD,),
        empty=tell.say("report.challenge.nobody"),
    )


def _standings(tell: Teller, document: Mapping[str, Any], category: Mapping[str, Any]) -> DataTable:
    about = {one["code"]: one for one in document["nominations"]}
    groups = {one["code"]: tell.text(one["title"]) for one in document["groups"]}
    rows = [one for one in document["standings"]["nominations"] if one["category"] == category["code"]]
    rows.sort(key=lambda one: (one["group"], one["rank"] is None, one["rank"] or 0))
    return DataTable(
        tell.text(category["title"]),
        (
            tell.column("report.entity", share=2.5),
            tell.column("report.challenge.group", share=1.5),
            tell.column("report.challenge.rank", "rank"),
            tell.column("report.challenge.score", "hundredths"),
        ),
        tuple(
            (
                tell.text(about[one["nomination"]]["name"]),
                groups.get(one["group"], ""),
                one["rank"],
                None if one["corrected"] is None else float(one["corrected"]),
            )
            for one in rows
        ),
        (HELD,),
        empty=tell.say("report.challenge.nothing"),
    )


CHALLENGE_BOOKLET: Final = report_kind(
    ReportKind(
        "challenge_booklet",
        action=PUBLIC,
        find=_find,
        subjects=_subjects,
        gather=_gather,
        basis=lambda of: (of,),
    )
)
