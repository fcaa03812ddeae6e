"""What an address of the simulator asks for, and the sliders that it is made of.

Each slider has a parameter named like its node, in lower case: points where the node has a grid of them,
else an amount in its own unit. Everything else is written out in `set`, as on the command line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse

from miqyas.analysis.effects import Effect, effects
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.features.steps import Room
from miqyas.analysis.forecast import coming_editions
from miqyas.analysis.simulate import Change, Outcome, Scenario, parse_change, simulate
from miqyas.analysis.simulate.outcome import Field
from miqyas.analysis.simulate.scenario import written_changes
from miqyas.analysis.world import World
from miqyas.kernel.errors import Place
from miqyas.methodology import indicators
from miqyas.observations.results import COMPONENTS

DRAWS: Final = 10_000
MOST_DRAWS: Final = 100_000
SEED: Final = 1
MOST_SEED: Final = 2**32 - 1
LONGEST: Final = 2000
FIELDS: Final = ("moving", "fixed")
SERVICES: Final = "OSI"
DOWNWARDS: Final = 0.2
"""Share of a scale by which a slider can be moved for the worse."""
STEPS: Final[Mapping[str, float]] = {
    "index": 0.001, "share": 0.01, "percent": 0.5, "per_100": 0.5, "percent_gni": 0.1, "years": 0.1,
}  # fmt: skip
FINEST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Slider:
    """One node that can be moved: how far it is moved, and between which ends.

    `own` is its present value (None: not loaded), `point` the unit's size of one step of `value` where it
    is counted in points, `effect` what it does to its component.
    """

    name: str
    node: str
    effect: Effect
    unit: str
    value: float
    low: float
    high: float
    step: float
    own: float | None

    @property
    def is_whole(self) -> bool:
        """Whether it is a component, which stands for all its parts."""
        return self.node == self.effect.component

    @property
    def now(self) -> float | None:
        """The node's value with the change."""
        if self.own is None or self.unit == "points":
            return self.own
        return self.own + self.value


@dataclass(frozen=True)
class Asked:
    """A question to the simulator, as an address holds it. Amounts are by slider, zeros left out."""

    iso3: str
    field: Field
    edition: int
    target: int
    amounts: Mapping[str, float]
    others: tuple[str, ...]
    draws: int = DRAWS
    seed: int = SEED

    @property
    def query(self) -> str:
        """The question as the end of an address: what is as usual is left out.

        A question that moves something names its edition, so that it means the same when the target moves on.
        """
        parts: dict[str, object] = {}
        if self.field != FIELDS[0]:
            parts["field"] = self.field
        elif self.edition != self.target or self.is_changed:
            parts["edition"] = self.edition
        parts |= {name: f"{amount:.12g}" for name, amount in self.amounts.items()}
        if self.others:
            parts["set"] = ",".join(self.others)
        parts |= {"draws": self.draws} if self.draws != DRAWS else {}
        parts |= {"seed": self.seed} if self.seed != SEED else {}
        return urlencode(parts, safe=",:=")

    @property
    def address(self) -> str:
        """The address of this question."""
        page = reverse("simulator_country", args=[self.iso3])
        return f"{page}?{self.query}" if self.query else page

    @property
    def is_changed(self) -> bool:
        """Whether anything is moved."""
        return bool(self.amounts or self.others)

    def without_changes(self) -> Asked:
        """The same with nothing moved."""
        return replace(self, amounts={}, others=())


class Simulator:
    """The sliders of a country and the answer to a question.

    The node's scales are those of the newest method, its present values those of the newest edition.
    """

    def __init__(self, world: World, asked: Asked) -> None:
        self.world, self.asked = world, asked
        self.edition = asked.edition if asked.field == "moving" else world.latest

    @cached_property
    def sliders(self) -> tuple[Slider, ...]:
        """All sliders: each component, then its parts."""
        room = Room(self.world, iso3=self.asked.iso3, edition=self.world.latest)
        known = effects(self.world, edition=self.edition)
        return tuple(self._slider(known[code], room) for code in _nodes(self.world, known))

    def _slider(self, effect: Effect, room: Room) -> Slider:
        name = effect.node.lower()
        is_counted = effect.point is not None and effect.node != effect.component
        size = effect.point if is_counted and effect.point else 1.0
        step = 1.0 if is_counted else STEPS[effect.unit]
        upwards, downwards = (room.of(effect, direction=sign)[0] for sign in (1, -1))
        worse = DOWNWARDS * ((effect.high or 1.0) - (effect.low or 0.0))
        if effect.slope > 0:
            downwards = min(downwards, worse)
        else:
            upwards = min(upwards, worse)
        return Slider(
            name=name,
            node=effect.node,
            effect=effect,
            unit="points" if is_counted else indicators()[effect.node].unit,
            value=self.asked.amounts.get(name, 0.0),
            low=-_inwards(downwards / size, step),
            high=_inwards(upwards / size, step),
            step=step,
            own=room.own(effect.node),
        )

    @cached_property
    def scenario(self) -> Scenario:
        """The changes that are asked for. Raises `AnalysisError` for what cannot be read."""
        moved = tuple(
            Change(self.asked.iso3, slider.node, "points" if slider.unit == "points" else "by", slider.value)
            for slider in self.sliders
            if slider.value
        )
        return Scenario((*moved, *(parse_change(text, iso3=self.asked.iso3) for text in self.asked.others)))

    def answer(self) -> Outcome:
        """What the scenario comes to. Raises `AnalysisError` for what cannot be carried out."""
        return simulate(
            self.world,
            self.scenario,
            iso3=self.asked.iso3,
            field=self.asked.field,
            edition=self.edition,
            draws=self.asked.draws,
            seed=self.asked.seed,
        )


def asked_of(world: World, params: QueryDict, *, iso3: str) -> Asked:
    """The question that an address holds.

    Not found for a field or an edition that there is not; numbers that are none raise `AnalysisError`
    with the place of the parameter.
    """
    chosen = params.get("field", FIELDS[0])
    editions = {str(year): year for year in coming_editions(world)}
    edition = editions.get(params.get("edition") or str(world.target))
    if chosen not in FIELDS or edition is None:
        raise Http404
    known = effects(world, edition=edition)
    names = [code.lower() for code in _nodes(world, known)]
    amounts = {name: amount for name in names if (amount := _number(params.get(name) or "", name)) != 0}
    return Asked(
        iso3=iso3,
        field="fixed" if chosen == "fixed" else "moving",
        edition=edition,
        amounts=amounts,
        others=tuple(written_changes(",".join(params.getlist("set"))[:LONGEST])),
        draws=_whole(params, "draws", DRAWS, MOST_DRAWS, least=1),
        seed=_whole(params, "seed", SEED, MOST_SEED, least=0),
        target=world.target,
    )


def with_added(asked: Asked, params: QueryDict) -> Asked:
    """The question with the change of another country that a form adds, where it adds one."""
    who, amount = params.get("other", "").strip(), params.get("other_amount", "").strip()
    if not (who and amount):
        return asked
    number = _number(amount, "other_amount")
    written = f"{who}.{params.get('other_node', SERVICES)}={number:+.12g}"
    return replace(asked, others=(*asked.others, str(parse_change(written))))


def without(asked: Asked, text: str) -> Asked:
    """The question with one of its written changes left out."""
    return replace(asked, others=tuple(other for other in asked.others if other != text))


def _nodes(world: World, known: Mapping[str, Effect]) -> Iterator[str]:
    """Nodes with sliders: components, sub-indices of online services, inputs that have a unit."""
    for code in COMPONENTS:
        node = world.methodology(world.latest).nodes[code]
        inside: Sequence[str] = [
            part.code for part in (node.children if code == SERVICES else node.leaves) if part.code != code
        ]
        yield from (one for one in (code, *inside) if one in known and known[one].unit in STEPS)


def _inwards(amount: float, step: float) -> float:
    """The largest whole number of steps within an amount."""
    return round(math.floor(amount / step + FINEST) * step, 6)


def _number(text: str, name: str) -> float:
    try:
        number = float(text.strip().replace("\N{MINUS SIGN}", "-") or 0)
    except ValueError:
        raise AnalysisError("change_unreadable", place=Place(name=name), given=text[:60]) from None
    if not math.isfinite(number):
        raise AnalysisError("not_a_number", place=Place(name=name))
    return number


def _whole(params: QueryDict, name: str, usual: int, most: int, *, least: int) -> int:
    given = params.get(name, "")
    if not given:
        return usual
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(most))):
        raise Http404
    if not least <= int(given) <= most:
        raise Http404
    return int(given)
