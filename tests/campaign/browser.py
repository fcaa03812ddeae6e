"""A person at a browser: follows links that are there, fills in forms that are there, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.workspace.events.services import deliver
from tests.campaign.reading import Button, Form, Page, tidy
from tests.cast import PASSWORD

WORKSPACE = "/en/workspace/"
DOORS = re.compile(r"\.(xlsx|csv|ics)$|/notifications/.|/(statistics|registry|people)/.")
"""Addresses that a reader of all pages passes by: files, what is read by opening it, pages of no campaign."""
AS_READ = {HTTPStatus.OK}


@dataclass
class Browser:
    """One person, one browser. `page` is the page in front of them."""

    name: str
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    page: Page = field(default_factory=lambda: Page("", address="/", status=200))
    content: bytes = b""

    def sign_in(self) -> Browser:
        """Go to the workspace, be asked for e-mail and password, and come to where one wished to go."""
        self.open(WORKSPACE).send("Sign in", login=f"{self.name}@example.org", password=PASSWORD)
        assert self.page.address == WORKSPACE
        return self

    def open(self, address: str, *, status: int = HTTPStatus.OK) -> Browser:
        """Type an address."""
        return self._show(self.client.get(urldefrag(address).url, follow=True), address, status)

    def follow(self, words: str, *, to: str = "") -> Browser:
        """Click on a link of the page by its words; `to` is a part of its address."""
        found = [link for said, link in self.page.links if said.startswith(words) and to in link]
        assert found, f"{self.name} sees no link “{words}” to “{to}” on {self.page.address}"
        return self.open(urljoin(self.page.address, found[0]))

    def send(self, button: str, *, to: str = "", status: int = HTTPStatus.OK, **typed: Any) -> Browser:
        """Fill in the form that has such a button, and press it; `to` is a part of the form's address."""
        form = self.form(button, to=to, fields=typed.keys())
        pressed = form.button(button)
        assert pressed is not None
        assert not pressed.is_disabled, f"“{button}” cannot be pressed on {self.page.address}"
        for name, value in typed.items():
            if not isinstance(value, SimpleUploadedFile):
                form.fields[name].put(value)
        return self._send(form, pressed, typed, status)

    def form(self, button: str, *, to: str = "", fields: Any = ()) -> Form:
        """The form of the page with such a button and such fields."""
        found = [one for one in self.page.forms_with(button, to=to) if set(fields) <= one.fields.keys()]
        assert found, (
            f"{self.name} sees no form “{button}” to “{to}” with {sorted(fields)} on {self.page.address}: "
            f"{[(one.action, [b.words for b in one.buttons], sorted(one.fields)) for one in self.page.forms]}"
            f" {self.page.words[-1500:]}"
        )
        return found[0]

    def may(self, button: str, *, to: str = "") -> bool:
        """Whether the page has a form with such a button."""
        return any(True for _ in self.page.forms_with(button, to=to))

    def reads(self, *sentences: str) -> Browser:
        """Each of these stands on the page."""
        for one in sentences:
            assert one in self.page.words, (
                f"{self.name} misses “{one}” on {self.page.address}: {self.page.words}"
            )
        return self

    def does_not_read(self, *sentences: str) -> Browser:
        """None of these stands on the page."""
        for one in sentences:
            assert one not in self.page.words, f"{self.name} reads “{one}” on {self.page.address}"
        return self

    def all_pages(self, *, most: int = 60) -> Iterator[Page]:
        """Every page of the workspace that this person reaches by links, beginning with the first."""
        waiting, known = [WORKSPACE], {WORKSPACE}
        while waiting and most:
            address, most = waiting.pop(0), most - 1
            answer = self.client.get(address, follow=True)
            assert answer.status_code in AS_READ, (self.name, address, answer.status_code)
            page = Page(answer.content.decode(), address=address, status=answer.status_code)
            yield page
            for _, link in page.links:
                whole = urldefrag(urljoin(address, link)).url
                if whole not in known and _is_a_page_of_the_workspace(whole):
                    known.add(whole)
                    waiting.append(whole)

    def _send(self, form: Form, pressed: Button, typed: dict[str, Any], status: int) -> Browser:
        given: dict[str, Any] = {
            name: typed[name] if isinstance(typed.get(name), SimpleUploadedFile) else one.values
            for name, one in form.fields.items()
            if one.values or isinstance(typed.get(name), SimpleUploadedFile)
        }
        if pressed.name:
            given[pressed.name] = pressed.value
        address = urldefrag(urljoin(self.page.address, pressed.action or form.action)).url
        ask = self.client.post if form.method == "post" else self.client.get
        answer = ask(address, given, follow=True)
        deliver()  # a test never commits, and so nobody hears of anything by itself
        return self._show(answer, address, status)

    def _show(self, answer: Any, address: str, status: int) -> Browser:
        where = answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else address
        self.content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        source = self.content.decode(errors="replace")
        self.page = Page(source, address=urljoin(address, where), status=answer.status_code)
        assert answer.status_code == status, (
            f"{self.name} is answered {answer.status_code} at {address}: {tidy(self.page.words)[:1500]}"
        )
        return self


def _is_a_page_of_the_workspace(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.netloc and parts.path.startswith(WORKSPACE) and not DOORS.search(parts.path)
