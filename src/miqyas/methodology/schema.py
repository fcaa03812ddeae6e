"""Reading an edition's YAML strictly: keys known, facts with mark and source, errors with their place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, Self

from miqyas.kernel.documents import Located
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.methodology import model
from miqyas.methodology.model import Basis, Fact, Node, Source

_BASIS_KEYS: Final = frozenset({"mark", "source", "note"})


class MethodologyError(MiqyasError):
    """An edition's file says something it may not say."""

    code = "methodology"


@dataclass(frozen=True)
class Reader:
    """One mapping of a file, with what is needed to say where it is wrong."""

    data: Located
    file: str
    name: str
    sources: Mapping[str, Source]

    def error(self, detail: str, *, key: str = "", **params: Any) -> MiqyasError:
        """An error placed at a key of this mapping."""
        return MethodologyError(detail, place=self.place(key), **params)

    def place(self, key: str = "") -> Place:
        """File, line and dotted name of a key of this mapping."""
        dotted = ".".join(part for part in (self.name, key) if part)
        return Place(file=self.file, line=self.data.line_of(key), name=dotted)

    def only(self, allowed: Collection[str]) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.data:
            if key not in allowed:
                raise self.error("unknown_key", key=key, key_name=key, allowed=", ".join(sorted(allowed)))

    def require(self, key: str) -> Any:
        """The value of a key that must be there."""
        if key not in self.data or self.data[key] is None:
            raise self.error("missing_key", key=key, key_name=key)
        return self.data[key]

    def text(self, key: str) -> str:
        """A required plain text."""
        value = self.require(key)
        if not isinstance(value, str):
            raise self.error("not_text", key=key, given=repr(value))
        return value

    def one_of(self, key: str, choices: Sequence[str]) -> str:
        """A required word out of a list."""
        value = str(self.require(key))
        if value not in choices:
            raise self.error("not_one_of", key=key, given=value, choices=", ".join(choices))
        return value

    def number(self, key: str) -> float:
        """A required number."""
        value = self.require(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.error("not_number", key=key, given=repr(value))
        return float(value)

    def integer(self, key: str) -> int:
        """A required whole number."""
        value = self.number(key)
        if value != int(value):
            raise self.error("not_whole_number", key=key, given=repr(value))
        return int(value)

    def fraction(self, key: str) -> Fraction:
        """A required number or fraction such as 1/3."""
        value = self.require(key)
        try:
            return Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            raise self.error("not_fraction", key=key, given=repr(value)) from None

    def map(self, key: str) -> Self:
        """A required mapping below."""
        value = self.require(key)
        if not isinstance(value, Located):
            raise self.error("not_map", key=key, given=repr(value))
        return self.below(value, key)

    def list(self, key: str) -> Iterator[Self]:
        """A required list of mappings."""
        value = self.require(key)
        if not isinstance(value, list) or not value:
            raise self.error("not_list", key=key, given=repr(value))
        for number, item in enumerate(value, start=1):
            if not isinstance(item, Located):
                raise self.error("not_map", key=key, given=repr(item))
            yield self.below(item, f"{key}[{number}]")

    def below(self, value: Located, key: str) -> Self:
        """The reader of a mapping below this one."""
        own = str(value.get("code") or key)
        name = own if own.startswith(f"{self.name}.") else ".".join(part for part in (self.name, own) if part)
        return replace(self, data=value, name=name)

    def words(self, key: str) -> Text | None:
        """An optional text in all required languages."""
        if key not in self.data:
            return None
        value = self.data[key]
        if not isinstance(value, dict) or not all(isinstance(words, str) for words in value.values()):
            raise self.error("not_words", key=key, given=repr(value))
        try:
            return Text(value)
        except ValueError:
            raise self.error("language_missing", key=key, given=", ".join(value)) from None

    def basis(self) -> Basis:
        """Mark and source of this mapping, checked against the register."""
        mark = Mark(self.one_of("mark", [mark.value for mark in Mark]))
        given = self.text("source")
        note = self.words("note")
        if given == "none":
            if mark.strength > Mark.INFERRED.strength:
                raise self.error("mark_without_source", key="source", mark=mark.value)
            return Basis(mark, None, note)
        if given not in self.sources:
            raise self.error("unknown_source", key="source", given=given)
        row = self.sources[given]
        if mark.strength > row.mark.strength:
            raise self.error("overclaimed", key="mark", mark=mark.value, given=given, row_mark=row.mark.value)
        return Basis(mark, given, note)

    def basis_or(self, inherited: Basis) -> Basis:
        """Own mark and source where given, else those of the fact it belongs to."""
        if self.data.keys().isdisjoint(_BASIS_KEYS):
            return Basis(inherited.mark, inherited.source)
        return self.basis()


def read_node(reader: Reader, *, open_file: Callable[[Reader, str], Reader], known: Collection[str]) -> Node:
    """A node and all below it; `open_file` opens a tree that another file of the edition holds."""
    reader.only(
        {"code", "weight", "aggregate", "normalise", "cap", "points", "provisional", "line", "missing"}
        | {"direction", "known_as", "children"}
        | _BASIS_KEYS
    )
    code = reader.text("code")
    if code not in known:
        raise reader.error("unknown_indicator", key="code", given=code)
    basis = reader.basis()
    children = _read_children(reader, basis, open_file=open_file, known=known)
    direction = reader.one_of("direction", ["higher", "lower"]) if "direction" in reader.data else "higher"
    return Node(
        code=code,
        basis=basis,
        weight=_fraction_fact(reader, "weight", basis),
        aggregate=_word_fact(reader, "aggregate", model.AGGREGATE_RULES, basis, needed=bool(children)),
        normalise=_read_normalise(reader, basis),
        cap=_read_cap(reader, basis),
        points=_read_points(reader, basis),
        provisional=_read_provisional(reader, basis),
        line=_read_line(reader, basis),
        missing=_read_missing(reader, needed=bool(children)),
        sign=-1 if direction == "lower" else 1,
        known_as=reader.words("known_as"),
        children=children,
    )


def _read_children(
    reader: Reader, basis: Basis, *, open_file: Callable[[Reader, str], Reader], known: Collection[str]
) -> tuple[Node, ...]:
    if "children" not in reader.data:
        return ()
    children = []
    for item in reader.list("children"):
        if "file" in item.data:
            item.only({"file", "weight"} | _BASIS_KEYS)
            node = read_node(open_file(item, item.text("file")), open_file=open_file, known=known)
            weight = _fraction_fact(item, "weight", item.basis_or(basis))
            children.append(replace(node, weight=weight))
        else:
            children.append(read_node(item, open_file=open_file, known=known))
    _check_children(reader, children)
    return tuple(children)


def _check_children(reader: Reader, children: Sequence[Node]) -> None:
    codes = [child.code for child in children]
    for code in codes:
        if codes.count(code) > 1:
            raise reader.error("code_twice", key="children", given=code)
    for child in children:
        if child.weight is None:
            raise reader.error("no_weight", key="children", given=child.code)
        if child.weight.value <= 0:
            raise reader.error("weight_sign", key="children", given=child.code)
    total = sum((child.weight.value for child in children if child.weight), Fraction(0))
    if total != 1:
        raise reader.error("weights_sum", key="children", total=str(total))


def _fraction_fact(reader: Reader, key: str, basis: Basis) -> Fact[Fraction] | None:
    if key not in reader.data:
        return None
    if not isinstance(reader.data[key], Located):
        return Fact(reader.fraction(key), basis)
    below = reader.map(key)
    below.only({"value"} | _BASIS_KEYS)
    return Fact(below.fraction("value"), below.basis_or(basis))


def _word_fact(
    reader: Reader, key: str, choices: Sequence[str], basis: Basis, *, needed: bool
) -> Fact[Any] | None:
    if key not in reader.data:
        if needed:
            raise reader.error("missing_key", key=key, key_name=key)
        return None
    if not isinstance(reader.data[key], Located):
        return Fact(reader.one_of(key, choices), basis)
    below = reader.map(key)
    below.only({"value"} | _BASIS_KEYS)
    return Fact(below.one_of("value", choices), below.basis_or(basis))


def _read_missing(reader: Reader, *, needed: bool) -> Any:
    if "missing" not in reader.data and not needed:
        return "required"
    return reader.one_of("missing", model.MISSING_RULES)


def _read_normalise(reader: Reader, basis: Basis) -> Fact[model.Normalisation] | None:
    if "normalise" not in reader.data:
        return None
    if not isinstance(reader.data["normalise"], Located):
        rule: Any = reader.one_of("normalise", model.NORMALISE_RULES)
        if rule == "goalposts":
            raise reader.error("goalposts", key="normalise")
        return Fact(model.Normalisation(rule), basis)
    below = reader.map("normalise")
    below.only({"rule", "low", "high"} | _BASIS_KEYS)
    rule = below.one_of("rule", model.NORMALISE_RULES)
    if rule != "goalposts":
        return Fact(model.Normalisation(rule), below.basis_or(basis))
    low, high = below.number("low"), below.number("high")
    if not low < high:
        raise below.error("goalposts", key="low")
    return Fact(model.Normalisation(rule, low, high), below.basis_or(basis))


def _read_cap(reader: Reader, basis: Basis) -> Fact[model.Cap] | None:
    if "cap" not in reader.data:
        return None
    below = reader.map("cap")
    below.only({"min", "max"} | _BASIS_KEYS)
    low = below.number("min") if "min" in below.data else None
    high = below.number("max") if "max" in below.data else None
    if (low is None and high is None) or (low is not None and high is not None and low >= high):
        raise reader.error("cap_order", key="cap")
    return Fact(model.Cap(low, high), below.basis_or(basis))


def _read_points(reader: Reader, basis: Basis) -> Fact[model.Points] | None:
    if "points" not in reader.data:
        return None
    below = reader.map("points")
    below.only({"range", "step"} | _BASIS_KEYS)
    span, step = below.integer("range"), below.fraction("step")
    if span <= 0 or step <= 0:
        raise below.error("points_positive", key="range")
    return Fact(model.Points(span, step), below.basis_or(basis))


def _read_provisional(reader: Reader, basis: Basis) -> Fact[float] | None:
    if "provisional" not in reader.data:
        return None
    below = reader.map("provisional")
    below.only({"unexplained"} | _BASIS_KEYS)
    return Fact(below.number("unexplained"), below.basis_or(basis))


def _read_line(reader: Reader, basis: Basis) -> Fact[model.Line] | None:
    if "line" not in reader.data:
        return None
    below = reader.map("line")
    below.only({"slope", "intercept", "unexplained"} | _BASIS_KEYS)
    slope = below.number("slope")
    if slope <= 0:
        raise below.error("line_slope", key="slope")
    line = model.Line(slope, below.number("intercept"), below.number("unexplained"))
    return Fact(line, below.basis_or(basis))


def read_groups(reader: Reader) -> model.Groups:
    """The bands, highest first, the lowest without `above`."""
    reader.only({"border", "bands"} | _BASIS_KEYS)
    basis = reader.basis()
    bands = []
    for item in reader.list("bands"):
        item.only({"code", "above"})
        bands.append(model.Band(item.text("code"), item.number("above") if "above" in item.data else None))
    above = [band.above for band in bands]
    steps = [value for value in above if value is not None]
    if above[-1] is not None or len(steps) != len(above) - 1 or steps != sorted(set(steps), reverse=True):
        raise reader.error("bands_order", key="bands")
    border = _word_fact(reader, "border", model.BORDER_RULES, basis, needed=True)
    assert border is not None
    return model.Groups(tuple(bands), border, basis)


def read_classes(reader: Reader, *, groups: model.Groups | None) -> model.Classes:
    """Four classes for each group of the edition."""
    reader.only({"cut", "codes"} | _BASIS_KEYS)
    basis = reader.basis()
    codes = reader.map("codes").data
    expected = {band.code for band in groups.bands} if groups else set()
    if set(codes) != expected or any(not isinstance(c, list) or len(c) != 4 for c in codes.values()):
        raise reader.error("classes_four", key="codes", groups=", ".join(sorted(expected)))
    cut = _word_fact(reader, "cut", model.CUT_RULES, basis, needed=True)
    assert cut is not None
    return model.Classes({group: tuple(map(str, four)) for group, four in codes.items()}, cut, basis)


def read_not_ranked(reader: Reader, *, components: Collection[str]) -> model.NotRanked:
    """One rule that leaves a country without a rank."""
    reader.only({"when", "component"} | _BASIS_KEYS)
    when = reader.one_of("when", model.NOT_RANKED_RULES)
    component = None
    if when == "component_is_zero":
        component = reader.one_of("component", sorted(components))
    return model.NotRanked(when, component, reader.basis())


def read_precision(reader: Reader, *, needed: Collection[str]) -> model.Precision:
    """Decimals of every published index of the edition."""
    reader.only({"decimals"} | _BASIS_KEYS)
    below = reader.map("decimals")
    below.only(needed)
    decimals = {code: below.integer(code) for code in sorted(needed)}
    return model.Precision(decimals, reader.basis())
