"""A page as a browser reads it: its words, its links, and its forms with what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
UNSEEN = frozenset({"script", "style", "template", "svg"})
ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")


def tidy(text: str) -> str:
    """Words as they are read: without marks of direction, with single spaces."""
    return " ".join(ISOLATES.sub("", text).split())


@dataclass
class Button:
    """Something that sends a form."""

    words: str = ""
    name: str = ""
    value: str = ""
    action: str = ""
    is_disabled: bool = False


@dataclass
class Field:
    """The values in a field, and those that it offers; None where anything may be typed."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    offered: dict[str, str] | None = None

    def put(self, given: str | list[str]) -> None:
        """Type or choose. What is not offered cannot be chosen."""
        wanted = [given] if isinstance(given, str) else given
        if self.offered is None:
            self.values = wanted
            return
        by_words = {words: value for value, words in self.offered.items()}
        chosen = [one if one in self.offered else by_words.get(one, "") for one in wanted]
        missing = [one for one, value in zip(wanted, chosen, strict=True) if value not in self.offered]
        assert not missing, f"{self.name} does not offer {missing}, but {self.offered}"
        self.values = chosen


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def button(self, words: str) -> Button | None:
        """The button that says so, or begins so."""
        exact = [one for one in self.buttons if one.words == words]
        return next(iter(exact or [one for one in self.buttons if one.words.startswith(words)]), None)


class Page(HTMLParser):
    """A page that was answered."""

    def __init__(self, source: str, *, address: str, status: int) -> None:
        super().__init__()
        self.address, self.status = address, status
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.title = ""
        self.pieces: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._words: dict[str, list[str]] = {}
        self._link = self._option = self._label = ""
        self._button: Button | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self._boxes: list[tuple[Field, str]] = []
        self.feed(source)

    @property
    def words(self) -> str:
        """All that can be read."""
        return tidy(" ".join(self.pieces))

    def forms_with(self, button: str, *, to: str = "") -> Iterator[Form]:
        """The forms that have such a button, those alone whose address has `to` in it."""
        for one in self.forms:
            found = one.button(button)
            if found and to in (found.action or one.action):
                yield one

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        opened = getattr(self, f"_open_{tag}", None)
        if opened:
            opened(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        closed = getattr(self, f"_close_{tag}", None)
        if closed:
            closed()

    def handle_data(self, data: str) -> None:
        if UNSEEN & set(self._open):
            return
        if self._area is not None:
            self._area.values[0] += data
            return
        if "title" in self._open and not self.title:
            self.title = tidy(data)
        for name in self._words:
            self._words[name].append(data)
        self.pieces.append(data)

    def _begin(self, name: str) -> None:
        self._words[name] = []

    def _end(self, name: str) -> str:
        return tidy(" ".join(self._words.pop(name, [])))

    def _field(self, name: str, kind: str) -> Field:
        assert self._form is not None
        return self._form.fields.setdefault(name, Field(name, kind))

    def _open_form(self, given: dict[str, str]) -> None:
        self._form = Form(given.get("action") or self.address, given.get("method", "get").lower())
        self.forms.append(self._form)

    def _close_form(self) -> None:
        self._form = None

    def _open_a(self, given: dict[str, str]) -> None:
        self._link = given.get("href", "")
        self._begin("a")

    def _close_a(self) -> None:
        words = self._end("a")
        if self._link:
            self.links.append((words, self._link))

    def _open_label(self, given: dict[str, str]) -> None:
        self._begin("label")
        self._boxes = []

    def _close_label(self) -> None:
        words = self._end("label")
        for box, value in self._boxes:
            if box.offered is not None:
                box.offered[value] = words
        self._boxes = []

    def _open_button(self, given: dict[str, str]) -> None:
        if self._form is None:
            return
        self._button = Button(
            name=given.get("name", ""),
            value=given.get("value", ""),
            action=given.get("formaction", ""),
            is_disabled="disabled" in given,
        )
        if given.get("type", "submit") == "submit":
            self._form.buttons.append(self._button)
        self._begin("button")

    def _close_button(self) -> None:
        if self._button is not None:
            self._button.words = self._end("button")
            self._button = None

    def _open_input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if self._form is None or not name or "disabled" in given:
            return
        found = self._field(name, kind)
        if kind not in {"radio", "checkbox"}:
            found.values = [given.get("value", "")] if kind != "file" else []
            return
        value = given.get("value", "on")
        found.offered = found.offered or {}
        found.offered[value] = given.get("aria-label", "")
        self._boxes.append((found, value))
        if "checked" in given:
            found.values.append(value)

    def _open_select(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name") and "disabled" not in given:
            self._select = self._field(given["name"], "select")
            self._select.offered = {}

    def _close_select(self) -> None:
        if self._select is not None and not self._select.values and self._select.offered:
            self._select.values = [next(iter(self._select.offered))]
        self._select = None

    def _open_option(self, given: dict[str, str]) -> None:
        self._option = given.get("value", "")
        self._begin("option")
        if self._select is not None and "selected" in given:
            self._select.values = [self._option]

    def _close_option(self) -> None:
        words = self._end("option")
        if self._select is not None and self._select.offered is not None:
            self._select.offered[self._option] = words

    def _open_textarea(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name"):
            self._area = self._field(given["name"], "textarea")
            self._area.values = [""]

    def _close_textarea(self) -> None:
        self._area = None
