"""One walk over the parsed page, in the order of reading, that collects what rules look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from miqyas.scanner.document.contacts import contact_of, emails_in, phones_in
from miqyas.scanner.document.dates import dates_in, iso_day
from miqyas.scanner.document.landmarks import BY_TAG, after, nested
from miqyas.scanner.document.languages import LATIN, languages_by_script, script_of
from miqyas.scanner.document.links import (
    LONGEST_ADDRESS,
    TELLING,
    is_of_own_kind,
    led_to,
    picture_words,
    size_of,
    told_of,
)
from miqyas.scanner.document.marks import Marks
from miqyas.scanner.document.model import Block, Button, DateSeen, Field, Form, Heading, Landmark, Link
from miqyas.scanner.document.seen import LONGEST_NAME, seen

MOST_LINKS: Final = 5_000
MOST_BLOCKS: Final = 8_000
MOST_TEXT: Final = 600_000
"""Characters of text that are kept of a page."""
LONGEST_BLOCK: Final = 2_000
_MOST_NAMED: Final = 1_000
_MOST_FIELDS: Final = 200
_MOST_DATES: Final = 300
_MOST_CONTACTS: Final = 100
_BLOCKS: Final = frozenset(
    {
        *(
            "p",
            "div",
            "li",
            "td",
            "th",
            "tr",
            "dt",
            "dd",
            "section",
            "article",
            "header",
            "footer",
            "main",
            "nav",
        ),
        *(
            "aside",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "dl",
            "table",
            "form",
            "fieldset",
            "legend",
            "label",
        ),
        *(
            "button",
            "option",
            "select",
            "br",
            "hr",
            "blockquote",
            "pre",
            "figcaption",
            "address",
            "summary",
            "details",
        ),
        *("caption", "textarea", "body", "search"),
    }
)
_ENDED: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "button", "label"})
"""Blocks after which text often goes on without another block."""
_DIGIT: Final = re.compile(r"\d")
_INPUTS_THAT_SEND: Final = frozenset({"submit", "button", "image", "reset"})


_SILENT: Final = ("", "", "", (), False)
_made: Final = tuple.__new__
"""Makes what a page has hundreds of, in half the time."""


class Walk:
    """The state of the walk; what it found stands in its public lists when `run` is done."""

    def __init__(self, tree: LexborHTMLParser, marks: Marks, *, base: str, told: str) -> None:
        self.links: list[Link] = []
        self.headings: list[Heading] = []
        self.forms: list[Form] = []
        self.buttons: list[Button] = []
        self.blocks: list[Block] = []
        self.dates: list[DateSeen] = []
        self.emails: list[str] = []
        self.phones: list[str] = []
        self.social: list[str] = []
        self.is_cut = False
        self.landmark = Landmark.BODY
        """The part of the page in which the walk is."""
        self._base, self._told = base, told
        self._origin = "/".join(base.split("/", 3)[:3]) + "/"
        self._tree = tree
        self._named, self._langs = marks.parts, marks.langs
        self._special = self._langs.keys() | self._named.keys()
        self._ends: set[int] = set()
        self._labels = {
            node.attributes.get("for") or "": seen(node.text(separator=" "))
            for node in marks.labels[:_MOST_NAMED]
        }
        self._landmarks: list[tuple[int, Landmark]] = []
        self._scopes: list[tuple[int, str]] = []
        self._form_end, self._form = 0, -1
        self._label_end, self._label = 0, ""
        self._loose: dict[Landmark, int] = {}
        self._words: list[str] = []
        self._raw: list[tuple[str, Landmark]] = []
        self._kept = 0
        self._is_full = False
        self._fields = 0

    def run(self) -> None:
        """Walk to the end, or to the first bound."""
        body = self._tree.body
        if body is None:
            return
        ends, words, special = self._ends, self._words, self._special
        for node in body.traverse(include_text=True):
            place = node.mem_id
            if place in ends:
                self._leave(place)
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content
                if text and (words or not text.isspace()):
                    words.append(text)
                continue
            if tag in _BLOCKS:
                if words:
                    self._flush()
                if self._is_full:
                    self.is_cut = True
                    break
            if tag in _KINDS or place in special:
                self._element(node, tag, place)
        self._flush()
        self._finish()

    def _element(self, node: LexborNode, tag: str, place: int) -> None:
        is_ended, is_part, visit = _KINDS.get(tag, _NO_KIND)
        if is_ended:
            self._ends.add(after(node))
        if is_part or place in self._special:
            self._enter(node, tag)
        if visit:
            visit(self, node, tag)

    def _enter(self, node: LexborNode, tag: str) -> None:
        end = after(node)
        landmark = self._named.get(node.mem_id) or BY_TAG.get(tag)
        if landmark:
            self.landmark = nested(landmark, self.landmark)
            self._landmarks.append((end, self.landmark))
        if node.mem_id in self._langs:
            self._scopes.append((end, self._langs[node.mem_id]))
        self._ends.add(end)

    def _leave(self, place: int) -> None:
        self._flush()
        while self._landmarks and self._landmarks[-1][0] == place:
            self._landmarks.pop()
            self.landmark = self._landmarks[-1][1] if self._landmarks else Landmark.BODY
        while self._scopes and self._scopes[-1][0] == place:
            self._scopes.pop()
        if self._form_end == place:
            self._form_end, self._form = 0, -1
        if self._label_end == place:
            self._label_end, self._label = 0, ""

    def _flush(self) -> None:
        words = self._words
        if not words:
            return
        written = words[0] if len(words) == 1 else "".join(words)
        words.clear()
        text = " ".join(written.split()) if len(written) <= LONGEST_BLOCK else ""
        if not text or not text.isprintable():
            text = seen(written, longest=LONGEST_BLOCK)
        if text:
            self._kept += len(text)
            self._raw.append((text, self.landmark))
            if self._kept >= MOST_TEXT or len(self._raw) >= MOST_BLOCKS:
                self._is_full = True

    def _finish(self) -> None:
        """Languages, dates and contacts of all blocks, which need the whole page."""
        has_latin, texts, scripts = LATIN.search, {"": [""]}, []
        for text, _ in self._raw:
            script = "latin" if text.isascii() and has_latin(text) else script_of(text)
            scripts.append(script)
            if script in texts:
                texts[script].append(text)
            else:
                texts[script] = [text]
        codes = {**languages_by_script(texts, told=self._told), "": ""}
        self.blocks = [
            _made(Block, (text, landmark, codes[script]))
            for (text, landmark), script in zip(self._raw, scripts, strict=True)
        ]
        self._tell()
        self.emails = list(dict.fromkeys(self.emails))
        self.phones = list(dict.fromkeys(self.phones))
        self.social = list(dict.fromkeys(self.social))

    def _tell(self) -> None:
        has_digit = _DIGIT.search
        for number, (text, _) in enumerate(self._raw):
            if "@" in text and len(self.emails) < _MOST_CONTACTS:
                self.emails += emails_in(text)
            if has_digit(text):
                self._numbers(text, number)

    def _numbers(self, text: str, number: int) -> None:
        if len(self.dates) < _MOST_DATES:
            self.dates += dates_in(text, block=number)
        if len(self.phones) < _MOST_CONTACTS:
            self.phones += phones_in(text)

    def _link(self, node: LexborNode, _: str) -> None:
        attributes = node.attributes
        if "href" not in attributes:
            return
        href = (attributes["href"] or "").strip()
        address, network, file_kind = self._led(href)
        written = node.text(separator=" ")
        text = " ".join(written.split())
        if len(written) > LONGEST_NAME or not text.isprintable():
            text = seen(written)
        label, lang, hreflang, rel, is_toggle = (
            _SILENT if TELLING.isdisjoint(attributes) else told_of(attributes)
        )
        if label and not any(map(str.isalnum, text)):
            text = ""  # a sign of a font for pictures says nothing
        if not text and not label:
            label = picture_words(node)
        if not address:
            self._contact(href)
        elif network:
            self.social.append(network)
        links, scopes = self.links, self._scopes
        told = (
            text,
            address,
            self.landmark,
            len(links),
            label,
            lang or (scopes[-1][1] if scopes else ""),
            hreflang,
            rel,
            not address and not is_of_own_kind(href),
            is_toggle,
            file_kind,
            size_of(text) if file_kind else None,
        )
        links.append(_made(Link, told))
        if len(links) >= MOST_LINKS:
            self._is_full = True

    def _led(self, href: str) -> tuple[str, str, str]:
        """Where an address leads from here; what does not depend on the page is known from other pages."""
        if href.startswith(("http://", "https://")):
            return led_to("", href[:LONGEST_ADDRESS])
        if href[:1] == "/" and href[:2] != "//":
            return led_to(self._origin, href[:LONGEST_ADDRESS])
        return led_to(self._base, href[:LONGEST_ADDRESS])

    def _contact(self, href: str) -> None:
        mail, telephone = contact_of(href)
        if mail and len(self.emails) < _MOST_CONTACTS:
            self.emails.append(mail)
        if telephone and len(self.phones) < _MOST_CONTACTS:
            self.phones.append(telephone)

    def _heading(self, node: LexborNode, tag: str) -> None:
        text = seen(node.text(separator=" "))
        if text and len(self.headings) < _MOST_NAMED:
            self.headings.append(Heading(int(tag[1]), text, self.landmark, len(self.headings)))

    def _button(self, node: LexborNode, _: str) -> None:
        attributes = node.attributes
        words = seen(node.text(separator=" ")) or seen(
            attributes.get("aria-label") or attributes.get("title")
        )
        self._add_button(words, is_sending=(attributes.get("type") or "submit").lower() == "submit")

    def _add_button(self, words: str, *, is_sending: bool) -> None:
        if self._form >= 0 and is_sending:
            form = self.forms[self._form]
            self.forms[self._form] = replace(form, submit=(*form.submit, words)[:20])
        if words and len(self.buttons) < _MOST_NAMED:
            self.buttons.append(Button(words, self.landmark, len(self.buttons)))

    def _open_form(self, node: LexborNode, _: str) -> None:
        if len(self.forms) >= _MOST_FIELDS:
            return
        attributes = node.attributes
        self._form_end, self._form = after(node), len(self.forms)
        self._ends.add(self._form_end)
        self.forms.append(
            Form(
                method=(attributes.get("method") or "get").strip().lower()[:10],
                action=self._led(attributes.get("action") or self._base)[0] or self._base,
                landmark=self.landmark,
                order=len(self.forms),
                role=(attributes.get("role") or "").lower()[:20],
                label=seen(attributes.get("aria-label") or attributes.get("title") or attributes.get("name")),
            )
        )

    def _open_label(self, node: LexborNode, _: str) -> None:
        self._label_end, self._label = after(node), seen(node.text(separator=" "))
        self._ends.add(self._label_end)

    def _input(self, node: LexborNode, _: str) -> None:
        attributes = node.attributes
        kind = (attributes.get("type") or "text").strip().lower()
        if kind in _INPUTS_THAT_SEND:
            words = seen(attributes.get("value") or attributes.get("alt") or attributes.get("aria-label"))
            self._add_button(words, is_sending=kind in {"submit", "image"})
        else:
            self._field(node, kind)

    def _field(self, node: LexborNode, kind: str) -> None:
        self._fields += 1
        if self._fields > _MOST_FIELDS * 10:
            return
        attributes = node.attributes
        told = (attributes.get(key) for key in ("aria-label", "placeholder", "title"))
        label = self._labels.get(attributes.get("id") or " ") or self._label
        words = seen(" ".join(filter(None, (label, *told))))
        name = seen(attributes.get("name") or attributes.get("id"), longest=80)
        field = Field(kind[:20], name, words, self.landmark)
        at = self._form if self._form >= 0 else self._loose_form()
        form = self.forms[at]
        if len(form.fields) < _MOST_FIELDS:
            self.forms[at] = replace(form, fields=(*form.fields, field))

    def _loose_form(self) -> int:
        """The place of the fields that stand in this part of the page without a form."""
        if self.landmark not in self._loose:
            self._loose[self.landmark] = len(self.forms)
            self.forms.append(Form("", "", self.landmark, len(self.forms)))
        return self._loose[self.landmark]

    def _time(self, node: LexborNode, _: str) -> None:
        text = node.attributes.get("datetime") or ""
        day = iso_day(text)
        if day and len(self.dates) < _MOST_DATES:
            self.dates.append(DateSeen(text[:40], day))


_VISITS: Final[dict[str, Callable[[Walk, LexborNode, str], None]]] = {
    "a": Walk._link,
    "area": Walk._link,
    "form": Walk._open_form,
    "input": Walk._input,
    "select": Walk._field,
    "textarea": Walk._field,
    "button": Walk._button,
    "label": Walk._open_label,
    "time": Walk._time,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Walk._heading),
}
_KINDS: Final = {
    tag: (tag in _ENDED, tag in BY_TAG, _VISITS.get(tag)) for tag in _ENDED | BY_TAG.keys() | _VISITS.keys()
}
"""Elements that are looked at: whether they have to be left, are a part of the page, and who looks."""
_NO_KIND: Final = (False, False, None)
