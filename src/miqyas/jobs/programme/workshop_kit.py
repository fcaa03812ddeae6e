"""The kit of a workshop for any country: where it stands, how it came there, what changed in the method, each
ministry's own gaps as exercises, the challenge that is open. Tables, from which pages and files are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from miqyas.analysis.profile import headroom, positions, rivals
from miqyas.analysis.world import World
from miqyas.jobs.scores.boards import Board, board_of
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import REQUIRED_LANGUAGES, Text, nearest
from miqyas.methodology import indicators
from miqyas.methodology.diff import diff
from miqyas.methodology.sentences import change_sentence
from miqyas.observations.countries import countries
from miqyas.reports.tables import Column, Table
from miqyas.reports.tables.build import words
from miqyas.reports.tables.model import Value
from miqyas.workspace.accounts.access import Person, Verdict, verdict
from miqyas.workspace.campaigns.instruments import instruments_of
from miqyas.workspace.campaigns.models import Campaign, Kind
from miqyas.workspace.challenges.fields import categories_of, criteria_of
from miqyas.workspace.challenges.models import Round
from miqyas.workspace.datasets.world import home_country
from miqyas.workspace.registry.queries import entities_by_id

NEIGHBOURS: Final = 3
EXERCISES_EACH: Final = 5
KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "standing": {
        "part": "text", "value": "index", "place": "rank", "median": "index", "reading": "text",
        "gain": "index",
    },
    "trend": {
        "edition": "year", "rank": "rank", "egdi": "index", "osi": "index", "tii": "index", "hci": "index",
    },
    "neighbours": {"rank": "rank", "country": "text", "egdi": "index", "gap": "signed"},
    "method": {"from": "year", "to": "year", "change": "text", "mark": "text"},
    "exercises": {"entity": "text", "feature": "text", "question": "text", "lost": "signed"},
    "challenge": {"about": "text", "what": "text"},
}  # fmt: skip
"""The tables of the kit with their columns and the kind of each."""


def kit_tables(world: World, iso3: str, *, campaign: Campaign | None) -> tuple[Table, ...]:
    """All tables that have anything to say of the country.

    Gaps and the challenge are this installation's own: of its country alone, and gaps only where a campaign
    is given, by a caller who asked the gate.
    """
    is_home = iso3 == home_country()
    rows: Mapping[str, Iterator[tuple[Value, ...]]] = {
        "standing": _standing(world, iso3),
        "trend": _trend(world, iso3),
        "neighbours": _neighbours(world, iso3),
        "method": _method(world),
        "exercises": _exercises(campaign) if campaign and is_home else iter(()),
        "challenge": _challenge() if is_home else iter(()),
    }
    found = ((name, tuple(listed)) for name, listed in rows.items())
    return tuple(_table(world, name, listed, iso3=iso3) for name, listed in found if listed)


def campaign_with_gaps(person: Person) -> Campaign | None:
    """The newest national campaign of which the person sees the score, and in which something is lost."""
    rows = Campaign.objects.filter(kind=Kind.NATIONAL).exclude(state__in=["draft", "closed"])
    seen = (
        one for one in rows.order_by("-created_at") if verdict(person, "score.view", one) is Verdict.ALLOWED
    )
    return next((one for one in seen if _by_holder(board_of(one))), None)


def _table(world: World, name: str, rows: tuple[tuple[Value, ...], ...], *, iso3: str) -> Table:
    return Table(
        name=f"kit-{iso3.lower()}-{name}",
        title=words(f"kit.{name}", country=countries()[iso3].name, edition=world.latest),
        columns=tuple(Column(one, words(f"kit.column.{one}"), kind) for one, kind in KINDS[name].items()),
        rows=rows,
        source=words("kit.source"),
        licence=words("kit.licence"),
        mark=Mark.INFERRED.value if name in {"exercises", "challenge"} else Mark.READ.value,
        what=words(f"kit.{name}.what"),
        versions=world.versions(world.latest).as_dict(),
    )


def _name(code: str) -> Text:
    return indicators()[code].name


def _standing(world: World, iso3: str) -> Iterator[tuple[Value, ...]]:
    edition = world.latest
    standing = world.standing(iso3, edition)
    if standing.egdi is None:
        return
    gains = {one.code: one.gain for one in headroom(world, iso3=iso3, edition=edition)}
    yield _name("EGDI"), standing.egdi, standing.rank, None, words("kit.whole"), None
    for one in positions(world, iso3=iso3, edition=edition):
        reading = words(f"kit.reading.{one.reading}")
        yield _name(one.code), one.value, one.rank, one.median, reading, gains.get(one.code)


def _trend(world: World, iso3: str) -> Iterator[tuple[Value, ...]]:
    for edition in reversed(world.editions):
        one = world.standing(iso3, edition)
        if one.egdi is not None:
            yield edition, one.rank, one.egdi, one.osi, one.tii, one.hci


def _neighbours(world: World, iso3: str) -> Iterator[tuple[Value, ...]]:
    for one in rivals(world, iso3=iso3, edition=world.latest, each_side=NEIGHBOURS):
        yield one.rank, countries()[one.iso3].name, one.egdi, one.gap


def _method(world: World) -> Iterator[tuple[Value, ...]]:
    """What changed into the newest edition, and what is expected to change after it."""
    pairs = ((world.previous(world.latest), world.latest), (world.latest, world.draft.edition))
    for before, after in pairs:
        if before is None:
            continue
        newer = world.methodology(after)
        for change in diff(world.methodology(before), newer):
            sentence = Text({code: change_sentence(change, language=code) for code in REQUIRED_LANGUAGES})
            is_settled = newer.status == "published" or change.basis.mark is Mark.RECALLED
            yield before, after, sentence, (change.basis.mark if is_settled else Mark.INFERRED).value


def _exercises(campaign: Campaign) -> Iterator[tuple[Value, ...]]:
    """Of each entity the features that lose the most, as things to look for."""
    board, features = board_of(campaign), instruments_of(campaign).features
    held = _by_holder(board)
    named = entities_by_id(UUID(holder) for holder in held)
    for holder, lost in sorted(held.items(), key=lambda one: named[UUID(one[0])].code):
        for code, points in sorted(lost.items(), key=lambda one: (-one[1], one[0]))[:EXERCISES_EACH]:
            yield named[UUID(holder)].title, code, features[code].question, -points


def _by_holder(board: Board) -> dict[str, dict[str, float]]:
    """Points lost by feature, of each entity; where several hold one they share what it loses."""
    found: dict[str, dict[str, float]] = {}
    for loss in board.losses:
        points = loss.lost * board.worth.get(loss.asked.node, 0.0)
        for holder in loss.holders if loss.is_known and points > 0 else ():
            if holder:
                found.setdefault(holder, {})[loss.asked.feature] = points / len(loss.holders)
    return found


def _challenge() -> Iterator[tuple[Value, ...]]:
    """The brief of the round to which entities may put something forward now."""
    one = Round.objects.filter(state="open").order_by("-created_at").first()
    if one is None:
        return
    yield words("kit.challenge.round"), one.name
    if one.about:
        yield words("kit.challenge.about"), _text(one.about)
    if one.nominations_until:
        yield words("kit.challenge.until"), one.nominations_until.isoformat()
    for category in categories_of(one.categories):
        yield words("kit.challenge.category"), _text(category.title)
    for criterion in criteria_of(one.criteria):
        yield words("kit.challenge.criterion", weight=criterion.weight), _text(criterion.title)


def _text(stored: Mapping[str, str]) -> Text:
    """Stored words as a text: a language that is not there borrows another's."""
    return Text({language: nearest(stored, language).text for language in REQUIRED_LANGUAGES})
