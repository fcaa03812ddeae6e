"""What a person should look at before results are published: facts, never a verdict.

Many answers saved shortly before the deadline, the same long text in several answers, links that lead
nowhere: each has innocent reasons, too. A signal names what was counted, so that whoever judges can look for
themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from miqyas.assessment.challenge.rules import Rules
from miqyas.assessment.challenge.standings import Counted
from miqyas.kernel.text import fold

Kind = Literal["dump", "same_text", "dead_link"]


@dataclass(frozen=True)
class Written:
    """A text that an entity wrote on a feature (or in a nomination)."""

    entity: str
    place: str
    text: str


@dataclass(frozen=True)
class Signal:
    """Something to look at: which entities it concerns, where, and so many of so many."""

    kind: Kind
    entities: tuple[str, ...]
    places: tuple[str, ...]
    counted: Counted
    excerpt: str = ""

    @property
    def name(self) -> str:
        """A name that stays as long as the facts do not concern other entities or places."""
        return "|".join((self.kind, ",".join(self.entities), ",".join(self.places)))


def signals(
    *,
    hours: Mapping[str, Sequence[float]],
    texts: Iterable[Written],
    links: Mapping[str, Counted],
    rules: Rules,
) -> tuple[Signal, ...]:
    """All signals: `hours` from each first saving of an answer to the deadline, `links` lost among all.

    >>> from miqyas.assessment.challenge.rules import rules
    >>> found = signals(
    ...     hours={"x": [2.0] * 9 + [500.0]},
    ...     texts=[Written("x", "F1", "The same words " * 4), Written("y", "F2", "the same words " * 4)],
    ...     links={"y": Counted(2, 5), "x": Counted(0, 3)},
    ...     rules=rules(),
    ... )
    >>> [(one.kind, one.entities, one.counted.part, one.counted.whole) for one in found]
    [('dump', ('x',), 9, 10), ('same_text', ('x', 'y'), 2, 2), ('dead_link', ('y',), 2, 5)]
    """
    return (*_dumps(hours, rules), *_same_texts(texts, rules), *_dead_links(links, rules))


def _dumps(hours: Mapping[str, Sequence[float]], rules: Rules) -> Iterable[Signal]:
    for entity, listed in sorted(hours.items()):
        late = sum(0 <= before <= rules.dump_hours for before in listed)
        if len(listed) >= rules.dump_fewest and late >= rules.dump_share * len(listed):
            yield Signal("dump", (entity,), (), Counted(late, len(listed)))


def _same_texts(texts: Iterable[Written], rules: Rules) -> Iterable[Signal]:
    held: dict[str, list[Written]] = {}
    for one in texts:
        folded = fold(one.text)
        if len(folded) >= rules.same_shortest:
            held.setdefault(folded, []).append(one)
    for found in sorted(held.values(), key=lambda found: (-len(found), found[0].place)):
        if len(found) > 1:
            entities = tuple(sorted({one.entity for one in found}))
            places = tuple(sorted({one.place for one in found}))
            yield Signal("same_text", entities, places, Counted(len(found), len(found)), found[0].text[:200])


def _dead_links(links: Mapping[str, Counted], rules: Rules) -> Iterable[Signal]:
    for entity, counted in sorted(links.items()):
        if counted.part >= rules.dead_fewest:
            yield Signal("dead_link", (entity,), (), counted)
