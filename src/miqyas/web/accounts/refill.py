"""A page with what was typed before put back into its form: the same page, other values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final

Attributes = Sequence[tuple[str, str | None]]
_LEFT: Final = frozenset({"password", "file", "submit", "button", "image", "reset"})
_TICKED: Final = frozenset({"checkbox", "radio"})
_TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


@dataclass(frozen=True)
class Sent:
    """What was sent to a path from a form that stands on a page."""

    path: str
    page: str
    fields: Mapping[str, Sequence[str]]


@dataclass
class _Form:
    """A form of the page: where it sends, its fields, and what its hidden ones say."""

    paths: set[str]
    names: set[str] = field(default_factory=set)
    hidden: list[tuple[str, str]] = field(default_factory=list)

    def likeness(self, sent: Sent) -> tuple[int, int]:
        """How well it fits: hidden values that are as sent, then names that were sent."""
        same = sum(value in sent.fields.get(name, ()) for name, value in self.hidden)
        return same - len(self.hidden), len(self.names & sent.fields.keys())


def refilled(page: str, sent: Sent, *, lost: str) -> str:
    """The page with the values in the form that fits best; with `lost` and the values where none does."""
    reader = _Reader(sent.page)
    reader.feed(page)
    reader.close()
    fitting = [place for place, form in enumerate(reader.forms) if sent.path in form.paths]
    best = max(fitting, key=lambda place: reader.forms[place].likeness(sent), default=None)
    writer = _Writer(sent, best, lost=lost)
    writer.feed(page)
    writer.close()
    return "".join(writer.out)


def _of(attributes: Attributes, name: str) -> str:
    return dict(attributes).get(name) or ""


def _ticked(attributes: Attributes) -> str:
    """What a box says when it is ticked."""
    return _of(attributes, "value") or "on"


class _Reader(HTMLParser):
    """Finds the forms of a page that post."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Each form, then what stands in it."""
        if tag == "form":
            self.forms.append(_Form({self._path(_of(attrs, "action"))} if _is_post(attrs) else set()))
        elif self.forms and self.forms[-1].paths:
            self._note(tag, attrs)

    def _note(self, tag: str, attrs: Attributes) -> None:
        form, name = self.forms[-1], _of(attrs, "name")
        if target := _of(attrs, "formaction"):
            form.paths.add(self._path(target))
        if not name or name == _TOKEN or tag not in {"input", "textarea", "select"}:
            return
        form.names.add(name)
        if tag == "input" and _of(attrs, "type") == "hidden":
            form.hidden.append((name, _of(attrs, "value")))

    def _path(self, address: str) -> str:
        return address.partition("?")[0] or self.page


def _is_post(attributes: Attributes) -> bool:
    return _of(attributes, "method").lower() == "post"


class _Writer(HTMLParser):
    """Writes the page again, as it is but for one form, and for what is folded around it."""

    def __init__(self, sent: Sent, best: int | None, *, lost: str) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._sent, self._best, self._lost = sent, best, lost
        self._left = {name: list(values) for name, values in sent.fields.items()}
        self._form = -1
        self._is_inside = False
        self._is_dropping = False
        self._select: str | None = None
        self._folded: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The tag, with its value where it is of the form."""
        text = self.get_starttag_text() or ""
        if tag == "form":
            self._form += 1
            self._is_inside = self._form == self._best
            if self._is_inside:
                self._unfold()
        elif tag == "details":
            self._folded.append(len(self.out))
        self.out.append(self._changed(tag, attrs, text) if self._is_inside else text)
        if tag == "main" and self._best is None:
            self.out.append(self._told())
        if tag == "textarea" and self._is_inside and (words := self._next(_of(attrs, "name"))) is not None:
            self.out.append(f"\n{escape(words)}")
            self._is_dropping = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As a tag that is only opened."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """The end of a tag, and of what it stands for here."""
        self._is_dropping = False
        self.out.append(f"</{tag}>")
        if tag == "form":
            self._is_inside = False
        elif tag == "select":
            self._select = None
        elif tag == "details" and self._folded:
            self._folded.pop()

    def handle_data(self, data: str) -> None:
        """Text, unless another takes its place."""
        if not self._is_dropping:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        """A sign by its name."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A sign by its number."""
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """The kind of the document."""
        self.out.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self.out.append(f"<!--{data}-->")

    def _changed(self, tag: str, attrs: Attributes, text: str) -> str:
        name, kind = _of(attrs, "name"), _of(attrs, "type") or "text"
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select is not None:
            is_chosen = _of(attrs, "value") in self._sent.fields.get(self._select, ())
            return _tag(tag, attrs, selected=is_chosen) if self._select in self._sent.fields else text
        elif tag == "input" and kind in _TICKED:
            return _tag(tag, attrs, checked=_ticked(attrs) in self._sent.fields.get(name, ()))
        elif tag == "input" and kind not in _LEFT and name != _TOKEN:
            words = self._next(name)
            return text if words is None else _tag(tag, attrs, value=words)
        return text

    def _next(self, name: str) -> str | None:
        waiting = self._left.get(name)
        return waiting.pop(0) if waiting else None

    def _unfold(self) -> None:
        for place in self._folded:
            if " open" not in self.out[place]:
                self.out[place] = self.out[place].replace("<details", "<details open", 1)

    def _told(self) -> str:
        words = [one for values in self._sent.fields.values() for one in values if one.strip()]
        shown = "".join(f'<p dir="auto">{escape(one)}</p>' for one in words)
        return f'<section class="callout callout-caution"><p>{escape(self._lost)}</p>{shown}</section>'


def _tag(tag: str, attributes: Attributes, **changes: str | bool) -> str:
    """A tag with other attributes: text takes the place of the old one, true adds it, false takes it off."""
    kept = [(name, value) for name, value in attributes if name not in changes]
    added = [
        (name, None if value is True else str(value)) for name, value in changes.items() if value is not False
    ]
    written = (name if value is None else f'{name}="{escape(value)}"' for name, value in [*kept, *added])
    return f"<{tag} {' '.join(written)}>"
